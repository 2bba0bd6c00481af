"""Whether somebody has a store open: none may be exchanged under a desk that writes to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from mashdesk.domain.errors import Trouble
from mashdesk.store.sqlite import STORE_FILE


def demand_unused(directory: Path, key: bytes) -> None:
    """Raise Trouble while any other process has the embedded store open; none and a damaged one
    pass.

    Leaving write-ahead logging needs the file to oneself, so SQLite itself is the judge. It also
    gathers what the -wal still holds into the one file, which is then a whole store put aside.
    Where it can not read the file, being damaged or under another key, its locks tell.
    """
    live = directory / STORE_FILE
    if not live.exists():
        return
    connection: Any = dbapi2.connect(str(live), timeout=0.5)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA journal_mode = DELETE")
    except dbapi2.OperationalError as error:
        if "locked" in str(error) or _is_locked(live):
            raise _in_use(directory) from error
    except dbapi2.Error as error:
        # Damaged, or under another key: a reason to restore, not to refuse.
        if _is_locked(live):
            raise _in_use(directory) from error
    finally:
        connection.close()


def _in_use(directory: Path) -> Trouble:
    return Trouble(
        f"The store in {directory} is open in another program.",
        "Close every desk and stop `mashdesk watch`, then do it again.",
    )


_OPEN_BYTE = 128
"""Of the -shm file (SQLite's "dead man switch"): every open connection holds a lock on it."""


def _is_locked(live: Path) -> bool:
    try:
        import fcntl
    except ImportError:
        return False  # Windows itself lets nobody rename a file that is open
    shared = live.with_name(f"{live.name}-shm")
    if not shared.exists():
        return False
    with shared.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPEN_BYTE)
        except (BlockingIOError, PermissionError):
            return True
    return False
