"""Everything that is particular to PostgreSQL, for a hub that outgrew one machine."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DatabaseError, DBAPIError

from mashdesk.domain.errors import Trouble

WRITERS_LOCK = 0x6D617368
"""The advisory lock ("mash") that makes writers take turns, as BEGIN IMMEDIATE does on SQLite."""

WRITER_OPTIONS: dict[str, Any] = {}

READER_OPTIONS: dict[str, Any] = {
    # A read is several statements, and shows one moment of the store.
    "isolation_level": "REPEATABLE READ",
    "postgresql_readonly": True,
}


def make_engine(url: str) -> Engine:
    """An engine on a PostgreSQL database; instants come back in UTC."""
    return create_engine(
        url,
        pool_size=8,
        max_overflow=24,
        pool_pre_ping=True,
        # A failed statement must not put record text into a log.
        hide_parameters=True,
        connect_args={"options": "-c timezone=UTC -c lock_timeout=15s"},
    )


def before_writing(connection: Connection) -> None:
    """Take the writers' turn until this transaction ends: one chain of audit rows, one order of
    events.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS_LOCK})


@contextlib.contextmanager
def schema_connection(engine: Engine) -> Iterator[Connection]:
    """A transaction for a change of schema, in the writers' turn."""
    with engine.begin() as connection:
        before_writing(connection)
        yield connection


def change_token(connection: Connection) -> object:
    """A text that differs once anybody's transaction has written: those under way are in it."""
    return connection.execute(text("SELECT pg_current_snapshot()::text")).scalar_one()


def integrity(connection: Connection) -> list[str]:
    """PostgreSQL keeps its own checksums and constraints; one that answers has nothing to add."""
    connection.execute(text("SELECT 1"))
    return []


def trouble(error: BaseException) -> Trouble | None:
    """A plain sentence and a way out for what the server said; None when it is no trouble of the
    store's.
    """
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None) or _state_said(str(error.orig))
    for prefix, message, way_out in _TROUBLES:
        if state.startswith(prefix):
            return Trouble(message, way_out)
    if error.connection_invalidated or not isinstance(error, DatabaseError) or not state:
        return Trouble(
            "The database server does not answer.",
            "Check that it runs and that the settings name its address; what was written is kept.",
        )
    return None


def _state_said(words: str) -> str:
    """The code for what a server said that let nobody in: the driver has only its words then."""
    return next((state for part, state in _REFUSALS if re.search(part, words, re.IGNORECASE)), "")


_REFUSALS: tuple[tuple[str, str], ...] = (
    ("connection refused", "08001"),
    ("too many clients|too many connections|connection slots are reserved", "53300"),
    (
        'authentication failed|no pg_hba.conf entry|no password supplied|role ".*" (does|is) not',
        "28000",
    ),
    ("permission denied for database", "42501"),
    ('database ".*" does not exist', "3D000"),
    ("is shutting down|is starting up", "57P03"),
)

_TROUBLES: tuple[tuple[str, str, str], ...] = (
    (
        "53100",
        "The database server's disk is full, so nothing was written.",
        "Free some space there, then do it again.",
    ),
    (
        "53300",
        "The database server has no connection left for this desk, so nothing was written.",
        "Close desks that nobody uses, or have more connections allowed; then do it again.",
    ),
    (
        "42501",
        "The database does not let this account do that, so nothing was written.",
        "Have the account given its rights to the hub's tables, or name another in the settings.",
    ),
    (
        "40P01",
        "This desk and another one waited for each other, so nothing was written here.",
        "Do it again.",
    ),
    (
        "25P03",
        "The database server ended what stood idle too long, so nothing was written.",
        "Do it again; if it comes back, look whether this machine was asleep or is overloaded.",
    ),
    (
        "55P03",
        "Another desk held the store for more than 15 seconds, so nothing was written.",
        "Do it again.",
    ),
    (
        "25006",
        "The database is read-only, so nothing was written.",
        "Connect to the primary server.",
    ),
    (
        "28",
        "The database server refuses this account.",
        "Check the name and password in the settings.",
    ),
    ("3D", "There is no such database.", "Check its name in the settings."),
    (
        "57P03",
        "The database server is starting up or shutting down.",
        "Wait for it to come back, then do it again.",
    ),
    ("57", "The database server is shutting down.", "Wait for it to come back, then do it again."),
    (
        "08001",
        "The database server does not answer: nothing listens at its address.",
        "Start it, or check the address and port in the settings.",
    ),
    (
        "08",
        "The connection to the database server was lost.",
        "Check the network; what was acknowledged is kept.",
    ),
)
