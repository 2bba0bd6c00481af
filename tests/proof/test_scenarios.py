"""The findings of real audits, as stories of children: what the desk noticed, and what it did not.

The stories of the desk itself, its clocks and its people, are in test_scenarios_of_the_desk.py.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.contact import Consent, ConsentGiven, Reason, Source
from mashdesk.domain.errors import NotNow
from mashdesk.domain.follow_up import Action, ActionEnd, Participant, ReviewResult, StrategyResult
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.people import MentionKind, RelationshipKind
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import AnswerKind
from mashdesk.store.names import ANSWERS, REQUESTS
from tests.hub import Hub
from tests.proof.scenes import LOUD, Scene, adult, child


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
        decision="One picture: section 17, his move to adult services, and his education plan.",
        actions=(plan,),
    )
    hub.decide(last, outcome=DecisionOutcome.ALLOCATED)
    assert scene.view(last).state is ReferralState.DECIDED
    (asked_for,) = scene.view(last).follow_up.actions
    hub.on(c.SettleAction, last, action=asked_for.id, ended=ActionEnd.DONE)
    # Nobody takes it up: it is not gone, it is back.
    hub.sweep_through(hub.now() + timedelta(days=14))
    assert "allocated-not-acknowledged" in scene.open_codes(last)
    assert scene.view(last).state is ReferralState.RATED
    its = scene.view(last).reference
    assert any(f"{its}: The last round" in words for words in scene.told(hub.manager))
    scene.settle(last, hub.manager)
    hub.decide(last, outcome=DecisionOutcome.ALLOCATED)
    scene.taken_up(last)
    assert "allocated-not-acknowledged" not in scene.open_codes(last)


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
    both = "She says that her brother hides in the shed; he says that he waits there for her."
    hub.decide(girl, outcome=early_help, voice=both)
    hub.feedback(girl)
    hub.close_referral(girl)
    # The family takes its consent back: that is recorded, opens it again, and counts next time.
    hub.on(
        c.RecordEarlyHelpReview,
        girl,
        result=ReviewResult.CONSENT_WITHDRAWN,
        words="They want no more visits.",
        withdrawn_by="Dee Pell, the mother",
    )
    assert scene.view(girl).state is not ReferralState.CLOSED
    hub.later(days=20)
    again = scene.arrives(child("Mia", "Pell", date(2018, 2, 9), scene.known(girl)))
    hub.rate(again, Rag.GREEN)
    assert {"early-help-withdrawn", "sibling-concern"} <= scene.raised(again)
    assert not scene.raised(again) & {"domestic-abuse-repeat", "consent-blocked"}
    way = scene.in_the_way(lambda: hub.decide(again, outcome=early_help))
    assert "early-help-withdrawn" in way


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
    decided(**unheard)
    (asked,) = (one for one in scene.view(fourth).prompts if one.code == "voice-missing")
    assert "there is domestic abuse" in asked.evidence
    assert "not seen alone yet" in asked.answer
    hub.on(c.Reopen, fourth, reason="He was seen alone at school.")
    decided(voice="He sleeps at his gran's when they shout.", spoken_to="the perpetrator")
    decision = scene.view(fourth).decision
    assert decision is not None
    assert decision.spoken_to == "the perpetrator"


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
    hub.decide(referral)
    nobody = "the neighbour gave no name and no number"
    hub.on(c.GiveFeedback, referral, told=False, why_not=nobody)
    hub.close_referral(referral)
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
    scene.settle(girls[1])
    hub.decide(girls[1], outcome=DecisionOutcome.STRATEGY)
    hub.on(
        c.RecordStrategyDiscussion,
        girls[1],
        held_at=hub.now(),
        participants=(Participant("police", "DS Khan"), Participant("health", "Dr Obi")),
        result=StrategyResult.JOINT_ENQUIRY,
        decision="One enquiry for the three girls, the man and the flat.",
    )
    (met,) = scene.view(girls[1]).follow_up.strategies
    assert [one.agency for one in met.participants] == ["police", "health"]


def test_a_difference_is_answered_before_it_is_decided(scene: Scene) -> None:
    hub = scene.hub
    nurse = scene.practitioner("HLT", "hana")
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
    scene.on_challenge(
        c.AnswerChallenge, referral, hub.duty, reply=Reply.STANDS, answer="He was seen to fall."
    )
    assert "challenge-open" not in scene.open_codes(referral), "health has the word"
    scene.on_challenge(c.MoveUp, referral, nurse, reason="one fall breaks no two arms")
    assert "challenge-open" in scene.open_codes(referral), "an answer was no agreement"
    hub.rate(referral, Rag.RED)
    right = "Health is right: it is rated red."
    scene.on_challenge(c.SettleChallenge, referral, hub.manager, reply=Reply.CHANGED, answer=right)
    assert "challenge-open" not in scene.open_codes(referral)
    (counted,) = hub.desk.counting.view(hub.manager).challenges
    assert (counted.agency, sum(number for _, number in counted.stages)) == ("HLT", 2)
    # Whoever lowers it below what health sees is asked for a second pair of eyes.
    way = scene.in_the_way(lambda: hub.rate(referral, Rag.AMBER, agency_words="Seen again."))
    assert "de-escalation" in way
    assert "sees red" in scene.evidence(referral, "de-escalation")


def _answer_of(hub: Hub, referral: int) -> int:
    with hub.store.read() as connection:
        of = select(ANSWERS.c.id).join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
        return int(connection.execute(of.where(REQUESTS.c.referral_id == referral)).scalar_one())
