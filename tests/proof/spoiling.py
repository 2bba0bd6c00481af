"""Hostile text put into every field of every command, and past every door into the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Text, func, select, text
from sqlmodel import SQLModel

from mashdesk.desk.transfer.packing import parcel_of
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.contact import LINE_LIMIT, Channel, Consent, ConsentGiven
from mashdesk.domain.corroboration import Stance
from mashdesk.domain.follow_up import Action, ActionEnd, Participant, ReviewResult, StrategyResult
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.people import ROLE_LIMIT, MentionKind, RelationshipKind, Verdict
from mashdesk.domain.rating import Rag
from mashdesk.domain.report import ReportForm, ReportKind
from mashdesk.domain.request import AnswerKind, Declined, RequestState
from mashdesk.domain.sealing import Finding
from mashdesk.domain.sharing import Found, Passage, Search
from mashdesk.store.names import JUDGEMENTS, RELATIONSHIPS
from mashdesk.store.views import RequestView
from mashdesk.text import plain
from tests.hostile import HOSTILE
from tests.hub import PASSWORD, Hub, contact

CODES = {
    ("AddAgency", "code"),
    ("AddAgency", "hours"),
    ("AddUser", "name"),
    ("AddUser", "password_hash"),
    ("AddUser", "agency"),
    ("AdoptPolicy", "text"),
    ("ShutAccount", "name"),
    ("ResetPassword", "name"),
    ("ResetPassword", "password_hash"),
    ("UnlockAccount", "name"),
    ("ChangeRole", "name"),
    ("ChangeRole", "agency"),
    ("Contact", "sender_agency"),
    ("Child", "nhs_number"),
    ("Child", "upn"),
    ("BreakGlass", "reference"),
    ("RaiseChallenge", "reference"),
    ("ViewSentIn", "reference"),
    ("TransferOut", "token"),
    ("AcknowledgeTransfer", "token"),
    ("Parcel", "token"),
}
"""Fields that are no free text: what is not a code of theirs is refused."""
LONG_WORDS = {"worry", "expects", "household", "words", "text", "rationale", "voice", "question",
              "message", "reason", "note", "why_not", "why", "answer",
              "differs_because", "consent_because"}  # fmt: skip
APART = {("RecordStrategyDiscussion", "why_not")}
"""Fields that stand only where others do not: they go another way than the rest of their command.
"""
LINES = {("Search", "why")}
"""Of those names, the fields that hold one line all the same."""
Seen = set[tuple[str, str]]
Words = tuple[str, ...]
Do = Callable[..., Any]


def spoilt(value: Any, words: Words, seen: Seen) -> Any:
    """The same value with hostile words in every free text of it.

    Where people write paragraphs stand all of them; in each one-line field another one.
    """
    changed: dict[str, Any] = {}
    for field in fields(value):
        inner, where = getattr(value, field.name), (type(value).__name__, field.name)
        if isinstance(inner, str) and not isinstance(inner, Enum) and where not in CODES | APART:
            one = words[len(seen) % len(words)]
            long = field.name in LONG_WORDS and where not in LINES
            limit = ROLE_LIMIT if field.name == "role" else LINE_LIMIT
            changed[field.name] = "\n".join(words) if long else short(one, limit)
            seen.add(where)
        elif is_dataclass(inner):
            changed[field.name] = spoilt(inner, words, seen)
        elif isinstance(inner, tuple) and inner and is_dataclass(inner[0]):
            changed[field.name] = tuple(spoilt(item, words, seen) for item in inner)
    return replace(value, **changed) if changed else value


def short(words: str, limit: int = LINE_LIMIT) -> str:
    """As much of it as a one-line field takes once it is made plain."""
    while len(plain(words)) > limit:
        words = words[: len(words) // 2]
    return words


def whole_life(hub: Hub, words: Words, seen: Seen) -> int:
    """One referral from intake to closing with these words in every field on the way; its id."""

    def do(command: c.Command, by: Actor | None = None) -> Any:
        return hub.do(spoilt(command, words, seen), by or hub.manager)

    consent = ConsentGiven(form=Consent.OVERRIDDEN, by="x", reason="x")
    id_ = do(c.TakeIn(contact=contact(hub.clock, consent=consent), again=True)).referral

    def on(kind: type[c.OnReferral], **more: Any) -> Any:
        return do(kind(referral=id_, version=hub.version(id_), **more))

    on(c.Correct, contact=contact(hub.clock, consent=consent), reason="x")
    on(c.RecordConsent, consent=consent)
    on(c.RecordNeed, graded_care=2, words="x")
    on(c.Rate, rating=Rag.RED, reason="x")
    on(c.Assign, worker=hub.duty.user_id, reason="x")
    on(c.AskAgencies, agencies=("POL", "HLT", "EDU"), question="x")
    _declined_and_insisted(hub, id_, do)
    for kind, code, more in (
        (c.Chase, "POL", {"channel": Channel.PHONE, "person": "x"}),
        (c.RecordAnswer, "POL", {"answer": AnswerKind.RELEVANT, "channel": Channel.PHONE}),
        (c.Withdraw, "HLT", {"reason": "x"}),
    ):
        request = open_request(hub, id_, code)
        do(kind(request=request.id, version=request.version, **more))
    on(c.ReturnToReferrer, asked_for=AskedFor.INFORMATION, message="x", reason="x")
    on(c.Resume, reason="x")
    do(c.AddNote(referral=id_, text="x"))
    do(c.View(referral=id_, reason="x"))
    without = (c.Without(request=hub.request(id_, "EDU").id, reason="x"),)
    advice = DecisionOutcome.ADVICE
    on(c.Decide, outcome=advice, rationale="x", final_rating=Rag.RED, without=without)
    version, letter = hub.version(id_), ReportKind.LETTER
    do(c.MakeReport(referral=id_, version=version, kind=letter, form=ReportForm.PDF))
    _challenged_to_its_end(hub, id_, do)
    on(c.GiveFeedback, told=True, channel=Channel.PHONE)
    on(c.Release, reason="x")
    on(c.Close)
    on(c.Reopen, reason="x")
    _people_told_of(hub, id_, do)
    _followed_up(hub, id_, do)
    _handed_over(hub, id_, do)
    _sealed_and_broken_open(hub, id_, do)
    return int(id_)


def open_request(hub: Hub, referral: int, agency: str) -> RequestView:
    """The request this agency still owes an answer to."""
    requests = hub.view(referral).requests
    return next(r for r in requests if r.agency == agency and r.state is RequestState.OPEN)


def _declined_and_insisted(hub: Hub, referral: int, do: Do) -> None:
    """The police decline with words of their own, and are asked again."""
    asked, police = open_request(hub, referral, "POL"), hub.actor(Role.PRACTITIONER)
    child = hub.desk.agency.open(police, asked.id).children[0].id
    answer = c.SendAnswer(
        request=asked.id,
        version=hub.desk.agency.reread(police, asked.id).row.version,
        answer=AnswerKind.DECLINED,
        declined=Declined.CAPACITY,
        reason="x",
        passages=(Passage("x"),),
        searches=(Search(child, "x", Found.NOT_SEARCHED, "x"),),
    )
    do(answer, police)
    declined = next(r for r in hub.view(referral).requests if r.id == asked.id)
    do(c.Insist(request=declined.id, version=declined.version, reason="x"))


def _challenged_to_its_end(hub: Hub, referral: int, do: Do) -> None:
    """The decision is challenged, answered, moved up and settled."""
    raised = c.RaiseChallenge(referral=referral, against=Against.DECISION, why="x", wants="x")
    do(raised, hub.duty)
    number = max(challenge.id for challenge in hub.view(referral).challenges)

    def on(kind: type[c.OnChallenge], by: Actor, **more: Any) -> None:
        version = next(one.version for one in hub.view(referral).challenges if one.id == number)
        do(kind(challenge=number, version=version, **more), by)

    on(c.AnswerChallenge, hub.manager, reply=Reply.STANDS, answer="x")
    on(c.MoveUp, hub.duty, reason="x")
    on(c.SettleChallenge, hub.manager, reply=Reply.STANDS, answer="x")


def _people_told_of(hub: Hub, referral: int, do: Do) -> None:
    """Somebody is mentioned, tied to the child, taken for somebody else, and all of it undone."""
    other = hub.take_in()
    child, another = (hub.view(one).children[0].individual for one in (referral, other))
    assert child is not None
    assert another is not None
    do(c.AddMention(referral=referral, kind=MentionKind.ADULT))
    do(c.RecordRelationship(
        referral=referral, one=child, kind=RelationshipKind.SIBLING, other=another))  # fmt: skip
    do(c.EndRelationship(relationship=newest(hub, RELATIONSHIPS), reason="x"))
    do(c.JudgeIdentity(one=child, other=another, verdict=Verdict.DIFFERENT, reason="x"))
    do(c.UndoJudgement(judgement=newest(hub, JUDGEMENTS), reason="x"))
    do(c.View(referral=other))
    version = hub.version(referral)
    do(c.ConsiderHistory(referral=referral, version=version, others=(other,), words="x"))
    stance = Stance.CORROBORATED
    do(c.StateCorroboration(referral=referral, stance=stance, source="x", words="x"))


def newest(hub: Hub, table: Any) -> int:
    """The id of the newest row."""
    with hub.store.read() as connection:
        return int(connection.execute(select(func.max(table.c.id))).scalar_one())


def _followed_up(hub: Hub, referral: int, do: Do) -> None:
    """Rated a second time, seen by a manager, and decided in each way that sets something going."""

    def on(kind: type[c.OnReferral], **more: Any) -> None:
        do(kind(referral=referral, version=hub.version(referral), **more))

    def decided(outcome: DecisionOutcome) -> None:
        on(c.Decide, outcome=outcome, rationale="x", final_rating=Rag.RED)

    on(c.RateSecond, rating=Rag.RED, took_part="x", reason="x")
    do(c.RecordOversight(referral=referral, words="x"), hub.manager)
    decided(DecisionOutcome.STRATEGY)
    on(
        c.RecordStrategyDiscussion,
        held_at=hub.now(),
        participants=(Participant("x", "x"), Participant("y", "y")),
        result=StrategyResult.JOINT_ENQUIRY,
        actions=(Action("x", "x", hub.now() + timedelta(hours=4)),),
    )
    (action,) = hub.view(referral).follow_up.actions
    on(c.SettleAction, action=action.id, ended=ActionEnd.DROPPED, because="x")
    on(c.Reopen, reason="x")
    decided(DecisionOutcome.ALLOCATED)
    on(c.AcknowledgeAllocation, channel=Channel.PHONE)
    on(c.Reopen, reason="x")
    decided(DecisionOutcome.EARLY_HELP_SINGLE)
    on(c.RecordEarlyHelpReview, result=ReviewResult.WENT_WELL, words="x")
    on(c.Reopen, reason="x")


def _handed_over(hub: Hub, referral: int, do: Do) -> None:
    """Decided as another hub's, handed over and acknowledged; and the same taken in from there."""

    def on(kind: type[c.OnReferral], **more: Any) -> None:
        do(kind(referral=referral, version=hub.version(referral), **more))

    on(c.Decide, outcome=DecisionOutcome.TRANSFERRED, rationale="x", final_rating=Rag.RED)
    on(c.TransferOut, to_hub="x", token=f"{referral:032}")
    view = hub.view(referral)
    parcel = parcel_of(
        view, token=f"{referral:032}", store="x", hub="x", to_hub="x", by="x", at=hub.now()
    )
    do(c.TakeInTransfer(parcel=parcel))
    on(c.AcknowledgeTransfer, person="x")
    on(c.Reopen, reason="x")


