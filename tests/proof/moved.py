"""The program itself on a clock that can be moved: a file says by how many seconds.

Everything else is as it is shipped; only the door to the desk hands it this clock.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from mashdesk.__main__ import Doors
from mashdesk.cli.doors import Opened
from mashdesk.clock import SystemClock
from mashdesk.settings import Settings, load_settings

MOVED_BY = "MOVED_BY"
"""The environment's name for the file."""


class MovedClock(SystemClock):
    """The machine's clock, and as much later as the file says: for time that really goes by."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._by())

    def monotonic(self) -> float:
        return super().monotonic() + self._by()

    def _by(self) -> float:
        return float(self._file.read_text())


def move(file: Path, by: timedelta) -> None:
    """Let so much time have gone by, for every program that reads this file; all at once."""
    fresh = file.with_suffix(".new")
    fresh.write_text(str(by.total_seconds()))
    fresh.replace(file)


class MovedDoors(Doors):
    """The ways in, with this clock."""

    def open_desk(self, settings: Settings) -> Opened:
        from mashdesk.wiring import open_desk

        return open_desk(settings, MovedClock(Path(os.environ[MOVED_BY])))


if __name__ == "__main__":
    sys.exit(MovedDoors().run_desk(load_settings(training=None)))
