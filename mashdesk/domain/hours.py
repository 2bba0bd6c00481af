"""When an agency works: week days with their hours in London, or day and night.

Written `Mon-Fri 09:00-17:00, Sat 10:00-13:00` or `24 hours`. Bank holidays of the hub's nation are
days off. Hours tell people whom they will reach; they never change a clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from mashdesk.domain.calendar import (
    WEEKDAYS,
    Nation,
    bank_holidays,
    london_day,
    london_instant,
    london_text,
)

HOW_TO_WRITE_HOURS = "write it like Mon-Fri 09:00-17:00, Sat 10:00-13:00, or 24 hours"
_ALWAYS = re.compile(r"24\s*(hours|h|/\s*7)|all hours|always|day and night", re.IGNORECASE)
_PART = re.compile(
    r"(?P<days>.*?)\s*(?P<opens>\d{1,2}[:.]\d{2})\s*(?:[-\u2013]|to)\s*(?P<closes>\d{1,2}[:.]\d{2})"
)
_RANGE = re.compile(r"(?P<first>[a-z]+)\s*(?:(?:[-\u2013]|\bto\b)\s*(?P<last>[a-z]+))?")
_LONGEST_SEARCH = 60
"""Days looked ahead for the next opening: more than any run of bank holidays and days off."""

Span = tuple[time, time | None]


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The hours of each week day, Monday 0, in order; a span that ends at None ends at 24:00.

    `always` is day and night, bank holidays too.
    """

    days: Mapping[int, tuple[Span, ...]]
    always: bool = False

    def opens_at(self, now: datetime, nation: Nation) -> datetime | None:
        """`now` (UTC) itself while it is open, else when it opens next; None for never."""
        if self.always:
            return now
        day = london_day(now)
        for _ in range(_LONGEST_SEARCH):
            worked = day not in bank_holidays(nation, day.year)
            for opens, closes in self.days.get(day.weekday(), ()) if worked else ():
                begins = london_instant(day, opens)
                ends = (
                    london_instant(day + timedelta(days=1), time(0))
                    if closes is None
                    else london_instant(day, closes)
                )
                if now < ends:
                    return max(now, begins)
            day += timedelta(days=1)
        return None


@lru_cache(maxsize=256)
def read_hours(text: str) -> WeekHours:
    """What is written, understood. Raises ValueError with a sentence where it is not."""
    said = " ".join(text.split())
    if _ALWAYS.fullmatch(said):
        return WeekHours({}, always=True)
    days: dict[int, list[Span]] = {}
    for part in said.split(","):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"is not understood at “{part.strip()[:40]}”; {HOW_TO_WRITE_HOURS}")
        span = _span(found["opens"], found["closes"])
        for day in _days(found["days"]):
            days.setdefault(day, []).append(span)
    return WeekHours({day: _in_order(day, spans) for day, spans in days.items()})


def _span(opens: str, closes: str) -> Span:
    first, last = _time(opens), _time(closes)
    if first is None:
        raise ValueError("opens at 24:00; write 00:00 on the next day")
    if last is not None and last <= first:
        raise ValueError(
            f"closes at {closes}, not after it opens at {opens}; past midnight is the next day's"
        )
    return first, last


def _time(text: str) -> time | None:
    hour, minute = (int(number) for number in re.split(r"[:.]", text))
    if (hour, minute) == (24, 0):
        return None
    if hour > 23 or minute > 59:
        raise ValueError(f"has a time of day {text} that does not exist")
    return time(hour, minute)


def _days(text: str) -> list[int]:
    """`Mon-Fri`, `Mon Wed Fri`, `Monday and Thursday`; each by its first three letters or more."""
    said = re.sub(r"\b(and|&)\b|[&/]", " ", text.casefold())
    left, found = said, []
    for match in _RANGE.finditer(said):
        left = left.replace(match[0], "", 1)
        first = _day(match["first"])
        last = first if match["last"] is None else _day(match["last"])
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    if left.strip() or not found:
        raise ValueError(f"names no days at “{text.strip()[:40]}”; {HOW_TO_WRITE_HOURS}")
    return found


def _day(word: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if len(word) >= 3 and name.casefold().startswith(word.removesuffix("s") or word):
            return number
    raise ValueError(f"has no week day “{word[:20]}”; {HOW_TO_WRITE_HOURS}")


def _in_order(day: int, spans: list[Span]) -> tuple[Span, ...]:
    ordered = sorted(spans, key=lambda span: span[0])
    for before, after in pairwise(ordered):
        if before[1] is None or before[1] > after[0]:
            raise ValueError(f"gives {WEEKDAYS[day]} twice at the same time")
    return tuple(ordered)


def shut_words(text: str, now: datetime, nation: Nation) -> str:
    """`shut now; opens Mon 23 Nov 2026 09:00` while an agency of these hours is shut at `now`
    (UTC); nothing while it is open, and for hours that were written before they were understood.
    """
    try:
        opens = read_hours(text).opens_at(now, nation) if text.strip() else now
    except ValueError:
        return ""
    if opens is None:
        return "shut now"
    return "" if opens == now else f"shut now; opens {london_text(opens)}"
