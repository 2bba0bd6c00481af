"""A stretch of whole days in London, over which figures are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mashdesk.domain.calendar import london_instant
from mashdesk.domain.problems import Invalid, Problem

USUAL_DAYS = 30
"""How far back figures go where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day's beginning to the last day's end."""

    since: date
    until: date

    @property
    def begins(self) -> datetime:
        """The first instant (UTC) that belongs to it."""
        return london_instant(self.since, time(0))

    @property
    def ends(self) -> datetime:
        """The first instant (UTC) that does not any more."""
        return london_instant(self.until + timedelta(days=1), time(0))


def period(since: date | None, until: date | None, today: date) -> Period:
    """The period asked for; left out it ends today, and goes the usual number of days back.

    Raises Invalid where it would end before it begins, or begins where no calendar does.
    """
    last = until or today
    if since is None:
        if last - date.min < timedelta(days=USUAL_DAYS):
            raise Invalid(Problem("until", "is too long ago; check the year"))
        since = last - timedelta(days=USUAL_DAYS - 1)
    if since > last:
        raise Invalid(Problem("since", "is after the last day; check both dates"))
    if last == date.max:
        raise Invalid(Problem("until", "is too far ahead; check the year"))
    return Period(since, last)
