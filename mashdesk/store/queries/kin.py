"""Who somebody is, as the reader may know: whom they were judged to be the same as, and in which
referrals they appear.

What stands on a referral out of the reader's sight, or in an answer for those who decide alone, is
not there for that reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.domain.called import ToldName, by_use
from mashdesk.domain.numbers import digits_of, upn_of
from mashdesk.domain.people import MentionKind
from mashdesk.store.names import CHILDREN, INDIVIDUALS, MENTIONS
from mashdesk.store.queries.judged import standing, together
from mashdesk.store.queries.known import PEOPLE_KINDS, told_openly
from mashdesk.store.queries.sight import NOW, PERSON, in_sight

MOST_APPEARANCES = 500
"""So many appearances of a household are read, the newest."""

HOUSEHOLD = (MentionKind.ADULT, MentionKind.CHILD)


@dataclass(frozen=True, slots=True)
class Appearance:
    """Somebody in one referral: as a child it concerns, or mentioned as `role` by an answer or the
    contact.
    """

    root: int
    referral: int
    subject: bool
    told: ToldName
    kind: MentionKind | None = None
    answer: int | None = None
    role: str = ""

    @property
    def name(self) -> str:
        """The name they were given there."""
        return _words(*self.told[:3])


_ids: Any = bindparam("ids", expanding=True)
_ROOTS = select(INDIVIDUALS.c.root_id).where(INDIVIDUALS.c.id.in_(_ids)).scalar_subquery()
_ALIKE = select(INDIVIDUALS.c.id, INDIVIDUALS.c.root_id).where(INDIVIDUALS.c.root_id.in_(_ROOTS))
_SUBJECTS = (
    select(CHILDREN.c.individual_id, CHILDREN.c.referral_id, CHILDREN.c.given_name,
           CHILDREN.c.family_name, CHILDREN.c.known_as, CHILDREN.c.nhs_number, CHILDREN.c.upn)
    .where(CHILDREN.c.individual_id.in_(_ids), in_sight(PERSON, NOW, CHILDREN.c.referral_id))
    .order_by(CHILDREN.c.referral_id.desc())
    .limit(bindparam("most"))
)  # fmt: skip
_MENTIONED = (
    select(MENTIONS)
    .where(
        MENTIONS.c.individual_id.in_(_ids),
        # Not their things: those are called nothing, and tell of nobody by themselves.
        MENTIONS.c.kind.in_(PEOPLE_KINDS),
        in_sight(PERSON, NOW, MENTIONS.c.referral_id),
        told_openly(MENTIONS.c.answer_id),
    )
    .order_by(MENTIONS.c.referral_id.desc())
    .limit(bindparam("most"))
)
_SEEN = (
    select(CHILDREN.c.individual_id)
    .where(CHILDREN.c.individual_id.in_(_ids), in_sight(PERSON, NOW, CHILDREN.c.referral_id))
    .union(_MENTIONED.with_only_columns(MENTIONS.c.individual_id).order_by(None).limit(None))
)
_CHILDREN_OF = (
    select(CHILDREN.c.individual_id, CHILDREN.c.referral_id, CHILDREN.c.given_name,
           CHILDREN.c.family_name, CHILDREN.c.known_as)
    .where(CHILDREN.c.referral_id.in_(_ids))
    .order_by(CHILDREN.c.referral_id, CHILDREN.c.position)
)  # fmt: skip


def called(row: Any) -> str:
    """The name that a child or somebody mentioned was given there."""
    return _words(row["given_name"], row["family_name"], row["known_as"])


def _words(given_name: str, family_name: str, known_as: str) -> str:
    return f"{given_name} {family_name}".strip() or known_as or "name not known"


def _joined(
    connection: Connection, reading: dict[str, Any], people: Collection[int]
) -> dict[int, int]:
    """These and whoever was judged to be the same, each with the one id that stands for all of them
    in the reader's sight: whoever appears nowhere in it joins nobody, and stands alone.
    """
    if not people:
        return {}
    found = connection.execute(_ALIKE, {"ids": list(people)})
    stored = {row.id: row.root_id for row in found}
    alone = {one: one for one in stored}
    if len(set(stored.values())) == len(stored):
        return alone
    seen = sorted(connection.execute(_SEEN, {"ids": list(stored), **reading}).scalars())
    return {**alone, **together(seen, standing(connection, seen))}


def roots_of(
    connection: Connection, reading: dict[str, Any], people: Collection[int]
) -> dict[int, int]:
    """Who each of these was judged to be, as the reader may know: by id, the one id that stands for
    all of them.
    """
    joined = _joined(connection, reading, people)
    return {one: joined[one] for one in people if one in joined}


def selves_of(
    connection: Connection, reading: dict[str, Any], roots: Collection[int]
) -> dict[int, int]:
    """Everybody who was judged to be one of these, as the reader may know: their ids, each with the
    one that stands.
    """
    joined = _joined(connection, reading, roots)
    selves = {one: root for one, root in joined.items() if root in roots}
    return {**{root: root for root in roots}, **selves}


def children_of(
    connection: Connection, referrals: Collection[int]
) -> dict[int, list[tuple[int | None, str]]]:
    """The children of each of these referrals, in the order they were named: id and name."""
    if not referrals:
        return {}
    found: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    for row in connection.execute(_CHILDREN_OF, {"ids": list(referrals)}).mappings():
        found[row["referral_id"]].append((row["individual_id"], called(row)))
    return found


def named(children: Iterable[tuple[int | None, str]]) -> str:
    """The children of a referral in words."""
    return ", ".join(name for _, name in children)


def subjects(connection: Connection, reading: dict[str, Any], referral: int) -> dict[int, str]:
    """The children a referral concerns, as whom they were judged to be, with their names."""
    children = children_of(connection, [referral]).get(referral, [])
    roots = roots_of(connection, reading, [one for one, _ in children if one is not None])
    return {roots[one]: name for one, name in children if one is not None and one in roots}


def appearances(
    connection: Connection, reading: dict[str, Any], selves: dict[int, int], most: int
) -> list[Appearance]:
    """Where these people appear in the reader's sight, the newest `most` of each way."""
    if not selves:
        return []
    asked = {"ids": list(selves), "most": most, **reading}
    subject = [
        Appearance(
            selves[row["individual_id"]],
            row["referral_id"],
            True,
            _told(row, numbered=bool(digits_of(row["nhs_number"]) or upn_of(row["upn"]))),
        )
        for row in connection.execute(_SUBJECTS, asked).mappings()
    ]
    return subject + [
        _mentioned(row, selves) for row in connection.execute(_MENTIONED, asked).mappings()
    ]


def _mentioned(row: Any, roots: dict[int, int]) -> Appearance:
    return Appearance(
        roots[row["individual_id"]],
        row["referral_id"],
        False,
        _told(row),
        row["kind"],
        row["answer_id"],
        row["role"],
    )


def seen_names(
    connection: Connection, reading: dict[str, Any], people: Collection[int]
) -> dict[int, str]:
    """What these are called where the reader sees them; whoever is seen nowhere is not in it."""
    met: dict[int, list[Appearance]] = defaultdict(list)
    for one in appearances(connection, reading, {one: one for one in people}, MOST_APPEARANCES):
        met[one.root].append(one)
    return {root: usual(those) for root, those in met.items()}


def usual(met: Iterable[Appearance]) -> str:
    """What somebody is called by all of these, as everywhere (`domain.called` has the rule)."""
    return _words(*by_use(one.told for one in met)[0])


def _told(row: Any, *, numbered: bool = False) -> ToldName:
    names = row["given_name"], row["family_name"], row["known_as"]
    return ToldName(*names, row["referral_id"], numbered)
