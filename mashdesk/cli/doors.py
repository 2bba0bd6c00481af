"""What the command line is handed by `__main__`: ways to open a desk, for it wires nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mashdesk.cli.console import Progress
    from mashdesk.desk.clockwork.scheduler import Scheduler
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.signing_in.sign_in import SignIn
    from mashdesk.domain.actor import Actor
    from mashdesk.settings import Settings
    from mashdesk.store.backup import Proof
    from mashdesk.store.store import Store


class Opened(Protocol):
    """A desk opened on a store, with everything that belongs to it."""

    settings: Settings
    store: Store
    desk: Desk
    sign_in: SignIn
    scheduler: Scheduler

    def close(self) -> None:
        """Let go of the store; safe to call twice."""
        ...


class Doors(Protocol):
    """Every way in. `set_up` takes a new hub's plan by name; the screens return the exit code;
    `seated` names the desk of the training hub that the training ways lead to.
    """

    def is_set_up(self, settings: Settings) -> bool: ...
    def open_desk(self, settings: Settings) -> Opened: ...
    def set_up(self, settings: Settings, plan: Mapping[str, str]) -> Opened: ...
    def seated(self, seat: str) -> Doors: ...
    def open_training(self, settings: Settings) -> tuple[Opened, Actor]: ...
    def key_path(self, settings: Settings) -> Path: ...
    def restore(
        self, settings: Settings, source: Path, *, replace: bool, progress: Progress | None
    ) -> Proof: ...
    def run_desk(self, settings: Settings) -> int: ...
    def run_training(self, settings: Settings) -> int: ...
