"""A second opinion on due times, reckoned by walking real minutes instead of by arithmetic on days.

It shares nothing with the product: its own bank holidays (by statute and proclamation), its own
walk over every minute of the years 2019 to 2028, and look-ups in what the walk found. Minutes are
numbered from FIRST; nations, hours and days are plain values.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

FIRST = datetime(2018, 12, 1, tzinfo=UTC)
LAST = datetime(2029, 5, 31, 23, tzinfo=UTC)  # midnight in London, as FIRST is
_MINUTES = int((LAST - FIRST).total_seconds()) // 60
_DAY_ZERO = date(2018, 11, 30)

# Days proclaimed or moved once only.
_MOVED = {
    (2020, "early May"): date(2020, 5, 8),  # 75 years after the end of the war in Europe
    (2022, "spring"): date(2022, 6, 2),  # the Platinum Jubilee's long weekend
}
_ONCE = {
    date(2022, 6, 3): "EWSN",  # Platinum Jubilee
    date(2022, 9, 19): "EWSN",  # the funeral of Queen Elizabeth II
    date(2023, 5, 8): "EWSN",  # the coronation of King Charles III
    date(2026, 6, 15): "S",  # Scotland at the World Cup
}


def minute_of(instant: datetime) -> int:
    """The number of the minute an instant lies in."""
    return int((instant - FIRST).total_seconds()) // 60


def easter_sunday(year: int) -> date:
    """Easter by Gauss's rule as Lichtenberg mended it."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    full = 21 + seed - (seed // 29 + (seed // 28 - seed // 29) * (golden // 11))
    first_sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=full + 7 - (full - first_sunday) % 7 - 1)


@cache
def bank_holidays(nation: str) -> frozenset[date]:
    """The bank holidays of E, W, S or N from 2018 to 2029, weekend dates and substitutes alike."""
    days: set[date] = {day for day, nations in _ONCE.items() if nation in nations}
    for year in range(2018, 2030):
        easter = easter_sunday(year)
        days.add(easter - timedelta(days=2))
        if nation != "S":
            days.add(easter + timedelta(days=1))
        days.add(_MOVED.get((year, "early May"), _monday_from(date(year, 5, 1))))
        days.add(_MOVED.get((year, "spring"), _monday_from(date(year, 5, 25))))
        days.add(_monday_from(date(year, 8, 1 if nation == "S" else 25)))
        new_year = [date(year, 1, 1)] + ([date(year, 1, 2)] if nation == "S" else [])
        for fixed in (new_year, [date(year, 12, 25), date(year, 12, 26)]):
            days |= _with_substitutes(fixed)
        if nation == "S":
            days |= _with_substitutes([date(year, 11, 30)])
        if nation == "N":
            days |= _with_substitutes([date(year, 3, 17)])
            days |= _with_substitutes([date(year, 7, 12)])
    return frozenset(days)


def _monday_from(day: date) -> date:
    while day.isoweekday() != 1:
        day += timedelta(days=1)
    return day


def _with_substitutes(fixed: Iterable[date]) -> set[date]:
    days = set(fixed)
    for day in sorted(days):
        if day.isoweekday() > 5:
            other = day
            while other.isoweekday() > 5 or other in days:
                other += timedelta(days=1)
            days.add(other)
    return days


@cache
def _walk() -> tuple[array[int], array[int]]:
    """For every minute: the London day's number and the minute its wall clock shows."""
    london = ZoneInfo("Europe/London")
    days, walls = array("i"), array("h")
    for hour in range(_MINUTES // 60):
        local = (FIRST + timedelta(hours=hour)).astimezone(london)  # the offset changes on the hour
        day = (local.date() - _DAY_ZERO).days
        wall = local.hour * 60
        for minute in range(60):
            days.append(day)
            walls.append(wall + minute)
    return days, walls


@dataclass(frozen=True)
class Hours:
    """A hub's hours in plain values: minutes of the day, Monday as 1, days it closes by itself."""

    nation: str
    opens: int
    closes: int
    weekdays: str
    closed: frozenset[date] = frozenset()


class Oracle:
    """The due times of one hub's hours, by looking up what one walk over its minutes found."""

    def __init__(self, hours: Hours) -> None:
        self.days, self.walls = _walk()
        off = bank_holidays(hours.nation) | hours.closed
        self.open_minutes = array("i")
        self.minutes: dict[int, tuple[int, int]] = {}
        self.closing: dict[int, int] = {}
        at = 0
        while at < _MINUTES:
            end = bisect_right(self.days, self.days[at], lo=at)
            day = _DAY_ZERO + timedelta(days=self.days[at])
            if str(day.isoweekday()) in hours.weekdays and day not in off:
                self._walk_day(at, end, hours)
            at = end
        self.working = array("i", self.closing)

    def _walk_day(self, at: int, end: int, hours: Hours) -> None:
        number = self.days[at]
        self.minutes[number] = at, end
        opens = self._showing(number, hours.opens)
        closes = end if hours.closes == 24 * 60 else self._showing(number, hours.closes)
        self.closing[number] = closes
        self.open_minutes.extend(range(opens, closes))

    def _showing(self, number: int, wall: int) -> int:
        """When the clock first shows a time on a day; one it never shows moves on an hour."""
        at, end = self.minutes[number]
        if self.walls[at + wall] == wall:  # as on most days: the clock was not changed before
            return at + wall
        try:
            return self.walls.index(wall, at, end)
        except ValueError:
            return self.walls.index(wall + 60, at, end)

    def elapsed(self, minute: int, minutes: int) -> int:
        """Due so many minutes later."""
        return minute + minutes

    def desk(self, minute: int, minutes: int) -> int:
        """Due at the end of the open minute which is the `minutes`-th from here."""
        return self.open_minutes[bisect_left(self.open_minutes, minute) + minutes - 1] + 1

    def working_days(self, minute: int, number: int) -> int:
        """Due `number` working days further, or at closing counting the next opening's day."""
        following = bisect_left(self.open_minutes, minute)
        next_open = self.open_minutes[following]
        here = bisect_left(self.working, self.days[next_open])
        if next_open != minute:
            return self.closing[self.working[here + number - 1]]
        last = self.working[here + number]
        return min(self._showing(last, self.walls[minute]), self.closing[last])
