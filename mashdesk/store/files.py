"""Files that are whole or not there at all, and that never take the place of another."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_once(path: Path, text: str) -> None:
    """Write a short file for its owner's eyes; cut short, there is none. Raises FileExistsError
    where there is one already, and OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    keep_once(path, text.encode("ascii"))


def keep_once(path: Path, body: bytes) -> None:
    """The same for bytes, in a folder that is there."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        put_once(part, path)
    finally:
        part.unlink(missing_ok=True)


def put_once(part: Path, path: Path) -> None:
    """Give a finished file its name. Raises FileExistsError rather than take another's place."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links: the look and the renaming are two steps there.
        if path.exists():
            raise FileExistsError(path) from None
        part.rename(path)
    else:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    sync_folder(path.parent)


def sync_folder(directory: Path) -> None:
    """Make a new file's name survive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
