"""The queue: its order, its figures, and what a filter hides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.errors import NotFound, NotPermitted
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.rating import Rag
from mashdesk.store.views import QueueFilter
from tests.desk.test_clocks_of_a_referral import at
from tests.hub import Hub

QUICK_ANSWERS = (
    PRESETS["london"]
    .replace('answer = "4 hours"', 'answer = "1 hour"')
    .replace('answer = "3 working days"', 'answer = "1 working day"')
)


def order(hub: Hub, wanted: QueueFilter | None = None) -> list[int]:
    return [row.id for row in hub.desk.queue(hub.duty, wanted).rows]


def test_what_runs_out_first_stands_first(hub: Hub) -> None:
    green, red, amber = hub.rated(Rag.GREEN), hub.rated(Rag.RED), hub.rated(Rag.AMBER)
    assert order(hub) == [red, amber, green]


def test_what_is_decided_stands_at_its_final_rating_until_it_is_opened_again(hub: Hub) -> None:
    referral = hub.rated(Rag.AMBER)
    hub.decide(referral, final_rating=Rag.RED)
    seen = hub.desk.queue(hub.duty, QueueFilter(rating=Rag.RED))
    (row,) = seen.rows
    assert (row.id, row.rating, row.initial_rating) == (referral, Rag.RED, Rag.AMBER)
    assert (seen.counts.red, seen.counts.amber) == (1, 0)
    hub.feedback(referral)
    hub.close_referral(referral)
    hub.on(c.Reopen, referral, reason="The school rang again.")
    (row,) = hub.desk.queue(hub.duty).rows
    assert row.rating is Rag.AMBER
    (told,) = (one.title for one in hub.view(referral).events if one.kind == "reopened")
    assert told.endswith("It was decided red and stands at amber again: rate it.")


def test_a_request_that_runs_out_first_carries_its_referral_up(hub: Hub) -> None:
    hub.adopt(QUICK_ANSWERS)
    red, green = hub.rated(Rag.RED), hub.rated(Rag.GREEN)
    other = hub.rated(Rag.GREEN, received_at=at(20, 9, 20))
    hub.ask(red, "HLT")
    row = hub.desk.queue(hub.duty).rows[0]
    assert (row.id, row.nearest_agency, row.owing) == (red, "HLT", ("HLT",))
    assert row.nearest_at < row.due_at
    assert order(hub) == [red, other, green]


def test_an_unrated_contact_is_never_below_a_rated_one_it_precedes(hub: Hub) -> None:
    unrated = hub.take_in()
    hub.later(minutes=1)
    red = hub.rated(Rag.RED)
    assert order(hub) == [unrated, red]
    hub.sweep_through(at(20, 20))
    assert order(hub)[0] == unrated


def test_what_was_reopened_stands_above_what_is_calm(hub: Hub) -> None:
    green = hub.rated(Rag.GREEN, received_at=at(17, 12))
    calm = hub.rated(Rag.RED)
    hub.at(at(20, 12, 30))
    hub.sweep()
    assert hub.view(green).round == 2
    assert order(hub) == [green, calm]
    row = hub.desk.queue(hub.duty).rows[0]
    assert row.reopened
    assert row.nearest_at > hub.desk.queue(hub.duty).rows[1].nearest_at


def test_a_referral_whose_request_was_reopened_counts_as_reopened(hub: Hub) -> None:
    hub.adopt(QUICK_ANSWERS)
    referral = hub.rated(Rag.GREEN)
    hub.ask(referral, "POL")
    due = hub.request(referral, "POL").due_at
    assert due is not None
    hub.at(due)
    hub.sweep()
    queue = hub.desk.queue(hub.duty)
    assert (queue.counts.reopened, queue.rows[0].reopened, queue.rows[0].timeouts) == (1, True, 0)
    hub.answer(referral, "POL")
    assert hub.desk.queue(hub.duty).counts.reopened == 0


def last_round_missed(hub: Hub) -> int:
    """A referral whose last round ran out with nobody acting."""
    referral = hub.take_in()
    while not hub.desk.queue(hub.duty).rows[0].missed:
        deadline = hub.desk.next_deadline()
        assert deadline is not None
        hub.at(deadline)
        hub.sweep()
    return referral


def test_a_clock_set_back_leaves_a_missed_last_round_overdue_and_on_top(hub: Hub) -> None:
    late = last_round_missed(hub)
    hub.clock.set(hub.now() - timedelta(days=2))
    other = hub.rated(Rag.RED)
    queue = hub.desk.queue(hub.duty)
    row = queue.rows[0]
    assert order(hub) == [late, other]
    assert row.nearest_at > hub.now()
    assert row.missed
    assert (queue.counts.overdue, queue.counts.next_due) == (1, hub.view(other).due_at)
    assert order(hub, QueueFilter(overdue=True)) == [late]
    assert row.reckoned(hub.now()) == row.nearest_at


def test_a_record_too_shows_what_was_missed_as_overdue_after_a_clock_set_back(hub: Hub) -> None:
    late = last_round_missed(hub)
    due = hub.view(late).due_at
    assert due is not None
    assert hub.view(late).reckoned(hub.now()) == hub.now()
    hub.clock.set(hub.now() - timedelta(days=2))
    assert hub.view(late).reckoned(hub.now()) == due
    other = hub.rated(Rag.RED)
    assert hub.view(other).reckoned(hub.now()) == hub.now()


def test_what_was_missed_stays_nearest_though_a_clock_set_back_lets_others_run_out_first(
    hub: Hub,
) -> None:
    hub.adopt(QUICK_ANSWERS)
    referral = hub.rated(Rag.RED)
    while not hub.desk.queue(hub.duty).rows[0].missed:
        deadline = hub.desk.next_deadline()
        assert deadline is not None
        hub.at(deadline)
        hub.sweep()
    hub.clock.set(hub.now() - timedelta(days=3))
    hub.ask(referral, "POL")
    row = hub.desk.queue(hub.duty).rows[0]
    assert (row.nearest_agency, row.missed) == (None, True)
    asked = hub.request(referral, "POL")
    assert asked.due_at is not None
    hub.at(asked.due_at)
    hub.do(c.AddNote(referral=referral, text="no act outruns the breach"))
    assert hub.request(referral, "POL").round == 2


def test_a_fresh_deadline_ends_what_was_missed(hub: Hub) -> None:
    referral = last_round_missed(hub)
    due = hub.now() + timedelta(hours=2)
    hub.on(c.GiveFreshDeadline, referral, hub.manager, due_at=due, reason="he is on leave")
    queue = hub.desk.queue(hub.duty)
    assert (queue.rows[0].missed, queue.counts.overdue) == (False, 0)


def test_the_queue_tells_the_highest_round_of_a_referral_and_its_requests(hub: Hub) -> None:
    hub.adopt(QUICK_ANSWERS)
    calm, asked = hub.rated(Rag.GREEN), hub.rated(Rag.GREEN)
    hub.ask(asked, "POL")
    due = hub.request(asked, "POL").due_at
    assert due is not None
    hub.at(due)
    hub.sweep()
    rounds = {row.id: (row.round, row.rounds) for row in hub.desk.queue(hub.duty).rows}
    assert rounds == {asked: (1, 2), calm: (1, 1)}
    hub.answer(asked, "POL")
    assert {row.rounds for row in hub.desk.queue(hub.duty).rows} == {1}


def test_a_return_that_woke_counts_as_a_second_round_though_its_clock_is_in_its_first(
    hub: Hub,
) -> None:
    referral = hub.rated(Rag.GREEN)
    hub.give_back(referral, wake_at=hub.now() + timedelta(hours=1))
    hub.later(hours=1)
    hub.sweep()
    row = hub.desk.queue(hub.duty).rows[0]
    assert (row.id, row.round, row.rounds) == (referral, 1, 2)


def test_nothing_moves_as_time_passes_until_something_runs_out(hub: Hub) -> None:
    made = [hub.rated(Rag.RED), hub.rated(Rag.AMBER), hub.take_in(), hub.rated(Rag.GREEN)]
    hub.sweep()
    before = order(hub)
    hub.later(minutes=25)
    assert order(hub) == before
    assert sorted(before) == sorted(made)


def test_a_returned_item_is_placed_by_its_wake_time(hub: Hub) -> None:
    returned, amber = hub.rated(Rag.RED), hub.rated(Rag.AMBER)
    hub.give_back(returned)
    assert order(hub) == [amber, returned]
    assert hub.desk.queue(hub.duty).rows[1].nearest_at == hub.view(returned).due_at


def test_the_figures_count_every_open_referral_and_its_children(hub: Hub) -> None:
    from mashdesk.domain.contact import Child

    kids = tuple(Child(given_name=name, family_name="Bell") for name in ("Ada", "Ben", "Cy"))
    hub.rated(Rag.RED)
    hub.rated(Rag.AMBER, children=kids)
    hub.on(c.Claim, hub.take_in())
    hub.closed()
    counts = hub.desk.queue(hub.duty).counts
    assert (counts.open, counts.red, counts.amber, counts.green, counts.unrated) == (3, 1, 1, 0, 1)
    assert (counts.mine, counts.children, counts.overdue) == (1, 5, 0)
    assert counts.next_due == at(20, 10, 30)


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (QueueFilter(mine=True), ["red"]),
        (QueueFilter(unrated=True), ["unrated"]),
        (QueueFilter(rating=Rag.GREEN), ["green"]),
        (QueueFilter(agency="POL"), ["green"]),
        (QueueFilter(agency="HLT"), []),
        (QueueFilter(overdue=True), []),
        (QueueFilter(reopened=True), []),
        (QueueFilter(text="SCHOOL green"), ["green"]),
        (QueueFilter(text="md-26-0001"), ["red"]),
        (QueueFilter(text="nobody"), []),
        (QueueFilter(), ["red", "green", "unrated"]),
    ],
    ids=str,
)
def test_a_filter_shows_its_part_and_says_how_much_it_hides(
    hub: Hub, wanted: QueueFilter, shown: list[str]
) -> None:
    made = {"red": hub.rated(Rag.RED), "green": hub.rated(Rag.GREEN), "unrated": hub.take_in()}
    hub.on(c.Claim, made["red"])
    hub.ask(made["green"], "POL")
    queue = hub.desk.queue(hub.duty, wanted)
    assert {row.id for row in queue.rows} == {made[name] for name in shown}
    assert queue.hidden == 3 - len(shown)
    assert queue.counts.open == 3


def test_a_worker_filter_shows_what_that_worker_holds(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    mine, theirs = hub.take_in(), hub.take_in()
    hub.on(c.Claim, mine)
    hub.on(c.Claim, theirs, hub.other_duty)
    assert order(hub, QueueFilter(worker=hub.other_duty.user_id)) == [theirs]


def test_references_count_up_within_a_year_and_begin_again_in_the_next(hub: Hub) -> None:
    assert [hub.view(hub.take_in()).reference for _ in range(2)] == ["MD-26-0001", "MD-26-0002"]
    hub.clock.advance(timedelta(days=60))
    assert hub.view(hub.take_in()).reference == "MD-27-0001"
    assert hub.desk.find(hub.duty, " md-27-0001 ") == 3
    with pytest.raises(NotFound, match="There is no referral MD-27-0002"):
        hub.desk.find(hub.duty, "MD-27-0002")


def test_an_administrator_sees_neither_queue_nor_record_by_being_one(hub: Hub) -> None:
    referral = hub.take_in()
    for look in (
        lambda: hub.desk.queue(hub.admin),
        lambda: hub.desk.reread(hub.admin, referral),
        lambda: hub.desk.explain(hub.admin, referral),
        lambda: hub.desk.news(hub.admin, 0),
        lambda: hub.desk.find(hub.admin, "MD-26-0001"),
        lambda: hub.desk.prompts(hub.admin),
    ):
        with pytest.raises(NotPermitted):
            look()
    from mashdesk.domain.actor import Role

    with pytest.raises(NotPermitted):
        hub.desk.queue(hub.actor(Role.PRACTITIONER))
    assert hub.desk.departures(hub.admin) == ()
