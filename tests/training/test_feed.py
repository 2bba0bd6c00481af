from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.signing_in.sign_in import SignIn
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Stale
from mashdesk.domain.referral import ReferralState
from mashdesk.store.names import EVENTS
from mashdesk.store.views import QueueRow
from mashdesk.training.feed import LEAST_OPEN, MOST_OPEN, Bounds, Feed
from mashdesk.training.people import GRACE, SEATS, TRAINEE, sitting, staff
from tests.training.conftest import FilledHubs

# In one process: each that ran some of these would fill a training hub of its own.
pytestmark = pytest.mark.xdist_group("training")


@pytest.fixture
def hub(filled_hubs: FilledHubs) -> tuple[Desk, FixedClock, Actor]:
    desk, clock = filled_hubs()
    return desk, clock, staff(desk)[TRAINEE.name]


def mine(desk: Desk, trainee: Actor) -> list[QueueRow]:
    return [row for row in desk.queue(trainee).rows if row.worker_id == trainee.user_id]


def test_five_hundred_acts_keep_bounds_every_stage_and_the_trainees_work_untouched(
    hub: tuple[Desk, FixedClock, Actor],
) -> None:
    desk, clock, trainee = hub
    held = {row.id for row in mine(desk, trainee)}
    assert held
    since = desk.news(trainee, -1).seq
    feed, rng, done = Feed(desk, seed=3), Random(3), 0
    for _ in range(500):
        clock.advance(timedelta(seconds=rng.uniform(6, 20)))
        deadline = desk.next_deadline()
        if deadline is not None and deadline <= clock.now():
            desk.sweep()
        done += feed.step() is not None
        assert LEAST_OPEN <= desk.queue(trainee).counts.open <= MOST_OPEN
    assert done > 450
    assert {row.id for row in mine(desk, trainee)} == held
    for referral in held:
        events = desk.reread(trainee, referral).events
        changes = [event for event in events if event.seq > since and event.kind != "opened"]
        assert {event.by for event in changes} <= {"SYSTEM"}
    assert len(desk.departures(trainee)) > 10
    something_is_at_every_stage(desk, trainee)


def something_is_at_every_stage(desk: Desk, trainee: Actor) -> None:
    view = desk.queue(trainee)
    states = Counter(row.state for row in view.rows)
    assert 1 <= states[ReferralState.UNRATED] <= 8
    assert states[ReferralState.DECIDED] >= 2
    assert states[ReferralState.RATED] >= 15
    assert view.counts.reopened >= 4
    assert sum(row.worker_id is None for row in view.rows) >= 3
    assert sum(bool(row.owing) for row in view.rows) >= 4
    acts = Counter(event.kind for row in view.rows for event in desk.reread(trainee, row.id).events)
    assert {"taken_in", "rated", "asked", "answered"} <= set(acts)


def test_the_first_acts_are_an_answer_and_a_new_contact_so_that_the_desk_is_seen_to_live(
    hub: tuple[Desk, FixedClock, Actor],
) -> None:
    desk, _, trainee = hub
    since = desk.news(trainee, -1).seq
    feed = Feed(desk, seed=8)
    feed.step()
    feed.step()
    assert [event.kind for event in desk.news(trainee, since).items] == ["answered", "taken_in"]


def test_a_full_hub_is_worked_down_and_a_thin_one_filled(
    hub: tuple[Desk, FixedClock, Actor],
) -> None:
    desk, clock, trainee = hub
    full = Feed(desk, seed=1, bounds=Bounds(least=0, most=38))
    for _ in range(60):
        clock.advance(timedelta(seconds=10))
        full.step()
        if desk.queue(trainee).counts.open < 38:
            break
    assert desk.queue(trainee).counts.open == 37
    thin = Feed(desk, seed=1, bounds=Bounds(least=41, most=60))
    for _ in range(10):
        clock.advance(timedelta(seconds=10))
        thin.step()
    assert desk.queue(trainee).counts.open >= 41


