"""The network that records make: from a referral to who and what it speaks of, and on from there.

One step at a time, each bounded; somebody who appears nowhere in the reader's sight is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_date_text
from mashdesk.domain.errors import NotFound
from mashdesk.domain.people import IndividualKind, MentionKind
from mashdesk.store.names import INDIVIDUALS, MENTIONS, REFERRALS, RELATIONSHIPS
from mashdesk.store.queries.belonging import TOLD_TIES
from mashdesk.store.queries.kin import (
    appearances,
    called,
    children_of,
    roots_of,
    seen_names,
    selves_of,
    usual,
)
from mashdesk.store.queries.known import reader_of, told_openly
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sees
from mashdesk.store.views.links import Neighbour, NetworkView, Node, NodeKind

MOST_NEIGHBOURS = 100

_ids: Any = bindparam("ids", expanding=True)
_told = (told_openly(MENTIONS.c.answer_id), in_sight(PERSON, NOW, MENTIONS.c.referral_id))
_OF_REFERRAL = (
    select(MENTIONS)
    .where(MENTIONS.c.referral_id == bindparam("referral"), *_told)
    .order_by(MENTIONS.c.id)
)
_OF_PERSON = (
    select(MENTIONS)
    .where(MENTIONS.c.individual_id.in_(_ids), *_told)
    .order_by(MENTIONS.c.referral_id.desc())
    .limit(MOST_NEIGHBOURS * 2)
)
_OF_THING = (
    select(MENTIONS)
    .where(
        MENTIONS.c.key == bindparam("key"),
        MENTIONS.c.kind == bindparam("kind"),
        MENTIONS.c.key != "",
        *_told,
    )
    .order_by(MENTIONS.c.referral_id.desc())
    .limit(MOST_NEIGHBOURS * 2)
)
_BRIEF = select(REFERRALS.c.id, REFERRALS.c.reference, REFERRALS.c.received_at).where(
    REFERRALS.c.id.in_(_ids)
)
_KINDS = select(INDIVIDUALS.c.id, INDIVIDUALS.c.kind).where(INDIVIDUALS.c.id.in_(_ids))
_TIES_FROM = select(RELATIONSHIPS).where(RELATIONSHIPS.c.from_id.in_(_ids), TOLD_TIES)
_TIES_TO = select(RELATIONSHIPS).where(RELATIONSHIPS.c.to_id.in_(_ids), TOLD_TIES)


def network(connection: Connection, actor: Actor, node: Node, now: datetime) -> NetworkView:
    """Where somebody stands and what is one step away. Raises NotFound, in the same words, for what
    never was and for what is out of the reader's sight.
    """
    reading = reader_of(actor, now)
    if node.kind is NodeKind.REFERRAL:
        if not sees(connection, actor.user_id, node.id, now):
            raise _nothing_there()
        label, found = _referral(connection, reading, node)
    elif node.kind.thing is not None:
        label, found = _thing(connection, reading, node)
    else:
        label, found = _person(connection, reading, node)
    merged = _merged(found)
    return NetworkView(node, label, merged[:MOST_NEIGHBOURS], len(merged) > MOST_NEIGHBOURS)


def _nothing_there() -> NotFound:
    return NotFound("There is nothing of that kind here.", "Go back a step, or begin again.")


def _referral(
    connection: Connection, reading: dict[str, Any], node: Node
) -> tuple[str, list[Neighbour]]:
    labels = _labels(connection, {node.id})
    if node.id not in labels:
        raise _nothing_there()
    children = children_of(connection, [node.id]).get(node.id, [])
    rows = connection.execute(_OF_REFERRAL, {"referral": node.id, **reading}).mappings().all()
    people = [one for one, _ in children if one is not None]
    people += [row["individual_id"] for row in rows if row["kind"].is_person]
    roots = roots_of(connection, reading, people)
    found = [
        Neighbour(Node(NodeKind.CHILD, roots[one]), name, "child of the contact")
        for one, name in children
        if one in roots
    ]
    found += [one for row in rows for one in _mentioned(row, roots)]
    return labels[node.id][1], found


def _mentioned(row: Any, roots: dict[int, int]) -> Iterator[Neighbour]:
    """Who or what a mention speaks of; each way by itself, so that none is told twice."""
    kind, associate = row["kind"], row["kind"] is MentionKind.ASSOCIATE
    if kind.is_person:
        of = NodeKind.CHILD if kind is MentionKind.CHILD else NodeKind.ADULT
        node, label = Node(of, roots[row["individual_id"]]), called(row)
        how = row["role"] or kind.label
    else:
        # What kind of thing it is stands over it, or beside it.
        node, label = Node(NodeKind(kind.value), key=row["key"]), row["value"] or row["key"]
        how = row["role"]
    yield Neighbour(node, label, how, associate)
    if row["answer_id"] is not None:
        yield Neighbour(node, label, "by an answer", associate)


def _thing(
    connection: Connection, reading: dict[str, Any], node: Node
) -> tuple[str, list[Neighbour]]:
    asked = {"key": node.key, "kind": node.kind.thing, **reading}
    rows = connection.execute(_OF_THING, asked).mappings().all()
    if not rows:
        raise _nothing_there()
    owners = {row["individual_id"] for row in rows if row["individual_id"] is not None}
    found = list(_people(connection, reading, dict.fromkeys(owners, f"{node.kind.value} of")))
    found += _referrals(connection, {row["referral_id"]: row["role"] for row in rows})
    return rows[0]["value"] or node.key, found


def _person(
    connection: Connection, reading: dict[str, Any], node: Node
) -> tuple[str, list[Neighbour]]:
    roots = set(roots_of(connection, reading, [node.id]).values())
    selves = selves_of(connection, reading, roots) if roots else {}
    met = appearances(connection, reading, selves, MOST_NEIGHBOURS)
    if not met:
        raise _nothing_there()
    asked = {"ids": list(selves), **reading}
    found = list(_people(connection, reading, _ties(connection, asked, selves)))
    rows = connection.execute(_OF_PERSON, asked).mappings()
    things = [row for row in rows if not row["kind"].is_person]
    found += [one for row in things for one in _mentioned(row, {})]
    how = {
        one.referral: "child of it" if one.subject else one.role or "mentioned"
        for one in sorted(met, key=lambda one: one.subject)
    }
    return usual(met), found + _referrals(connection, how)


def _ties(connection: Connection, asked: dict[str, Any], selves: dict[int, int]) -> dict[int, str]:
    """Everybody tied to somebody, and how, seen from there."""
    ties: dict[int, str] = {}
    for row in connection.execute(_TIES_FROM, asked).mappings():
        ties.setdefault(row["to_id"], f"this one {row['kind'].sentence} them")
    for row in connection.execute(_TIES_TO, asked).mappings():
        ties.setdefault(row["from_id"], row["kind"].label + " this one")
    return {one: how for one, how in ties.items() if one not in selves}


def _people(
    connection: Connection, reading: dict[str, Any], hows: dict[int, str]
) -> Iterator[Neighbour]:
    roots, seen = roots_of(connection, reading, hows), seen_names(connection, reading, hows)
    if not seen:
        return
    kinds = {row.id: row.kind for row in connection.execute(_KINDS, {"ids": list(seen)})}
    for one, how in hows.items():
        if one in seen:
            kind = NodeKind.CHILD if kinds[one] is IndividualKind.CHILD else NodeKind.ADULT
            yield Neighbour(Node(kind, roots[one]), seen[one], how)


def _referrals(connection: Connection, hows: dict[int, str]) -> list[Neighbour]:
    labels = _labels(connection, set(hows))
    return [
        Neighbour(Node(NodeKind.REFERRAL, one), told[1], how, reference=told[0])
        for one, how in sorted(hows.items(), reverse=True)
        if (told := labels.get(one)) is not None
    ]


def _labels(connection: Connection, referrals: set[int]) -> dict[int, tuple[str, str]]:
    """The reference of each, and what it is called where one stands on it."""
    if not referrals:
        return {}
    children = children_of(connection, referrals)
    return {
        row.id: (
            row.reference,
            f"{row.reference}, {london_date_text(row.received_at)}, "
            + ", ".join(name for _, name in children.get(row.id, [])),
        )
        for row in connection.execute(_BRIEF, {"ids": list(referrals)})
    }


def _merged(found: list[Neighbour]) -> tuple[Neighbour, ...]:
    """Each node once, with every way in which it is tied."""
    ways: dict[Node, list[str]] = {}
    first: dict[Node, Neighbour] = {}
    related = {one.node for one in found if not one.associate}
    for one in found:
        first.setdefault(one.node, one)
        known = ways.setdefault(one.node, [])
        if one.how and one.how not in known:
            known.append(one.how)
    return tuple(
        replace(one, how=", ".join(ways[node]), associate=node not in related)
        for node, one in first.items()
    )
