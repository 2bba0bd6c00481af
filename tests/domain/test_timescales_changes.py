"""What a pause and a change of rating do to a due time."""

from __future__ import annotations

import pytest

from mashdesk.domain.timescales import (
    Pause,
    Span,
    due,
    due_with_pauses,
    resume_due,
    retime,
)
from tests.domain.hubs import (
    AMBER,
    GREEN,
    OFFICE,
    RECEIVED,
    RED,
    london,
    november,
)


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