def test_a_trainee_who_holds_everything_stops_the_feed_without_an_error(
    hub: tuple[Desk, FixedClock, Actor],
) -> None:
    desk, _, trainee = hub
    for row in desk.queue(trainee).rows:
        if row.worker_id != trainee.user_id:
            desk.perform(c.Claim(referral=row.id, version=row.version), trainee)
    feed = Feed(desk, seed=1, bounds=Bounds(least=0, most=40))
    assert [feed.step() for _ in range(5)] == [None] * 5
    assert desk.queue(trainee).counts.open == 40


def test_nothing_is_done_in_the_name_of_anybody_whose_desk_is_open_too(
    hub: tuple[Desk, FixedClock, Actor],
) -> None:
    desk, clock, trainee = hub
    since = desk.news(trainee, -1).seq
    names = {person.full_name for person in SEATS.values()}
    sign_in = SignIn(desk.store, clock)
    sat_at = [sign_in.let_in_to_training(one.name, "desk") for one in SEATS.values()]
    feed, done = Feed(desk, seed=5, seat=GRACE), 0
    for _ in range(60):
        clock.advance(timedelta(seconds=13))
        done += feed.step() is not None
    assert done > 40
    with desk.store.read() as connection:
        by = set(connection.execute(select(EVENTS.c.actor).where(EVENTS.c.seq > since)).scalars())
    assert by & names == set()
    sign_in.sign_out(sat_at[0], "ended")
    assert sitting(desk) == {one.name for one in SEATS.values()} - {TRAINEE.name}


class Overtaken(Desk):
    """A desk on which somebody is always a moment quicker with everything rated."""

    def perform(self, command: c.Command, actor: Actor, key: str | None = None) -> Outcome:
        if isinstance(command, c.OnReferral | c.OnRequest):
            raise Stale("MD-26-0001", ())
        return super().perform(command, actor, key)


def test_a_colleague_who_comes_too_late_does_nothing_and_says_nothing(
    hub: tuple[Desk, FixedClock, Actor],
) -> None:
    desk, clock, trainee = hub
    before = desk.queue(trainee).rows
    feed = Feed(Overtaken(desk.store, clock), seed=1, bounds=Bounds(least=0, most=40))
    assert [feed.step() for _ in range(5)] == [None] * 5
    after = desk.queue(trainee).rows
    assert [row.version for row in after] == [row.version for row in before]


def test_the_same_seed_does_the_same_acts(filled_hubs: FilledHubs) -> None:
    told = []
    for _ in range(2):
        desk, clock = filled_hubs()
        feed = Feed(desk, seed=9)
        said = []
        for _ in range(40):
            clock.advance(timedelta(seconds=13))
            said.append(feed.step())
        told.append(said)
    assert told[0] == told[1]


def test_a_hub_returned_to_is_not_fed_the_same_again(hub: tuple[Desk, FixedClock, Actor]) -> None:
    desk, clock, trainee = hub
    for _ in range(2):
        feed = Feed(desk)
        for _ in range(25):
            clock.advance(timedelta(seconds=13))
            feed.step()
    references = [
        desk.reread(trainee, row.id).sender_reference
        for row in desk.queue(trainee).rows
        if row.state is ReferralState.UNRATED
    ]
    assert len(references) == len(set(references))


def test_a_feed_starts_once_and_stops_at_once(hub: tuple[Desk, FixedClock, Actor]) -> None:
    desk, _, _ = hub
    feed = Feed(desk, seed=1)
    feed.start()
    feed.start()
    running = [t for t in threading.enumerate() if t.name == "training feed"]
    assert len(running) == 1
    feed.stop()
    assert not running[0].is_alive()
    feed.stop()


def test_managers_are_there_for_the_ladder(hub: tuple[Desk, FixedClock, Actor]) -> None:
    desk, _, _ = hub
    assert staff(desk)[GRACE.name].role.label == "team manager"
