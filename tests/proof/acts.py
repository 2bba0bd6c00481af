"""Commands to try: what makes sense in a referral's state, and anything at all.

A command is made from the record as a session last saw it and one number that varies the rest, so
that an example shrinks to a few small numbers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.contact import Channel, Child, Consent, ConsentGiven, Contact, Reason, Source
from mashdesk.domain.follow_up import Action, ActionEnd, Participant, ReviewResult, StrategyResult
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.prompts.kinds import reading_of, rests
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, Sharing
from mashdesk.domain.sharing import Found, Part, Passage, Search
from tests.proof.picture import Picture, Row

CODES = ("POL", "HLT", "EDU", "EH", "HOU")
RECEIVED_AGO = (
    timedelta(0),
    timedelta(minutes=20),
    timedelta(hours=5),
    timedelta(days=3),
    timedelta(days=12),
)
WORKERS = (2, 3, 4, 9, 5, 1, 99)
"""Ids in the order the hub was founded in: those who may hold work, an administrator, nobody."""
CONSENTS = (
    ConsentGiven(form=Consent.OBTAINED, by="her mother"),
    ConsentGiven(form=Consent.REFUSED),
    ConsentGiven(form=Consent.NOT_REQUIRED),
    ConsentGiven(form=Consent.NOT_SOUGHT),
)
"""The last lacks its reason and is refused."""


def contact(now: datetime, n: int, number: int) -> Contact:
    """Received up to twelve days before `now`; one to three children; consent, or not yet."""
    ago = RECEIVED_AGO[n % len(RECEIVED_AGO)]
    return Contact(
        received_at=now - ago,
        channel=Channel.PHONE,
        source=tuple(Source)[n % len(Source)],
        reasons=(tuple(Reason)[n % len(Reason)],),
        worry=f"Worry number {number}.",
        children=tuple(
            Child(given_name=f"Kit {i}", family_name="Bell", born=date(2019, 5, 4))
            for i in range(1 + n % 3)
        ),
        consent=None if n % 2 else CONSENTS[n // 2 % 3],
        late_because="It came by post." if ago > timedelta(days=7) else "",
    )


Build = Callable[[Row, int, int, datetime, Picture], c.Command]
"""From the referral's row, the version its actor read, a number, the time, the store as it is."""


