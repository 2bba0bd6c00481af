"""How long a clock runs: the hubs' examples, pauses, changes of rating, and the account."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from mashdesk.domain.calendar import LONDON, Closure, DeskCalendar, Nation, london_text
from mashdesk.domain.timescales import (
    Pause,
    Span,
    SpanKind,
    due,
    due_with_pauses,
    explain_due,
    resume_due,
    retime,
)

WEEK = frozenset(range(5))
OFFICE = DeskCalendar(Nation.ENG, time(9), time(17), WEEK)
ROUND_THE_CLOCK = DeskCalendar(Nation.ENG, time(0), None, WEEK)
EVERY_DAY = DeskCalendar(Nation.ENG, time(0), None, frozenset(range(7)))


def london(text: str, fold: int = 0) -> datetime:
    """The UTC instant of a London clock time such as "2026-11-20 16:50"."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def november(text: str) -> datetime:
    """The UTC instant of a day and London clock time in November 2026, such as "20 16:50"."""
    return london(f"2026-11-{text}")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


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


# Spans


@pytest.mark.parametrize(
    ("text", "kind", "amount", "written"),
    [
        ("4 hours", SpanKind.ELAPSED, 240, "4 hours"),
        ("1 hour", SpanKind.ELAPSED, 60, "1 hour"),
        ("60 minutes", SpanKind.ELAPSED, 60, "1 hour"),
        ("90 minutes", SpanKind.ELAPSED, 90, "90 minutes"),
        ("4 desk hours", SpanKind.DESK, 240, "4 desk hours"),
        ("30 desk minutes", SpanKind.DESK, 30, "30 desk minutes"),
        ("1 desk minute", SpanKind.DESK, 1, "1 desk minute"),
        ("1 working day", SpanKind.WORKING, 1, "1 working day"),
        ("3 working days", SpanKind.WORKING, 3, "3 working days"),
        ("45 working days", SpanKind.WORKING, 45, "45 working days"),
        ("  3  Working Days ", SpanKind.WORKING, 3, "3 working days"),
    ],
)
def test_a_span_is_read_and_written_in_plain_words(
    text: str, kind: SpanKind, amount: int, written: str
) -> None:
    span = Span.parse(text)
    assert span == Span(kind, amount)
    assert str(span) == written
    assert Span.parse(str(span)) == span


@pytest.mark.parametrize(
    "text",
    [
        *("", "4", "hours", "4h", "4.5 hours", "-4 hours", "4 days", "four hours", "٤ hours"),
        *("4 hours\x00", "4 desk days", "1 desk working day", "4 hours 5 minutes"),
        pytest.param("9" * 5000 + " hours", id="five thousand digits"),
    ],
)
def test_what_is_no_span_is_refused_with_the_way_to_write_one(text: str) -> None:
    with pytest.raises(
        ValueError, match='write it like "4 hours", "4 desk hours" or "1 working day"'
    ):
        Span.parse(text)


@pytest.mark.parametrize("text", ["0 hours", "91 working days", "2161 hours", "999999999 minutes"])
def test_a_span_of_nothing_or_of_more_than_90_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"needs some time|too long"):
        Span.parse(text)


# Pauses


