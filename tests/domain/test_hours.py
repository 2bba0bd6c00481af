"""An agency's working hours: understood, refused in a sentence, and told when it opens next."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from mashdesk.domain.calendar import Nation
from mashdesk.domain.hours import read_hours, shut_words

NINE_TO_FIVE = (time(9), time(17))
WEEK = "Mon-Fri 09:00-17:00, Sat 10:00-13:00"


def london(text: str) -> datetime:
    """A winter instant: London's time is UTC then."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (WEEK, {**dict.fromkeys(range(5), (NINE_TO_FIVE,)), 5: ((time(10), time(13)),)}),
        ("Mon to Fri 9:00 to 17:00", dict.fromkeys(range(5), (NINE_TO_FIVE,))),
        ("Monday and Thursdays 09.00-17.00", {0: (NINE_TO_FIVE,), 3: (NINE_TO_FIVE,)}),
        ("Tue Wed 09:00–17:00", {1: (NINE_TO_FIVE,), 2: (NINE_TO_FIVE,)}),
        ("Sat-Mon 00:00-24:00", dict.fromkeys((5, 6, 0), ((time(0), None),))),
        (
            "Fri 13:00-17:00, Fri 09:00-12:00",
            {4: ((time(9), time(12)), (time(13), time(17)))},
        ),
    ],
)
def test_days_and_hours_are_understood_as_people_write_them(
    text: str, days: dict[int, tuple[tuple[time, time | None], ...]]
) -> None:
    assert read_hours(text).days == days


@pytest.mark.parametrize("text", ["24 hours", "24h", "24/7", " All  Hours "])
def test_day_and_night_is_never_shut(text: str) -> None:
    assert read_hours(text).always
    assert shut_words(text, london("2026-12-25T03:00"), Nation.ENG) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ring first", "is not understood at “ring first”; write it like Mon-Fri"),
        ("09:00-17:00", "names no days"),
        ("Foo 09:00-17:00", "no week day “foo”"),
        ("Mo 09:00-17:00", "no week day “mo”"),
        ("Mon 17:00-09:00", "not after it opens"),
        ("Mon 25:00-26:00", "does not exist"),
        ("Mon 24:00-24:00", "opens at 24:00"),
        ("Mon 09:00-12:00, Mon 11:00-13:00", "gives Monday twice"),
        ("Mon 09:00-17:00,", "is not understood at “”"),
        ("Mon + Tue 09:00-17:00", "names no days"),
    ],
)
def test_what_is_not_understood_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_hours(text)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-11-20T09:00", ""),
        ("2026-11-20T16:59", ""),
        ("2026-11-20T08:59", "shut now; opens Fri 20 Nov 2026 09:00"),
        ("2026-11-20T17:00", "shut now; opens Sat 21 Nov 2026 10:00"),
        ("2026-11-21T13:00", "shut now; opens Mon 23 Nov 2026 09:00"),
        # Christmas Day and Boxing Day, on Saturday, which is made up for on the Monday.
        ("2026-12-24T18:00", "shut now; opens Tue 29 Dec 2026 09:00"),
    ],
)
def test_it_is_told_when_a_shut_agency_opens_next(now: str, words: str) -> None:
    assert shut_words(WEEK, london(now), Nation.ENG) == words


def test_bank_holidays_are_those_of_the_hubs_nation() -> None:
    st_andrews = london("2026-11-30T10:00")
    assert shut_words(WEEK, st_andrews, Nation.ENG) == ""
    assert "opens Tue 1 Dec 2026 09:00" in shut_words(WEEK, st_andrews, Nation.SCT)


def test_hours_are_londons_in_summer_too() -> None:
    assert shut_words(WEEK, london("2026-07-20T08:00"), Nation.ENG) == ""
    assert shut_words(WEEK, london("2026-07-20T16:00"), Nation.ENG).endswith("21 Jul 2026 09:00")


def test_old_words_that_are_no_hours_say_nothing() -> None:
    for text in ("", "office hours, ring first"):
        assert shut_words(text, london("2026-11-21T23:00"), Nation.ENG) == ""