def _correct(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    shift = (timedelta(0), timedelta(hours=-2), timedelta(minutes=40), timedelta(days=-6))[n % 4]
    corrected = replace(
        contact(now, n, row["id"]),
        received_at=row["received_at"] + shift,
        late_because="Typed late.",
    )
    return c.Correct(referral=row["id"], version=version, contact=corrected, reason="misheard")


def consent(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.RecordConsent(referral=row["id"], version=version, consent=CONSENTS[n % 4])


def _rate(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    rating = tuple(Rag)[n % len(Rag)]
    words = "told" if n % 7 else ""
    return c.Rate(
        referral=row["id"], version=version, rating=rating, reason="said", agency_words=words
    )


def _claim(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.Claim(referral=row["id"], version=version)


def _assign(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.Assign(
        referral=row["id"], version=version, worker=WORKERS[n % len(WORKERS)], reason="cover"
    )


def _release(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.Release(referral=row["id"], version=version, reason="end of shift")


def _ask(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    first = n % len(CODES)
    agencies = (CODES * 2)[first : first + 1 + n % 3]
    return c.AskAgencies(
        referral=row["id"],
        version=version,
        agencies=agencies,
        question="What is held?",
        shared=(None, (), tuple(Part))[n % 3],
    )


def _give_back(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    wake_at = (None, now + timedelta(hours=3), now + timedelta(days=2), now)[n % 4]
    return c.ReturnToReferrer(
        referral=row["id"],
        version=version,
        asked_for=tuple(AskedFor)[n % 3],
        message="And?",
        reason="thin",
        wake_at=wake_at,
    )


def _resume(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.Resume(referral=row["id"], version=version, reason="they rang back")


def _without(row: Row, seen: Picture) -> tuple[c.Without, ...]:
    return tuple(
        c.Without(request=request["id"], reason="no time")
        for request in seen.requests.values()
        if request["referral_id"] == row["id"] and request["state"] == "open"
    )


def _decide(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.Decide(
        referral=row["id"],
        version=version,
        outcome=tuple(DecisionOutcome)[n % len(DecisionOutcome)],
        rationale="enough is known",
        final_rating=Rag(row["rating"] or "green"),
        decider=None if n % 3 else 1 + n % 10,
        voice="he is hungry" if n % 6 else "",
        receiver="Ann Lee" if n % 13 else "",
        receiver_account=(None, 4, 99)[n % 3 if n % 7 == 6 else 0],
        expected="see him" if n % 9 else "",
        review_at=_review_at(n, now),
        without=_without(row, seen) if n % 4 else (),
        agency_words="a visit" if n % 5 else "",
        shaped_by=("POL",) if n % 11 == 10 else (),
    )


def _review_at(n: int, now: datetime) -> datetime | None:
    """Of the early help outcomes some are reviewed soon; elsewhere a review is refused."""
    return now + timedelta(days=n % 4) if n % len(DecisionOutcome) in (3, 4) and n % 3 else None


def _discuss(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    if n % 3 == 0:
        return c.RecordStrategyDiscussion(
            referral=row["id"], version=version, why_not="arrested" if n % 2 else ""
        )
    return c.RecordStrategyDiscussion(
        referral=row["id"],
        version=version,
        held_at=now - timedelta(hours=n % 5),
        participants=(Participant("Police", "DS Obi"),),
        result=tuple(StrategyResult)[n % len(StrategyResult)],
        decision="agreed",
        actions=(Action("DS Obi", "see him", now + timedelta(hours=4)),) if n % 2 else (),
    )


def _settle(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.SettleAction(
        referral=row["id"],
        version=version,
        action=n % 4 + 1,
        ended=tuple(ActionEnd)[n % 2],
        because="followed elsewhere" if n % 3 else "",
    )


def _take_up(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    named = {"person": "Ann Lee", "channel": Channel.PHONE} if n % 3 else {}
    return c.AcknowledgeAllocation(referral=row["id"], version=version, **named)  # type: ignore[arg-type]


def _review(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.RecordEarlyHelpReview(
        referral=row["id"],
        version=version,
        result=tuple(ReviewResult)[n % len(ReviewResult)],
        words="they came",
        withdrawn_by="the mother",
        again_at=now + timedelta(days=n % 9) if n % 4 == 0 else None,
    )


def _rate_second(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    rating = tuple(Rag)[n % len(Rag)]
    return c.RateSecond(
        referral=row["id"], version=version, rating=rating, took_part="all", reason="said"
    )


def _oversee(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.RecordOversight(referral=row["id"], words="seen")


def _feedback(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    words = {"channel": Channel.PHONE, "person": "Ms Hall", "words": "advice was given"}
    if n % 3 == 2:
        return c.GiveFeedback(
            referral=row["id"], version=version, told=False, why_not="" if n % 2 else "no number"
        )
    return c.GiveFeedback(referral=row["id"], version=version, told=True, **words)  # type: ignore[arg-type]


def _close(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    without = () if n % 4 == 3 else _without(row, seen)
    return c.Close(referral=row["id"], version=version, without=without)


def _reopen(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.Reopen(referral=row["id"], version=version, reason="something new")


def _fresh(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    requests = [r["id"] for r in seen.requests.values() if r["referral_id"] == row["id"]]
    request = requests[n % len(requests)] if requests and n % 2 else None
    return c.GiveFreshDeadline(
        referral=row["id"],
        version=version,
        due_at=now + timedelta(hours=n % 30),
        reason="looked at",
        request=request,
    )


def _note(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.AddNote(referral=row["id"], text="rang, no answer")


def _view(row: Row, version: int, n: int, now: datetime, seen: Picture) -> c.Command:
    return c.View(referral=row["id"] if n % 5 else 999)


ON_REFERRALS: tuple[Build, ...] = (
    _correct,
    consent,
    _rate,
    _claim,
    _assign,
    _release,
    _ask,
    _give_back,
    _resume,
    _decide,
    _feedback,
    _close,
    _reopen,
    _fresh,
    _note,
    _view,
    _discuss,
    _settle,
    _take_up,
    _review,
    _rate_second,
    _oversee,
)

IN_TURN: dict[str, tuple[Build, ...]] = {
    "unrated": (consent, _rate, _claim, _correct, _give_back, _assign, _note),
    "rated": (
        _ask,
        _rate,
        _decide,
        _claim,
        _release,
        _assign,
        _give_back,
        _correct,
        _fresh,
        _decide,
        _rate_second,
    ),
    "returned": (_resume, _assign, _correct, _note, _release),
    "decided": (
        _feedback,
        _close,
        _take_up,
        _discuss,
        _settle,
        _review,
        _reopen,
        _correct,
        _release,
        _fresh,
        _oversee,
    ),
    "closed": (_reopen, _note, _review),
}
"""What makes sense in each state."""

ONWARDS: dict[str, tuple[Build, ...]] = {
    "unrated": (_rate, _rate, _rate, _give_back),
    "rated": (_decide, _ask, _rate, _ask, _rate, _give_back),
    "returned": (_resume,),
    "decided": (_feedback, _close, _take_up, _discuss, _settle),
    "closed": (_reopen,),
}
"""The shortest way through, so that examples reach the end of the road."""


def on_request(request: Row, version: int, n: int) -> c.Command:
    """Chase it, record an answer of some kind, withdraw it, or insist on it."""
    if n % 12 == 11 or (request["state"] == "answered" and n % 2):
        return c.Insist(request=request["id"], version=version, reason="we must know")
    if n % 4 == 0:
        return c.Chase(request=request["id"], version=version, channel=Channel.PHONE, person="PC 1")
    if n % 4 == 1:
        return c.Withdraw(request=request["id"], version=version, reason="asked in error")
    kind = tuple(AnswerKind)[n % len(AnswerKind)]
    return c.RecordAnswer(
        request=request["id"],
        version=version,
        answer=kind,
        words="he is known" if n % 3 else "",
        declined=Declined.CAPACITY if kind is AnswerKind.DECLINED else None,
        channel=Channel.PHONE,
        person="PC 1",
        sharing=tuple(Sharing)[n % len(Sharing)],
    )


def in_the_agency(request: Row, n: int, child: int) -> c.Command:
    """What a practitioner does with a request: look, take it on, let it go, answer in part or in
    whole, or decline.
    """
    of, version = request["id"], request["version"] - (n % 15 == 14)
    if n % 50 == 0:
        return c.ViewSentIn(reference=f"MD-26-{n % 7:04d}")
    if n % 5 == 0:
        return c.ViewRequest(request=of if n else 999)
    if n % 5 == 1:
        return c.TakeOn(request=of, version=version)
    if n % 5 == 2:
        return c.LetGo(request=of, version=version)
    kind = tuple(AnswerKind)[n % len(AnswerKind)]
    found = tuple(Found)[n % len(Found)]
    return c.SendAnswer(
        request=of,
        version=version,
        answer=kind,
        declined=Declined.NOT_COMMISSIONED if kind is AnswerKind.DECLINED else None,
        reason="not at this rating" if n % 7 else "",
        passages=(Passage("he is known", tuple(Sharing)[n % len(Sharing)]),) if n % 4 else (),
        searches=(Search(child, "PNC", found, "no licence"),) if n % 3 else (),
        partial=n % 5 == 3,
    )


def _answered(number: int, n: int, seen: Picture) -> c.Command:
    """Of five, one answers other evidence than there is."""
    row = seen.prompts.get(number)
    read = "bcdf"
    if row is not None and n % 5:
        items = rests(json.loads(row["rests_on"]), row["evidence_key"])
        read = reading_of(items, row["evidence"])
    return c.AnswerPrompt(prompt=number, acted=bool(n % 2), reason="seen", read=read)


def of_the_hub(n: int, seen: Picture) -> c.Command:
    """What administrators keep, and what people answer and acknowledge."""
    notices = tuple(k for k, row in seen.notices.items() if row["acknowledged_at"] is None)
    prompts = [k for k, row in seen.prompts.items() if row["answered_at"] is None]
    choice: tuple[c.Command, ...] = (
        c.Acknowledge(notices=notices[n % 3 :: 2]),
        c.AcknowledgeDepartures(up_to=max(0, seen.seq - n % 7)),
        c.AcknowledgeDepartures(up_to=seen.seq + 1_000),
        _answered(prompts[n % len(prompts)] if prompts else 1, n, seen),
        c.AdoptPolicy(text=PRESETS[tuple(PRESETS)[n % len(PRESETS)]]),
        c.AddAgency(
            code=f"A{n % 9}", name="An agency", next_contact="the deputy", replace=n % 2 > 0
        ),
        c.AddUser(name=f"user{n}", full_name="New Comer", role=Role.DUTY, password_hash="x"),
        c.ReopenTimedOut(),
    )
    return choice[n % len(choice)]
