"""Online backup while desks write, and the proof that a store file is whole.

A backup is a whole encrypted store in one file, under the same key. A plain copy of the live file
is none: without its -wal it lacks what was decided last.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, select
from sqlalchemy.pool import NullPool
from sqlcipher3 import dbapi2
from sqlmodel import SQLModel

from mashdesk.domain.errors import Trouble
from mashdesk.store import audit, sqlite
from mashdesk.store.files import put_once
from mashdesk.store.keys import derived
from mashdesk.store.migrate import revision
from mashdesk.store.names import REFERRALS
from mashdesk.store.put_aside import discard
from mashdesk.store.store import Store

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a backup or a restored store was found to hold; `aside` is the file of the store that
    a restore put away, if there was one.
    """

    path: Path
    revision: str
    audit_rows: int
    audit_head: str
    counts: dict[str, int]
    open_referrals: int
    aside: Path | None = None


def backup(store: Store, target: Path, progress: Progress | None = None) -> Proof:
    """Write a backup of the live store to `target` (never over another file) and prove it whole.

    Raises Trouble. Writers wait for none of it longer than a moment: the copy is one read
    transaction. Whatever goes wrong, no part of it stays behind.
    """
    demand_free(store, target)
    part = target.with_name(f".{target.name}.part")
    try:
        discard(part)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(store, part, progress)
        proof = prove(part, store.key, progress)
        put_once(part, target)
    except FileExistsError as error:
        raise _taken(target) from error
    except (OSError, dbapi2.Error) as error:
        raise told(error, target) from error
    finally:
        discard(part)
    return replaced(proof, path=target)


def demand_free(store: Store, target: Path) -> None:
    """Raise Trouble unless this store can be backed up to `target`: nothing may be there yet."""
    if store.engine.dialect.name != "sqlite":
        raise Trouble(
            "This hub's store is a PostgreSQL database.",
            "Back it up with the server's own pg_dump, and keep the key.",
        )
    if target.exists():
        raise _taken(target)


def _taken(target: Path) -> Trouble:
    return Trouble(
        f"There is a file at {target} already.", "Name another; a backup never overwrites."
    )


def _copy(store: Store, part: Path, progress: Progress | None) -> None:
    copy: Any = dbapi2.connect(str(part))
    try:
        copy.execute("PRAGMA cipher_log_level = NONE")
        copy.execute(f"PRAGMA key = \"x'{store.key.hex()}'\"")
        with store.engine.connect() as connection:
            live: Any = connection.connection.driver_connection
            done = (
                None if progress is None else lambda _s, left, total: progress(total - left, total)
            )
            live.backup(copy, pages=-1, progress=done)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def prove(path: Path, key: bytes, progress: Progress | None = None) -> Proof:
    """Open a store file read-only and prove it: integrity, schema, the audit's chain, counts.
    Raises Trouble.
    """
    engine = _read_only(path, key)
    try:
        with engine.connect() as connection:
            if faults := sqlite.integrity(connection):
                raise Trouble(f"The file {path} is damaged: {faults[0]}.", "Use another backup.")
            found = revision(connection)
            if found is None:
                raise Trouble(
                    f"The file {path} is not a mashdesk store.",
                    "Name a file that `mashdesk backup` wrote.",
                )
            report = audit.verify(connection, derived(key, "audit"), None, progress)
            if not report.whole:
                raise Trouble(
                    f"The audit in {path} does not verify: {report.broken[0]}.",
                    "Use another backup, and tell your manager.",
                )
            counts = {
                name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for name, table in sorted(SQLModel.metadata.tables.items())
            }
            still_open = (
                select(func.count()).select_from(REFERRALS).where(REFERRALS.c.closed_at.is_(None))
            )
            return Proof(
                path,
                found,
                report.rows,
                str(report.head),
                counts,
                int(connection.execute(still_open).scalar_one()),
            )
    except Exception as error:
        raise (_unproven(error, path) or error) from error
    finally:
        engine.dispose()


def _unproven(error: Exception, path: Path) -> Trouble | None:
    """What the driver said of this file, which is not the store that anybody works on."""
    known = sqlite.trouble(error)
    if known is not None and known.message == sqlite.WRONG_KEY:
        return Trouble(
            f"The backup {path} and the key do not belong together, or the file is no backup.",
            "Give the key of the hub that made it (--key-file or MASHDESK_KEY_FILE), or another"
            " file.",
        )
    if known is not None and known.message == sqlite.DAMAGED:
        return Trouble(f"The file {path} is damaged.", "Use another backup.")
    return known


def _read_only(path: Path, key: bytes) -> Engine:
    def opened(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = -{sqlite.CACHE_KIB}")

    engine = create_engine(f"sqlite:///{path}", module=dbapi2, poolclass=NullPool)
    event.listen(engine, "connect", opened)
    return engine


def told(error: Exception, path: Path) -> Trouble:
    """A plain sentence and a way out for a file that could not be written."""
    known = sqlite.trouble(error)
    if known is not None:
        return known
    reason = getattr(error, "strerror", None) or str(error)
    return Trouble(
        f"{path} cannot be written: {reason}.", "Check the folder, its rights and its space."
    )
