"""The findings of real audits, as stories at a real desk: what it noticed, and what it did not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.contact import Consent, ConsentGiven, Reason, Source
from mashdesk.domain.errors import NotNow
from mashdesk.domain.follow_up import Action, Participant, ReviewResult, StrategyResult
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.people import MentionKind, RelationshipKind
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.store.names import ANSWERS, REQUESTS
from tests.hub import HASHED, PASSWORD, Hub
from tests.proof.scenes import Scene, adult, child

LOUD = {
    "repeat-contact",
    "escalating-frequency",
    "escalating-intensity",
    "sibling-concern",
    "linked-network",
    "domestic-abuse-repeat",
    "consent-blocked",
    "missing-episodes",
    "de-escalation",
    "challenge-open",
    "timed-out",
    "answer-overdue",
    "allocated-not-acknowledged",
    "returned-drifting",
    "early-help-withdrawn",
    "disability",
    "unborn-or-infant",
    "workload",
}
"""What a quiet referral must not be given: a desk that cries wolf is not listened to."""


@pytest.fixture
def scene(sqlite_hub: Hub) -> Scene:
    return Scene(sqlite_hub)


def test_drift_five_more_contacts_in_six_weeks_are_one_pattern_and_somebody_must_take_it_up(
    scene: Scene,
) -> None:
    hub, boy = scene.hub, ("Reece", "Oakley", date(2010, 3, 2))
    said = {"source": Source.A_AND_E, "reasons": (Reason.CHILD_MENTAL_HEALTH,)}
    first = scene.arrives(child(*boy), **said)
    hub.rate(first, Rag.GREEN)
    scene.settle(first)
    scene.ends(first, DecisionOutcome.ALLOCATED)
    known = scene.known(first)
    assert not scene.raised(first) & LOUD
    last = first
    for number in range(5):
        hub.later(days=7)
        last = scene.arrives(child(*boy, known), **said)
        hub.rate(last, Rag.GREEN)
        raised = scene.raised(last)
        assert ({"repeat-contact", "escalating-frequency"} <= raised) == (number >= 1)
        assert not raised & {"domestic-abuse-repeat", "sibling-concern", "consent-blocked"}
        if number < 4:
            scene.settle(last)
            scene.ends(last, DecisionOutcome.ALLOCATED)
    # Each alone looks green; together they stand in the way of one more hand-over.
    assert "6 contacts" in scene.evidence(last, "escalating-frequency")
    assert any("Contacts come faster" in words for words in scene.told(hub.manager))
    way = scene.in_the_way(lambda: hub.decide(last, outcome=DecisionOutcome.ALLOCATED))
    assert {"repeat-contact", "escalating-frequency"} <= way
    scene.settle(last, hub.manager)
    police = Participant("police", "DS Khan")
    plan = Action("Ann Lee", "See him at school, alone.", hub.now() + timedelta(days=1))
    hub.on(
        c.RecordStrategyDiscussion,
        last,
        held_at=hub.now(),
        participants=(police, Participant("health", "Dr Obi")),
        result=StrategyResult.ASSESSMENT,
        decision="Six contacts in six weeks are one picture; section 17, with his school plan.",
        actions=(plan,),
    )
    hub.decide(last, outcome=DecisionOutcome.ALLOCATED)
    assert scene.view(last).state is ReferralState.DECIDED
    # Nobody takes it up: it is not gone, it is back.
    hub.sweep_through(hub.now() + timedelta(days=14))
    assert "allocated-not-acknowledged" in scene.open_codes(last)
    assert scene.view(last).state is not ReferralState.CLOSED


def test_the_disappearing_request_stays_and_is_explained_when_the_rating_falls(
    scene: Scene,
) -> None:
    hub = scene.hub
    nurse = _practitioner(hub, "HLT", "hana")
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "POL", "HLT", "EDU")
    hub.do(c.TakeOn(request=hub.request(referral, "HLT").id, version=1), nurse)
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


def test_the_girl_is_read_beside_her_brother(scene: Scene) -> None:
    hub, mother = scene.hub, adult("Dawn", "Pell", "mother", lives_with=True)
    brother = child("Kyle", "Pell", date(2014, 6, 1))
    first, boy = scene.before(brother, mother, source=Source.ACQUAINTANCE)
    hub.later(days=90)
    second, _ = scene.before(child("Kyle", "Pell", date(2014, 6, 1), boy), source=Source.SCHOOL)
    hub.later(days=100)
    her = child("Mia", "Pell", date(2018, 2, 9))
    girl = scene.arrives(her, reasons=(Reason.NEGLECT,), worry="Her behaviour has changed.")
    hub.do(
        c.RecordRelationship(
            referral=girl, one=scene.known(girl), kind=RelationshipKind.SIBLING, other=boy
        )
    )
    hub.rate(girl, Rag.GREEN)
    raised = scene.raised(girl)
    assert "sibling-concern" in raised
    assert not raised & {"repeat-contact", "domestic-abuse-repeat", "linked-network"}
    for reference in (scene.view(first).reference, scene.view(second).reference):
        assert reference in scene.evidence(girl, "sibling-concern")
    early_help = DecisionOutcome.EARLY_HELP_SINGLE
    assert "sibling-concern" in scene.in_the_way(lambda: hub.decide(girl, outcome=early_help))
    scene.weighs(girl, first, second, words="His was the same house, twice.")
    assert "sibling-concern" not in scene.open_codes(girl)
    scene.settle(girl)
    hub.decide(girl, outcome=early_help, voice="She says that her brother hides in the shed.")
    hub.feedback(girl)
    hub.close_referral(girl)
    # The family takes its consent back: that is recorded, opens it again, and counts next time.
    hub.on(
        c.RecordEarlyHelpReview,
        girl,
        result=ReviewResult.CONSENT_WITHDRAWN,
        words="They want no more visits.",
    )
    assert scene.view(girl).state is not ReferralState.CLOSED
    hub.later(days=20)
    again = scene.arrives(child("Mia", "Pell", date(2018, 2, 9), scene.known(girl)))
    assert "early-help-withdrawn" in scene.raised(again)


def test_the_school_without_consent_is_not_sent_back_a_fourth_time(scene: Scene) -> None:
    hub, girl = scene.hub, ("Ayda", "Noor", date(2012, 9, 9))
    _, known = scene.before(child(*girl))
    hub.later(days=60)
    scene.before(child(*girl, known))
    hub.later(days=60)
    refused = ConsentGiven(form=Consent.REFUSED, by="her father", reason="he wants no visit")
    third = scene.arrives(child(*girl, known), consent=refused, worry="Not at school since May.")
    hub.rate(third, Rag.AMBER)
    raised = scene.raised(third)
    assert {"repeat-contact", "consent-blocked"} <= raised
    assert not raised & {"domestic-abuse-repeat", "de-escalation", "sibling-concern"}
    assert any("consent" in words.casefold() for words in scene.told(hub.manager))
    assert "consent-blocked" in scene.in_the_way(lambda: hub.give_back(third))
    overridden = ConsentGiven(
        form=Consent.OVERRIDDEN, by="Asha Rao", reason="significant harm is likely"
    )
    hub.on(c.RecordConsent, third, consent=overridden)
    assert "consent-blocked" not in scene.open_codes(third)
    assert scene.view(third).state is ReferralState.RATED


def test_amber_again_is_not_decided_on_a_promise(scene: Scene) -> None:
    hub, son = scene.hub, ("Leo", "Marsh", date(2017, 4, 4))
    police = {"source": Source.POLICE, "reasons": (Reason.DOMESTIC_ABUSE,)}
    known = None
    for _ in range(3):
        _, known = scene.before(child(*son, known), rating=Rag.AMBER, **police)
        hub.later(days=70)
    fourth = scene.arrives(child(*son, known), worry="He has left, she says.", **police)
    hub.rate(fourth, Rag.AMBER)
    raised = scene.raised(fourth)
    assert {"domestic-abuse-repeat", "repeat-contact"} <= raised
    assert not raised & {"escalating-frequency", "consent-blocked", "linked-network"}
    scene.settle(fourth)

    def decided(**said: Any) -> None:
        hub.decide(fourth, outcome=DecisionOutcome.SPECIALIST, **said)

    unheard: dict[str, Any] = {"voice": "", "no_voice_because": "not seen alone yet"}
    assert "voice-missing" in scene.in_the_way(lambda: decided(**unheard))
    decided(voice="He sleeps at his gran's when they shout.", spoken_to="the perpetrator")


def test_the_neighbours_thin_worry_is_lowered_quickly_and_quietly(scene: Scene) -> None:
    hub = scene.hub
    referral = scene.arrives(
        child("Unknown", "", None),
        source=Source.ANONYMOUS,
        sender_name="",
        consent=ConsentGiven(form=Consent.NOT_SOUGHT, reason="nobody knows who it is"),
    )
    hub.on(
        c.RecordConsent,
        referral,
        consent=ConsentGiven(form=Consent.OBTAINED, by="the mother, at the door"),
    )
    hub.rate(referral, Rag.AMBER)
    hub.ask(referral, "POL", "HLT")
    hub.answer(referral, "POL")
    hub.answer(referral, "HLT")
    hub.rate(referral, Rag.GREEN, agency_words="The checks are clean.")
    assert not scene.raised(referral) & LOUD
    scene.settle(referral)
    scene.ends(referral)
    assert scene.view(referral).state is ReferralState.CLOSED


def test_the_ring_shows_once_the_answers_lie_side_by_side(scene: Scene) -> None:
    hub = scene.hub
    girls = [
        scene.arrives(child("Ella", "Fox", date(2011, 1, 5))),
        scene.arrives(child("Ruby", "Lane", date(2010, 7, 7))),
        scene.arrives(child("Zoe", "West", date(2011, 3, 9))),
    ]
    for referral in girls:
        hub.rate(referral, Rag.AMBER)
        hub.ask(referral, "POL")
        assert not scene.raised(referral) & LOUD
        hub.answer(referral, "POL", answer=AnswerKind.RELEVANT, words="Seen with an adult.")
    answers = [_answer_of(hub, referral) for referral in girls]
    man: dict[str, Any] = {"kind": MentionKind.ASSOCIATE, "role": "driver"}
    hub.do(
        c.AddMention(
            referral=girls[0], answer=answers[0], given_name="Gary", family_name="Holt", **man
        )
    )
    people = hub.desk.known.on_record(hub.duty, girls[0]).people
    gary = next(one for one in people if one.name.family_name == "Holt")
    hub.do(c.AddMention(referral=girls[1], answer=answers[1], individual=gary.individual, **man))
    flat: dict[str, Any] = {
        "kind": MentionKind.ADDRESS,
        "value": "Flat 2, 9 Dock Road, Northbridge",
    }
    hub.do(c.AddMention(referral=girls[1], answer=answers[1], **flat))
    hub.do(c.AddMention(referral=girls[2], answer=answers[2], **flat))
    for referral in girls:
        assert scene.raised(referral) & LOUD == {"linked-network"}
    assert scene.view(girls[0]).reference in scene.evidence(girls[1], "linked-network")
    assert scene.view(girls[2]).reference in scene.evidence(girls[1], "linked-network")
    links = {link.referral: link.paths for link in hub.desk.history.links(hub.duty, girls[1]).links}
    assert set(links) == {girls[0], girls[2]}
    assert "Police answer" in " ".join(links[girls[0]])
    assert "linked-network" in scene.in_the_way(lambda: hub.decide(girls[1]))
    scene.weighs(girls[1], girls[0], girls[2], words="One man, one flat: one discussion.")
    assert "linked-network" not in scene.open_codes(girls[1])


def test_friday_ten_to_five_before_a_bank_holiday(scene: Scene) -> None:
    hub = scene.hub
    # Monday 31 August 2026 is the summer bank holiday; London is an hour ahead of UTC then.
    hub.clock.set(datetime(2026, 8, 28, 15, 50, tzinfo=UTC))
    due = {}
    for rating in (Rag.AMBER, Rag.GREEN, Rag.RED):
        referral = hub.rated(rating)
        due[rating] = scene.view(referral).due_at
        raised = scene.raised(referral)
        assert not raised & LOUD
        assert "no-history-check" in raised
    assert due[Rag.RED] == datetime(2026, 8, 28, 19, 50, tzinfo=UTC)
    assert due[Rag.AMBER] == datetime(2026, 9, 1, 15, 50, tzinfo=UTC)
    assert due[Rag.GREEN] == datetime(2026, 9, 3, 15, 50, tzinfo=UTC)


def test_silence_is_counted_and_decided_upon_never_waited_out(scene: Scene) -> None:
    hub = scene.hub
    referral = hub.rated(Rag.RED)
    hub.ask(referral, "AMH")
    hub.sweep_through(hub.now() + timedelta(hours=7))
    raised = scene.raised(referral)
    assert {"answer-overdue", "timed-out"} <= raised
    assert not raised & {"repeat-contact", "sibling-concern", "linked-network", "de-escalation"}
    assert scene.view(referral).round == 3
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


def test_a_difference_is_answered_before_it_is_decided(scene: Scene) -> None:
    hub = scene.hub
    nurse = _practitioner(hub, "HLT", "hana")
    referral = hub.rated(Rag.GREEN)
    hub.ask(referral, "HLT")
    hub.answer(referral, "HLT", answer=AnswerKind.RELEVANT, words="Two fractures.", view=Rag.RED)
    request = hub.request(referral, "HLT").id
    why: dict[str, Any] = {
        "against": Against.RATING,
        "wants": "red",
        "why": "two fractures in a month",
    }
    raised = hub.do(c.RaiseChallenge(request=request, **why), nurse)
    assert raised.message
    assert scene.raised(referral) & LOUD == {"challenge-open"}
    with pytest.raises(NotNow, match="challenge"):
        hub.decide(referral)
    challenge = scene.view(referral).challenges[0]
    hub.rate(referral, Rag.RED)
    hub.do(
        c.SettleChallenge(
            challenge=challenge.id,
            version=challenge.version,
            reply=Reply.CHANGED,
            answer="Health is right: it is rated red.",
        ),
        hub.manager,
    )
    assert "challenge-open" not in scene.open_codes(referral)
    # Whoever lowers it below what health sees is asked for a second pair of eyes.
    way = scene.in_the_way(lambda: hub.rate(referral, Rag.AMBER, agency_words="Seen again."))
    assert "de-escalation" in way
    assert "sees red" in scene.evidence(referral, "de-escalation")


def test_a_surge_of_sixty_is_shared_out_and_none_is_lost(scene: Scene) -> None:
    hub = scene.hub
    taken = []
    for number in range(60):
        rating = (Rag.RED, Rag.AMBER, Rag.GREEN)[number % 3]
        who = child(f"Child{number}", "Surge", date(2015, 1, 1) + timedelta(days=number * 31))
        referral = scene.arrives(who)
        hub.rate(referral, rating)
        hub.on(c.Claim, referral)
        taken.append(referral)
    scene.consider()
    rows = {row.id for row in hub.desk.queue(hub.duty).rows}
    assert set(taken) <= rows
    codes = {referral: scene.codes(referral) for referral in taken}
    loaded = [referral for referral in taken if "workload" in codes[referral]]
    assert len(loaded) == 1, "one referral says so, not forty"
    apart = {"repeat-contact", "sibling-concern", "linked-network", "escalating-frequency"}
    assert not apart & set().union(*codes.values()), "sixty families, not one pattern"
    for referral in taken[10:]:
        hub.on(c.Assign, referral, hub.manager, worker=hub.other_duty.user_id, reason="surge")
    assert {row.id for row in hub.desk.queue(hub.duty).rows} == rows
    assert len(scene.told(hub.duty)) >= 50, "each that left says where it went"


def test_a_shift_change_hands_over_what_is_open_and_what_is_late(scene: Scene) -> None:
    hub = scene.hub
    seven = [hub.rated(Rag.AMBER) for _ in range(5)] + [hub.rated(Rag.RED) for _ in range(2)]
    for referral in seven:
        hub.on(c.Claim, referral)
    hub.sweep_through(hub.now() + timedelta(hours=4, minutes=30))
    late = [referral for referral in seven if "timed-out" in scene.raised(referral)]
    assert late == seven[5:]
    unasked = {"answer-overdue", "allocated-not-acknowledged", "feedback-due"}
    assert not any(unasked & scene.raised(referral) for referral in seven)
    for referral in seven:
        hub.on(c.Assign, referral, worker=hub.other_duty.user_id, reason="end of my shift")
    given = [one for one in hub.desk.notices(hub.other_duty) if one.kind == "given_you"]
    assert len(given) == 7
    hub.do(c.Acknowledge(notices=tuple(one.id for one in given)), hub.other_duty)
    assert {row.id for row in hub.desk.queue(hub.other_duty).rows if row.worker_id} >= set(seven)
    # Timed out twice: the prompt still stands, whoever has it now.
    assert all("timed-out" in scene.open_codes(referral) for referral in late)


def _practitioner(hub: Hub, agency: str, name: str) -> Actor:
    hub.do(
        c.AddUser(
            name=name,
            full_name="Hana Hill",
            role=Role.PRACTITIONER,
            password_hash=HASHED,
            agency=agency,
        ),
        hub.admin,
    )
    return hub.sign_in.sign_in(name, PASSWORD, f"desk-{name}")


def _answer_of(hub: Hub, referral: int) -> int:
    with hub.store.read() as connection:
        of = select(ANSWERS.c.id).join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
        return int(connection.execute(of.where(REQUESTS.c.referral_id == referral)).scalar_one())
