"""When a hub's desk is open: week days, opening hours, bank holidays and the hub's own closures.

Hours and days are London's; instants are UTC. A clock time that does not exist (spring) moves
forward an hour, one that exists twice (autumn) means the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ONE_DAY = timedelta(days=1)


class Nation(StrEnum):
    """Whose bank holidays the hub keeps."""

    ENG = "ENG"
    WLS = "WLS"
    SCT = "SCT"
    NIR = "NIR"

    @property
    def label(self) -> str:
        """The nation's name as people write it."""
        return _NATION_NAMES[self]


_NATION_NAMES = {
    Nation.ENG: "England",
    Nation.WLS: "Wales",
    Nation.SCT: "Scotland",
    Nation.NIR: "Northern Ireland",
}


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which this hub is shut although its neighbours work, and why."""

    day: date
    reason: str


@lru_cache(maxsize=256)
def bank_holidays(nation: Nation, year: int) -> dict[date, str]:
    """The nation's bank holidays of one year with their names; the first call loads the library."""
    import holidays  # here, not above: the import costs more than the whole of this module's start

    found = holidays.country_holidays("GB", subdiv=nation.value, years=year, language="en_GB")
    # The library says "(observed)" for what the government calls a substitute day.
    return {day: name.replace("(observed)", "(substitute day)") for day, name in found.items()}


@dataclass(frozen=True, slots=True)
class DeskCalendar:
    """A hub's working days and opening hours in London time; `closes` None means 24:00.

    `weekdays` counts Monday as 0. ValueError if no day is worked or it closes before opening.
    """

    nation: Nation
    opens: time
    closes: time | None
    weekdays: frozenset[int]
    closures: tuple[Closure, ...] = ()
    # Due times are asked for thousands of times a second with few calendars: worth keeping.
    _hash: int = field(init=False, repr=False, compare=False)
    _hours: dict[date, tuple[datetime, datetime] | None] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("a desk calendar needs at least one week day, Monday 0 to Sunday 6")
        if self.closes is not None and self.closes <= self.opens:
            raise ValueError("a desk calendar must open before it closes")
        key = (self.nation, self.opens, self.closes, self.weekdays, self.closures)
        object.__setattr__(self, "_hash", hash(key))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[type[DeskCalendar], tuple[object, ...]]:
        # The kept hash means nothing in another process, so a copy is built afresh.
        return (
            DeskCalendar,
            (self.nation, self.opens, self.closes, self.weekdays, self.closures),
        )

    def day_off(self, day: date) -> str | None:
        """Why `day` is not worked (its week day, bank holiday or closure's reason), or None."""
        if day.weekday() not in self.weekdays:
            return WEEKDAYS[day.weekday()]
        holiday = bank_holidays(self.nation, day.year).get(day)
        if holiday is not None:
            return holiday
        for closure in self.closures:
            if closure.day == day:
                return closure.reason
        return None

    def opening(self, day: date) -> datetime:
        """The UTC instant at which the desk would open on `day`, whether or not it is worked."""
        return london_instant(day, self.opens)

    def closing(self, day: date) -> datetime:
        """The UTC instant at which the desk would close on `day`; never before its opening."""
        if self.closes is None:
            return london_instant(day + _ONE_DAY, time(0))
        # Opening inside the hour that spring leaves out can pass a closing just after it.
        return max(london_instant(day, self.closes), self.opening(day))

    def hours(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing (UTC) of a working day; None on a day off. Cached."""
        try:
            return self._hours[day]
        except KeyError:
            off = self.day_off(day) is not None
            worked = None if off else (self.opening(day), self.closing(day))
            self._hours[day] = worked
            return worked

    def is_open(self, instant: datetime) -> bool:
        """Whether the desk is open: it is at the opening instant, no longer at the closing."""
        hours = self.hours(london_day(instant))
        return hours is not None and hours[0] <= instant < hours[1]

    def working_day(self, day: date, number: int) -> date:
        """The `number`-th working day after `day`; 0 is `day` if worked, else the next worked."""
        while self.hours(day) is None:
            if number:
                break
            day += _ONE_DAY
        while number:
            day += _ONE_DAY
            if self.hours(day) is not None:
                number -= 1
        return day

    def next_open(self, instant: datetime) -> datetime:
        """`instant` itself if the desk is open then, otherwise the next opening (UTC)."""
        day = london_day(instant)
        while True:
            hours = self.hours(day)
            if hours is not None and instant < hours[1]:
                return max(instant, hours[0])
            day += _ONE_DAY

    def open_parts(
        self, start: datetime, end: datetime
    ) -> Iterator[tuple[date, datetime, datetime]]:
        """Every stretch between two instants in which the desk is open, day by day (UTC)."""
        day, last = london_day(start), london_day(end)
        while day <= last:
            hours = self.hours(day)
            if hours is not None:
                begin, finish = max(start, hours[0]), min(end, hours[1])
                if begin < finish:
                    yield day, begin, finish
            day += _ONE_DAY

    def desk_time(self, start: datetime, end: datetime) -> timedelta:
        """How long the desk is open between two instants; nothing if `end` is not after `start`."""
        return sum((until - begin for _, begin, until in self.open_parts(start, end)), timedelta())

    def after_desk_time(self, start: datetime, amount: timedelta) -> datetime:
        """The UTC instant at which the desk has been open for `amount` since `start`."""
        day = london_day(start)
        while True:
            hours = self.hours(day)
            if hours is not None and start < hours[1]:
                begin = max(start, hours[0])
                room = hours[1] - begin
                if amount <= room:
                    return begin + amount
                amount -= room
            day += _ONE_DAY


def london_instant(day: date, clock_time: time) -> datetime:
    """The UTC instant of a clock time in London: an hour on if there is none, the first of two."""
    # PEP 495: fold 0 reads a missing time with the offset before the change: an hour further on.
    return datetime.combine(day, clock_time.replace(fold=0), LONDON).astimezone(UTC)


def london_day(instant: datetime) -> date:
    """The date in London at an instant."""
    return instant.astimezone(LONDON).date()


def london_text(instant: datetime) -> str:
    """An instant for people in London: `Fri 20 Nov 2026 16:50`; GMT or BST in the doubled hour."""
    local = instant.astimezone(LONDON)
    text = f"{day_text(local.date())} {local:%H:%M}"
    if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
        return f"{text} {local.tzname()}"
    return text


def day_text(day: date) -> str:
    """A date for people: `Fri 20 Nov 2026`, whatever the machine's language."""
    return f"{WEEKDAYS[day.weekday()][:3]} {date_text(day)}"


def date_text(day: date) -> str:
    """A date without its weekday: `20 Nov 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def london_date_text(instant: datetime) -> str:
    """The date in London of an instant, without its weekday."""
    return date_text(london_day(instant))


def months_before(instant: datetime, months: int) -> datetime:
    """The beginning in London of the day so many months before an instant; the last of a month
    where that month is shorter.
    """
    day = london_day(instant)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = date(year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - _ONE_DAY
    return london_instant(first.replace(day=min(day.day, last.day)), time(0))
