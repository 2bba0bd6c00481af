from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

import pytest

from mashdesk.desk.desk import Desk
from mashdesk.domain.actor import Actor
from mashdesk.domain.contact import Source
from mashdesk.domain.countdown import Shade, shade
from mashdesk.domain.people import MentionKind
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.store.views import QueueRow, QueueView, ReferralView
from mashdesk.training import demand
from mashdesk.training.hub import seed
from mashdesk.training.people import ADMINISTRATOR, COLLEAGUES, GRACE, TRAINEE, staff
from tests.training.conftest import EmptyHubs

# In one process: each that ran some of these would fill a training hub of its own.
pytestmark = pytest.mark.xdist_group("training")

london = partial(datetime, tzinfo=ZoneInfo("Europe/London"))
STARTS = {
    "Friday 16:50": london(2026, 11, 20, 16, 50),
    "Sunday 03:00": london(2026, 11, 22, 3),
    "bank holiday Monday": london(2026, 5, 4, 11, 30),
    "clock-change night": london(2026, 10, 25, 1, 30, fold=1),
    "New Year": london(2027, 1, 1, 0, 5),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A training hub as a trainee finds it."""

    desk: Desk
    now: datetime
    trainee: Actor
    queue: QueueView
    records: tuple[ReferralView, ...]

    def rows(self, state: ReferralState, clock: ClockKind) -> list[QueueRow]:
        return [row for row in self.queue.rows if (row.state, row.clock) == (state, clock)]

    def shades(self, rows: list[QueueRow]) -> Counter[tuple[Shade, int]]:
        return Counter((shade(self.now, row.start_at, row.due_at), row.round) for row in rows)


Hubs = Callable[[str], Found]


def found(empty_hubs: EmptyHubs, now: datetime) -> Found:
    desk, clock = empty_hubs(now)
    seed(desk, clock, now)
    assert clock.now() == now
    trainee = staff(desk)[TRAINEE.name]
    queue = desk.queue(trainee)
    records = tuple(desk.reread(trainee, row.id) for row in queue.rows)
    return Found(desk, now, trainee, queue, records)


@pytest.fixture(scope="module")
def hubs(empty_hubs: EmptyHubs) -> Hubs:
    """The training hub of each start, filled once."""
    return cache(lambda start: found(empty_hubs, STARTS[start].astimezone(UTC)))


@pytest.fixture(scope="module")
def hub(hubs: Hubs) -> Found:
    return hubs("Friday 16:50")


@pytest.mark.parametrize("start", STARTS)
def test_every_stage_of_every_clock_is_there_whatever_the_day_or_hour(
    start: str, hubs: Hubs
) -> None:
    hub = hubs(start)
    forty_are_open_at_every_stage(hub)
    unrated_contacts_wait_calm_soon_and_reopened(hub)
    some_are_returned_some_woke_and_some_wait_for_feedback_and_closing(hub)
    requests_are_asked_answered_overdue_and_chased(hub)
    every_breach_is_recorded_at_its_true_instant(hub)
    one_rating_is_challenged_by_health(hub)
    an_emergency_access_waits_for_the_managers_and_its_record_is_hidden_from_the_rest(hub)


def an_emergency_access_waits_for_the_managers_and_its_record_is_hidden_from_the_rest(
    hub: Found,
) -> None:
    grace = staff(hub.desk)[GRACE.name]
    (access,) = hub.desk.sealing.emergencies(grace)
    assert access.by == "Tom Okafor"
    assert access.reference not in {row.reference for row in hub.queue.rows}
    assert access.reference in {row.reference for row in hub.desk.queue(grace).rows}


def one_rating_is_challenged_by_health(hub: Found) -> None:
    assert [row.challenges for row in hub.queue.rows if row.challenges] == [1]
    (one,) = hub.desk.challenges.view(hub.trainee).open
    assert (one.by, one.overdue) == ("Health (community)", False)


def forty_are_open_at_every_stage(hub: Found) -> None:
    assert hub.queue.counts.open == 40
    decision = hub.shades(hub.rows(ReferralState.RATED, ClockKind.DECISION))
    assert decision[Shade.CALM, 1] >= 8
    assert decision[Shade.SOON, 1] >= 3
    assert decision[Shade.NOW, 1] >= 2
    assert sum(count for (_, number), count in decision.items() if number == 2) == 3
    assert sum(count for (_, number), count in decision.items() if number == 3) == 3
    assert decision[Shade.OVER, 3] == 1
    assert decision[Shade.OVER, 1] == decision[Shade.OVER, 2] == 0


def unrated_contacts_wait_calm_soon_and_reopened(hub: Found) -> None:
    unrated = hub.shades(hub.rows(ReferralState.UNRATED, ClockKind.UNRATED))
    assert unrated[Shade.CALM, 1] == 2
    assert unrated[Shade.SOON, 1] == 1
    assert sum(count for (_, number), count in unrated.items() if number == 2) == 1


def some_are_returned_some_woke_and_some_wait_for_feedback_and_closing(hub: Found) -> None:
    returned = hub.shades(hub.rows(ReferralState.RETURNED, ClockKind.RETURNED))
    assert returned == {(Shade.CALM, 1): 1, (Shade.SOON, 1): 1}
    woken = [r for r in hub.records if "returned-drifting" in {p.code for p in r.prompts}]
    assert [record.state for record in woken] == [ReferralState.RATED]
    feedback = hub.shades(hub.rows(ReferralState.DECIDED, ClockKind.FEEDBACK))
    assert feedback[Shade.CALM, 1] == 1
    assert feedback[Shade.SOON, 1] == 1
    assert sum(count for (_, number), count in feedback.items() if number == 2) == 1
    assert len(hub.rows(ReferralState.DECIDED, ClockKind.CLOSING)) == 1


def requests_are_asked_answered_overdue_and_chased(hub: Found) -> None:
    requests = [request for record in hub.records for request in record.requests]
    assert sum(request.answers != () for request in requests) >= 20
    running = [request for request in requests if request.due_at is not None]
    late = [request for request in running if request.timeouts]
    assert len(running) >= 12
    assert len(late) >= 4
    assert any(request.chased for request in late)
    assert all(request.due_at > hub.now for request in running if not request.timeouts)  # type: ignore[operator]


def every_breach_is_recorded_at_its_true_instant(hub: Found) -> None:
    missed = [line for record in hub.records for line in record.rounds if line.missed_at]
    assert len(missed) >= 12
    for line in missed:
        assert line.missed_at == line.due_at
        assert line.ended_at in (None, line.missed_at)


def test_work_is_shared_and_some_waits_to_be_claimed(hub: Found) -> None:
    workers = Counter(row.worker for row in hub.queue.rows)
    assert hub.queue.counts.mine >= 5
    assert workers[None] >= 6
    assert len(workers) >= 5


def test_nothing_that_waits_for_feedback_or_closing_is_without_its_decision(hub: Found) -> None:
    for record in hub.records:
        decided = record.state is ReferralState.DECIDED
        assert (record.decision is not None) == decided
        if record.clock is ClockKind.CLOSING:
            assert record.feedback is not None


def test_a_few_closed_lately_and_the_trainee_is_told_they_left(hub: Found) -> None:
    departures = hub.desk.departures(hub.trainee)
    assert 3 <= len(departures) <= 5


def test_several_children_stand_in_one_contact(hub: Found) -> None:
    assert hub.queue.counts.children > 50
    assert any(row.children >= 3 for row in hub.queue.rows)


def test_the_published_mixes_of_sources_and_ratings_are_what_the_trainee_sees(hub: Found) -> None:
    group_of = {source: group for group, mix in demand.SOURCES_OF.items() for source in mix}
    senders = Counter(group_of[Source(record.source)] for record in hub.records)
    for group, published in demand.SENDERS.items():
        assert 100 * senders[group] / 40 == pytest.approx(published, abs=8)
    # As they were rated: what was decided since stands at its final rating in the queue.
    rated = Counter(record.rating for record in hub.records)
    many = sum(rated[one] for one in (Rag.RED, Rag.AMBER, Rag.GREEN))
    for rating, published in ((Rag.RED, 11), (Rag.AMBER, 29), (Rag.GREEN, 60)):
        assert 100 * rated[rating] / many == pytest.approx(published, abs=4)


def test_the_published_mix_of_reasons_is_near_what_the_trainee_sees(hub: Found) -> None:
    group_of = {reason: group for group, mix in demand.REASONS_OF.items() for reason in mix}
    worries = Counter(g for record in hub.records for g in {group_of[r] for r in record.reasons})
    for group, published in demand.WORRIES.items():
        assert 100 * worries[group] / 40 == pytest.approx(published, abs=16)


def test_the_ladder_names_people_and_the_audit_holds(hub: Found) -> None:
    named = {record.next_up for record in hub.records if record.timeouts}
    assert {"Grace Adeyemi", "Helen Whitlock"} <= named
    manager = staff(hub.desk)["grace.adeyemi"]
    assert hub.desk.audit_verify(manager).whole


def test_an_unborn_child_waits_among_them(hub: Found) -> None:
    assert any("unborn" in row.child for row in hub.queue.rows)


def test_families_are_told_of_again_some_known_at_sight_and_some_left_to_be_judged(
    hub: Found,
) -> None:
    known = {child.individual for record in hub.records for child in record.children}
    seen = [hub.desk.known.individual(hub.trainee, one) for one in sorted(filter(None, known))]
    often = [one for one in seen if len(one.referrals) >= 3]
    assert often
    assert any(a.state is ReferralState.CLOSED for one in often for a in one.referrals)
    assert any(judged.by == "Priya Menon" for one in seen for judged in one.judgements)
    asked = (hub.desk.known.open_questions(hub.trainee, record.id) for record in hub.records)
    assert any(asked)
    plates = Counter(
        thing.value
        for record in hub.records
        for thing in hub.desk.known.on_record(hub.trainee, record.id).things
        if thing.kind is MentionKind.VEHICLE
    )
    assert list(plates.values()) == [2]


def test_the_same_seed_makes_the_same_hub(hub: Found, empty_hubs: EmptyHubs) -> None:
    assert found(empty_hubs, hub.now).queue.rows == hub.queue.rows


def test_accounts_are_made_once_and_nobody_signs_in_as_a_colleague(empty_hubs: EmptyHubs) -> None:
    desk, _ = empty_hubs(datetime(2026, 3, 3, tzinfo=UTC))
    people = staff(desk)
    assert staff(desk) == people
    accounts = desk.accounts(people[ADMINISTRATOR.name])
    assert {person.name for person in COLLEAGUES} < {account.name for account in accounts}
    assert len(accounts) == len(people)


def test_ratings_were_raised_and_lowered_on_the_way(hub: Found) -> None:
    changes = {
        (record.initial_rating, record.rating)
        for record in hub.records
        if record.initial_rating is not record.rating
    }
    assert changes == {(Rag.AMBER, Rag.GREEN), (Rag.GREEN, Rag.AMBER)}
