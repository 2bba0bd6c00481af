"""Known people who may be whoever is meant, as far as their reader may know of them.

The work is bounded, however many are known: so many keys are looked under, so many found under each
and so many compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Sex, age_on
from mashdesk.domain.finding import lookup_keys, prefixes
from mashdesk.domain.matching import (
    Likeness,
    best_likeness,
    suggested_from,
)
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import IndividualKind, MentionKind, Verdict
from mashdesk.store.names import INDIVIDUAL_KEYS, MENTIONS, REFERRALS
from mashdesk.store.queries.events import names
from mashdesk.store.queries.judged import component, standing, with_their_own
from mashdesk.store.queries.known import (
    Appearance,
    appearances,
    people_of,
    reader_of,
    told_openly,
)
from mashdesk.store.queries.people import judgement_view
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.views import Candidate, QuestionView

MOST_UNDER_A_KEY = 400
MOST_COMPARED = 120
MOST_ASKED_OF_ONE = 3

_KEY, _OF = INDIVIDUAL_KEYS.c.key, INDIVIDUAL_KEYS.c.individual_id
_UNDER = (
    select(_OF)
    .where(bindparam("key") == _KEY, in_sight(PERSON, NOW, INDIVIDUAL_KEYS.c.referral_id))
    .order_by(_OF.desc())
    .limit(MOST_UNDER_A_KEY)
)
_BEGINNING = (
    select(_OF)
    .where(
        bindparam("key") <= _KEY,
        bindparam("end") >= _KEY,
        in_sight(PERSON, NOW, INDIVIDUAL_KEYS.c.referral_id),
    )
    .order_by(_KEY, _OF)
    .limit(MOST_COMPARED)
)
_AT = (
    select(MENTIONS.c.individual_id)
    .where(
        MENTIONS.c.key == bindparam("key"),
        MENTIONS.c.kind == bindparam("kind", type_=MENTIONS.c.kind.type),
        MENTIONS.c.individual_id.is_not(None),
        in_sight(PERSON, NOW, MENTIONS.c.referral_id),
        told_openly(MENTIONS.c.answer_id),
    )
    .limit(MOST_COMPARED)
)
_REFERRALS = select(REFERRALS.c.id, REFERRALS.c.received_at, REFERRALS.c.closed_at).where(
    REFERRALS.c.id.in_(bindparam("referrals", expanding=True))
)


def candidates(
    connection: Connection,
    actor: Actor,
    typed: Particulars,
    now: datetime,
    limit: int = 10,
    besides: Iterable[int] = (),
) -> tuple[Candidate, ...]:
    """Known people who may be meant, the likeliest first; none of `besides`."""
    found = _found(connection, actor, typed, now)
    for one in besides:
        del found[one]
    # Of as many hits the newest, so that the same question has the same answer.
    best = sorted(found, key=lambda one: (-found[one], -one))[:MOST_COMPARED]
    where = appearances(connection, actor, best, now)
    alike = {
        one: best_likeness(typed, [there.told for there in told])
        for one, told in where.people.items()
    }
    least = suggested_from(typed)
    ranked = sorted(
        (one for one, likeness in alike.items() if likeness.score >= least),
        key=lambda one: (-alike[one].score, -one),
    )[: 3 * limit]
    where, joined = with_their_own(connection, actor, where, ranked, now)
    likeliest: dict[int, Likeness] = {}
    for one in ranked:
        likeliest.setdefault(joined[one], alike[one])
    groups = {
        number: [there for one, of in joined.items() if of == number for there in where.people[one]]
        for number in list(likeliest)[:limit]
    }
    referrals = _referrals(connection, groups.values())
    return tuple(
        _candidate(number, told, likeliest[number], referrals, now)
        for number, told in groups.items()
    )


def _found(connection: Connection, actor: Actor, typed: Particulars, now: datetime) -> Counter[int]:
    """Everybody found under any key, with how often; a number that only one has counts for many."""
    reader, found = reader_of(actor, now), Counter[int]()
    for key in lookup_keys(typed):
        weight = 50 if key > "z" else 1
        for one in connection.execute(_UNDER, {**reader, "key": key}).scalars():
            found[one] += weight
    if typed.born is None and typed.expected is None:
        for key in prefixes(typed):
            ends = {"key": key, "end": f"{key}zzzzzzzz"}
            for one in connection.execute(_BEGINNING, {**reader, **ends}).scalars():
                found[one] += 1
    for kind, words in ((MentionKind.ADDRESS, typed.address), (MentionKind.PHONE, typed.phone)):
        if key := key_of(kind, words):
            here = {**reader, "key": key, "kind": kind}
            for one in connection.execute(_AT, here).scalars():
                found[one] += 2
    return found


def _referrals(
    connection: Connection, groups: Iterable[Sequence[Appearance]]
) -> Mapping[int, RowMapping]:
    wanted = sorted({there.referral for told in groups for there in told})
    if not wanted:
        return {}
    rows = connection.execute(_REFERRALS, {"referrals": wanted}).mappings()
    return {row["id"]: row for row in rows}


def _candidate(
    number: int,
    told: Sequence[Appearance],
    likeness: Likeness,
    referrals: Mapping[int, RowMapping],
    now: datetime,
) -> Candidate:
    told = sorted(told, key=lambda one: (-one.referral, not one.subject))
    called = list(dict.fromkeys(there.name for there in told))
    said = [there.told for there in told]
    born = next((one.born for one in said if one.born), None)
    where = [referrals[one] for one in {there.referral for there in told}]
    return Candidate(
        individual=number,
        kind=next((one.kind for one in said if one.kind), IndividualKind.ADULT),
        name=called[0],
        born=born,
        expected=next((one.expected for one in said if one.expected), None),
        age=age_on(born, london_day(now)),
        sex=next((one.sex for one in said if one.sex is not Sex.NOT_KNOWN), Sex.NOT_KNOWN),
        certainty=likeness.certainty,
        score=likeness.score,
        reasons=likeness.reasons,
        against=likeness.against,
        other_names=tuple(called[1:]),
        addresses=tuple(dict.fromkeys(one.address for one in said if one.address)),
        referrals=len(where),
        open=sum(row["closed_at"] is None for row in where),
        last=max((row["received_at"] for row in where), default=None),
    )


def open_questions(
    connection: Connection, actor: Actor, referral: int, now: datetime
) -> tuple[QuestionView, ...]:
    """Children and adults of a record who look like somebody known and are not judged yet. The
    children of one contact are never taken for each other.
    """
    asked: list[QuestionView] = []
    here = people_of(connection, actor, referral, now)
    subjects = {one.individual for one in here if one.subject}
    for person in dict.fromkeys(one.individual for one in here):
        told = next(one for one in here if one.individual == person)
        own = component(connection, actor, person, now)
        besides = {*own, *(subjects if told.subject else ())}
        judged = standing(connection, own)
        for candidate in candidates(
            connection, actor, told.told, now, MOST_ASKED_OF_ONE + len(judged), besides
        ):
            theirs = component(connection, actor, candidate.individual, now)
            said = [row for row in judged if {row["one_id"], row["other_id"]} & set(theirs)]
            if any(row["verdict"] is not Verdict.UNSURE for row in said):
                continue
            unsure = said[-1] if said else None
            asked.append(
                QuestionView(
                    person,
                    told.name,
                    told.as_,
                    candidate,
                    None
                    if unsure is None
                    else judgement_view(
                        unsure, names(connection), {person: told.name, **_name_of(candidate)}
                    ),
                )
            )
    return tuple(asked)


def _name_of(candidate: Candidate) -> dict[int, Any]:
    return {candidate.individual: candidate.name}
