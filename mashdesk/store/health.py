"""Facts about a store for whoever looks after it; nothing here reads a record's text."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select, text

from mashdesk.store.migrate import newest, revision
from mashdesk.store.names import AUDIT
from mashdesk.store.sqlite import STORE_FILE
from mashdesk.store.store import Store


@dataclass(frozen=True, slots=True)
class Schema:
    """The schema a store has and the one this program brings."""

    found: str | None
    newest: str


def engine_name(store: Store) -> str:
    """The engine and its version."""
    with store.read() as connection:
        if store.engine.dialect.name == "sqlite":
            plain = connection.execute(text("SELECT sqlite_version()")).scalar_one()
            cipher = connection.exec_driver_sql("PRAGMA cipher_version").scalar()
            return f"SQLite {plain}, SQLCipher {cipher}"
        return f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar_one()}"


def schema(store: Store) -> Schema:
    """The store's schema revision beside the program's."""
    with store.read() as connection:
        return Schema(revision(connection), newest())


def integrity(store: Store) -> list[str]:
    """What the engine's own checks find wrong; empty when all is whole."""
    with store.read() as connection:
        return list(store.particulars.integrity(connection))


def newest_entry(store: Store) -> datetime | None:
    """When the newest audit row was written (UTC): the clock must not be before it."""
    with store.read() as connection:
        found: datetime | None = connection.execute(select(func.max(AUDIT.c.at))).scalar_one()
        return found


def open_to_others(directory: Path) -> list[str]:
    """The store's folder and files that other accounts may read or write, by name and mode."""
    names = ("", STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm")
    found = []
    for path in (directory / name for name in names):
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError:
            continue
        if mode & 0o077:
            found.append(f"{path} ({mode:04o})")
    return found
