"""A fault of the program itself, noted where it happened and never with the words of a record."""

from __future__ import annotations

import os
import traceback
from datetime import datetime

from mashdesk import __version__
from mashdesk.clock import SystemClock
from mashdesk.settings import state_directory
from mashdesk.text import plain

_LARGEST = 1024 * 1024


def note(error: BaseException, now: datetime | None = None) -> str:
    """Append a fault to the log and say, as the end of a sentence, where it is and what to do.

    Kinds of error and places in the code only: messages and local values may quote a record.
    """
    path = state_directory() / "faults.log"
    entry = [f"{(now or SystemClock().now()).isoformat()} mashdesk {__version__}"]
    at: BaseException | None = error
    while at is not None:
        entry.append(f"  {type(at).__module__}.{type(at).__qualname__}")
        frames = traceback.extract_tb(at.__traceback__)
        entry += [f"    {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        at = at.__cause__ or at.__context__
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_suffix(".log.1"))
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.write(plain("\n".join(entry), lines=True) + "\n")
    except OSError:
        return f"{type(error).__name__}. Nothing is half-written; please report it."
    return f"noted in {path}. Nothing is half-written; please report it with that note."
