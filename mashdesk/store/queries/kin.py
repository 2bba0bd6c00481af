"""Who belongs to a record: its children by whoever they were judged to be, their siblings, and the
household; and in which referrals anybody appears.

What stands on a referral out of the reader's sight, or in an answer for those who decide alone, is
not there for that reader: no tie is drawn from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from mashdesk.domain.people import MentionKind, RelationshipKind
from mashdesk.store.names import CHILDREN, INDIVIDUALS, MENTIONS, RELATIONSHIPS
from mashdesk.store.queries.judged import standing, together
from mashdesk.store.queries.known import PEOPLE_KINDS, told_openly
from mashdesk.store.queries.sight import NOW, PERSON, in_sight

MOST_PEOPLE = 60
"""So many people of a household are followed, those named first."""

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
    name: str
    kind: MentionKind | None = None
    answer: int | None = None
    role: str = ""


_ids: Any = bindparam("ids", expanding=True)
_ROOTS = select(INDIVIDUALS.c.root_id).where(INDIVIDUALS.c.id.in_(_ids)).scalar_subquery()
_ALIKE = select(INDIVIDUALS.c.id, INDIVIDUALS.c.root_id).where(INDIVIDUALS.c.root_id.in_(_ROOTS))
_SUBJECTS = (
    select(CHILDREN.c.individual_id, CHILDREN.c.referral_id, CHILDREN.c.given_name,
           CHILDREN.c.family_name, CHILDREN.c.known_as)
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
_MENTIONED_IN = select(MENTIONS).where(
    MENTIONS.c.referral_id == bindparam("referral"),
    MENTIONS.c.individual_id.is_not(None),
    told_openly(MENTIONS.c.answer_id),
)
TOLD_TIES = and_(
    RELATIONSHIPS.c.ended_at.is_(None),
    or_(RELATIONSHIPS.c.referral_id.is_(None), in_sight(PERSON, NOW, RELATIONSHIPS.c.referral_id)),
    told_openly(RELATIONSHIPS.c.answer_id),
)
_tie = (RELATIONSHIPS.c.kind, RELATIONSHIPS.c.from_id, RELATIONSHIPS.c.to_id)
_TIED = (
    select(*_tie).where(RELATIONSHIPS.c.from_id.in_(_ids), TOLD_TIES)
    .union(select(*_tie).where(RELATIONSHIPS.c.to_id.in_(_ids), TOLD_TIES))
)  # fmt: skip

_IN_HOUSEHOLD = {
    RelationshipKind.SIBLING: "sibling",
    RelationshipKind.PARENT: "parent",
    RelationshipKind.RESPONSIBILITY: "parental responsibility",
    RelationshipKind.LIVES_WITH: "lives with",
    RelationshipKind.CARER: "carer",
}
_PARENTING = (RelationshipKind.PARENT, RelationshipKind.RESPONSIBILITY)


def called(row: Any) -> str:
    """The name that a child or somebody mentioned was given there."""
    whole: str = f"{row['given_name']} {row['family_name']}".strip()
    return whole or row["known_as"] or "name not known"


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
        Appearance(selves[row["individual_id"]], row["referral_id"], True, called(row))
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
        called(row),
        row["kind"],
        row["answer_id"],
        row["role"],
    )


def household(
    connection: Connection, reading: dict[str, Any], referral: int
) -> dict[int, tuple[str, str]]:
    """Everybody who belongs to a referral's children, themselves first: how they are tied to them,
    and by what name they are known.
    """
    own = subjects(connection, reading, referral)
    found = {root: ("the same child", name) for root, name in own.items()}
    _add_mentioned(connection, reading, referral, found)
    selves = selves_of(connection, reading, own)
    together = [one.referral for one in appearances(connection, reading, selves, MOST_PEOPLE)
                if one.subject]  # fmt: skip
    _add_tied(connection, reading, selves, found)
    _add_together(connection, reading, set(together) | {referral}, found)
    return dict(list(found.items())[:MOST_PEOPLE])


def _add_mentioned(
    connection: Connection,
    reading: dict[str, Any],
    referral: int,
    found: dict[int, tuple[str, str]],
) -> None:
    rows = [
        row
        for row in connection.execute(_MENTIONED_IN, {"referral": referral, **reading}).mappings()
        if row["kind"] in HOUSEHOLD
    ]
    roots = roots_of(connection, reading, [row["individual_id"] for row in rows])
    for row in rows:
        tie = row["role"] or "household"
        found.setdefault(roots[row["individual_id"]], (tie, called(row)))


def _add_tied(
    connection: Connection,
    reading: dict[str, Any],
    selves: dict[int, int],
    found: dict[int, tuple[str, str]],
) -> None:
    """By relationships told of the children, and by a parent they share with others."""
    rows = _tied(connection, reading, selves)
    ties = {
        (one.to_id if one.from_id in selves else one.from_id): _IN_HOUSEHOLD[one.kind]
        for one in rows
    }
    parents = {one.from_id for one in rows if one.kind in _PARENTING and one.to_id in selves}
    known = selves_of(connection, reading, set(roots_of(connection, reading, parents).values()))
    for one in _tied(connection, reading, known):
        if one.kind in _PARENTING and one.from_id in known:
            ties.setdefault(one.to_id, "sibling, by a parent")
    ties = {one: tie for one, tie in ties.items() if one not in selves}
    roots, names = roots_of(connection, reading, ties), seen_names(connection, reading, ties)
    for one, tie in ties.items():
        root = roots[one]
        if one not in names:
            continue
        if root not in found or found[root][0] == "household":
            found[root] = (tie, names[one])


def _tied(connection: Connection, reading: dict[str, Any], selves: dict[int, int]) -> list[Any]:
    if not selves:
        return []
    rows = connection.execute(_TIED, {"ids": list(selves), **reading})
    return [row for row in rows if row.kind in _IN_HOUSEHOLD]


def _add_together(
    connection: Connection,
    reading: dict[str, Any],
    referrals: Collection[int],
    found: dict[int, tuple[str, str]],
) -> None:
    """Children who were named with them in one contact."""
    every = [one for rows in children_of(connection, referrals).values() for one in rows]
    roots = roots_of(connection, reading, [one for one, _ in every if one is not None])
    for one, name in every:
        if one is not None and one in roots:
            found.setdefault(roots[one], ("named in one contact", name))


def seen_names(
    connection: Connection, reading: dict[str, Any], people: Collection[int]
) -> dict[int, str]:
    """What these are called where the reader sees them; whoever is seen nowhere is not in it."""
    known = appearances(connection, reading, {one: one for one in people}, MOST_APPEARANCES)
    names: dict[int, str] = {}
    for one in known:
        names.setdefault(one.root, one.name)
    return names
