"""The three kinds of time a policy may give: elapsed hours, desk hours, working days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

HOW_TO_WRITE_A_SPAN = 'write it like "4 hours", "4 desk hours" or "1 working day"'
LONGEST_MINUTES = 90 * 24 * 60
LONGEST_WORKING_DAYS = 90

_WRITTEN = re.compile(
    r"\s*([0-9]{1,9})\s+(?:(desk\s+)?(hour|minute)s?|working\s+days?)\s*", re.IGNORECASE | re.ASCII
)


class SpanKind(StrEnum):
    """How a span is counted: by every minute, by minutes the desk is open, or by working days."""

    ELAPSED = "elapsed"
    DESK = "desk"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: `amount` is minutes for elapsed and desk time, days for working days.

    Raises ValueError for nothing at all, and for more than 90 days of any kind.
    """

    kind: SpanKind
    amount: int

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"a clock needs some time to run; {HOW_TO_WRITE_A_SPAN}")
        working = self.kind is SpanKind.WORKING
        if self.amount > (LONGEST_WORKING_DAYS if working else LONGEST_MINUTES):
            raise ValueError("is too long; the longest clock is 90 days (2160 hours)")

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read "4 hours", "90 minutes", "4 desk hours", "3 working days"; ValueError otherwise."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"is not a length of time; {HOW_TO_WRITE_A_SPAN}")
        amount, desk, unit = int(found[1]), found[2], found[3]
        if unit is None:
            return cls(SpanKind.WORKING, amount)
        minutes = amount * 60 if unit.lower() == "hour" else amount
        return cls(SpanKind.DESK if desk else SpanKind.ELAPSED, minutes)

    def __str__(self) -> str:
        if self.kind is SpanKind.WORKING:
            return _plural(self.amount, "working day")
        desk = "desk " if self.kind is SpanKind.DESK else ""
        hours, minutes = divmod(self.amount, 60)
        if minutes:
            return _plural(self.amount, f"{desk}minute")
        return _plural(hours, f"{desk}hour")


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
