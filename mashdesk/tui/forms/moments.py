"""Dates and times as people type them at the desk: London wall time in, UTC instants out."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from mashdesk.domain.calendar import LONDON, date_text, london_day, london_instant, london_text

HOW_TO_WRITE_A_MOMENT = "write it like 20 Nov 2026 14:30, 20/11/2026 14:30, 14:30 for today, or now"
HOW_TO_WRITE_A_DAY = "write it like 20 Nov 2026 or 20/11/2026"

SHORT_YEAR = "needs its whole year, with four figures"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+)?"
    r"(?:(?P<d>\d{1,2})(?:\s+|/|-|\.)(?P<m>\d{1,2}|[a-z]{3,9})(?:\s+|/|-|\.)(?P<y>\d{4})"
    r"|(?P<iy>\d{4})-(?P<im>\d{1,2})-(?P<id>\d{1,2}))",
    re.ASCII,
)
_TIME = re.compile(r"(?P<h>\d{1,2})[:.](?P<n>\d{2})(?:\s+(?P<zone>gmt|bst))?", re.ASCII)
_SHORT_YEAR = re.compile(
    r"\d{1,2}(?:\s+|/|-|\.)(?:\d{1,2}|[a-z]{3,9})(?:\s+|/|-|\.)\d{2}", re.ASCII
)
_ZONES = {"gmt": timezone(timedelta()), "bst": timezone(timedelta(hours=1))}


class Lies(StrEnum):
    """On which side of now a date or time must lie for what it is asked for."""

    BEHIND = "is still to come; check the date"
    AHEAD = "has passed; give one still to come"

    def demand(self, before: bool, after: bool) -> None:
        """Raise ValueError for what lies `before` now, or `after` it, where it must not."""
        if (after and self is Lies.BEHIND) or (before and self is Lies.AHEAD):
            raise ValueError(self.value)


def parse_day(text: str, today: date) -> date:
    """A date as typed, `today` and `yesterday` included. Raises ValueError with what to write."""
    said = _tidy(text)
    if said in {"today", "yesterday"}:
        return today - timedelta(days=said == "yesterday")
    found = _DAY.fullmatch(said)
    if found is None:
        wrong = SHORT_YEAR if _SHORT_YEAR.fullmatch(said) else "is not a date"
        raise ValueError(f"{wrong}; {HOW_TO_WRITE_A_DAY}")
    return _day_of(found)


def parse_moment(text: str, now: datetime) -> datetime:
    """A London date and time as typed, as a UTC instant. Raises ValueError with what to write.

    A time alone is today's in London; a clock time that comes twice in autumn means the first,
    unless GMT or BST is written behind it; one that spring leaves out is an hour further on.
    """
    said = _tidy(text)
    if said == "now":
        return now
    day, clock = _split(said, london_day(now))
    found = _TIME.fullmatch(clock)
    if found is None:
        raise ValueError(f"is not a date and time; {HOW_TO_WRITE_A_MOMENT}")
    hour, minute = int(found["h"]), int(found["n"])
    if hour > 23 or minute > 59:
        raise ValueError("is not a time of day; hours go to 23 and minutes to 59")
    if found["zone"]:
        local = datetime.combine(day, time(hour, minute), _ZONES[found["zone"]])
        if local.astimezone(LONDON).replace(tzinfo=None) == local.replace(tzinfo=None):
            return local.astimezone(now.tzinfo)
    return london_instant(day, time(hour, minute))


def written_day(day: date) -> str:
    """A date as a field shows it, so that it can be typed again: `20 Nov 2026`."""
    return date_text(day)


def written_moment(instant: datetime) -> str:
    """An instant as a field shows it, so that it can be typed again: `20 Nov 2026 14:30`."""
    return london_text(instant).split(" ", 1)[1]


def clock_or_day(instant: datetime, now: datetime) -> str:
    """`14:05` for an instant of today in London, `20 Nov 2026 14:05` for any other."""
    text = written_moment(instant)
    return text.split(" ", 3)[3] if london_day(instant) == london_day(now) else text


def _split(said: str, today: date) -> tuple[date, str]:
    """The day, today's if none is written, and what stands behind it."""
    for word in ("today", "yesterday"):
        if said.startswith(f"{word} "):
            return parse_day(word, today), said[len(word) + 1 :]
    found = _DAY.match(said)
    if found is None:
        return today, said
    return _day_of(found), said[found.end() :].lstrip(" ,t")


def _day_of(found: re.Match[str]) -> date:
    day, month, year = (found[name] or found[f"i{name}"] for name in ("d", "m", "y"))
    number = int(month) if month.isdigit() else _month(month)
    try:
        return date(int(year), number, int(day))
    except ValueError as problem:
        raise ValueError("is not a day of the calendar; check day and month") from problem


def _month(name: str) -> int:
    if name[:3] not in _MONTHS:
        raise ValueError(f"has no such month; {HOW_TO_WRITE_A_DAY}")
    return _MONTHS.index(name[:3]) + 1


def _tidy(text: str) -> str:
    return " ".join(text.split()).lower()
