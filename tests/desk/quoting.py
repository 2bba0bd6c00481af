"""A record whose every word quotes another: what people wrote of the two before one was sealed."""

from __future__ import annotations

from typing import Any

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.contact import Adult, Channel, Child, Consent, ConsentGiven
from mashdesk.domain.corroboration import Stance
from mashdesk.domain.follow_up import Action, Participant, StrategyResult
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.people import MentionKind, RelationshipKind, Verdict
from mashdesk.domain.rating import Rag
from mashdesk.domain.sharing import Found, Part, Passage, Search
from tests.desk.partners import opened, pip, send
from tests.hub import Hub

KIM = Child(given_name="Kim", family_name="Ray")


def quoting(hub: Hub, other: str) -> tuple[int, int]:
    """A record taken to its decision, and its request to the police: all that anybody wrote there
    quotes `other`.
    """
    referral, said = _as_told(hub, other), f"As in {other}."
    hub.rate(referral, Rag.RED, reason=said)
    hub.do(c.AddNote(referral=referral, text=said))
    hub.on(c.RecordNeed, referral, graded_care=4, words=said)
    request = _as_asked(hub, referral, other)
    _of_people(hub, referral, said)
    hub.on(c.Assign, referral, hub.manager, worker=hub.actor("bo").user_id, reason=said)
    _as_decided(hub, referral, said)
    return referral, request


def _as_told(hub: Hub, other: str) -> int:
    said = f"As in {other}."
    kai = Child(given_name="Kai", family_name="Brown", address=f"1 High Street, {other}")
    return hub.take_in(
        worry=f"His brother's is {other}; his cousin's is another.",
        expects=said,
        household=f"Lives with those of {other}.",
        sender_reference=f"re {other}",
        sender_agency="POL",
        children=(kai, KIM),
        adults=(Adult(given_name="Lisa", family_name="Brown", role=f"aunt in {other}"),),
        consent=ConsentGiven(form=Consent.REFUSED, by="Lisa", reason=said),
    )


def _as_asked(hub: Hub, referral: int, other: str) -> int:
    said = f"As in {other}."
    asked: dict[str, Any] = {"agencies": ("POL", "HLT"), "question": said, "shared": tuple(Part)}
    request, _ = hub.on(c.AskAgencies, referral, **asked).requests
    hub.on_request(c.Chase, referral, "POL", channel=Channel.PHONE, person="PC 104", note=said)
    hub.on_request(c.Withdraw, referral, "HLT", reason=said)
    child = opened(hub, pip(hub), request).children[0]
    searches = (Search(child.id, "Police national computer", Found.NOT_SEARCHED, said),)
    send(hub, pip(hub), request, passages=(Passage(said),), searches=searches)
    against = {"against": Against.RATING, "wants": "amber", "why": said}
    hub.do(c.RaiseChallenge(request=request, **against), pip(hub))  # type: ignore[arg-type]
    (challenge,) = hub.view(referral).challenges
    stands = {"challenge": challenge.id, "version": challenge.version, "reply": Reply.STANDS}
    hub.do(c.AnswerChallenge(**stands, answer=said))  # type: ignore[arg-type]
    return request


def _of_people(hub: Hub, referral: int, said: str) -> None:
    view = hub.view(referral)
    kai, kim = (child.individual or 0 for child in view.children)
    home = f"2 Mill Lane. {said}"
    tie = {"one": kai, "kind": RelationshipKind.SIBLING, "other": kim, "words": said}
    hub.do(c.RecordRelationship(referral=referral, **tie))  # type: ignore[arg-type]
    hub.do(c.AddMention(referral=referral, kind=MentionKind.ADDRESS, value=home, individual=kai))
    lisa = view.adults[0].individual or 0
    verdict = {"one": kim, "other": lisa, "verdict": Verdict.DIFFERENT, "reason": said}
    hub.do(c.JudgeIdentity(**verdict))  # type: ignore[arg-type]
    hub.do(
        c.StateCorroboration(referral=referral, stance=Stance.CORROBORATED, source=said, words=said)
    )


def _as_decided(hub: Hub, referral: int, said: str) -> None:
    words: dict[str, Any] = dict.fromkeys(
        ("rationale", "voice", "would_change", "spoken_to", "expected", "receiver",
         "referrer_words", "differs_because", "agency_words"), said,
    )  # fmt: skip
    hub.decide(referral, outcome=DecisionOutcome.STRATEGY, **words)
    hub.on(
        c.RecordStrategyDiscussion,
        referral,
        held_at=hub.now(),
        participants=(Participant("police", said, said),),
        result=next(iter(StrategyResult)),
        decision=said,
        actions=(Action("police", said, hub.now()),),
    )
    hub.on(c.RateSecond, referral, rating=Rag.RED, took_part=said, reason=said)
    hub.do(c.RecordOversight(referral=referral, words=said), hub.manager)
    told: dict[str, Any] = {
        "told": True,
        "channel": Channel.PHONE,
        "person": "Ms Hall",
        "words": said,
    }
    hub.on(c.GiveFeedback, referral, **told)


def hide(hub: Hub, referral: int) -> None:
    """Seal a record for the team manager alone."""
    tom = hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, referral, tom, people=(tom.user_id,), reason="A colleague's.")
