"""One of each command, with the hub brought to where it can be carried out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.contact import Channel, Consent, ConsentGiven
from mashdesk.domain.corroboration import Stance
from mashdesk.domain.follow_up import Action, ActionEnd, Participant, ReviewResult, StrategyResult
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.people import MentionKind, RelationshipKind, Verdict
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.rating import Rag
from mashdesk.domain.report import ReportForm, ReportKind
from mashdesk.domain.request import AnswerKind, Declined
from mashdesk.domain.sealing import Finding
from mashdesk.domain.sharing import Found, Passage, Search
from mashdesk.store.views import PromptView
from tests.desk.transfers import parcel, transferred
from tests.hub import ANOTHER_DUTY, CHEAP, PASSWORD, Hub, contact

Made = Callable[[Hub], c.Command]


def _on(kind: type[c.OnReferral], referral: int, hub: Hub, **words: object) -> c.Command:
    return kind(referral=referral, version=hub.version(referral), **words)


def _read(hub: Hub) -> int:
    """A referral that was opened, so that it can be said what it means for another."""
    return hub.view(hub.take_in()).id


def _looked_at(hub: Hub) -> int:
    """A referral whose history was opened, so that no prompt stands in the way."""
    referral = hub.rated()
    hub.do(c.OpenHistory(referral=referral))
    return referral


def _asked(hub: Hub) -> tuple[int, int]:
    referral = hub.rated()
    hub.ask(referral, "POL")
    request = hub.request(referral, "POL")
    return request.id, request.version


def _fed_back(hub: Hub) -> int:
    referral = hub.decided()
    hub.feedback(referral)
    return referral


def _last_round_missed(hub: Hub) -> int:
    referral = hub.rated(Rag.RED)
    hub.sweep_through(hub.now() + timedelta(hours=8))
    return referral


def _prompted(hub: Hub) -> PromptView:
    hub.take_in()
    hub.later(hours=2)
    hub.sweep()
    return hub.desk.prompts(hub.duty)[0]


def _noticed(hub: Hub) -> int:
    hub.on(c.Assign, hub.take_in(), hub.manager, worker=hub.duty.user_id, reason="capacity")
    return hub.desk.notices(hub.duty)[0].id


def _claimed(hub: Hub) -> int:
    referral = hub.take_in()
    hub.on(c.Claim, referral)
    return referral


def _role_change(hub: Hub) -> c.Command:
    hub.signed_in(Role.ADMINISTRATOR)
    return c.ChangeRole(name=ANOTHER_DUTY[0], role=Role.BUSINESS)


def _seal(hub: Hub) -> c.Command:
    duty = hub.signed_in(Role.DUTY)
    people = (duty.user_id, hub.manager.user_id)
    return _on(c.Seal, hub.rated(), hub, people=people, reason="staff family")


def _unseal(hub: Hub) -> c.Command:
    referral = sealed(hub, hub.duty, hub.actor(Role.TEAM_MANAGER))
    return _on(c.Unseal, referral, hub, reason="nobody needs that any more")


def _break_glass(hub: Hub) -> c.Command:
    referral = sealed(hub)
    reference = hub.view(referral, hub.manager).reference
    return c.BreakGlass(reference=reference, reason="the child is at the door")


def _review(hub: Hub) -> c.Command:
    hub.do(_break_glass(hub))
    hub.later(minutes=31)
    return c.ReviewOverride(override=1, finding=Finding.JUSTIFIED, words="nobody else was in")


SAMPLES: dict[type[c.Command], Made] = {
    c.TakeIn: lambda h: c.TakeIn(contact=contact(h.clock)),
    c.Correct: lambda h: _on(
        c.Correct, h.take_in(), h, contact=contact(h.clock, worry="Hit."), reason="misheard"
    ),
    c.RecordConsent: lambda h: _on(
        c.RecordConsent,
        h.take_in(consent=None),
        h,
        consent=ConsentGiven(form=Consent.NOT_REQUIRED),
    ),
    c.RecordNeed: lambda h: _on(
        c.RecordNeed, h.take_in(), h, indicators=("parenting_neglected",), graded_care=4
    ),
    c.Rate: lambda h: _on(c.Rate, h.take_in(), h, rating=Rag.RED, reason="bruises"),
    c.Claim: lambda h: _on(c.Claim, h.take_in(), h),
    c.Assign: lambda h: _on(
        c.Assign, h.take_in(), h, worker=h.other_duty.user_id, reason="capacity"
    ),
    c.Release: lambda h: _on(c.Release, _claimed(h), h, reason="going home"),
    c.AskAgencies: lambda h: _on(
        c.AskAgencies, h.rated(), h, agencies=("POL", "HLT"), question="What is held?"
    ),
    c.Chase: lambda h: _chase(*_asked(h)),
    c.RecordAnswer: lambda h: _answer(*_asked(h)),
    c.Withdraw: lambda h: _withdraw(*_asked(h)),
    c.Insist: lambda h: _insist(*_declined(h)),
    c.ViewRequest: lambda h: c.ViewRequest(request=_asked(h)[0]),
    c.ViewSentIn: lambda h: c.ViewSentIn(reference=_sent_in(h)),
    c.TakeOn: lambda h: _take_on(*_asked(h)),
    c.LetGo: lambda h: _let_go(*_taken_on(h)),
    c.SendAnswer: lambda h: _send(h, *_asked(h)),
    c.ReturnToReferrer: lambda h: _on(
        c.ReturnToReferrer,
        h.rated(),
        h,
        asked_for=AskedFor.INFORMATION,
        message="What did he say?",
        reason="too little",
    ),
    c.Resume: lambda h: _on(c.Resume, _returned(h), h, reason="the school rang"),
    c.Decide: lambda h: _on(
        c.Decide,
        _looked_at(h),
        h,
        outcome=DecisionOutcome.ADVICE,
        rationale="advice is enough",
        final_rating=Rag.GREEN,
        voice="he wants to be asked",
    ),
    c.RecordStrategyDiscussion: lambda h: _on(
        c.RecordStrategyDiscussion,
        decided_as(h, DecisionOutcome.STRATEGY),
        h,
        held_at=h.now(),
        participants=(Participant("Police", "DS Obi"), Participant("Health", "Dr Hall")),
        result=StrategyResult.JOINT_ENQUIRY,
        decision="a joint enquiry, for the bruises are unexplained",
        actions=(Action("DS Obi", "speak to the father", h.now() + timedelta(hours=4)),),
    ),
    c.SettleAction: lambda h: _settled(h, discussed(h)),
    c.AcknowledgeAllocation: lambda h: _on(
        c.AcknowledgeAllocation,
        decided_as(h, DecisionOutcome.ALLOCATED),
        h,
        person="Ann Lee",
        channel=Channel.PHONE,
    ),
    c.RecordEarlyHelpReview: lambda h: _on(
        c.RecordEarlyHelpReview,
        decided_as(h, DecisionOutcome.EARLY_HELP_SINGLE),
        h,
        result=ReviewResult.WENT_WELL,
        words="they came to every session",
    ),
    c.RateSecond: lambda h: _on(
        c.RateSecond, h.rated(), h, rating=Rag.RED, took_part="all in the room", reason="bruises"
    ),
    c.RecordOversight: lambda h: c.RecordOversight(referral=h.rated(), words="see him today"),
    c.GiveFeedback: lambda h: _on(
        c.GiveFeedback, h.decided(), h, told=False, why_not="anonymous call"
    ),
    c.MakeReport: lambda h: _letter(h, h.decided()),
    c.TransferOut: lambda h: _transfer(h, transferred(h)),
    c.TakeInTransfer: lambda h: c.TakeInTransfer(parcel=parcel(h)),
    c.ReplyToTransfer: lambda h: _on(c.ReplyToTransfer, _came(h), h),
    c.AcknowledgeTransfer: lambda h: _on(
        c.AcknowledgeTransfer, _handed_over(h), h, person="Mr Shah of Southport"
    ),
    c.Close: lambda h: _on(c.Close, _fed_back(h), h),
    c.Reopen: lambda h: _on(c.Reopen, h.closed(), h, reason="a second call"),
    c.GiveFreshDeadline: lambda h: _on(
        c.GiveFreshDeadline,
        _last_round_missed(h),
        h,
        due_at=h.now() + timedelta(hours=2),
        reason="the police come at five",
    ),
    c.AddNote: lambda h: c.AddNote(referral=h.take_in(), text="the mother rang"),
    c.OpenHistory: lambda h: c.OpenHistory(referral=h.take_in()),
    c.ConsiderHistory: lambda h: _on(
        c.ConsiderHistory, h.take_in(), h, others=(_read(h),), words="the same worry in May"
    ),
    c.StateCorroboration: lambda h: c.StateCorroboration(
        referral=h.take_in(),
        stance=Stance.CORROBORATED,
        source="Ms Hall, by phone",
        words="she saw the bruise",
    ),
    c.View: lambda h: c.View(referral=h.take_in(), reason="asked by the manager"),
    c.RaiseChallenge: lambda h: c.RaiseChallenge(
        request=_asked(h)[0], against=Against.RATING, wants="red", why="he was bruised"
    ),
    c.AnswerChallenge: lambda h: c.AnswerChallenge(
        **_challenged(h), reply=Reply.STANDS, answer="the bruise was explained"
    ),
    c.SettleChallenge: lambda h: c.SettleChallenge(
        **_challenged(h), reply=Reply.STANDS, answer="the bruise was explained"
    ),
    c.AcceptAnswer: lambda h: c.AcceptAnswer(**_challenge_answered(h)),
    c.MoveUp: lambda h: c.MoveUp(**_challenge_answered(h), reason="he has more of them"),
    c.Seal: _seal,
    c.Unseal: _unseal,
    c.BreakGlass: _break_glass,
    c.ReviewOverride: _review,
    c.AnswerPrompt: lambda h: c.AnswerPrompt(
        prompt=(asked := _prompted(h)).id, acted=True, reason="rating now", read=asked.read
    ),
    c.AddMention: lambda h: c.AddMention(
        referral=h.take_in(), kind=MentionKind.ADULT, given_name="Lisa", role="mother"
    ),
    c.RecordRelationship: lambda h: c.RecordRelationship(
        referral=h.take_in(), one=1, kind=RelationshipKind.SIBLING, other=_two_known(h)[1]
    ),
    c.EndRelationship: lambda h: c.EndRelationship(relationship=_tied(h), reason="a mistake"),
    c.JudgeIdentity: lambda h: c.JudgeIdentity(
        one=(two := _two_known(h))[0],
        other=two[1],
        verdict=Verdict.SAME,
        reason="the school says so",
    ),
    c.UndoJudgement: lambda h: c.UndoJudgement(judgement=_judged(h), reason="a cousin"),
    c.Acknowledge: lambda h: c.Acknowledge(notices=(_noticed(h),)),
    c.AcknowledgeDepartures: lambda _h: c.AcknowledgeDepartures(up_to=1),
    c.AddUser: lambda _h: c.AddUser(
        name="nia",
        full_name="Nia Poe",
        role=Role.DUTY,
        password_hash=CHEAP.hash(PASSWORD),
    ),
    c.ShutAccount: lambda _h: c.ShutAccount(name=ANOTHER_DUTY[0]),
    c.ResetPassword: lambda _h: c.ResetPassword(
        name=ANOTHER_DUTY[0], password_hash=CHEAP.hash(PASSWORD)
    ),
    c.UnlockAccount: lambda _h: c.UnlockAccount(name=ANOTHER_DUTY[0]),
    c.ChangeRole: _role_change,
    c.AdoptPolicy: lambda _h: c.AdoptPolicy(text=PRESETS["sefton"]),
    c.SetHubContact: lambda _: c.SetHubContact(contact="Duty desk, 020 7946 0000"),
    c.AddAgency: lambda _h: c.AddAgency(code="GPS", name="General practice"),
    c.ReopenTimedOut: lambda _h: c.ReopenTimedOut(),
}


def decided_as(hub: Hub, outcome: DecisionOutcome, **words: Any) -> int:
    """A referral decided so."""
    referral = hub.rated()
    hub.decide(referral, outcome=outcome, **words)
    return referral


def _two_known(hub: Hub) -> tuple[int, int]:
    """The children of two contacts, each known by a number of their own."""
    both = (hub.view(hub.take_in()).children[0].individual for _ in range(2))
    return tuple(one or 0 for one in both)  # type: ignore[return-value]


def _judged(hub: Hub) -> int:
    hub.do(SAMPLES[c.JudgeIdentity](hub))
    return 1


def _tied(hub: Hub) -> int:
    hub.do(SAMPLES[c.RecordRelationship](hub))
    return 1


def _letter(hub: Hub, referral: int) -> c.Command:
    version = hub.version(referral)
    return c.MakeReport(
        referral=referral, version=version, kind=ReportKind.LETTER, form=ReportForm.PDF
    )


def _transfer(hub: Hub, referral: int) -> c.Command:
    return _on(c.TransferOut, referral, hub, to_hub="Southport", token="a" * 32)


def _handed_over(hub: Hub) -> int:
    referral = transferred(hub)
    hub.do(_transfer(hub, referral))
    return referral


def _came(hub: Hub) -> int:
    referral = hub.do(c.TakeInTransfer(parcel=parcel(hub))).referral
    assert referral is not None
    return referral


def _sent_in(hub: Hub) -> str:
    return hub.view(hub.take_in(sender_agency="POL")).reference


def _returned(hub: Hub) -> int:
    referral = hub.rated()
    hub.give_back(referral)
    return referral


def _chase(request: int, version: int) -> c.Command:
    return c.Chase(request=request, version=version, channel=Channel.PHONE, person="PC 104")


def _answer(request: int, version: int) -> c.Command:
    return c.RecordAnswer(
        request=request,
        version=version,
        answer=AnswerKind.RELEVANT,
        words="Two call-outs in May.",
        channel=Channel.PHONE,
        person="PC 104",
    )


def _withdraw(request: int, version: int) -> c.Command:
    return c.Withdraw(request=request, version=version, reason="asked in error")


def _challenged(hub: Hub) -> dict[str, int]:
    hub.do(SAMPLES[c.RaiseChallenge](hub), hub.actor(Role.PRACTITIONER))
    return {"challenge": 1, "version": 1}


def _challenge_answered(hub: Hub) -> dict[str, int]:
    hub.do(SAMPLES[c.AnswerChallenge](hub), hub.duty)
    return {"challenge": 1, "version": 2}


def _taken_on(hub: Hub) -> tuple[int, int]:
    request, version = _asked(hub)
    hub.do(c.TakeOn(request=request, version=version), hub.actor(Role.PRACTITIONER))
    return request, version + 1


def _declined(hub: Hub) -> tuple[int, int]:
    referral = hub.rated()
    hub.ask(referral, "POL")
    hub.answer(referral, "POL", answer=AnswerKind.DECLINED, declined=Declined.CAPACITY)
    request = hub.request(referral, "POL")
    return request.id, request.version


def _insist(request: int, version: int) -> c.Command:
    return c.Insist(request=request, version=version, reason="a child was bruised")


def _take_on(request: int, version: int) -> c.Command:
    return c.TakeOn(request=request, version=version)


def _let_go(request: int, version: int) -> c.Command:
    return c.LetGo(request=request, version=version)


def _send(hub: Hub, request: int, version: int) -> c.Command:
    view = hub.desk.agency.open(hub.actor(Role.PRACTITIONER), request)
    return c.SendAnswer(
        request=request,
        version=version,
        answer=AnswerKind.RELEVANT,
        passages=(Passage("Two call-outs in May."),),
        searches=(Search(view.children[0].id, "PNC", Found.FOUND),),
    )


PARTNERS = (
    c.ViewRequest,
    c.ViewSentIn,
    c.TakeOn,
    c.LetGo,
    c.SendAnswer,
    c.RaiseChallenge,
    c.AcceptAnswer,
    c.MoveUp,
)


def discussed(hub: Hub) -> int:
    """A referral whose strategy discussion asked two people for something, in four hours."""
    referral = decided_as(hub, DecisionOutcome.STRATEGY)
    by = hub.now() + timedelta(hours=4)
    hub.on(
        c.RecordStrategyDiscussion,
        referral,
        held_at=hub.now(),
        participants=(Participant("Police", "DS Obi"), Participant("Health", "Dr Hall")),
        result=StrategyResult.JOINT_ENQUIRY,
        decision="a joint enquiry, for the bruises are unexplained",
        actions=(Action("DS Obi", "speak to the father", by), Action("Dr Hall", "see him", by)),
    )
    return referral


def _settled(hub: Hub, referral: int) -> c.Command:
    action = hub.view(referral).follow_up.actions[0].id
    return _on(c.SettleAction, referral, hub, action=action, ended=ActionEnd.DONE)


def somebody_who_may(hub: Hub, kind: type[c.Command]) -> Actor:
    """The person whose act it usually is."""
    if kind is c.ReopenTimedOut:
        return SYSTEM
    if kind in PARTNERS:
        return hub.actor(Role.PRACTITIONER)
    if kind in MANAGERS:
        return hub.manager
    return hub.admin if kind in ADMINISTRATORS else hub.duty


MANAGERS = frozenset(
    {c.GiveFreshDeadline, c.SettleChallenge, c.Unseal, c.ReviewOverride, c.RecordOversight}
)
ADMINISTRATORS = frozenset(
    {
        c.AddUser,
        c.ShutAccount,
        c.ResetPassword,
        c.UnlockAccount,
        c.ChangeRole,
        c.AdoptPolicy,
        c.AddAgency,
        c.SetHubContact,
    }
)


def sealed(hub: Hub, *named: Actor) -> int:
    """A referral sealed by the team manager, with only these people named; by default only them."""
    manager = hub.signed_in(Role.TEAM_MANAGER)
    referral = hub.rated()
    people = tuple(person.user_id for person in named or (manager,))
    hub.on(c.Seal, referral, manager, people=people, reason="staff family")
    return referral
