"""Due times against a second opinion, minute by minute over the ten years 2019 to 2028.

By default every minute within a day of a change of the clocks or the turn of a year is compared,
every 13th near a bank holiday, and every 127th of the others. MASHDESK_THOROUGH=1 compares every
minute for every hub and span, which takes some ten minutes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest

from mashdesk.domain.calendar import LONDON, Closure, DeskCalendar, Nation, bank_holidays
from mashdesk.domain.timescales import Span, SpanKind, due
from tests.domain import oracle
from tests.domain.oracle import FIRST, Hours, Oracle, minute_of

THOROUGH = os.environ.get("MASHDESK_THOROUGH") == "1"
BEGIN, END = datetime(2019, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
STRIDE = 127  # no factor of an hour, a day or a week: in ten years it meets every minute of a week
CLOSED = (date(2019, 12, 27), date(2023, 3, 24), date(2024, 12, 27), date(2027, 10, 29))


@dataclass(frozen=True)
class Hub:
    """One hub told twice: as the product's calendar and as the oracle's plain values."""

    name: str
    calendar: DeskCalendar
    hours: Hours
    spans: tuple[str, ...]


def hub(
    name: str, nation: Nation, opens: int, closes: int, weekdays: str, spans: tuple[str, ...]
) -> Hub:
    closed = CLOSED if nation is Nation.ENG else ()
    calendar = DeskCalendar(
        nation,
        time(opens // 60, opens % 60),
        None if closes == 1440 else time(closes // 60, closes % 60),
        frozenset(int(day) - 1 for day in weekdays),
        tuple(Closure(day, "Away day") for day in closed),
    )
    hours = Hours(nation.name[0], opens, closes, weekdays, frozenset(closed))
    return Hub(name, calendar, hours, spans)


HUBS = (
    hub(
        "office hours, England",
        Nation.ENG,
        540,
        1020,
        "12345",
        ("4 hours", "1 desk hour", "24 desk hours", "1 working day", "3 working days"),
    ),
    hub(
        "round the clock on week days, Northern Ireland",
        Nation.NIR,
        0,
        1440,
        "12345",
        ("4 desk hours", "1 working day"),
    ),
    hub(
        "round the clock all week, Scotland",
        Nation.SCT,
        0,
        1440,
        "1234567",
        ("24 desk hours", "3 working days"),
    ),
    hub(
        "half past one to ten at night all week, Wales",
        Nation.WLS,
        90,
        1320,
        "1234567",
        ("4 desk hours", "2 working days"),
    ),
)
CASES = [pytest.param(hub, text, id=f"{text}, {hub.name}") for hub in HUBS for text in hub.spans]


@cache
def second_opinion(hours: Hours) -> Oracle:
    return Oracle(hours)


def minutes_to_compare(hub: Hub) -> Iterator[int]:
    first, last = minute_of(BEGIN), minute_of(END)
    if THOROUGH:
        yield from range(first, last)
        return
    wanted = set(range(first, last, STRIDE))
    for turn in turns():
        at = minute_of(turn)
        wanted.update(range(at - 1440, at + 1440))
    for day in oracle.bank_holidays(hub.hours.nation) | hub.hours.closed:
        at = minute_of(datetime.combine(day, time(), UTC))
        wanted.update(range(at - 1440, at + 2 * 1440, 13))
    yield from (minute for minute in sorted(wanted) if first <= minute < last)


def turns() -> Iterator[datetime]:
    """Every change of London's clocks in the ten years, and every turn of a year."""
    hour, before, instant = timedelta(hours=1), timedelta(), BEGIN
    while instant < END:
        offset = instant.astimezone(LONDON).utcoffset()
        assert offset is not None
        if offset != before or (instant.month, instant.day, instant.hour) == (1, 1, 0):
            yield instant
        before = offset
        instant += hour


@pytest.mark.parametrize(("hub", "text"), CASES)
def test_due_agrees_with_an_oracle_that_walks_every_minute_of_ten_years(
    hub: Hub, text: str
) -> None:
    span = Span.parse(text)
    other = second_opinion(hub.hours)
    reckon = {
        SpanKind.ELAPSED: other.elapsed,
        SpanKind.DESK: other.desk,
        SpanKind.WORKING: other.working_days,
    }[span.kind]
    calendar, one_minute, amount = hub.calendar, timedelta(minutes=1), span.amount
    compared = 0
    for minute in minutes_to_compare(hub):
        start = FIRST + minute * one_minute
        expected = FIRST + reckon(minute, amount) * one_minute
        if due(start, span, calendar) != expected:
            pytest.fail(f"{start} + {span}: {due(start, span, calendar)}, oracle says {expected}")
        compared += 1
    assert compared > 120_000
    assert not THOROUGH or compared == (END - BEGIN) / one_minute


@pytest.mark.parametrize("nation", Nation)
def test_the_bank_holidays_are_those_of_the_statutes_and_proclamations(nation: Nation) -> None:
    ours = {day for year in range(2019, 2029) for day in bank_holidays(nation, year)}
    theirs = {day for day in oracle.bank_holidays(nation.name[0]) if 2019 <= day.year <= 2028}
    assert ours == theirs


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2019, date(2019, 4, 21)),
        (2020, date(2020, 4, 12)),
        (2022, date(2022, 4, 17)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2028, date(2028, 4, 16)),
    ],
)
def test_the_oracle_knows_when_easter_was_and_will_be(year: int, day: date) -> None:
    assert oracle.easter_sunday(year) == day
