"""Whether somebody sits at the desk: how long nobody touched it, and whether the machine slept."""

from __future__ import annotations

from collections.abc import Callable

from mashdesk.clock import SleepWatch, SystemClock


class Idle:
    """How long nobody touched the keyboard or mouse, in seconds of the machine's own clock."""

    def __init__(
        self,
        clock: Callable[[], float] | None = None,
        asleep: SleepWatch | None = None,
    ) -> None:
        self.clock = clock or SystemClock().monotonic
        self._asleep = asleep or SleepWatch(SystemClock())
        self._touched = self.clock()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self.clock()

    def seconds(self) -> float:
        """Seconds since somebody was there."""
        return self.clock() - self._touched

    def slept(self) -> bool:
        """Whether the machine slept, or this program stood still, since this was last asked."""
        return self._asleep.check()
