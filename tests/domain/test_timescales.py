"""When a clock runs out: the hubs' own examples, midnight, and the changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from mashdesk.domain.calendar import LONDON, Closure, DeskCalendar, Nation
from mashdesk.domain.timescales import (
    Span,
    due,
    explain_due,
    resume_due,
)
from tests.domain.hubs import (
    EVERY_DAY,
    OFFICE,
    ROUND_THE_CLOCK,
    WEEK,
    london,
    utc,
)


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        # One working day, as the hubs' own example has it: 20 Nov 2026 is a Friday.
        ("2026-11-20 16:50", "1 working day", "2026-11-23 16:50"),
        ("2026-11-20 18:30", "1 working day", "2026-11-23 17:00"),
        ("2026-11-21 11:00", "1 working day", "2026-11-23 17:00"),
        ("2026-11-23 07:30", "1 working day", "2026-11-23 17:00"),
        # That Monday a bank holiday: 4 May 2026.
        ("2026-05-01 16:50", "1 working day", "2026-05-05 16:50"),
        ("2026-05-01 18:30", "1 working day", "2026-05-05 17:00"),
        ("2026-05-02 11:00", "1 working day", "2026-05-05 17:00"),
        ("2026-05-04 07:30", "1 working day", "2026-05-05 17:00"),
        # Three working days.
        ("2026-11-20 16:50", "3 working days", "2026-11-25 16:50"),
        ("2026-11-21 11:00", "3 working days", "2026-11-25 17:00"),
        # The very moments of opening and closing.
        ("2026-11-23 09:00", "1 working day", "2026-11-24 09:00"),
        ("2026-11-23 08:59", "1 working day", "2026-11-23 17:00"),
        ("2026-11-20 17:00", "1 working day", "2026-11-23 17:00"),
        # Elapsed: day and night, weekends and holidays.
        ("2026-12-24 16:50", "4 hours", "2026-12-24 20:50"),
        ("2026-12-25 03:00", "72 hours", "2026-12-28 03:00"),
        # Desk hours.
        ("2026-11-20 16:50", "4 desk hours", "2026-11-23 12:50"),
        ("2026-11-21 11:00", "1 desk hour", "2026-11-23 10:00"),
        ("2026-11-23 07:30", "30 desk minutes", "2026-11-23 09:30"),
        ("2026-11-23 13:00", "4 desk hours", "2026-11-23 17:00"),
        ("2026-11-23 09:00", "24 desk hours", "2026-11-25 17:00"),
        ("2026-12-24 16:00", "4 desk hours", "2026-12-29 12:00"),
    ],
)
def test_office_hours_give_the_due_time_two_people_would_agree_on(
    start: str, span: str, expected: str
) -> None:
    assert due(london(start), Span.parse(span), OFFICE) == london(expected)


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        ("2026-11-20 23:30", "1 working day", "2026-11-23 23:30"),
        ("2026-11-21 11:00", "1 working day", "2026-11-24 00:00"),
        ("2026-11-20 23:00", "4 desk hours", "2026-11-23 03:00"),
        ("2026-11-20 20:00", "4 desk hours", "2026-11-21 00:00"),
    ],
)
def test_a_24_hour_hub_closes_at_midnight_and_keeps_its_working_days(
    start: str, span: str, expected: str
) -> None:
    assert due(london(start), Span.parse(span), ROUND_THE_CLOCK) == london(expected)


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        # The clocks go back on 25 Oct 2026 at 01:00 UTC and forward on 28 Mar 2027 at 01:00 UTC.
        (utc("2026-10-24 23:00"), "4 hours", utc("2026-10-25 03:00")),
        (utc("2027-03-28 00:30"), "1 hour", utc("2027-03-28 01:30")),
        (utc("2026-10-24 23:00"), "4 desk hours", utc("2026-10-25 03:00")),
        # 01:30 on a working day before; in autumn it comes twice and means the first.
        (london("2026-10-24 01:30"), "1 working day", utc("2026-10-25 00:30")),
        # In spring it does not come, and means 02:30.
        (london("2027-03-27 01:30"), "1 working day", utc("2027-03-28 01:30")),
        # Received at the second 01:30: the next day's only one.
        (london("2026-10-25 01:30", fold=1), "1 working day", utc("2026-10-26 01:30")),
        (london("2026-10-25 01:30", fold=0), "1 working day", utc("2026-10-26 01:30")),
    ],
)
def test_a_clock_that_runs_across_a_change_of_the_clocks_is_exact(
    start: datetime, span: str, expected: datetime
) -> None:
    assert due(start, Span.parse(span), EVERY_DAY) == expected


def test_a_time_moved_on_by_the_spring_is_still_not_after_closing() -> None:
    small_hours = DeskCalendar(Nation.ENG, time(0), time(2), frozenset(range(7)))
    # 01:30 on 28 Mar 2027 means 02:30, but the desk closes at 02:00.
    found = due(london("2027-03-27 01:30"), Span.parse("1 working day"), small_hours)
    assert found == london("2027-03-28 02:00")


def test_the_two_half_past_ones_of_autumn_are_not_taken_for_each_other() -> None:
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=0)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=1)
    an_hour = Span.parse("1 hour")
    assert due(first, an_hour, OFFICE) == utc("2026-10-25 01:30")
    assert due(second, an_hour, OFFICE) == utc("2026-10-25 02:30")


def test_a_due_time_is_utc_whatever_zone_the_start_was_given_in() -> None:
    start = datetime(2026, 11, 20, 11, 50, tzinfo=timezone(timedelta(hours=-5)))
    found = due(start, Span.parse("1 working day"), OFFICE)
    assert found == london("2026-11-23 16:50")
    assert found.tzinfo is UTC


def test_seconds_are_kept() -> None:
    start = london("2026-11-20 16:50") + timedelta(seconds=7, microseconds=3)
    assert due(start, Span.parse("1 working day"), OFFICE) - start == timedelta(days=3)
    assert due(start, Span.parse("1 desk hour"), OFFICE) == london("2026-11-23 09:50") + (
        start - london("2026-11-20 16:50")
    )


def test_a_closure_of_the_hub_is_no_working_day() -> None:
    shut = DeskCalendar(
        Nation.ENG, time(9), time(17), WEEK, (Closure(date(2026, 11, 23), "Office move"),)
    )
    start = london("2026-11-20 16:50")
    assert due(start, Span.parse("1 working day"), shut) == london("2026-11-24 16:50")


@pytest.mark.parametrize("naive", [datetime(2026, 11, 20, 16, 50)])  # noqa: DTZ001 - on purpose
def test_a_time_without_its_zone_is_refused(naive: datetime) -> None:
    span = Span.parse("4 hours")
    for ask in (due, explain_due):
        with pytest.raises(ValueError, match="time zone"):
            ask(naive, span, OFFICE)
    with pytest.raises(ValueError, match="time zone"):
        resume_due(naive, london("2026-11-20 10:00"), london("2026-11-20 11:00"), span, OFFICE)
