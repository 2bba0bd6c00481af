"""Why a clock runs out when it does, in values for machines and in plain sentences for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from mashdesk.domain.calendar import (
    LONDON,
    WEEKDAYS,
    DeskCalendar,
    day_text,
    london_day,
    london_text,
)
from mashdesk.domain.reckoning import Pause, due, resume_due
from mashdesk.domain.spans import Span, SpanKind


@dataclass(frozen=True, slots=True)
class CountedPart:
    """A stretch (UTC) in which the clock ran, the London day it lies in, and its minutes."""

    day: date
    from_: datetime
    until: datetime
    minutes: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """A London day that was not counted, and why."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a due time came about. Instants are UTC, days London's.

    `counted` are the stretches in which the clock ran: one from start to due for elapsed time, the
    desk's open hours otherwise. `working_days` are the days counted for a span of working days.
    """

    start: datetime
    span: Span
    due: datetime
    counted: tuple[CountedPart, ...]
    skipped: tuple[Skipped, ...]
    starts_counting: datetime
    pauses: tuple[Pause, ...]
    working_days: tuple[date, ...]
    desk_hours: str

    def lines(self) -> tuple[str, ...]:
        """The account in plain English, times in London."""
        return (
            f"The clock starts at {london_text(self.start)}.",
            *self._rule(),
            *self._day_by_day(),
            *self._clock_changes(),
            *map(_pause_line, self.pauses),
            f"Due {london_text(self.due)}.",
        )

    def _rule(self) -> tuple[str, ...]:
        if self.span.kind is SpanKind.ELAPSED:
            return (f"It runs for {self.span}, day and night, weekends and holidays.",)
        if self.span.kind is SpanKind.DESK:
            rule = (
                f"It runs for {self.span}, counted only while the desk is open: {self.desk_hours}."
            )
            if self.starts_counting == self.start:
                return (rule,)
            return rule, f"The desk was closed then, so it counts from {self._first_counted()}."
        rule = f"It runs for {self.span}; the desk works {self.desk_hours}."
        if self.starts_counting == self.start:
            return rule, (
                "That is inside desk hours, so it is due at the same clock time on the last day"
                " counted, but not after closing."
            )
        return rule, (
            "That is outside desk hours, so it is due at closing on the last day counted;"
            f" the first is the day of the next opening, {self._first_counted()}."
        )

    def _first_counted(self) -> str:
        return london_text(self.starts_counting)

    def _day_by_day(self) -> list[str]:
        told = [
            (skip.day, f"{day_text(skip.day)} is not counted: {skip.why}.") for skip in self.skipped
        ]
        if self.span.kind is SpanKind.WORKING:
            told += [
                (day, f"{day_text(day)} is working day {number}.")
                for number, day in enumerate(self.working_days, 1)
            ]
        if self.span.kind is SpanKind.DESK or (self.pauses and self.counted):
            told += [(part.day, _part_line(part)) for part in self.counted]
        return [line for _, line in sorted(told, key=lambda item: item[0])]

    def _clock_changes(self) -> list[str]:
        before = self.start.astimezone(LONDON).utcoffset()
        after = self.due.astimezone(LONDON).utcoffset()
        if before is None or after is None or before == after:
            return []
        way = "forward" if after > before else "back"
        return [f"The clocks go {way} an hour in between."]


def explain_due(
    start: datetime, span: Span, calendar: DeskCalendar, pauses: Sequence[Pause] = ()
) -> Explanation:
    """Account for the due time of a clock, its pauses (in order) included."""
    due_at = due(start, span, calendar)
    start = start.astimezone(UTC)
    elapsed = span.kind is SpanKind.ELAPSED
    days = _working_days(start, span, calendar)
    runs: list[tuple[datetime, datetime]] = []
    begin = start
    for pause in pauses:
        runs.append((begin, min(max(pause.began.astimezone(UTC), begin), due_at)))
        begin = max(begin, pause.ends.astimezone(UTC))
        due_at = resume_due(due_at, pause.began, pause.ends, span, calendar)
    runs.append((begin, due_at))
    return Explanation(
        start=start,
        span=span,
        due=due_at,
        counted=tuple(part for run in runs for part in _counted(*run, elapsed, calendar)),
        skipped=() if elapsed else _skipped(start, due_at, calendar),
        starts_counting=start if elapsed else calendar.next_open(start),
        pauses=tuple(pauses),
        working_days=days,
        desk_hours=hours_text(calendar),
    )


def hours_text(calendar: DeskCalendar) -> str:
    """A calendar in words: `09:00 to 17:00, Monday to Friday, less bank holidays of England`."""
    closes = "24:00" if calendar.closes is None else f"{calendar.closes:%H:%M}"
    numbers = sorted(calendar.weekdays)
    in_a_row = numbers == list(range(numbers[0], numbers[-1] + 1))
    if len(numbers) > 2 and in_a_row:
        days = f"{WEEKDAYS[numbers[0]]} to {WEEKDAYS[numbers[-1]]}"
    else:
        days = ", ".join(WEEKDAYS[number] for number in numbers)
    nation = calendar.nation.label
    return f"{calendar.opens:%H:%M} to {closes}, {days}, less bank holidays of {nation}"


def _working_days(start: datetime, span: Span, calendar: DeskCalendar) -> tuple[date, ...]:
    if span.kind is not SpanKind.WORKING:
        return ()
    day = london_day(calendar.next_open(start))
    first = 1 if calendar.is_open(start) else 0
    return tuple(calendar.working_day(day, n) for n in range(first, first + span.amount))


def _counted(
    begin: datetime, end: datetime, elapsed: bool, calendar: DeskCalendar
) -> list[CountedPart]:
    if begin >= end:
        return []
    if elapsed:
        return [CountedPart(london_day(begin), begin, end, _minutes(begin, end))]
    return [
        CountedPart(day, opened, closed, _minutes(opened, closed))
        for day, opened, closed in calendar.open_parts(begin, end)
    ]


def _skipped(start: datetime, due_at: datetime, calendar: DeskCalendar) -> tuple[Skipped, ...]:
    found = []
    day, last = london_day(start), london_day(due_at)
    while day < last:
        why = calendar.day_off(day)
        if why is not None:
            found.append(Skipped(day, why))
        day += timedelta(days=1)
    return tuple(found)


def _minutes(begin: datetime, end: datetime) -> float:
    return (end - begin) / timedelta(minutes=1)


def _part_line(part: CountedPart) -> str:
    begin, end = part.from_.astimezone(LONDON), part.until.astimezone(LONDON)
    until = f"{end:%H:%M}" if end.date() == begin.date() else "24:00"
    if london_day(part.until - timedelta(microseconds=1)) != part.day:
        until = london_text(part.until)
    return f"{day_text(part.day)} {begin:%H:%M} to {until} counts {_length(part.minutes)}."


def _length(minutes: float) -> str:
    hours, rest = divmod(int(minutes), 60)
    words = []
    if hours:
        words.append(f"{hours} hour{'s' if hours != 1 else ''}")
    if rest or not hours:
        words.append(f"{rest} minute{'s' if rest != 1 else ''}")
    return " ".join(words)


def _pause_line(pause: Pause) -> str:
    reason = f": {pause.reason}" if pause.reason else ""
    return f"It stood still from {london_text(pause.began)} to {london_text(pause.ends)}{reason}."
