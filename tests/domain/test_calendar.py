"""When a desk is open, and why it is not."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest

from mashdesk.domain.calendar import (
    LONDON,
    Closure,
    DeskCalendar,
    Nation,
    day_text,
    london_instant,
)

WEEK = frozenset(range(5))
OFFICE = DeskCalendar(Nation.ENG, time(9), time(17), WEEK)
EVERY_DAY = frozenset(range(7))


@pytest.mark.parametrize(
    ("nation", "day", "why"),
    [
        (Nation.ENG, date(2026, 11, 20), None),
        (Nation.ENG, date(2026, 11, 21), "Saturday"),
        (Nation.ENG, date(2026, 11, 22), "Sunday"),
        (Nation.ENG, date(2026, 4, 6), "Easter Monday"),
        (Nation.WLS, date(2026, 4, 6), "Easter Monday"),
        (Nation.SCT, date(2026, 4, 6), None),
        (Nation.SCT, date(2026, 11, 30), "Saint Andrew's Day"),
        (Nation.ENG, date(2026, 11, 30), None),
        (Nation.NIR, date(2026, 7, 13), "Battle of the Boyne (substitute day)"),
        (Nation.ENG, date(2026, 7, 13), None),
        (Nation.ENG, date(2026, 12, 28), "Boxing Day (substitute day)"),
        (Nation.ENG, date(2026, 12, 31), "Stocktaking of the toys"),
    ],
)
def test_a_day_off_says_why(nation: Nation, day: date, why: str | None) -> None:
    closures = (Closure(date(2026, 12, 31), "Stocktaking of the toys"),)
    assert DeskCalendar(nation, time(9), time(17), WEEK, closures).day_off(day) == why


@pytest.mark.parametrize(
    ("clock_time", "is_open"),
    [("08:59:59", False), ("09:00", True), ("16:59:59", True), ("17:00", False)],
)
def test_the_desk_is_open_from_the_opening_to_just_before_the_closing(
    clock_time: str, is_open: bool
) -> None:
    summer = datetime.combine(date(2026, 7, 15), time.fromisoformat(clock_time), LONDON)
    assert OFFICE.is_open(summer) is is_open
    assert OFFICE.is_open(summer.astimezone(UTC)) is is_open
    assert OFFICE.is_open(summer + timedelta(days=3)) is False


def test_the_day_off_is_londons_not_utcs() -> None:
    night_shift = DeskCalendar(Nation.ENG, time(0), None, WEEK)
    late_sunday_in_utc = datetime(2026, 7, 12, 23, 30, tzinfo=UTC)  # 00:30 on Monday in London
    assert night_shift.is_open(late_sunday_in_utc)
    assert not night_shift.is_open(late_sunday_in_utc + timedelta(days=5))


def test_opening_and_closing_are_utc_and_24_00_is_the_next_midnight() -> None:
    day = date(2026, 7, 15)
    assert OFFICE.opening(day) == datetime(2026, 7, 15, 8, tzinfo=UTC)
    assert OFFICE.closing(day) == datetime(2026, 7, 15, 16, tzinfo=UTC)
    assert OFFICE.opening(day).tzinfo is UTC
    all_day = DeskCalendar(Nation.ENG, time(0), None, WEEK)
    assert all_day.closing(day) == all_day.opening(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 25), 25), (date(2027, 3, 28), 23), (date(2027, 3, 29), 24)]
)
def test_a_24_hour_day_is_as_long_as_the_change_of_the_clocks_makes_it(
    day: date, hours: int
) -> None:
    all_day = DeskCalendar(Nation.ENG, time(0), None, EVERY_DAY)
    midnight = datetime.combine(day, time(0), LONDON)
    next_midnight = datetime.combine(day + timedelta(days=1), time(0), LONDON)
    length = all_day.desk_time(midnight.astimezone(UTC), next_midnight.astimezone(UTC))
    # 29 Mar 2027 is Easter Monday.
    assert length == timedelta(hours=0 if all_day.day_off(day) else hours)


def test_a_clock_time_that_is_missing_moves_on_an_hour_and_a_doubled_one_means_the_first() -> None:
    spring, autumn = date(2027, 3, 28), date(2026, 10, 25)
    assert london_instant(spring, time(1, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert london_instant(autumn, time(1, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    # The second of the two, handed on from a contact received then, means no more than the first.
    second = time(1, 30, fold=1)
    assert london_instant(spring, second) == london_instant(spring, time(1, 30))
    assert london_instant(autumn, second) == london_instant(autumn, time(1, 30))


def test_a_day_whose_hours_the_spring_swallows_closes_as_it_opens() -> None:
    short = DeskCalendar(Nation.ENG, time(1, 15), time(2, 5), EVERY_DAY)
    spring = date(2027, 3, 28)
    assert short.opening(spring) == short.closing(spring)
    after = short.after_desk_time(short.opening(spring), timedelta(minutes=1))
    assert after == short.opening(date(2027, 3, 30)) + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("opens", "closes", "weekdays"),
    [
        (time(9), time(9), WEEK),
        (time(17), time(9), WEEK),
        (time(9), time(17), frozenset[int]()),
        (time(9), time(17), frozenset({7})),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(
    opens: time, closes: time, weekdays: frozenset[int]
) -> None:
    with pytest.raises(ValueError, match="desk calendar"):
        DeskCalendar(Nation.ENG, opens, closes, weekdays)


def test_calendars_of_the_same_hours_are_equal_and_a_copy_is_the_same_calendar() -> None:
    twin = DeskCalendar(Nation.ENG, time(9), time(17), frozenset({4, 3, 2, 1, 0}))
    assert twin == OFFICE
    assert hash(twin) == hash(OFFICE)
    assert pickle.loads(pickle.dumps(OFFICE)) == copy.deepcopy(OFFICE) == OFFICE
    assert DeskCalendar(Nation.SCT, time(9), time(17), WEEK) != OFFICE


def test_dates_are_written_in_english_whatever_the_machine_speaks() -> None:
    assert day_text(date(2026, 11, 20)) == "Fri 20 Nov 2026"
    assert day_text(date(2027, 3, 1)) == "Mon 1 Mar 2027"


def test_importing_the_clocks_does_not_load_the_library_of_holidays() -> None:
    program = (
        "import sys, mashdesk.domain.policy, mashdesk.domain.timescales;"
        "mashdesk.domain.policy.preset('london'); print('holidays' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
