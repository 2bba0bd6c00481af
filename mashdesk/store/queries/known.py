"""Where known people appear, for one reader: as children of a contact, or as people that it or an
answer speaks of. The one place that says which appearances a reader may know of.

An individual whose every appearance is out of sight does not exist for that reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    literal_column,
    or_,
    select,
    true,
)

from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.called import ToldName, by_use
from mashdesk.domain.numbers import digits_of, upn_of
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import Adult, IndividualKind, MentionKind
from mashdesk.domain.permissions import may_read_answer
from mashdesk.domain.request import Sharing
from mashdesk.store.names import CHILDREN, MENTIONS, PASSAGES
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.views import NameView

PEOPLE_KINDS = [kind for kind in MentionKind if kind.is_person]

WHO: BindParameter[Any] = bindparam("individuals", expanding=True)
DECIDES: BindParameter[int] = bindparam("reader_decides")


def _for_deciders(answer_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that words of this answer are marked for those who decide. Looked up for one
    answer: a list of all such answers would be as long as the store is old.
    """
    marked: Any = select(literal_column("1")).where(
        PASSAGES.c.answer_id == answer_id, PASSAGES.c.sharing == Sharing.DECISION_MAKER
    )
    return marked.correlate_except(PASSAGES).exists()  # type: ignore[no-any-return]


