"""Filling a store by the hundred thousand: rows made inside SQLite, like one that the desk made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from mashdesk.domain.actor import SYSTEM
from mashdesk.wiring import Wired

BATCH = 100_000
"""So many rows in one transaction: the -wal is begun anew after each."""

_NOWHERE = dict.fromkeys(
    ("due_at", "sort_at", "nearest_at", "nearest_start", "clock", "start_at"), "NULL"
)
CLOSED: Mapping[str, str] = {**_NOWHERE, "state": "'closed'"}
"""A closed referral's columns that differ from an open one's, as SQL."""

_COUNTED = """
    WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)
"""
_CLOSINGS = """
    INSERT INTO event (seq, at, kind, actor_id, actor, referral_id, version, changes, title, text)
    SELECT :seq + i - :first, :at, 'closed', :by, :name, i, 9,
        '{"closed_at":[null,"' || :iso || '"],"state":["decided","closed"]}',
        'Closed: advice given.', ''
    FROM n
"""


@contextmanager
def in_haste(wired: Wired) -> Iterator[Any]:
    """The bare driver's connection, which waits for no disk: the store is thrown away later."""
    pooled = wired.store.engine.raw_connection()
    connection: Any = pooled.driver_connection
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    try:
        yield connection
    finally:
        pooled.invalidate()


@contextmanager
def without_triggers(connection: Any, *tables: str) -> Iterator[None]:
    """What is written to these tables meanwhile is not put into the full text."""
    slots = ", ".join("?" * len(tables))
    of_them = f"type = 'trigger' AND tbl_name IN ({slots})"
    query = f"SELECT name, sql FROM sqlite_master WHERE {of_them}"  # noqa: S608 - our own names
    triggers = connection.execute(query, tables).fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        for _, sql in triggers:
            connection.execute(sql)


def like(connection: Any, own: Mapping[str, str]) -> str:
    """An INSERT of one referral for each `n.i`, else like that of the id `:pattern`; `own` columns
    are SQL.
    """
    columns = [row[1] for row in connection.execute("PRAGMA table_info(referral)")]
    values = ", ".join(own.get(name, f"p.{name}") for name in columns)
    into = f"INSERT INTO referral ({', '.join(columns)})"
    return f"{into} SELECT {values} FROM n, referral AS p WHERE p.id = :pattern"  # noqa: S608


def fill_closed(wired: Wired, pattern: int, number: int, now: datetime) -> None:
    """Add so many closed referrals like this one, each with the event that closed it, by somebody
    else: nobody acknowledged any. Their words are not put into the full text.
    """
    at = now.strftime("%Y-%m-%d %H:%M:%S.%f")
    own = {**CLOSED, "id": "n.i", "reference": "printf('MD-26-%04d', n.i)", "closed_at": ":at"}
    closing = {"at": at, "iso": now.isoformat(), "by": SYSTEM.user_id, "name": SYSTEM.name}
    with in_haste(wired) as connection, without_triggers(connection, "referral", "event"):
        referrals = _COUNTED + like(connection, own)
        (newest,) = connection.execute("SELECT max(id) FROM referral").fetchone()
        (seq,) = connection.execute("SELECT max(seq) FROM event").fetchone()
        for start in range(0, number, BATCH):
            first, last = newest + 1 + start, newest + min(start + BATCH, number)
            span = {"first": first, "last": last}
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(referrals, {**span, "at": at, "pattern": pattern})
            connection.execute(_COUNTED + _CLOSINGS, {**span, **closing, "seq": seq + 1 + start})
            connection.execute("COMMIT")