@pytest.mark.parametrize(
    # Days and times of November 2026; the 20th is a Friday.
    ("span", "due_at", "paused", "resumed", "expected"),
    [
        ("4 hours", "20 20:00", "20 18:00", "23 09:00", "23 11:00"),
        # An hour of desk time was left, and is left when it wakes, whenever that is.
        ("4 desk hours", "20 14:00", "20 13:00", "20 16:30", "23 09:30"),
        ("1 working day", "20 14:00", "20 13:00", "21 10:00", "23 10:00"),
        # Paused in the night: the whole morning is left.
        ("1 working day", "20 12:00", "20 03:00", "24 12:00", "24 15:00"),
        # A breach is not undone by a pause after it.
        ("4 desk hours", "20 14:00", "20 14:00", "24 12:00", "20 14:00"),
        ("4 hours", "20 14:00", "20 15:00", "24 12:00", "20 14:00"),
        # Due at an opening: an hour of desk time, ending as the desk opens or within the day.
        ("1 working day", "24 09:00", "23 16:00", "23 16:00", "24 09:00"),
        ("1 working day", "24 09:00", "23 16:00", "25 16:00", "26 09:00"),
        ("1 working day", "24 09:00", "23 16:00", "25 10:00", "25 11:00"),
        # Due in closed hours, kept from an elapsed clock: the elapsed time after closing stays too.
        ("1 working day", "20 20:00", "20 18:00", "21 10:00", "21 12:00"),
        ("4 desk hours", "20 20:00", "20 16:00", "23 10:00", "23 14:00"),
    ],
)
def test_a_pause_keeps_the_time_that_was_left(
    span: str, due_at: str, paused: str, resumed: str, expected: str
) -> None:
    found = resume_due(
        november(due_at), november(paused), november(resumed), Span.parse(span), OFFICE
    )
    assert found == november(expected)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    later, sooner = london("2026-11-20 12:00"), london("2026-11-20 11:00")
    with pytest.raises(ValueError, match="end before it begins"):
        resume_due(later, later, sooner, Span.parse("4 hours"), OFFICE)


# Changes of rating

RECEIVED = london("2026-11-20 10:00")
RED, AMBER, GREEN = (Span.parse(text) for text in ("4 hours", "1 working day", "3 working days"))


@pytest.mark.parametrize(
    ("before", "after", "raising", "expected"),
    [
        (AMBER, RED, True, "2026-11-20 14:00"),
        (GREEN, AMBER, True, "2026-11-23 10:00"),
        (RED, GREEN, False, "2026-11-25 10:00"),
        (
            RED,
            AMBER,
            True,
            "2026-11-20 14:00",
        ),  # a policy gone wrong: raising still never lengthens
        (RED, RED, True, "2026-11-20 14:00"),
    ],
)
def test_a_change_of_rating_times_the_round_from_the_same_start(
    before: Span, after: Span, raising: bool, expected: str
) -> None:
    due_before = due(RECEIVED, before, OFFICE)
    assert retime(RECEIVED, before, due_before, after, OFFICE, raising) == london(expected)


def test_the_same_clock_keeps_a_due_time_that_a_pause_has_moved() -> None:
    moved = london("2026-12-01 12:00")
    assert retime(RECEIVED, AMBER, moved, AMBER, OFFICE, raising=False) == moved


def test_a_change_of_rating_counts_the_pauses_there_were() -> None:
    pause = Pause(london("2026-11-20 11:00"), london("2026-11-20 13:00"), "consent awaited")
    due_before = due_with_pauses(RECEIVED, AMBER, OFFICE, [pause])
    found = retime(RECEIVED, AMBER, due_before, RED, OFFICE, raising=True, pauses=[pause])
    assert found == london("2026-11-20 16:00")


# The account


def test_the_account_of_a_working_day_names_the_days_and_why_some_were_not_counted() -> None:
    told = explain_due(london("2026-12-23 16:50"), Span.parse("1 working day"), OFFICE)
    told_late = explain_due(london("2026-12-24 18:00"), Span.parse("1 working day"), OFFICE)
    assert told.due == london("2026-12-24 16:50")
    assert told.skipped == ()
    assert told_late.starts_counting == london("2026-12-29 09:00")
    assert [(skip.day.day, skip.why) for skip in told_late.skipped] == [
        (25, "Christmas Day"),
        (26, "Saturday"),
        (27, "Sunday"),
        (28, "Boxing Day (substitute day)"),
    ]
    lines = told_late.lines()
    assert lines[0] == "The clock starts at Thu 24 Dec 2026 18:00."
    assert lines[1] == (
        "It runs for 1 working day; the desk works 09:00 to 17:00, Monday to Friday, less bank"
        " holidays of England."
    )
    assert lines[2] == (
        "That is outside desk hours, so it is due at closing on the last day counted; the first is"
        " the day of the next opening, Tue 29 Dec 2026 09:00."
    )
    assert lines[3:] == (
        "Fri 25 Dec 2026 is not counted: Christmas Day.",
        "Sat 26 Dec 2026 is not counted: Saturday.",
        "Sun 27 Dec 2026 is not counted: Sunday.",
        "Mon 28 Dec 2026 is not counted: Boxing Day (substitute day).",
        "Tue 29 Dec 2026 is working day 1.",
        "Due Tue 29 Dec 2026 17:00.",
    )


