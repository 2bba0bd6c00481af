"""Known people who may be whoever is meant, as far as their reader may know of them.

The work is bounded, however many are known: so many keys are looked under, so many found under each
and so many compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    RowMapping,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Sex, age_on
from mashdesk.domain.finding import MOST_KEYS, lookup_keys, prefixes
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
from mashdesk.store.queries.sight import NOW, PERSON, hidden
from mashdesk.store.views import Candidate, QuestionView

MOST_UNDER_A_KEY = 200
MOST_BEGINNING = 60
MOST_COMPARED = 60
MOST_BESIDES = 60
MOST_ASKED_OF_ONE = 3

_KEY, _OF = INDIVIDUAL_KEYS.c.key, INDIVIDUAL_KEYS.c.individual_id
# Read once for all that follows: what is hidden is left out before anything is counted.
_HIDDEN = hidden(PERSON, NOW).cte("hidden")
_SEEN = INDIVIDUAL_KEYS.c.referral_id.not_in(select(_HIDDEN.c.id))
_BEGINNINGS = 6
_THINGS = (MentionKind.ADDRESS, MentionKind.PHONE)


def _some(
    weight: int, most: int, condition: ColumnElement[bool], *order: ColumnElement[Any]
) -> Select[Any]:
    """So many who stand under a key, in an order the index has, each for so much."""
    query = select(_OF.label("one"), literal_column(str(weight)).label("weight"))
    return query.where(condition, _SEEN).order_by(*order).limit(most)


def _at(kind: MentionKind) -> Select[Any]:
    """Whose home or phone number this is."""
    of = MENTIONS.c.individual_id
    return (
        select(of.label("one"), literal_column("2").label("weight"))
        .where(
            MENTIONS.c.key == bindparam(kind.value),
            MENTIONS.c.key != "",  # as the partial index has it
            MENTIONS.c.kind == kind,
            of.is_not(None),
            MENTIONS.c.referral_id.not_in(select(_HIDDEN.c.id)),
            told_openly(MENTIONS.c.answer_id),
        )
        .order_by(of.desc())
        .limit(MOST_BEGINNING)
    )


def _places() -> CompoundSelect[Any]:
    """Every place that is looked in, in one statement: a slot that is not needed is left blank."""
    keys = [bindparam(f"key{n}") == _KEY for n in range(MOST_KEYS)]
    numbers = [bindparam(f"number{n}") == _KEY for n in range(2)]
    begun = [
        and_(bindparam(f"from{n}") <= _KEY, bindparam(f"to{n}") >= _KEY) for n in range(_BEGINNINGS)
    ]
    each = [
        *(_some(1, MOST_UNDER_A_KEY, key, _OF.desc()) for key in keys),
        # A number that only one person has is worth any other keys together.
        *(_some(50, MOST_UNDER_A_KEY, number, _OF.desc()) for number in numbers),
        *(_some(1, MOST_BEGINNING, beginning, _KEY, _OF) for beginning in begun),
        *(_at(kind) for kind in _THINGS),
    ]
    return union_all(*(select(place.subquery()) for place in each))


_PLACES = _places().subquery("places")
_HITS = func.sum(_PLACES.c.weight)
# Of as many hits the newest, so that the same question has the same answer.
_FOUND = (
    select(_PLACES.c.one)
    .group_by(_PLACES.c.one)
    .order_by(_HITS.desc(), _PLACES.c.one.desc())
    .limit(MOST_COMPARED + MOST_BESIDES)
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
    left_out = set(besides)
    found = connection.execute(_FOUND, _where(actor, typed, now)).scalars()
    best = [one for one in found if one not in left_out][:MOST_COMPARED]
    where = appearances(connection, actor, best, now, of_people=True)
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


def _where(actor: Actor, typed: Particulars, now: datetime) -> dict[str, Any]:
    """What stands in each slot of the one statement."""
    keys = lookup_keys(typed)
    plain = [key for key in keys if key < "z"]
    numbers = [key for key in keys if key >= "z"]
    begun = prefixes(typed)[:_BEGINNINGS] if not (typed.born or typed.expected) else ()
    blank: dict[str, Any] = dict.fromkeys(_SLOTS, "")
    return {
        **blank,
        **reader_of(actor, now),
        **{f"key{n}": key for n, key in enumerate(plain[:MOST_KEYS])},
        **{f"number{n}": key for n, key in enumerate(numbers)},
        **{f"from{n}": key for n, key in enumerate(begun)},
        **{f"to{n}": f"{key}zzzzzzzz" for n, key in enumerate(begun)},
        MentionKind.ADDRESS.value: key_of(MentionKind.ADDRESS, typed.address),
        MentionKind.PHONE.value: key_of(MentionKind.PHONE, typed.phone),
    }


_SLOTS = (
    *(f"key{n}" for n in range(MOST_KEYS)),
    *(f"number{n}" for n in range(2)),
    *(f"{end}{n}" for n in range(_BEGINNINGS) for end in ("from", "to")),
)


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