def _sealed_and_broken_open(hub: Hub, referral: int, do: Do) -> None:
    """Sealed for one manager, opened in an emergency, which is reviewed, and unsealed."""

    def fresh() -> dict[str, Any]:
        return {"by": hub.sign_in.sign_in("tom", PASSWORD, "proof")}

    def here() -> dict[str, int]:
        view = hub.desk.reread(hub.manager, referral)
        return {"referral": referral, "version": view.version}

    do(c.Seal(**here(), people=(hub.manager.user_id,), reason="x"), **fresh())
    reference = hub.desk.reread(hub.manager, referral).reference
    do(c.BreakGlass(reference=reference, reason="x"), hub.duty)
    hub.later(minutes=31)
    number = hub.desk.sealing.emergencies(hub.manager)[-1].id
    do(c.ReviewOverride(override=number, finding=Finding.JUSTIFIED, words="x"), hub.manager)
    do(c.Unseal(**here(), reason="x"), **fresh())


def free_text_fields(kinds: tuple[type[Any], ...]) -> Seen:
    """Every field of these dataclasses that is text and no code, by its name."""
    found = {(kind.__name__, field.name) for kind in kinds for field in fields(kind)
             if field.type in ("str", "str | None")}  # fmt: skip
    return found - CODES - APART


