"""A store's files: one put in the place of another, which is kept; half-written ones removed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from mashdesk.store.files import sync_folder
from mashdesk.store.sqlite import STORE_FILE

ASIDE = f"{STORE_FILE}.aside-"
PART_FILE = f".{STORE_FILE}.part"
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a store; it is part of that file, and of no other."""


def remains(directory: Path) -> list[Path]:
    """Stores that a restore put aside here, newest first, else the part of one it was writing."""
    aside = [file for file in directory.glob(f"{ASIDE}*") if file.name[len(ASIDE) :].isdigit()]
    aside.sort(key=lambda file: int(file.name[len(ASIDE) :]), reverse=True)
    part = directory / PART_FILE
    return aside + [part] * part.exists()


def discard(part: Path) -> None:
    """Delete a file that was never finished, and what SQLite keeps beside one."""
    with contextlib.suppress(OSError):
        for suffix in ("", *_BESIDE):
            part.with_name(part.name + suffix).unlink(missing_ok=True)


def copy_file(source: Path, part: Path) -> None:
    """Copy a file to one that is not there yet and nobody else may read."""
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out, source.open("rb") as data:
        while block := data.read(1 << 20):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())


def exchange(part: Path, live: Path) -> Path | None:
    """Put a whole store in the place of another, which keeps its file under a name of its own:
    that is returned, or None where there was no store.

    Cut short anywhere, there is a store in the place: the old one or the new one.
    """
    number = 1
    while any(live.with_name(f"{ASIDE}{number}{suffix}").exists() for suffix in ("", *_BESIDE)):
        number += 1
    aside = live.with_name(f"{ASIDE}{number}")
    was_there = live.exists()
    if was_there:
        _keep_as(live, aside)
    # Gathered in already, unless the old store does not open: SQLite would play it into the new.
    for suffix in _BESIDE:
        beside = live.with_name(live.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    part.replace(live)
    sync_folder(live.parent)
    return aside if was_there else None


def _keep_as(live: Path, aside: Path) -> None:
    """Give the live store a second name; a copy of it, where the file system has no links."""
    try:
        os.link(live, aside)
    except OSError:
        copy_file(live, aside)
    sync_folder(live.parent)
