"""Everything that is particular to the embedded store: one encrypted SQLite file.

The driver is sqlcipher3, which carries its own SQLite: the standard library's may be one of the
versions that can corrupt a WAL store when processes write and checkpoint at once.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from mashdesk.domain.errors import Trouble

STORE_FILE = "mashdesk.db"
BUSY_SECONDS = 30.0
"""How long a writer waits for its turn: with twenty desks on a slow machine the unluckiest of them
may wait half of that.
"""
CACHE_KIB = 16_000
AFFECTED_UNTIL = (3, 51, 2)
"""The last SQLite that can corrupt a WAL store under concurrent checkpoints (sqlite.org, WAL-reset
bug).
"""
FIXED_EARLIER = ((3, 44, 6), (3, 50, 7))


def affected(version: tuple[int, ...]) -> bool:
    """Whether a SQLite version has the WAL fault; 3.44.6+ and 3.50.7+ of their own lines are
    mended.
    """
    if version > AFFECTED_UNTIL:
        return False
    return not any(version[:2] == line[:2] and version >= line for line in FIXED_EARLIER)


def make_engine(directory: Path, key: bytes, *, durable: bool = True) -> Engine:
    """An engine on the store in `directory`, opened with the raw 256-bit key.

    Not `durable` is only for a store nobody relies on yet, while it is being filled: it may be lost
    to a power cut. Raises Trouble when this SQLite is an affected version or the directory cannot
    be made private.
    """
    if affected(dbapi2.sqlite_version_info):
        raise Trouble(
            f"SQLite {dbapi2.sqlite_version} can damage a store that several desks write to.",
            "Reinstall with `scripts/run`, which brings a mended one.",
        )
    _private(directory)
    path = directory / STORE_FILE
    engine = create_engine(
        f"sqlite:///{path}",
        module=dbapi2,
        pool_size=8,
        max_overflow=24,
        # A failed statement must not put record text into a log.
        hide_parameters=True,
        # A command adds two or three rows of a kind: composing one statement of them costs more.
        use_insertmanyvalues=False,
    )
    event.listen(engine, "connect", _on_connect(key, durable=durable))
    event.listen(engine, "begin", _on_begin)
    return engine


def _private(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if directory.stat().st_mode & 0o077:
            directory.chmod(0o700)
        store = directory / STORE_FILE
        if not store.exists():
            # SQLite makes it when it is opened, for everybody to read, before any word of ours.
            os.close(os.open(store, os.O_RDWR | os.O_CREAT, 0o600))
        for name in (STORE_FILE, f"{STORE_FILE}-wal", f"{STORE_FILE}-shm"):
            file = directory / name
            if file.exists() and file.stat().st_mode & 0o077:
                file.chmod(0o600)
    except OSError as error:
        raise Trouble(
            f"The store's folder {directory} cannot be made ready: {error.strerror}.",
            "Check who owns it, or choose another with --store.",
        ) from error


def _on_connect(key: bytes, *, durable: bool) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        # A wrong key would otherwise print to the terminal, over the screen.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.set_busy_handler(_patience())
        before = os.umask(0o077)
        try:
            _write_ahead(connection)
        finally:
            os.umask(before)
        for pragma in (
            f"synchronous = {'FULL' if durable else 'OFF'}",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "secure_delete = ON",
            # Without it REPLACE would walk past the triggers that guard the audit.
            "recursive_triggers = ON",
            "temp_store = MEMORY",
            "mmap_size = 0",
            f"cache_size = -{CACHE_KIB}",
            "journal_size_limit = 67108864",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return prepare


def _write_ahead(connection: Any) -> None:
    """WAL, tried again: on a brand-new file two first openings can meet."""
    for attempt in range(50):
        try:
            mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
            if mode != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except dbapi2.OperationalError as error:
            if "locked" not in str(error) or attempt == 49:
                raise
            time.sleep(random.uniform(0.002, 0.02))


def _patience() -> Callable[[int], int]:
    """A busy handler of short random sleeps: SQLite's own ladder starves one of many writers."""
    started = 0.0

    def wait(tries: int) -> int:
        nonlocal started
        if tries == 0:
            started = time.monotonic()
        if time.monotonic() - started > BUSY_SECONDS:
            return 0
        longest = 0.004 if tries < 50 else 0.010
        time.sleep(random.uniform(0.0005, longest))
        return 1

    return wait


