"""The findings of real audits, as stories of the desk itself: its clocks, and who is there.

The stories of children are in test_scenarios.py.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.domain.sharing import Found, Search
from mashdesk.store.views import QueueFilter
from tests.hub import Hub
from tests.proof.scenes import LOUD, Scene, child


@pytest.fixture
def scene(sqlite_hub: Hub) -> Scene:
    return Scene(sqlite_hub)


def test_the_disappearing_request_stays_and_is_explained_when_the_rating_falls(
    scene: Scene,
) -> None:
    hub = scene.hub
    nurse = scene.practitioner("HLT", "hana")
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL", "HLT", "EDU")
    # Health has six systems to search, and is half way when the police have answered.
    hub.on_request(c.TakeOn, referral, "HLT", nurse)
    child_ = scene.view(referral).children[0].id
    systems = ("community", "acute", "GP", "mental health", "school nursing", "midwifery")
    half = tuple(Search(child_, name, Found.NOTHING) for name in systems[:3])
    nothing = AnswerKind.NOTHING
    hub.on_request(
        c.SendAnswer, referral, "HLT", nurse, answer=nothing, searches=half, partial=True
    )
    hub.later(hours=1, minutes=50)
    hub.answer(referral, "POL", words="An old call, explained since.")

    def lowered() -> None:
        hub.rate(referral, Rag.AMBER, agency_words="The bruise is explained; the rest is not.")

    way = scene.in_the_way(lowered)
    assert "answer-outstanding" in way
    assert not way & {"de-escalation", "consent-blocked", "challenge-open", "linked-network"}
    scene.answers(referral)
    lowered()
    request = hub.request(referral, "HLT")
    assert request.state is RequestState.OPEN
    assert request.holder == nurse.name
    assert [one.request for one in hub.desk.agency.view(nurse).open] == [request.id]
    told = [one for one in hub.desk.notices(nurse) if "rated" in one.text]
    assert "The bruise is explained" in told[-1].why
    hub.do(c.Acknowledge(notices=tuple(one.id for one in told)), nurse)
    assert [one.request for one in hub.desk.agency.view(nurse).open] == [request.id]
    assert [one.system for one in request.answers[0].searches] == list(systems[:3])
    # Kept, she ends what she began; released, she would have been told why, and what stands.
    rest = tuple(Search(child_, name, Found.NOTHING) for name in systems[3:])
    hub.on_request(c.SendAnswer, referral, "HLT", nurse, answer=nothing, searches=rest)
    hub.on_request(c.Withdraw, referral, "EDU", reason="the school was rung at noon")
    entries = [one.why for one in hub.desk.notices(scene.practitioner("EDU", "ewa"))]
    assert sum("the school was rung at noon" in why for why in entries) == 1
    assert {one.state for one in scene.view(referral).requests} == {
        RequestState.ANSWERED,
        RequestState.WITHDRAWN,
    }


def test_friday_ten_to_five_before_a_bank_holiday(scene: Scene) -> None:
    hub = scene.hub
    # Monday 31 August 2026 is the summer bank holiday; London is an hour ahead of UTC then.
    hub.clock.set(datetime(2026, 8, 28, 15, 50, tzinfo=UTC))
    scene.works("HLT", "Mon-Fri 09:00-17:00")
    scene.works("POL", "24 hours")
    due, arrived = {}, {}
    for rating in (Rag.AMBER, Rag.GREEN, Rag.RED):
        arrived[rating] = referral = hub.rated(rating)
        due[rating] = scene.view(referral).due_at
        raised = scene.raised(referral)
        assert not raised & LOUD
        assert "no-history-check" in raised
    assert due[Rag.RED] == datetime(2026, 8, 28, 19, 50, tzinfo=UTC)
    assert due[Rag.AMBER] == datetime(2026, 9, 1, 15, 50, tzinfo=UTC)
    assert due[Rag.GREEN] == datetime(2026, 9, 3, 15, 50, tzinfo=UTC)
    red, amber, green = (arrived[rating] for rating in (Rag.RED, Rag.AMBER, Rag.GREEN))
    assert [row.id for row in hub.desk.queue(hub.duty).rows] == [red, amber, green]

    # Ten minutes of health are left. Then it is shut, and the desk says until when.
    hub.ask(red, "POL", "HLT")
    hub.ask(amber, "HLT")
    assert hub.request(red, "HLT").shut(hub.now()) == ""
    hub.later(minutes=15)
    shut = "shut now; opens Tue 1 Sep 2026 09:00"
    assert [hub.request(one, "HLT").shut(hub.now()) for one in (red, amber)] == [shut, shut]
    assert hub.request(red, "POL").shut(hub.now()) == ""
    assert hub.request(red, "HLT").due_at == due[Rag.RED], "being shut buys nobody time"
    assert hub.request(amber, "HLT").due_at == due[Rag.AMBER]

    # Red is worked now, with what the police hold, and health's silence has its reason.
    hub.answer(red, "POL", answer=AnswerKind.RELEVANT, words="He was arrested there at noon.")
    assert not scene.raised(red) & LOUD
    hub.on(c.RecordNeed, red, indicators=("parenting_physical_abuse",))
    strategy = DecisionOutcome.STRATEGY
    unheard = (c.Without(request=hub.request(red, "HLT").id, reason=shut),)
    hub.decide(red, outcome=strategy, without=unheard)
    assert hub.request(red, "HLT").state is RequestState.DECIDED_WITHOUT
    assert shut in hub.request(red, "HLT").settled_because

    # The other two, and what is left of the red, go to whoever works the night, who reads each.
    night = scene.hands_over((red, amber, green), "out of hours until Tuesday", "bo")
    assert {row.worker_id for row in hub.desk.queue(night).rows} == {night.user_id}
    # Three days and nobody at the desk but the clockwork: nothing runs out, nobody is woken.
    hub.sweep_through(datetime(2026, 9, 1, 8, 50, tzinfo=UTC))
    for referral in (amber, green):
        assert not scene.raised(referral) & LOUD
        assert scene.view(referral).timeouts == 0
    assert hub.request(amber, "HLT").shut(hub.now()) == ""
    hub.answer(amber, "HLT")
    assert hub.request(amber, "HLT").missed_at is None


def test_silence_is_counted_and_decided_upon_never_waited_out(scene: Scene) -> None:
    hub = scene.hub
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "AMH")
    hub.sweep_through(hub.now() + timedelta(hours=7))
    raised = scene.raised(referral)
    assert {"answer-overdue", "timed-out"} <= raised
    assert not raised & {"repeat-contact", "sibling-concern", "linked-network", "de-escalation"}
    assert scene.view(referral).round == 3
    assert scene.view(referral).next_up
    assert any("The last round waited" in words for words in scene.told(hub.manager))
    # Red, and no checklist says why. That nobody looked back is noted; nothing is known to see.
    assert scene.in_the_way(lambda: hub.decide(referral)) == {"level-mismatch"}
    assert "no-history-check" in raised
    hub.on(c.RecordNeed, referral, indicators=("parenting_physical_abuse",))
    hub.decide(referral, outcome=DecisionOutcome.STRATEGY)
    request = hub.request(referral, "AMH")
    assert request.state is RequestState.DECIDED_WITHOUT
    assert request.settled_because
    assert request.missed_at is not None
    # Deciding is what those two waited for; nothing else of them is lost.
    answered = {one.code: one.answer for one in scene.view(referral).prompts}
    assert "decided" in answered["timed-out"]
    assert answered["answer-overdue"]
    (sought,) = hub.desk.counting.view(hub.manager).requests
    assert (sought.agency, sought.asked, sought.without) == ("AMH", 1, 1)


def test_a_surge_of_sixty_with_two_away_is_shared_out_and_none_is_lost(scene: Scene) -> None:
    hub = scene.hub
    away = (hub.other_duty, scene.worker("cara"))
    # Both went home on Thursday with work in hand, and neither comes in this morning.
    theirs = [hub.rated(Rag.AMBER) for _ in range(4)]
    for number, referral in enumerate(theirs):
        hub.on(c.Claim, referral, away[number % 2])
    taken = []
    for number in range(60):
        hub.later(minutes=2)
        rating = (Rag.GREEN, Rag.AMBER, Rag.RED)[number % 3]
        who = child(f"Child{number}", "Surge", date(2015, 1, 1) + timedelta(days=number * 31))
        referral = scene.arrives(who)
        hub.rate(referral, rating)
        hub.on(c.Claim, referral)
        taken.append(referral)
    scene.consider()
    rows = hub.desk.queue(hub.duty).rows
    assert {row.id for row in rows} == {*taken, *theirs}
    codes = {referral: scene.codes(referral) for referral in taken}
    loaded = [referral for referral in taken if "workload" in codes[referral]]
    assert len(loaded) == 1, "one referral says so, not forty"
    assert "Asha Rao holds 40 red and amber" in scene.evidence(loaded[0], "workload")
    assert any("Its worker holds too much" in words for words in scene.told(hub.manager))
    apart = {"repeat-contact", "sibling-concern", "linked-network", "escalating-frequency"}
    assert not apart & set().union(*codes.values()), "sixty families, not one pattern"

    # What is gravest stands first, though it came in last of each three.
    ratings = [row.rating for row in rows if row.id in taken]
    assert ratings == [Rag.RED] * 20 + [Rag.AMBER] * 20 + [Rag.GREEN] * 20

    # The manager shares it out: with whoever is there, and nothing stays with who is not.
    here = (hub.manager, hub.actor(Role.EARLY_HELP))
    reds = [row.id for row in rows if row.rating is Rag.RED]
    for number, referral in enumerate([one for one in taken if one not in reds] + theirs):
        to = here[number % 2].user_id
        hub.on(c.Assign, referral, hub.manager, worker=to, reason="Bo and Cara are away today")
    for person in away:
        held = QueueFilter(worker=person.user_id)
        assert hub.desk.queue(hub.manager, held).rows == ()
        told = [one for one in hub.desk.notices(person) if one.kind == "left_you"]
        assert len(told) == 2, "whoever comes back finds where it went"
    assert {row.id for row in hub.desk.queue(hub.duty, QueueFilter(mine=True)).rows} == set(reds)
    assert {row.id for row in hub.desk.queue(hub.duty).rows} == {*taken, *theirs}
    assert len(scene.told(hub.duty)) >= 40, "each that left says where it went"


def test_a_shift_change_hands_over_what_is_open_and_what_is_late(scene: Scene) -> None:
    hub = scene.hub
    seven = [hub.rated(Rag.AMBER) for _ in range(5)] + [hub.rated(Rag.RED) for _ in range(2)]
    for referral in seven:
        hub.on(c.Claim, referral)
    hub.sweep_through(hub.now() + timedelta(hours=4, minutes=30))
    late = [referral for referral in seven if "timed-out" in scene.raised(referral)]
    assert late == seven[5:]
    assert not any(scene.raised(one) & LOUD - {"timed-out"} for one in seven)

    # What is late stands first on the list of whoever comes, who reads each and accepts by name.
    scene.hands_over(seven, "end of my shift", "bo")
    mine = hub.desk.queue(hub.other_duty, QueueFilter(mine=True)).rows
    assert [row.id for row in mine[:2]] == late
    assert {row.id for row in mine} == set(seven)
    assert hub.desk.queue(hub.duty, QueueFilter(mine=True)).rows == ()
    # Each record says to whom it went, and why; what was late is late still, whoever has it now.
    for referral in seven:
        (handed,) = [one for one in scene.view(referral).events if one.kind == "assigned"]
        assert (handed.title, handed.text) == ("With Bo Lund now.", "end of my shift")
    assert all("timed-out" in scene.open_codes(referral) for referral in late)
