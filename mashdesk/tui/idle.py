"""Whether somebody sits at the desk: how long nobody touched it, and whether the machine slept."""

from __future__ import annotations

import time
from collections.abc import Callable

from mashdesk.clock import SleepWatch, SystemClock

TYPING = 0.2
"""Seconds after a key in which the next one is expected."""

MOST_WAITED = 5
"""So many times as long the work beside the desk waits at most: prompts are to be raised, too."""


class Idle:
    """How long nobody touched the keyboard or mouse, in seconds of the machine's own clock."""

    def __init__(
        self,
        clock: Callable[[], float] | None = None,
        asleep: SleepWatch | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._wait = wait
        self.clock = clock or SystemClock().monotonic
        self._asleep = asleep or SleepWatch(SystemClock())
        self._touched = self.clock()

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = self.clock()

    def seconds(self) -> float:
        """Seconds since somebody was there."""
        return self.clock() - self._touched

    def give_way(self) -> None:
        """Hold up whoever works beside the desk, in a thread of their own, while keys are pressed:
        they share one interpreter with whoever answers those, but only for a second at a time.
        """
        for _ in range(MOST_WAITED):
            if self.seconds() >= TYPING:
                return
            self._wait(TYPING)

    def slept(self) -> bool:
        """Whether the machine slept, or this program stood still, since this was last asked."""
        return self._asleep.check()