STORABLE = tuple(words for words in HOSTILE if not any(0xD800 <= ord(c) < 0xE000 for c in words))
"""What a database can hold at all: lone surrogates have no bytes."""
_KEPT = {("policy", "text"), ("person", "password_hash"), ("person", "second_factor")}
_NAMES = {("hub", "name"), ("agency", "name"), ("person", "full_name"), ("notice", "by"),
          ("referral", "next_up"), ("request", "next_contact"), ("round", "ended_because"),
          ("event", "actor"), ("heartbeat", "trouble"), ("heartbeat", "by")}  # fmt: skip


def poison(hub: Hub) -> int:
    """Overwrite every free text of every row as another tool could, raw; returns how many."""
    number = 0
    with hub.store.begin(hub.now()) as work:
        triggers = work.connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).scalars()
        for trigger in list(triggers):
            work.connection.execute(text(f"DROP TRIGGER {trigger}"))
        for table in SQLModel.metadata.sorted_tables:
            for column in table.columns:
                place = (table.name, column.name)
                if place in _KEPT or not (type(column.type) is Text or place in _NAMES):
                    continue
                rows = work.connection.execute(text(f"SELECT rowid FROM {table.name}")).scalars()
                for row in list(rows):
                    number += 1
                    work.connection.execute(
                        text(f"UPDATE {table.name} SET {column.name} = :raw WHERE rowid = :row"),
                        {"raw": STORABLE[number % len(STORABLE)], "row": row},
                    )
        work.commit()
    return number
