"""Known people who may be whoever is meant, as far as their reader may know of them.

The work is bounded, however many are known: so many keys are looked under, so many found under each
and so many compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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
from mashdesk.domain.called import most_told
from mashdesk.domain.contact import Sex, age_on
from mashdesk.domain.finding import MOST_KEYS, lookup_keys, prefixes
from mashdesk.domain.matching import Likeness, best_of, worth_a_look
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import IndividualKind, MentionKind
from mashdesk.store.names import INDIVIDUAL_KEYS, MENTIONS, REFERRALS
from mashdesk.store.queries.judged import with_their_own
from mashdesk.store.queries.known import (
    Appearance,
    Appearances,
    appearances,
    names_of,
    reader_of,
    told_openly,
)
from mashdesk.store.queries.sight import NOW, PERSON, hidden
from mashdesk.store.views import Candidate, NameView

MOST_UNDER_A_KEY = 200
MOST_BEGINNING = 60
MOST_COMPARED = 60
MOST_BESIDES = 60

_KEY, _OF = INDIVIDUAL_KEYS.c.key, INDIVIDUAL_KEYS.c.individual_id
# Read once for all that follows: what is hidden is left out before anything is counted.
_HIDDEN = hidden(PERSON, NOW).cte("hidden")
_SEEN = INDIVIDUAL_KEYS.c.referral_id.not_in(select(_HIDDEN.c.id))
_BEGINNINGS = 6
_THINGS = (MentionKind.ADDRESS, MentionKind.PHONE, MentionKind.VEHICLE)
"""Things that are few people's: whose it is may be whoever is meant."""


def _some(
    weight: int, most: int, condition: ColumnElement[bool], *order: ColumnElement[Any]
) -> Select[Any]:
    """So many who stand under a key, in an order the index has, each for so much."""
    query = select(_OF.label("one"), literal_column(str(weight)).label("weight"))
    return query.where(condition, _SEEN).order_by(*order).limit(most)


def _at(kind: MentionKind) -> Select[Any]:
    """Whose home, phone number or vehicle this is."""
    of = MENTIONS.c.individual_id
    return (
        select(of.label("one"), literal_column("2").label("weight"))
        .where(*_told_of(kind))
        .order_by(of.desc())
        .limit(MOST_BEGINNING)
    )


def _told_of(kind: MentionKind) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a mention tells of this very thing, that it is somebody's, and that the
    reader may know.
    """
    return (
        MENTIONS.c.key == bindparam(kind.value),
        MENTIONS.c.key != "",  # as the partial index has it
        MENTIONS.c.kind == kind,
        MENTIONS.c.individual_id.is_not(None),
        MENTIONS.c.referral_id.not_in(select(_HIDDEN.c.id)),
        told_openly(MENTIONS.c.answer_id),
    )


def _born_then_at_school() -> Select[Any]:
    """Who was born on a day and goes to a school: either alone is said of many."""
    of = INDIVIDUAL_KEYS.c.individual_id
    return (
        select(of.label("one"), literal_column("3").label("weight"))
        .join(MENTIONS, MENTIONS.c.individual_id == of)
        .where(bindparam("day") == _KEY, _SEEN, *_told_of(MentionKind.SCHOOL))
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
        _born_then_at_school(),
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
    return _compared(connection, actor, typed, best, now, limit)


def whoever_they_are(
    connection: Connection, actor: Actor, typed: Particulars, these: Collection[int], now: datetime
) -> tuple[Candidate, ...]:
    """These people compared with what is typed, however little alike they are by it: somebody said
    that they may be meant.
    """
    if not these:
        return ()
    return _compared(connection, actor, typed, sorted(these), now, len(these), by_likeness=False)


def _compared(
    connection: Connection,
    actor: Actor,
    typed: Particulars,
    people: Sequence[int],
    now: datetime,
    limit: int,
    *,
    by_likeness: bool = True,
) -> tuple[Candidate, ...]:
    where = appearances(connection, actor, people, now, keys={key for _, key in typed.keys})
    alike = _alike(typed, where)
    ranked = sorted(
        (one for one, found in alike.items() if not by_likeness or worth_a_look(typed, found[0])),
        key=lambda one: (-alike[one][0].score, -one),
    )[: 3 * limit]
    where, joined = with_their_own(connection, actor, where, ranked, now)
    likeliest: dict[int, tuple[Likeness, Particulars]] = {}
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


def _alike(typed: Particulars, where: Appearances) -> dict[int, tuple[Likeness, Particulars]]:
    """How alike each of these is at best, and by which of what was told of them."""
    found = {}
    for one, told in where.people.items():
        things = [(row["kind"], row["key"]) for row in where.things.get(one, ())]
        best = best_of(typed, (there.told for there in told), things)
        if best is not None:
            found[one] = best
    return found


def _where(actor: Actor, typed: Particulars, now: datetime) -> dict[str, Any]:
    """What stands in each slot of the one statement."""
    keys = lookup_keys(typed)
    plain = [key for key in keys if key < "z"]
    numbers = [key for key in keys if key >= "z"]
    begun = prefixes(typed)[:_BEGINNINGS] if typed.born is None else ()
    at_school = typed.born is not None and not typed.is_named
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
        MentionKind.VEHICLE.value: key_of(MentionKind.VEHICLE, typed.vehicle),
        MentionKind.SCHOOL.value: key_of(MentionKind.SCHOOL, typed.school) if at_school else "",
        "day": f"d{typed.born:%Y%m%d}" if at_school else "",
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
    alike: tuple[Likeness, Particulars],
    referrals: Mapping[int, RowMapping],
    now: datetime,
) -> Candidate:
    told = sorted(told, key=lambda one: (-one.referral, not one.subject))
    (likeness, by), called = alike, names_of(told)
    by_name = NameView(by.given_name, by.family_name, by.known_as)
    said = [there.told for there in told]
    days = most_told((there.referral, there.told.born) for there in told if there.told.born)
    born = days[0] if days else None
    where = [referrals[one] for one in {there.referral for there in told}]
    return Candidate(
        individual=number,
        kind=next((one.kind for one in said if one.kind), IndividualKind.ADULT),
        name=called[0],
        told_as=by_name if _another(by_name, called[0]) else None,
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


def _another(name: NameView, shown: NameView) -> bool:
    """Whether somebody alike by this name would not be known again by the one that is shown."""
    pair = [(one.given_name.casefold(), one.family_name.casefold()) for one in (name, shown)]
    return any(pair[0]) and pair[0] != pair[1]
