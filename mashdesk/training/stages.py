"""What the training hub shows when it opens: which referrals at which stage of which clock.

A clock's position counts rounds: 0.25 is a quarter through the first, 1.5 half way through the
second (reopened once), and 3.5 half an hour past the end of the third and last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mashdesk.domain.calendar import DeskCalendar
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import Span, due

OVERDUE_UNIT = timedelta(hours=1)
LONGEST_BACK = timedelta(days=21)


class Ending(StrEnum):
    """How far a referral's story has come."""

    UNRATED = "unrated"
    RATED = "rated"
    RETURNED = "returned"
    DECIDED = "decided"
    TOLD = "told"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Part:
    """Some referrals at one stage: rating now, how many, between which positions of their clock.

    `before` is the rating they were first given, where it changed; `silent` leaves one agency's
    request without an answer.
    """

    ending: Ending
    rating: Rag | None
    count: int
    low: float
    high: float
    before: Rag | None = None
    silent: bool = False


_U, _R = Ending.UNRATED, Ending.RATED
PARTS: tuple[Part, ...] = (
    Part(_U, None, 2, 0.05, 0.50),
    Part(_U, None, 1, 0.72, 0.85),
    Part(_U, None, 1, 1.20, 1.70),
    Part(_R, Rag.RED, 1, 0.15, 0.50),
    Part(_R, Rag.RED, 1, 0.92, 0.97),
    Part(_R, Rag.RED, 1, 1.20, 1.60, silent=True),
    Part(_R, Rag.RED, 1, 3.10, 3.60, silent=True),
    Part(_R, Rag.AMBER, 3, 0.05, 0.30),
    Part(_R, Rag.AMBER, 1, 0.40, 0.60, before=Rag.GREEN),
    Part(_R, Rag.AMBER, 1, 0.50, 0.60, silent=True),
    Part(_R, Rag.AMBER, 1, 0.72, 0.86),
    Part(_R, Rag.AMBER, 1, 0.985, 0.995),
    Part(_R, Rag.AMBER, 1, 1.20, 1.70),
    Part(_R, Rag.AMBER, 1, 2.20, 2.70, silent=True),
    Part(_R, Rag.GREEN, 6, 0.03, 0.30),
    Part(_R, Rag.GREEN, 2, 0.30, 0.60),
    Part(_R, Rag.GREEN, 2, 0.20, 0.40, before=Rag.AMBER),
    Part(_R, Rag.GREEN, 1, 0.50, 0.60, silent=True),
    Part(_R, Rag.GREEN, 2, 0.72, 0.86),
    Part(_R, Rag.GREEN, 1, 0.993, 0.998),
    Part(_R, Rag.GREEN, 1, 1.20, 1.70),
    Part(_R, Rag.GREEN, 1, 2.20, 2.70),
    Part(Ending.RETURNED, Rag.AMBER, 1, 0.30, 0.60),
    Part(Ending.RETURNED, Rag.GREEN, 1, 0.80, 0.88),
    Part(Ending.RETURNED, Rag.GREEN, 1, 1.02, 1.05),
    Part(Ending.DECIDED, Rag.AMBER, 1, 0.10, 0.40),
    Part(Ending.DECIDED, Rag.GREEN, 1, 0.72, 0.90),
    Part(Ending.DECIDED, Rag.GREEN, 1, 1.20, 1.60),
    Part(Ending.TOLD, Rag.GREEN, 1, 0.20, 0.60),
    Part(Ending.CLOSED, Rag.RED, 1, 0.20, 0.40),
    Part(Ending.CLOSED, Rag.AMBER, 2, 0.30, 0.90),
    Part(Ending.CLOSED, Rag.GREEN, 2, 0.30, 0.90),
)
"""Forty open referrals, their ratings in the published mix, and five that closed lately.

The position is of the clock the story ends on: rating, decision, the referrer's reply, feedback,
closing; for closed ones, of the feedback clock had it not been ended.
"""


PAST: tuple[tuple[Part, int], ...] = (
    (Part(Ending.CLOSED, Rag.AMBER, 1, 0, 0), 310),
    (Part(Ending.CLOSED, Rag.GREEN, 1, 0, 0), 204),
    (Part(Ending.CLOSED, Rag.GREEN, 1, 0, 0), 121),
    (Part(Ending.CLOSED, Rag.AMBER, 1, 0, 0), 62),
    (Part(Ending.CLOSED, Rag.GREEN, 1, 0, 0), 38),
    (Part(Ending.CLOSED, Rag.GREEN, 1, 0, 0), 33),
)
"""What was closed long before, and how many days ago: so that families have a history."""


CLOCK_OF = {
    Ending.UNRATED: ClockKind.UNRATED,
    Ending.RATED: ClockKind.DECISION,
    Ending.RETURNED: ClockKind.RETURNED,
    Ending.DECIDED: ClockKind.FEEDBACK,
    Ending.TOLD: ClockKind.CLOSING,
    Ending.CLOSED: ClockKind.FEEDBACK,
}
"""The clock whose position a part tells."""

BEFORE = {
    Ending.UNRATED: (0, 0),
    Ending.RATED: (0, 0),
    Ending.RETURNED: (40, 110),
    Ending.DECIDED: (300, 1000),
    Ending.TOLD: (300, 1000),
    Ending.CLOSED: (160, 220),
}
"""Minutes from receipt to the start of the clock the story ends on."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds one clock would run through if nobody acted."""

    first: Span
    later: Span
    count: int
    calendar: DeskCalendar

    def position(self, start: datetime, now: datetime) -> float:
        """How far a clock started at `start` has come at `now`."""
        begin, end = start, due(start, self.first, self.calendar)
        for number in range(self.count):
            if now < end:
                return number + (now - begin) / (end - begin)
            if number + 1 < self.count:
                begin, end = end, due(end, self.later, self.calendar)
        return self.count + (now - end) / OVERDUE_UNIT

    def start_for(self, position: float, now: datetime) -> datetime:
        """When a clock must have started to have come this far at `now`, to the second.

        Found by halving, since a start earlier never gives a position further back: so it holds for
        any policy on any day, bank holidays and changes of the clock included.
        """
        nearest, furthest = 0, int(LONGEST_BACK.total_seconds())
        while nearest < furthest:
            middle = (nearest + furthest) // 2
            if self.position(now - timedelta(seconds=middle), now) >= position:
                furthest = middle
            else:
                nearest = middle + 1
        return now - timedelta(seconds=nearest)
