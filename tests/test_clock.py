"""The clocks the desk is handed, and the watch over the machine's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mashdesk.clock import ClockWatch, FixedClock, SleepWatch, SystemClock, TrainingClock

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_system_clock_tells_utc_and_its_seconds_never_run_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_a_fixed_clock_stands_still_until_time_is_let_pass() -> None:
    clock = FixedClock(NOON)
    assert clock.now() == clock.now() == NOON
    clock.advance(timedelta(minutes=5))
    assert clock.now() == NOON + timedelta(minutes=5)
    assert clock.monotonic() == 300


def test_a_fixed_clock_keeps_utc_and_refuses_what_has_no_zone_or_runs_back() -> None:
    clock = FixedClock(NOON.astimezone(timezone(timedelta(hours=5))))
    assert clock.now().tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        clock.set(NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(timedelta(seconds=-1))


def test_a_training_clock_runs_from_its_start_at_its_speed() -> None:
    real = FixedClock(NOON)
    start = datetime(2027, 1, 4, 9, tzinfo=UTC)
    clock = TrainingClock(start, speed=60, source=real)
    assert clock.now() == start
    real.advance(timedelta(seconds=10))
    assert clock.now() == start + timedelta(minutes=10)
    assert clock.monotonic() == 600


def test_a_training_clock_does_not_follow_a_jump_of_the_machines_clock() -> None:
    real = FixedClock(NOON)
    clock = TrainingClock(NOON, source=real)
    watch = ClockWatch(clock)
    real.set(NOON + timedelta(days=1))
    assert clock.now() == NOON
    assert watch.check() is None


@pytest.mark.parametrize("speed", [0, -1, 3601, float("nan"), float("inf")])
def test_a_training_clock_that_stands_runs_back_or_races_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        TrainingClock(NOON, speed=speed, source=FixedClock(NOON))


@pytest.mark.parametrize(
    ("moved", "noticed"), [(-3600, -3600), (3600, 3600), (-5, -5), (5, 5), (-4, None), (4.9, None)]
)
def test_a_jump_of_five_seconds_or_more_is_noticed_with_its_size(
    moved: float, noticed: float | None
) -> None:
    clock = FixedClock(NOON)
    watch = ClockWatch(clock)
    clock.advance(timedelta(seconds=10))
    clock.set(clock.now() + timedelta(seconds=moved))
    trouble = watch.check()
    assert (trouble.jump if trouble else None) == noticed
    assert trouble is None or trouble.noticed_at == clock.now()


def test_a_jump_is_told_once_and_time_that_passes_never() -> None:
    clock = FixedClock(NOON)
    watch = ClockWatch(clock)
    clock.set(NOON - timedelta(hours=1))
    assert watch.check() is not None
    assert watch.check() is None
    clock.advance(timedelta(days=3))
    assert watch.check() is None


def test_a_clock_slowly_put_right_is_not_taken_for_one_that_jumps() -> None:
    clock = FixedClock(NOON)
    watch = ClockWatch(clock)
    for _ in range(100):
        clock.advance(timedelta(seconds=10))
        clock.set(clock.now() + timedelta(milliseconds=100))
        assert watch.check() is None


def test_the_trouble_is_told_in_a_plain_sentence() -> None:
    clock = FixedClock(NOON)
    watch = ClockWatch(clock)
    clock.set(NOON - timedelta(hours=1))
    sentence = "The machine's clock jumped back by 1:00:00. Check its time; no deadline is lost."
    assert str(watch.check()) == sentence


def test_a_sleep_shows_on_the_clock_that_counts_it_and_a_pause_as_a_leap_of_the_wall_clock() -> (
    None
):
    clock = FixedClock(NOON)
    watch = SleepWatch(clock)
    clock.advance(timedelta(seconds=60))
    assert not watch.check()
    clock.advance(timedelta(seconds=61))
    assert watch.check()
    assert not watch.check(), "told once"
    clock.set(clock.now() + timedelta(seconds=61))
    assert watch.check()
    clock.set(clock.now() - timedelta(hours=1))
    assert not watch.check(), "a clock put right by an hour is no sleep"
