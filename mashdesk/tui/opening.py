"""What the desk app is handed by `__main__`: ways to open a desk, for screens wire nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mashdesk.desk.clockwork.scheduler import Scheduler
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.signing_in.sign_in import SignIn
    from mashdesk.domain.actor import Actor
    from mashdesk.settings import Settings


class Opened(Protocol):
    """A desk opened on a store, with what the screens need of it."""

    settings: Settings
    desk: Desk
    sign_in: SignIn
    scheduler: Scheduler

    def close(self) -> None:
        """Let go of the store; safe to call twice."""


class Opening(Protocol):
    """Every way in. Each may take long and loads what is heavy, so it is called from a thread."""

    def is_set_up(self, settings: Settings) -> bool:
        """Whether there is a hub; raises Trouble."""

    def open_desk(self, settings: Settings) -> Opened:
        """The desk on the hub's store; raises Trouble."""

    def set_up(self, settings: Settings, plan: Mapping[str, str]) -> Opened:
        """A new hub by the plan's names; raises Invalid or Trouble."""

    def open_training(self, settings: Settings) -> tuple[Opened, Actor]:
        """The training hub, made if need be, and its worker signed in; raises Trouble."""
