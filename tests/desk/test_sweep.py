"""The sweep: true instants, one reopening each, whatever was down and however many sweep."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from mashdesk.cli.queue import heartbeat_line
from mashdesk.clock import ClockTrouble
from mashdesk.desk.clockwork.sweep import SweepReport
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from tests.desk.test_clocks_of_a_referral import at, missed, own_rounds
from tests.hub import Hub


def test_nothing_due_changes_nothing_and_leaves_a_heartbeat(hub: Hub) -> None:
    referral = hub.take_in()
    before = hub.view(referral)
    assert hub.sweep() == SweepReport()
    assert hub.view(referral) == before
    beat = hub.desk.heartbeat()
    assert (beat.beat_at, beat.reopened, beat.failed) == (hub.now(), 0, 0)


def test_a_breach_is_recorded_at_its_true_instant_not_at_the_sweeps(hub: Hub) -> None:
    referral = hub.take_in()
    hub.at(at(20, 10, 42))
    assert hub.sweep().references == (hub.view(referral).reference,)
    view = hub.view(referral)
    assert missed(view) == [at(20, 10, 30)]
    assert view.start_at == at(20, 10, 42)
    assert hub.desk.heartbeat().reopened == 1


def test_a_clock_runs_out_at_its_instant_and_not_before(hub: Hub) -> None:
    referral = hub.take_in()
    hub.at(at(20, 10, 30) - timedelta(microseconds=1))
    assert hub.sweep().found == 0
    hub.at(at(20, 10, 30))
    assert hub.sweep().reopened == 1
    assert missed(hub.view(referral)) == [at(20, 10, 30)]


def test_after_an_outage_each_item_is_reopened_once_in_a_round_that_starts_now(hub: Hub) -> None:
    red, amber = hub.rated(Rag.RED), hub.rated(Rag.AMBER)
    hub.ask(red, "POL", "HLT")
    hub.at(at(24, 11))
    report = hub.sweep()
    assert (report.reopened, report.last_rounds) == (4, 0)
    for referral in (red, amber):
        view = hub.view(referral)
        assert (view.round, view.timeouts, view.start_at) == (2, 1, at(24, 11))
    assert missed(hub.view(red))[0] == at(20, 13, 30)
    assert {one.round for one in hub.view(red).requests} == {2}
    assert hub.sweep().found == 0


def test_an_item_left_over_a_weekend_has_three_rounds_and_one_entry_for_each_person(
    hub: Hub,
) -> None:
    referral = hub.rated(Rag.RED)
    hub.sweep_through(at(23, 9))
    assert len(own_rounds(hub.view(referral))) == 4
    for person in (hub.manager, hub.actor("sara")):
        notices = hub.desk.notices(person)
        assert [notice.kind for notice in notices] == ["timed_out"]
        # Timed out twice, the team manager hears of it too, whoever is next.
        assert "The last round" in notices[0].text
    assert [prompt.code for prompt in hub.desk.prompts(hub.duty, referral)] == ["timed-out"]


def test_the_worker_and_the_next_person_up_are_told_of_a_time_out(hub: Hub) -> None:
    from mashdesk.domain import commands as c

    referral = hub.rated(Rag.RED)
    hub.on(c.Claim, referral)
    hub.ask(referral, "POL")
    hub.sweep_through(at(20, 13, 30))
    told = hub.desk.notices(hub.duty)
    assert {notice.why for notice in told} == {"time ran out"}
    assert {"Police" in notice.text for notice in told} == {True, False}
    assert len(hub.desk.notices(hub.manager)) == 1


def test_many_sweepers_on_one_store_reopen_each_item_once(hub: Hub) -> None:
    referrals = [hub.take_in() for _ in range(12)]
    hub.later(hours=2)
    desks = [hub.another_desk() for _ in range(4)]
    start, found = threading.Barrier(len(desks)), []

    def sweep(number: int) -> None:
        start.wait()
        found.append(desks[number].sweep().reopened)

    threads = [threading.Thread(target=sweep, args=(number,)) for number in range(len(desks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(found) == len(referrals)
    for referral in referrals:
        assert [one.number for one in own_rounds(hub.view(referral))] == [1, 2]
    assert hub.desk.audit_verify(hub.manager).whole


def test_one_bad_row_never_keeps_the_others_from_coming_back(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    first, bad, last = hub.take_in(), hub.take_in(), hub.take_in()
    hub.give_back(bad, wake_at=at(20, 10))
    with hub.store.begin(hub.now()) as work:
        # A return whose held round is gone: it has nothing to wake to.
        work.connection.execute(
            text(
                "UPDATE round SET ended_at = started_at WHERE referral_id = :id AND clock = :clock"
            ),
            {"id": bad, "clock": "unrated"},
        )
        work.commit()
    hub.later(hours=2)
    with caplog.at_level(logging.CRITICAL):
        report = hub.sweep()
    assert (report.reopened, report.failed) == (2, 1)
    assert [hub.view(one).round for one in (first, last)] == [2, 2]
    assert hub.view(bad).state is ReferralState.RETURNED
    row = next(row for row in hub.desk.queue(hub.duty).rows if row.id == bad)
    assert row.nearest_at <= hub.now()
    assert hub.desk.heartbeat().failed == 1


def test_overdue_is_shown_though_no_sweep_ever_ran(hub: Hub) -> None:
    hub.take_in()
    hub.later(hours=3)
    assert hub.desk.queue(hub.duty).counts.overdue == 1


def test_trouble_with_the_wall_clock_is_left_for_every_desk_to_see(hub: Hub) -> None:
    from mashdesk.desk.clockwork.sweep import sweep

    sweep(hub.store, hub.clock, ClockTrouble(-3600.0, hub.now()))
    assert "jumped back by 1:00:00" in hub.desk.heartbeat().trouble


def test_a_wall_clock_set_back_unmisses_nothing_and_reopens_nothing_twice(hub: Hub) -> None:
    referral = hub.take_in()
    hub.later(hours=2)
    hub.sweep()
    before = missed(hub.view(referral))
    hub.clock.set(hub.now() - timedelta(hours=6))
    assert hub.sweep().found == 0
    assert missed(hub.view(referral)) == before


def test_a_heartbeat_is_late_after_three_beats_and_wrong_when_it_is_still_to_come(
    sqlite_hub: Hub,
) -> None:
    hub = sqlite_hub
    hub.sweep()
    beat, now = hub.desk.heartbeat(), hub.now()
    assert not beat.is_late(now + timedelta(seconds=30), 10)
    assert beat.is_late(now + timedelta(seconds=31), 10)
    assert not beat.is_ahead(now - timedelta(seconds=5))
    assert beat.is_ahead(now - timedelta(seconds=6))
    assert "ALARM" not in heartbeat_line(beat, now, 10)
    assert "start `mashdesk watch`" in heartbeat_line(beat, now + timedelta(minutes=1), 10)
    assert "a clock is wrong" in heartbeat_line(beat, now - timedelta(minutes=1), 10)
