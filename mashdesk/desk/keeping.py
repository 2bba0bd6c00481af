"""Who looks after the store itself, and the audit rows of what they do to it as a whole."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mashdesk import __version__
from mashdesk.clock import Clock
from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.errors import Trouble
from mashdesk.store import audit
from mashdesk.store.backup import Proof, backup, demand_free
from mashdesk.store.store import Store
from mashdesk.store.work import audit_row
from mashdesk.text import clip, plain


def keeper(workstation: str) -> Actor:
    """Somebody with the key and no sign-in: SYSTEM, at this workstation under this account."""
    try:
        account = getpass.getuser()
    except (ImportError, KeyError, OSError):
        account = "unknown account"
    return replace(SYSTEM, workstation=clip(plain(f"{account} at {workstation}"), 100)[:100])


def back_up(
    store: Store,
    clock: Clock,
    actor: Actor,
    target: Path,
    progress: Callable[[int, int], None] | None = None,
) -> Proof:
    """Back the store up to `target` and prove it. The audit row comes first, so that no copy is
    ever made that the audit does not know of. Raises Trouble.
    """
    demand_free(store, target)
    try:
        _tell(store, clock, actor, "back up the store", target.name)
    except Trouble as trouble:
        raise not_noted(trouble, Path(str(store.engine.url.database)).parent) from trouble
    return backup(store, target, progress)


def not_noted(trouble: Trouble, folder: Path) -> Trouble:
    """Why no backup was made where the store in this folder does not take the audit's row."""
    return Trouble(
        "No backup was made: it is noted in the store's audit first, and that could not be"
        f" written. {trouble.message}",
        f"{trouble.way_out} This is about the disk of {folder}, not of the backup. If nothing"
        " else helps, close every desk and copy that whole folder by hand.",
    )


def tell_restored(store: Store, clock: Clock, actor: Actor, source: str) -> None:
    """Note in a restored store's audit that it was, and from which file."""
    _tell(store, clock, actor, "restored from a backup", source)


def _tell(store: Store, clock: Clock, actor: Actor, act: str, reason: str) -> None:
    now = clock.now()
    row = audit_row(act, actor, now, __version__, reason=clip(plain(reason), 200)[:200])
    with store.begin(now) as work:
        audit.append(work.connection, store.audit_key, [row])
        work.commit()