def told_openly(answer_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that the reader may know what an answer tells: whoever decides, and everybody
    where none of its words are marked for those alone.
    """
    return or_(answer_id.is_(None), literal_column("1") == DECIDES, ~_for_deciders(answer_id))


def told_openly_now(actor: Actor, answer_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same condition for one reader, in a statement that is made for them."""
    return true() if _decides(actor) else ~_for_deciders(answer_id)


def _decides(actor: Actor) -> bool:
    return actor == SYSTEM or may_read_answer(actor.role, Sharing.DECISION_MAKER)


def reader_of(actor: Actor, now: datetime) -> dict[str, Any]:
    """The parameters by which the statements made with `told_openly` and `in_sight` know their
    reader, at `now` (UTC).
    """
    return {**sight_of(actor.user_id, now), "reader_decides": int(_decides(actor))}


_CHILDREN = select(CHILDREN).where(
    CHILDREN.c.individual_id.in_(WHO), in_sight(PERSON, NOW, CHILDREN.c.referral_id)
)
_PEOPLE = select(MENTIONS).where(
    MENTIONS.c.individual_id.in_(WHO),
    in_sight(PERSON, NOW, MENTIONS.c.referral_id),
    told_openly(MENTIONS.c.answer_id),
)
_CHILDREN_OF = (
    select(CHILDREN.c.individual_id)
    .where(
        CHILDREN.c.referral_id == bindparam("of_referral"), CHILDREN.c.individual_id.is_not(None)
    )
    .order_by(CHILDREN.c.position)
)
_MENTIONED_IN = (
    select(MENTIONS.c.individual_id)
    .where(
        MENTIONS.c.referral_id == bindparam("of_referral"),
        MENTIONS.c.kind.in_(PEOPLE_KINDS),
        told_openly(MENTIONS.c.answer_id),
    )
    .order_by(MENTIONS.c.id)
)


# What a contact tells of an adult stands at their place in it; a child's own things at none.
_PEOPLE_WITH = _PEOPLE.where(
    or_(
        MENTIONS.c.kind.in_(PEOPLE_KINDS),
        MENTIONS.c.position > 0,
        MENTIONS.c.key.in_(bindparam("keys", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """One place where somebody appears, with what is said of them there."""

    individual: int
    referral: int
    subject: bool
    as_: str
    told: Particulars

    @property
    def name(self) -> NameView:
        """What they are called there."""
        return NameView(self.told.given_name, self.told.family_name, self.told.known_as)


@dataclass(frozen=True, slots=True)
class Appearances:
    """Where some people appear, the newest referral first, and the things that are theirs."""

    people: Mapping[int, Sequence[Appearance]]
    things: Mapping[int, Sequence[RowMapping]]


def appearances(
    connection: Connection,
    actor: Actor,
    individuals: Iterable[int],
    now: datetime,
    *,
    keys: Collection[str] | None = None,
) -> Appearances:
    """Where these appear, as far as the reader may know: nobody else is in the answer. With `keys`
    only things of those keys, and a mentioned person's own, are read, which is quicker.
    """
    which = {"individuals": sorted(set(individuals)), **reader_of(actor, now)}
    children = connection.execute(_CHILDREN, which).mappings().all()
    if keys is None:
        mentions = connection.execute(_PEOPLE, which).mappings().all()
    else:
        some = {**which, "keys": sorted(keys)}
        mentions = connection.execute(_PEOPLE_WITH, some).mappings().all()
    things: dict[int, list[RowMapping]] = defaultdict(list)
    for row in mentions:
        if not row["kind"].is_person:
            things[row["individual_id"]].append(row)
    people: dict[int, list[Appearance]] = defaultdict(list)
    for row in children:
        people[row["individual_id"]].append(_as_child(row))
    for row in mentions:
        if row["kind"].is_person:
            people[row["individual_id"]].append(_as_mentioned(row, things[row["individual_id"]]))
    for found in people.values():
        found.sort(key=lambda one: (-one.referral, not one.subject))
    return Appearances(dict(people), dict(things))


def people_of(
    connection: Connection, actor: Actor, referral: int, now: datetime
) -> tuple[Appearance, ...]:
    """Everybody a record concerns or speaks of, its children first, as it tells of them."""
    which = {"of_referral": referral, **reader_of(actor, now)}
    some = [
        *connection.execute(_CHILDREN_OF, which).scalars(),
        *connection.execute(_MENTIONED_IN, which).scalars(),
    ]
    found = appearances(connection, actor, some, now).people
    return tuple(
        there
        for one in dict.fromkeys(some)
        for there in found.get(one, ())
        if there.referral == referral
    )


def names_of(told: Iterable[Appearance]) -> tuple[NameView, ...]:
    """Every name somebody was given where they appear, the one to call them by first."""
    names = by_use(
        ToldName(
            there.told.given_name,
            there.told.family_name,
            there.told.known_as,
            there.referral,
            bool(digits_of(there.told.nhs_number) or upn_of(there.told.upn)),
        )
        for there in told
    )
    return tuple(NameView(*name) for name in names)


def seen(
    connection: Connection, actor: Actor, individuals: Sequence[int], now: datetime
) -> frozenset[int]:
    """Which of these the reader may know of."""
    if not individuals:
        return frozenset()
    return frozenset(appearances(connection, actor, individuals, now).people)


def _as_child(row: RowMapping) -> Appearance:
    told = Particulars(
        given_name=row["given_name"],
        family_name=row["family_name"],
        known_as=row["known_as"],
        born=row["born"],
        expected=row["expected"],
        sex=row["sex"],
        nhs_number=row["nhs_number"],
        upn=row["upn"],
        address=row["address"],
        school=row["school"],
        kind=IndividualKind.CHILD,
    )
    return Appearance(row["individual_id"], row["referral_id"], True, "child", told)


def _as_mentioned(row: RowMapping, things: Sequence[RowMapping]) -> Appearance:
    kind: MentionKind = row["kind"]
    here = [one for one in things if one["referral_id"] == row["referral_id"]]
    told = Particulars(
        given_name=row["given_name"],
        family_name=row["family_name"],
        known_as=row["known_as"],
        born=row["born"],
        address=next((one["value"] for one in here if one["kind"] is MentionKind.ADDRESS), ""),
        phone=next((one["value"] for one in here if one["kind"] is MentionKind.PHONE), ""),
        kind=IndividualKind.CHILD if kind is MentionKind.CHILD else IndividualKind.ADULT,
    )
    as_ = row["role"] or kind.label
    return Appearance(row["individual_id"], row["referral_id"], False, as_, told)


def adults_told(told: Sequence[RowMapping]) -> tuple[Adult, ...]:
    """The adults of a contact as it told of them, from the rows of what it mentions."""
    people = sorted(
        (one for one in told if one["kind"] is MentionKind.ADULT), key=lambda one: one["position"]
    )
    said = {(one["position"], one["kind"]): one["value"] for one in told}
    return tuple(
        Adult(
            given_name=one["given_name"],
            family_name=one["family_name"],
            known_as=one["known_as"],
            role=one["role"],
            born=one["born"],
            phone=said.get((one["position"], MentionKind.PHONE), ""),
            address=said.get((one["position"], MentionKind.ADDRESS), ""),
            parental_responsibility=one["responsible"],
            lives_with=one["lives_with"],
            individual=one["individual_id"],
        )
        for one in people
    )