def _on_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return  # SQLAlchemy announces a beginning all the same; one left open would see no change
    kind = options.get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")


WRITER_OPTIONS: dict[str, Any] = {"sqlite_begin": "IMMEDIATE"}

READER_OPTIONS: dict[str, Any] = {}


def before_writing(connection: Connection) -> None:
    """Nothing: BEGIN IMMEDIATE already makes this the only writer."""


@contextlib.contextmanager
def schema_connection(engine: Engine) -> Iterator[Connection]:
    """A transaction for a change of schema. Foreign keys are off in it: with them on, a batch
    change that copies a table silently deletes its children; they are checked before it is
    committed.
    """
    with engine.execution_options(**WRITER_OPTIONS).connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None, "a fresh connection has its driver's"
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise Trouble(
                        f"The upgrade left {len(broken)} rows pointing to nothing, and was undone.",
                        "Report this; the store is as it was, and the program of before opens it.",
                    )
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


def change_token(connection: Connection) -> object:
    """A number that differs once any other connection has committed (PRAGMA data_version, some 3
    us).
    """
    return connection.exec_driver_sql("PRAGMA data_version").scalar_one()


_HAS_FULL_TEXT = "SELECT 1 FROM sqlite_master WHERE name = 'wording_fts'"
_ANY_WORD = "SELECT rowid FROM wording_fts WHERE wording_fts MATCH 'a' LIMIT 1"


def integrity(connection: Connection) -> list[str]:
    """What SQLite's own checks find wrong; empty when the file is whole."""
    if connection.exec_driver_sql(_HAS_FULL_TEXT).fetchone():
        # A connection keeps the full text's structure as it last read it, and only a question makes
        # it look again: without one the check holds what others wrote since against the old.
        connection.exec_driver_sql(_ANY_WORD).fetchall()
    found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    found = [line for line in found if line != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return found + [f"a row of {row[0]} points to nothing" for row in broken]


def trouble(error: BaseException) -> Trouble | None:
    """A plain sentence and a way out for what the driver said; None when it is no trouble of the
    store's.
    """
    cause = error.orig if isinstance(error, DatabaseError) and error.orig is not None else error
    if not isinstance(cause, (dbapi2.Error, sqlite3.Error)):
        return None
    said = str(cause).lower()
    for words, message, way_out in _TROUBLES:
        if any(word in said for word in words):
            return Trouble(message, way_out)
    return None


DAMAGED = "The store is damaged."
FULL = "The disk is full, so nothing was written."
UNWRITABLE = "The disk refused to write (an input/output error), so nothing was written."
WRONG_KEY = "The store does not open with this key."

_TROUBLES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("disk is full", "disk full"),
        FULL,
        "Free some space; everything acknowledged before is kept. Then do it again.",
    ),
    (
        ("readonly", "read-only"),
        "The store is read-only, so nothing was written.",
        "Give this account the right to write to the store's folder and its files.",
    ),
    (
        ("database is locked", "table is locked", "busy"),
        f"Another program held the store over {BUSY_SECONDS:.0f} seconds, so nothing was written.",
        "Close other tools that have the store open, then do it again.",
    ),
    (
        ("malformed", "corrupt"),
        DAMAGED,
        "Stop work on it; restore the latest backup (`mashdesk restore`; see `mashdesk doctor`).",
    ),
    (
        ("not a database", "encrypted", "hmac check failed"),
        WRONG_KEY,
        "Give the key that its set-up made (--key-file or MASHDESK_KEY_FILE), or restore a backup.",
    ),
    (
        ("disk i/o error",),
        UNWRITABLE,
        "Check the disk's health, space and limits; then do it again.",
    ),
    (
        ("unable to open",),
        "The store's file cannot be opened.",
        "Check that its folder exists and that this account may read and write it.",
    ),
)
