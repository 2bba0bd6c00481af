"""Who belongs to a record's children: siblings, and the household.

What stands on a referral out of the reader's sight, or in an answer for those who decide alone, is
not there for that reader: no tie is drawn from it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select

from mashdesk.domain.people import MentionKind, RelationshipKind
from mashdesk.store.names import CHILDREN, MENTIONS, RELATIONSHIPS
from mashdesk.store.queries.kin import (
    HOUSEHOLD,
    Appearance,
    appearances,
    called,
    children_of,
    roots_of,
    seen_names,
    selves_of,
    subjects,
)
from mashdesk.store.queries.known import told_openly
from mashdesk.store.queries.sight import NOW, PERSON, in_sight

MOST_PEOPLE = 60
"""So many people of a household are followed, those named first."""


_ids: Any = bindparam("ids", expanding=True)
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

_others: Any = bindparam("others", expanding=True)
_ABOUT = select(CHILDREN.c.referral_id).where(
    CHILDREN.c.referral_id.in_(_others), CHILDREN.c.individual_id.in_(_ids)
)
_NAMING = select(MENTIONS.c.referral_id).where(
    MENTIONS.c.referral_id.in_(_others),
    MENTIONS.c.individual_id.in_(_ids),
    MENTIONS.c.kind == MentionKind.CHILD,
    told_openly(MENTIONS.c.answer_id),
)

SAME_CHILD = "the same child"
_IN_HOUSEHOLD = {
    RelationshipKind.SIBLING: "sibling",
    RelationshipKind.PARENT: "parent",
    RelationshipKind.RESPONSIBILITY: "parental responsibility",
    RelationshipKind.LIVES_WITH: "lives with",
    RelationshipKind.CARER: "carer",
}
_PARENTING = (RelationshipKind.PARENT, RelationshipKind.RESPONSIBILITY)


def household(
    connection: Connection, reading: dict[str, Any], referral: int
) -> dict[int, tuple[str, str]]:
    """Everybody who belongs to a referral's children, themselves first: how they are tied to them,
    and by what name they are known.
    """
    own = subjects(connection, reading, referral)
    found = {root: (SAME_CHILD, name) for root, name in own.items()}
    _add_mentioned(connection, reading, referral, found)
    selves = selves_of(connection, reading, own)
    together = [one.referral for one in appearances(connection, reading, selves, MOST_PEOPLE)
                if one.subject]  # fmt: skip
    _add_tied(connection, reading, selves, found)
    _add_together(connection, reading, set(together) | {referral}, found)
    return dict(list(found.items())[:MOST_PEOPLE])


def of_family(one: Appearance, people: Mapping[int, tuple[str, str]]) -> bool:
    """Whether somebody of a household appears in another referral as makes that one the family's:
    as a child it concerns, or as a child of this record who is named in the household there. An
    adult of theirs whom another family's contact names is a link to that family, no more. Prompts
    go by the same rule (`snapshot`), and so do links and the history.
    """
    return one.subject or (one.kind is MentionKind.CHILD and people[one.root][0] == SAME_CHILD)


def family_among(
    connection: Connection, reading: dict[str, Any], referral: int, others: Collection[int]
) -> frozenset[int]:
    """Which of these other referrals are the family's own."""
    if not others:
        return frozenset()
    people = household(connection, reading, referral)
    selves = selves_of(connection, reading, people)
    children = [one for one, root in selves.items() if people[root][0] == SAME_CHILD]
    there = {"others": sorted(others), **reading}
    about = connection.execute(_ABOUT, {"ids": sorted(selves), **there}).scalars()
    names = connection.execute(_NAMING, {"ids": children, **there}).scalars()
    return frozenset((*about, *names))


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
