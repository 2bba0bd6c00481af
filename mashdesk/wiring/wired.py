"""A desk put together on an open store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mashdesk.clock import Clock
from mashdesk.settings import Settings

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from mashdesk.desk.clockwork.scheduler import Scheduler
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.signing_in.sign_in import SignIn
    from mashdesk.store.store import Store
    from mashdesk.wiring.training import Colleagues


@dataclass(slots=True)
class Wired:
    """A desk ready for work, and what belongs to it. Close it when done."""

    settings: Settings
    store: Store
    desk: Desk
    sign_in: SignIn
    scheduler: Scheduler
    colleagues: Colleagues | None = None

    def close(self) -> None:
        """Stop what runs and give every connection back."""
        if self.colleagues is not None:
            self.colleagues.stop()
        self.scheduler.stop()
        self.store.close()


def wire(
    settings: Settings, store: Store, clock: Clock, passwords: PasswordHasher | None = None
) -> Wired:
    """A desk, its sign-in and its scheduler on an open store."""
    from mashdesk.desk.clockwork.scheduler import Scheduler
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.signing_in.sign_in import SignIn

    desk = Desk(store, clock)
    scheduler = Scheduler(desk, beat_seconds=settings.beat_seconds)
    return Wired(settings, store, desk, SignIn(store, clock, passwords), scheduler)
