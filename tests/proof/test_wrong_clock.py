"""The machine's clock is wrong: every desk is told, and nothing that was breached changes."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from mashdesk.clock import ClockTrouble, FixedClock
from mashdesk.desk.clockwork.scheduler import Scheduler
from mashdesk.desk.clockwork.sweep import sweep
from mashdesk.domain.rating import Rag
from tests.hub import Hub

HOUR = timedelta(hours=1)


@pytest.fixture
def beating(hub: Hub) -> Scheduler:
    """A scheduler whose beats are ours to give; nothing runs by itself."""
    scheduler = Scheduler(hub.desk)
    scheduler.sweep_now()
    return scheduler


def missed(hub: Hub, referral: int) -> list[datetime]:
    return [row.missed_at for row in hub.view(referral).rounds if row.missed_at is not None]


def pass_time(hub: Hub, scheduler: Scheduler, by: timedelta) -> None:
    hub.clock.advance(by)
    scheduler.sweep_now()


def test_a_clock_set_back_an_hour_is_told_and_what_was_breached_stays_breached(
    hub: Hub, beating: Scheduler
) -> None:
    referral = hub.take_in()
    deadline = hub.view(referral).due_at
    assert deadline is not None
    pass_time(hub, beating, timedelta(minutes=61))
    assert missed(hub, referral) == [deadline]
    assert hub.desk.heartbeat().trouble == ""
    second = hub.view(referral).due_at

    hub.clock.set(hub.now() - HOUR)
    beating.sweep_now()

    assert "back by 1:00:00" in hub.desk.heartbeat().trouble
    assert missed(hub, referral) == [deadline]
    assert hub.view(referral).round == 2
    assert hub.view(referral).due_at == second
    row = hub.desk.queue(hub.duty).rows[0]
    assert row.reopened
    assert row.round == 2


def test_after_a_clock_set_back_the_sweep_goes_on_and_loses_no_deadline(
    hub: Hub, beating: Scheduler
) -> None:
    late, later = hub.take_in(), hub.rated(Rag.RED)
    deadline = hub.view(later).due_at
    assert deadline is not None
    pass_time(hub, beating, timedelta(minutes=61))
    hub.clock.set(hub.now() - HOUR)
    beating.sweep_now()

    while hub.now() < deadline:
        pass_time(hub, beating, timedelta(minutes=30))

    assert missed(hub, later) == [deadline]
    assert len(missed(hub, late)) == hub.view(late).round - 1 + (hub.view(late).round == 3)
    assert hub.desk.heartbeat().beat_at == hub.now()
    assert hub.desk.heartbeat().trouble == "", "ten minutes on, nobody needs to look any more"


def test_a_jump_stays_on_show_for_ten_minutes_whoever_sweeps_meanwhile(
    hub: Hub, beating: Scheduler
) -> None:
    other = hub.another_desk()
    hub.clock.set(hub.now() - HOUR)
    beating.sweep_now()
    for _ in range(9):
        hub.later(minutes=1)
        other.sweep()
        assert "back by 1:00:00" in hub.desk.heartbeat().trouble
        beating.sweep_now()
        assert "back by 1:00:00" in hub.desk.heartbeat().trouble
    hub.later(minutes=1)
    other.sweep()
    beating.sweep_now()
    assert hub.desk.heartbeat().trouble == ""


@pytest.mark.parametrize("jump", [-HOUR, HOUR], ids=["back", "forward"])
def test_a_machine_whose_clock_is_right_keeps_the_warning_of_one_that_jumped(
    hub: Hub, jump: timedelta
) -> None:
    right = hub.now()
    sweep(hub.store, FixedClock(right + jump), ClockTrouble(jump.total_seconds(), right + jump))
    sweep(hub.store, FixedClock(right + timedelta(minutes=9)))
    assert "by 1:00:00" in hub.desk.heartbeat().trouble
    sweep(hub.store, FixedClock(right + timedelta(minutes=11)))
    assert hub.desk.heartbeat().trouble == ""


def test_a_clock_put_forward_a_day_is_told_and_breaches_keep_their_true_times(
    hub: Hub, beating: Scheduler
) -> None:
    unrated, red = hub.take_in(), hub.rated(Rag.RED)
    deadlines = [hub.view(referral).due_at for referral in (unrated, red)]

    hub.clock.set(hub.now() + timedelta(days=1))
    beating.sweep_now()

    assert "forward by 1 day" in hub.desk.heartbeat().trouble
    assert [missed(hub, referral)[0] for referral in (unrated, red)] == deadlines

    hub.clock.set(hub.now() - timedelta(days=1))
    beating.sweep_now()

    assert "back by 1 day" in hub.desk.heartbeat().trouble
    assert [missed(hub, referral)[0] for referral in (unrated, red)] == deadlines
    assert [hub.view(referral).round for referral in (unrated, red)] == [2, 2]


def test_what_ran_out_unseen_before_the_clock_fell_back_is_still_caught(
    hub: Hub, beating: Scheduler
) -> None:
    referral = hub.take_in()
    deadline = hub.view(referral).due_at
    hub.later(minutes=61)
    hub.clock.set(hub.now() - HOUR)
    beating.sweep_now()
    assert missed(hub, referral) == []
    pass_time(hub, beating, HOUR)
    assert missed(hub, referral) == [deadline]


def test_a_machine_that_slept_wakes_to_every_breach_at_its_true_time_and_to_no_alarm(
    hub: Hub, beating: Scheduler
) -> None:
    referral = hub.take_in()
    deadline = hub.view(referral).due_at
    hub.later(hours=62)
    assert hub.desk.queue(hub.duty).counts.overdue == 1, "overdue shows before anything sweeps"
    beating.sweep_now()
    assert missed(hub, referral) == [deadline]
    assert hub.view(referral).round == 2, "one reopening after an outage, not one for each hour"
    assert hub.view(referral).start_at == hub.now()
    assert hub.desk.heartbeat().trouble == ""


def test_the_beat_goes_on_by_itself_when_the_wall_clock_falls_back(hub: Hub) -> None:
    swept = threading.Semaphore(0)
    scheduler = Scheduler(hub.desk, beat_seconds=1, on_sweep=lambda _report: swept.release())
    referral = hub.take_in()
    scheduler.start()
    try:
        assert swept.acquire(timeout=30), "the first sweep is at once"
        hub.clock.set(hub.now() - HOUR)
        for _ in range(2):  # one beat may have been under way
            assert swept.acquire(timeout=30), "the beat stopped when the clock fell back"
        assert "back by 1:00:00" in hub.desk.heartbeat().trouble
        hub.later(hours=3)
        for _ in range(2):  # one beat may have been under way
            assert swept.acquire(timeout=30)
    finally:
        scheduler.stop()
    assert len(missed(hub, referral)) == 1
