"""Faults of the program itself, noted where they happened and never with the words of a record."""

from __future__ import annotations

import logging
import os
import traceback
from pathlib import Path

from mashdesk import __version__
from mashdesk.clock import SystemClock
from mashdesk.settings import state_directory
from mashdesk.text import plain

_LARGEST = 1024 * 1024


def note(error: BaseException) -> str:
    """Append a fault to the log and say, as the end of a sentence, where it is and what to do."""
    path = _append(_places(error))
    if path is None:
        return f"{type(error).__name__}. Nothing is half-written; please report it."
    return f"noted in {path}. Nothing is half-written; please report it with that note."


def keep_logs() -> None:
    """Have every library's warnings noted in the same log; Python would print them instead."""
    root = logging.getLogger()
    if not any(isinstance(handler, _Noting) for handler in root.handlers):
        root.addHandler(_Noting(logging.WARNING))


class _Noting(logging.Handler):
    """Notes our own messages whole, others' by their pattern alone, and faults by their places."""

    def emit(self, record: logging.LogRecord) -> None:
        ours = record.name.partition(".")[0] == "mashdesk"
        said = record.getMessage() if ours else str(record.msg)
        lines = [f"  {record.levelname} {record.name}: {said}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines += _places(record.exc_info[1])
        _append(lines)


def _places(error: BaseException) -> list[str]:
    """Kinds of error and places in the code only: messages and values may quote a record."""
    lines = []
    at: BaseException | None = error
    while at is not None:
        lines.append(f"  {type(at).__module__}.{type(at).__qualname__}")
        frames = traceback.extract_tb(at.__traceback__)
        lines += [f"    {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        at = at.__cause__ or at.__context__
    return lines


def _append(lines: list[str]) -> Path | None:
    """Write one entry; None if even that is not possible."""
    entry = [f"{SystemClock().now().isoformat()} mashdesk {__version__}", *lines]
    try:
        path = state_directory() / "faults.log"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > _LARGEST:
            path.replace(path.with_suffix(".log.1"))
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.write(plain("\n".join(entry), lines=True) + "\n")
    except OSError:
        return None
    return path
