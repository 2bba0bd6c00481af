"""The only place that reads the time. Everything else is handed a Clock, or the instant itself."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is (aware, UTC), and seconds that only ever run forwards."""

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from some fixed moment, never going back; only differences mean anything."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The machine's wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since the machine started, its sleep included where the system can tell."""
        # A laptop waking up has not had its clock changed; CLOCK_MONOTONIC would look as if it had.
        boot_time = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class FixedClock:
    """A clock that stands still: `advance` lets time pass, `set` moves the wall clock alone."""

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)
        self._monotonic = 0.0

    def now(self) -> datetime:
        """The instant it was last put to, in UTC."""
        return self._now

    def monotonic(self) -> float:
        """Seconds let pass by `advance`."""
        return self._monotonic

    def advance(self, by: timedelta) -> None:
        """Let time pass on both clocks; time does not pass backwards (ValueError)."""
        if by < timedelta():
            raise ValueError("time cannot pass backwards; use set() to move the wall clock")
        self._now += by
        self._monotonic += by.total_seconds()

    def set(self, instant: datetime) -> None:
        """Move the wall clock, as somebody changing the machine's time does; no time passes."""
        self._now = _aware(instant)


class TrainingClock:
    """A clock begun at a chosen instant, running at a chosen speed, for training and the demo."""

    def __init__(self, start: datetime, speed: float = 1.0, source: Clock | None = None) -> None:
        if not 0 < speed <= 3600:
            raise ValueError("the speed of a training clock lies above 0 and up to 3600")
        self._start = _aware(start)
        self._speed = speed
        self._source: Clock = SystemClock() if source is None else source
        self._began = self._source.monotonic()

    def now(self) -> datetime:
        """The training instant, in UTC; it follows the source's monotonic clock, so never jumps."""
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Training seconds since the start: real ones times the speed."""
        return (self._source.monotonic() - self._began) * self._speed


@dataclass(frozen=True, slots=True)
class ClockTrouble:
    """The wall clock moved by itself: by `jump` seconds (negative: backwards), seen at a time."""

    jump: float
    noticed_at: datetime

    def __str__(self) -> str:
        way = "back" if self.jump < 0 else "forward"
        size = timedelta(seconds=round(abs(self.jump)))
        return f"The machine's clock jumped {way} by {size}. Check its time; no deadline is lost."


class ClockWatch:
    """Notices a wall clock that jumps, or goes backwards, between two checks."""

    def __init__(self, clock: Clock, threshold: float = 5.0) -> None:
        self._clock = clock
        self._threshold = threshold
        self._wall = clock.now()
        self._monotonic = clock.monotonic()

    def check(self) -> ClockTrouble | None:
        """The jump since the last check, told once, if it is the threshold (seconds) or more."""
        wall, monotonic = self._clock.now(), self._clock.monotonic()
        jump = (wall - self._wall).total_seconds() - (monotonic - self._monotonic)
        # Measured afresh each time: the slow correction of a good clock never adds up to a jump.
        self._wall, self._monotonic = wall, monotonic
        return ClockTrouble(jump, wall) if abs(jump) >= self._threshold else None


class SleepWatch:
    """Notices that the machine slept, or this process stood still, between two checks.

    `threshold` is in seconds. A laptop's sleep shows on the clock that counts it, or as a leap of
    the wall clock where none does; a paused virtual machine shows as such a leap alone.
    """

    def __init__(self, clock: Clock, threshold: float = 60.0) -> None:
        self._clock = clock
        self._threshold = threshold
        self._wall = clock.now()
        self._monotonic = clock.monotonic()

    def check(self) -> bool:
        """Whether more than the threshold went by since the last check; told once."""
        wall, monotonic = self._clock.now(), self._clock.monotonic()
        passed = max(monotonic - self._monotonic, (wall - self._wall).total_seconds())
        self._wall, self._monotonic = wall, monotonic
        return passed > self._threshold


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("a clock needs a time with its time zone")
    return instant.astimezone(UTC)
