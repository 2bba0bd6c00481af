"""Who somebody is: what a record mentions, how people are tied, who is the same as whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import insert, select, update

from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.people.against import said_when
from mashdesk.desk.people.attaching import make_known
from mashdesk.desk.people.people_of import add_keys, mention_row
from mashdesk.desk.people.same import (
    demand_agreement,
    overturned,
    stand_again,
    stand_together,
    tell_of_both,
)
from mashdesk.desk.prompts.taken_back import taking_back
from mashdesk.desk.prompts.who_is_who import judged_anew
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.calendar import london_day
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.kinship import parent_doubt
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import IndividualKind, MentionKind, RelationshipKind, Verdict
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.names import (
    ANSWERS,
    INDIVIDUAL_KEYS,
    JUDGEMENTS,
    MENTIONS,
    RELATIONSHIPS,
    REQUESTS,
    id_of,
)
from mashdesk.store.queries.known import appearances, names_of, told_openly_now
from mashdesk.store.queries.people import no_such_person
from mashdesk.store.queries.sight import NOBODY, sees
from mashdesk.store.queries.told_by import sources_of
from mashdesk.store.tables import Referral
from mashdesk.store.views import NameView
from mashdesk.store.work import Work, no_such


def add_mention(command: c.AddMention, work: Work) -> Outcome:
    """Somebody or something joins what a record speaks of; a person is somebody known, or new."""
    _demand_begun(command.since, work)
    row = load_referral(work, command.referral)
    referral, number = id_of(row), command.individual or None
    source = _source(work, referral, command.answer)
    said, whose = _said(command), None
    if number is not None:
        whose = _demand_known(work, {"individual": number})[number]
        if command.kind.is_person and not _called(said):
            # Added by their number alone, they are called here what whoever adds them knows.
            said = replace(said, given_name=whose.given_name, family_name=whose.family_name)
    elif command.kind.is_person:
        (number,) = make_known(work, [said])
    mention = mention_row(
        work, referral, command.kind, number,
        answer_id=command.answer, role=command.role, value=command.value, born=command.born,
        given_name=said.given_name, family_name=said.family_name, known_as=said.known_as,
        since=command.since, until=command.until, note=command.note,
    )  # fmt: skip
    if number is None and not mention["key"]:
        raise Invalid(Problem("value", "names no one place or number; write it in full"))
    work.connection.execute(insert(MENTIONS), mention)
    what = command.value
    if command.kind.is_person and number is not None:
        _find_by(work, referral, said, number)
        what = f"{_called(said)} (number {number})"
    of = f" of {whose}" if whose is not None and not command.kind.is_person else ""
    role = f", {command.role}" if command.role else ""
    told = f"{command.kind.label} {what}{of}{role}"
    _tell(work, row, "mentioned", f"Added: {told}", source, command.answer, command.note)
    added = number if command.kind.is_person else None
    return Outcome(f"{row.reference}: added {told}.", row.id, row.reference, individual=added)


def _demand_begun(since: date | None, work: Work) -> None:
    if since is not None and since > london_day(work.now):
        raise Invalid(Problem("since", "is in the future; check the year"))


def _said(command: c.AddMention) -> Particulars:
    child = command.kind is MentionKind.CHILD
    return Particulars(
        given_name=command.given_name,
        family_name=command.family_name,
        known_as=command.known_as,
        born=command.born,
        kind=IndividualKind.CHILD if child else IndividualKind.ADULT,
    )


def record_relationship(command: c.RecordRelationship, work: Work) -> Outcome:
    """How two known people are tied, as this record or one of its answers tells it."""
    _demand_begun(command.since, work)
    row = load_referral(work, command.referral)
    source = _source(work, id_of(row), command.answer)
    called = _demand_known(work, {"one": command.one, "other": command.other})
    tie = {
        "from_id": command.one,
        "to_id": command.other,
        "kind": command.kind,
        "since": command.since,
        "until": command.until,
        "referral_id": id_of(row),
        "answer_id": command.answer,
        "of_contact": False,
        "at": work.now,
        "by": work.actor.user_id,
        "words": command.words,
        "ended_because": "",
    }
    work.connection.execute(insert(RELATIONSHIPS), tie)
    said = f"{called[command.one]} {command.kind.sentence} {called[command.other]}"
    _tell(work, row, "related", said, source, command.answer, command.words)
    doubt = _doubt(command, work)
    return Outcome(f"{row.reference}: {said}.{doubt}", row.id, row.reference)


def _doubt(command: c.RecordRelationship, work: Work) -> str:
    """What can hardly be between a parent and a child, to be looked at by whoever recorded it."""
    if command.kind is not RelationshipKind.PARENT:
        return ""
    pair = (command.one, command.other)
    there = appearances(work.connection, work.actor, pair, work.now).people
    born = [next((one.told.born for one in there[n] if one.told.born), None) for n in pair]
    doubt = parent_doubt(*born)
    return f" Check it: the parent was {doubt}." if doubt else ""


def end_relationship(command: c.EndRelationship, work: Work) -> Outcome:
    """A tie holds no more; it stays to be read, with when and why it ended."""
    query = select(RELATIONSHIPS).where(RELATIONSHIPS.c.id == command.relationship)
    query = query.where(told_openly_now(work.actor, RELATIONSHIPS.c.answer_id))
    tie = work.connection.execute(query).mappings().one_or_none()
    if tie is None or not sees(work.connection, work.actor.user_id, tie["referral_id"], work.now):
        raise no_such("tie between two people")
    row = load_referral(work, tie["referral_id"])
    pair = {"one": tie["from_id"], "other": tie["to_id"]}
    called = _demand_known(work, pair, no_such("tie between two people"))
    if tie["ended_at"] is not None:
        raise NotNow("It was ended already.", "Nothing needs doing.")
    ended = {
        "ended_at": work.now,
        "ended_by": work.actor.user_id,
        "until": command.until or tie["until"],
        "ended_because": command.reason,
    }
    with taking_back(work, row):
        work.connection.execute(
            update(RELATIONSHIPS).where(RELATIONSHIPS.c.id == command.relationship).values(ended)
        )
    said = f"{called[tie['from_id']]} {tie['kind'].label} {called[tie['to_id']]}"
    _tell(work, row, "unrelated", f"No more: {said}", "", tie["answer_id"], command.reason)
    return Outcome(f"{row.reference}: no more: {said}.", row.id, row.reference)


def judge_identity(command: c.JudgeIdentity, work: Work) -> Outcome:
    """Two known people are the same, different, or not sure; nothing of either is moved."""
    called = _demand_known(work, {"one": command.one, "other": command.other})
    one, other = sorted((command.one, command.other))
    judgement = {
        "one_id": one,
        "other_id": other,
        "verdict": command.verdict,
        "at": work.now,
        "by": work.actor.user_id,
        "reason": command.reason,
        "undone_because": "",
    }
    with judged_anew(work, (one, other), joined=command.verdict is Verdict.SAME):
        demand_agreement(work, one, other, command.verdict, despite=command.despite)
        written = work.connection.execute(insert(JUDGEMENTS), judgement)
        stand_together(work, one, other)
    pair = f"{called[one]} (number {one}) and {called[other]} (number {other})"
    words = command.verdict.label
    referral = tell_of_both(work, one, other, "identity_judged", words, command.reason)
    (number,) = written.inserted_primary_key or (None,)
    return Outcome(f"{pair}: {words}.", *referral, judgement=number)


def undo_judgement(command: c.UndoJudgement, work: Work) -> Outcome:
    """What was said of two people is taken back: each has again what was their own."""
    query = select(JUDGEMENTS).where(JUDGEMENTS.c.id == command.judgement)
    judged = work.connection.execute(query).mappings().one_or_none()
    missing = no_such("judgement of two people")
    if judged is None:
        raise missing
    one, other = judged["one_id"], judged["other_id"]
    called = _demand_known(work, {"one": one, "other": other}, missing)
    if judged["undone_at"] is not None:
        raise NotNow("It was undone already.", "Look at who they are now.")
    undone = {
        "undone_at": work.now,
        "undone_by": work.actor.user_id,
        "undone_because": command.reason,
    }
    before = overturned(work, judged)
    joins = before is not None and before["verdict"] is Verdict.SAME
    with judged_anew(work, (one, other), joined=joins):
        work.connection.execute(
            update(JUDGEMENTS).where(JUDGEMENTS.c.id == command.judgement).values(undone)
        )
        again = before is not None and stand_again(work, before)
        stand_together(work, one, other)
    pair = f"{called[one]} (number {one}) and {called[other]} (number {other})"
    words = f"no longer judged {judged['verdict'].label}"
    if before is not None:
        earlier = f"{before['verdict'].label}, as {said_when(work, before)}"
        apart = f"; not again {earlier}: what stands of others contradicts it"
        words += f"; again {earlier}" if again else apart
    referral = tell_of_both(work, one, other, "judgement_undone", words, command.reason)
    return Outcome(f"{pair}: {words}.", *referral)


def _demand_known(
    work: Work, numbers: dict[str, int], missing: NotFound | None = None
) -> dict[int, NameView]:
    """What these people are called, where whoever acts may know of each. Raises NotFound in the
    same words for a number that nobody has.
    """
    there = appearances(work.connection, work.actor, numbers.values(), work.now).people
    if set(numbers.values()) - there.keys():
        raise missing or no_such_person()
    return {number: names_of(told)[0] for number, told in there.items()}


def _source(work: Work, referral: int, answer: int | None) -> str:
    """Whose answer told it; blank for the desk. Raises Invalid for one of another record, and for
    one whose words whoever acts may not read.
    """
    if answer is None:
        return ""
    query = (
        select(ANSWERS.c.id)
        .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
        .where(
            ANSWERS.c.id == answer,
            REQUESTS.c.referral_id == referral,
            told_openly_now(work.actor, ANSWERS.c.id),
        )
    )
    if work.connection.execute(query).first() is None:
        raise Invalid(Problem("answer", "is no answer about this referral; choose one of its own"))
    return sources_of(work.connection, [answer])[answer]


_ANYBODY = Actor(NOBODY, "", Role.BUSINESS)
"""Who reads a timeline and may read least of what agencies said."""


def _tell(
    work: Work, row: Referral, kind: str, said: str, source: str, answer: int | None, words: str
) -> None:
    """Tell it on the timeline, which everybody who sees the record reads: of what an answer told
    those who decide alone, no more than that there is something.
    """
    if answer is not None:
        query = select(ANSWERS.c.id).where(
            ANSWERS.c.id == answer, told_openly_now(_ANYBODY, ANSWERS.c.id)
        )
        if work.connection.execute(query).first() is None:
            said, words = MARKED, ""
    work.tell(kind, f"{said}, told by {source}." if source else f"{said}.", row, text=words)


MARKED = "Something was recorded that those who decide can read"


def _find_by(work: Work, referral: int, said: Particulars, number: int) -> None:
    """Let somebody be found by what was said of them now, besides what this record told before."""
    query = select(INDIVIDUAL_KEYS.c.key).where(
        INDIVIDUAL_KEYS.c.referral_id == referral, INDIVIDUAL_KEYS.c.individual_id == number
    )
    there = frozenset(work.connection.execute(query).scalars())
    add_keys(work, referral, [(said, number)], there)


def _called(said: Particulars) -> str:
    named = said.given_name or said.family_name or said.known_as
    return str(NameView(said.given_name, said.family_name, said.known_as)) if named else ""
