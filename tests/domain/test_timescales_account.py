"""Spans in words, and the account of a due time in sentences."""

from __future__ import annotations

import pytest

from mashdesk.domain.calendar import london_text
from mashdesk.domain.timescales import (
    Pause,
    Span,
    SpanKind,
    due_with_pauses,
    explain_due,
)
from tests.domain.hubs import (
    OFFICE,
    RECEIVED,
    RED,
    ROUND_THE_CLOCK,
    london,
    utc,
)


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
