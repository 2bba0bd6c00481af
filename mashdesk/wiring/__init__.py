"""The only place where engines, clocks and desks are made. Heavy libraries load inside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mashdesk.clock import Clock, SystemClock
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Trouble
from mashdesk.settings import Settings
from mashdesk.wiring.places import (
    connect,
    demand_own_key,
    is_set_up,
    key_of,
    key_path,
    never_set_up,
)
from mashdesk.wiring.setting_up import SetUp, set_up
from mashdesk.wiring.wired import Wired, wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from argon2 import PasswordHasher

    from mashdesk.store.backup import Proof

__all__ = [
    "SetUp",
    "Wired",
    "is_set_up",
    "key_path",
    "open_desk",
    "open_training",
    "restore_backup",
    "set_up",
    "wire",
]


def open_desk(
    settings: Settings, clock: Clock | None = None, passwords: PasswordHasher | None = None
) -> Wired:
    """Open the hub's desk, bringing its store up to date. Raises Trouble with a plain sentence."""
    from mashdesk.store.migrate import migrate

    if never_set_up(settings):
        raise Trouble(
            f"There is no hub in {settings.place} yet.",
            "Set one up with `mashdesk` at a terminal, or with `mashdesk init`.",
        )
    store = connect(settings, key_of(settings))
    try:
        migrate(store)
        demand_own_key(settings, store)
    except BaseException:
        store.close()
        raise
    return wire(settings, store, clock or SystemClock(), passwords)


def open_training(
    settings: Settings, clock: Clock | None = None, *, fresh: bool = False, seat: str = ""
) -> tuple[Wired, Actor]:
    """Open the training hub, its trainee signed in; made anew if there is none, or it is stale.

    `seat` is the desk to sit at, such as `health`; the duty worker's where none is named.
    """
    from mashdesk.wiring.training import open_training_hub

    return open_training_hub(settings, clock or SystemClock(), fresh=fresh, seat=seat)


def restore_backup(
    settings: Settings,
    source: Path,
    *,
    replace: bool = False,
    progress: Callable[[int, int], None] | None = None,
    clock: Clock | None = None,
) -> Proof:
    """Put a proven backup in place of the store, which nobody may have open, and say so in its
    audit; raises Trouble.
    """
    from mashdesk.desk.keeping import keeper, tell_restored
    from mashdesk.store.migrate import migrate
    from mashdesk.store.restore import restore

    if settings.database is not None:
        raise Trouble(
            "This hub's store is a PostgreSQL database.",
            "Restore it with the server's own pg_restore.",
        )
    key = key_of(settings)
    proof = restore(source, settings.store, key, replace=replace, progress=progress)
    store = connect(settings, key)
    try:
        migrate(store)
        tell_restored(store, clock or SystemClock(), keeper(settings.workstation), source.name)
    finally:
        store.close()
    return proof