def test_the_account_of_desk_hours_adds_up_to_the_span() -> None:
    told = explain_due(london("2026-11-20 16:50"), Span.parse("4 desk hours"), OFFICE)
    assert [(part.day.day, part.minutes) for part in told.counted] == [(20, 10), (23, 230)]
    assert told.lines()[2:] == (
        "Fri 20 Nov 2026 16:50 to 17:00 counts 10 minutes.",
        "Sat 21 Nov 2026 is not counted: Saturday.",
        "Sun 22 Nov 2026 is not counted: Sunday.",
        "Mon 23 Nov 2026 09:00 to 12:50 counts 3 hours 50 minutes.",
        "Due Mon 23 Nov 2026 12:50.",
    )


def test_the_account_of_elapsed_time_says_when_the_clocks_changed_meanwhile() -> None:
    told = explain_due(london("2026-10-24 23:00"), Span.parse("4 hours"), OFFICE)
    assert told.lines() == (
        "The clock starts at Sat 24 Oct 2026 23:00.",
        "It runs for 4 hours, day and night, weekends and holidays.",
        "The clocks go back an hour in between.",
        "Due Sun 25 Oct 2026 02:00.",
    )
    spring = explain_due(london("2027-03-27 23:00"), Span.parse("4 hours"), OFFICE)
    assert "The clocks go forward an hour in between." in spring.lines()


@pytest.mark.parametrize("text", ["4 hours", "4 desk hours", "1 working day"])
def test_the_account_tells_its_pauses_and_counts_only_what_ran(text: str) -> None:
    pause = Pause(london("2026-11-20 11:00"), london("2026-11-23 14:00"), "returned for consent")
    told = explain_due(RECEIVED, Span.parse(text), OFFICE, [pause])
    assert told.due == due_with_pauses(RECEIVED, Span.parse(text), OFFICE, [pause])
    assert sum(part.minutes for part in told.counted) == (480 if "day" in text else 240)
    assert all(part.until <= pause.began or part.from_ >= pause.ends for part in told.counted)
    assert (
        "It stood still from Fri 20 Nov 2026 11:00 to Mon 23 Nov 2026 14:00: returned for consent."
        in told.lines()
    )


def test_a_pause_after_the_breach_is_told_and_changes_nothing() -> None:
    pause = Pause(london("2026-11-20 15:00"), london("2026-11-23 14:00"))
    told = explain_due(RECEIVED, RED, OFFICE, [pause])
    assert told.due == london("2026-11-20 14:00")
    assert sum(part.minutes for part in told.counted) == 240


def test_a_stretch_up_to_midnight_is_told_as_24_00() -> None:
    told = explain_due(london("2026-11-20 22:00"), Span.parse("3 desk hours"), ROUND_THE_CLOCK)
    assert "Fri 20 Nov 2026 22:00 to 24:00 counts 2 hours." in told.lines()
    assert "00:00 to 24:00, Monday to Friday" in told.lines()[1]


def test_a_time_in_the_doubled_hour_says_which_it_is() -> None:
    assert london_text(utc("2026-10-25 00:30")) == "Sun 25 Oct 2026 01:30 BST"
    assert london_text(utc("2026-10-25 01:30")) == "Sun 25 Oct 2026 01:30 GMT"
    assert london_text(utc("2026-10-25 02:30")) == "Sun 25 Oct 2026 02:30"
    assert london_text(utc("2027-03-28 01:30")) == "Sun 28 Mar 2027 02:30"
