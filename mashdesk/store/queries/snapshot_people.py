"""Whom referrals concern, for their snapshots: the children, the contacts about each, the family.

Two are one person here only by what stands in the open: an unsealed record's evidence is the same
whether or not somebody who appears in sealed records alone was judged to be one of its people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from mashdesk.domain.people import MentionKind
from mashdesk.store.queries import snapshot_rows as rows
from mashdesk.store.queries.judged import standing, together

Row = Any
HOUSEHOLD = (MentionKind.ADULT, MentionKind.CHILD)


@dataclass(slots=True)
class People:
    """Who is who around some referrals: all of them unsealed, or one that is sealed; of other
    sealed ones those alone are looked into that are `known`.

    Somebody is a number: the smallest of those they were judged to be, as far as these referrals
    may tell. `contacts` are by person, `every_contact` by what all judgements make of them,
    `family` by child, `children` and `mentions` by referral.
    """

    own: Mapping[int, Row]
    known: Collection[int]
    children: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    mentions: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    every_contact: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    family: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    apart: dict[int, int] = field(default_factory=dict)
    """Those of whom not every judgement counts here, with who they are instead."""
    roots: set[int] = field(default_factory=set)
    """The stored roots of everybody met so far."""
    here: frozenset[int] = frozenset()
    """Who appears in the sealed records that are known."""

    def who(self, individual: int | None, root: int) -> int:
        """Who somebody is, by the root that the store has them under."""
        return self.apart.get(individual, root) if self.apart and individual else root

    def child_of(self, row: Row) -> int:
        """Who the child of a contact is; nobody known has a number of its own."""
        return -row.id if row.root_id is None else self.who(row.individual_id, row.root_id)

    def person_of(self, row: Row) -> int | None:
        """Who is mentioned; None for a thing that is nobody's."""
        return None if row.root_id is None else self.who(row.individual_id, row.root_id)


def read_all(connection: Connection, statement: Any, ids: Collection[Any]) -> Sequence[Row]:
    """The rows that one of these statements has for these ids."""
    # All at once: row by row costs several times as much.
    return connection.execute(statement, {"ids": list(ids)}).all() if ids else ()


def read_people(
    connection: Connection, own: Mapping[int, Row], known: Collection[int], *, ties: bool = True
) -> People:
    """The people of these referrals, which are all unsealed, or one alone, by what they and other
    sealed ones that are `known` tell; without `ties` the children alone.
    """
    found = People(own, known)
    for row in read_all(connection, rows.OF_CHILDREN, own):
        found.children[row.referral_id].append(row)
    for row in read_all(connection, rows.MENTIONED, own) if ties else ():
        found.mentions[row.referral_id].append(row)
    children = [row for each in found.children.values() for row in each]
    named = [*children, *(row for each in found.mentions.values() for row in each)]
    if any(row.sealed for row in own.values()):
        found.here = frozenset(row.individual_id for row in named) - {None}
    for statement in (rows.OF_CHILDREN, rows.MENTIONED):
        there = read_all(connection, statement, set(known) - own.keys())
        found.here |= frozenset(row.individual_id for row in there) - {None}
    _narrow(connection, found, {row.root_id for row in named} - {None})
    roots = {row.root_id for row in children} - {None}
    _read_contacts(connection, found, roots)
    if not ties:
        return found
    _read_tied(connection, found, roots)
    _read_together(connection, found, {found.child_of(row) for row in children})
    _read_contacts(connection, found, found.roots - roots)
    return found


def _narrow(connection: Connection, found: People, roots: Collection[int]) -> None:
    """Take apart, among those stored under these roots, whoever only somebody joins who does not
    appear in the open.
    """
    fresh = set(roots) - found.roots
    found.roots |= fresh
    stored = {row.id: row.root_id for row in read_all(connection, rows.JOINED, fresh)}
    if not stored:
        return
    stored |= {root: root for root in stored.values()}
    hidden = _hidden(connection, found, stored)
    split = {stored[one] for one in hidden}
    there = [one for one, root in stored.items() if root in split and one not in hidden]
    found.apart |= {one: one for one in hidden}
    found.apart |= together(there, standing(connection, there))


def _hidden(connection: Connection, found: People, people: Collection[int]) -> set[int]:
    """Those of these people who appear in sealed records alone, other than this one."""
    return {row.id for row in read_all(connection, rows.HIDDEN, people)} - found.here


def _read_contacts(connection: Connection, found: People, roots: Collection[int]) -> None:
    for row in read_all(connection, rows.SUBJECT_IN, roots):
        found.contacts[found.who(row.individual_id, row.root_id)].add(row.referral_id)
        found.every_contact[row.root_id].add(row.referral_id)


def _read_tied(connection: Connection, found: People, roots: Collection[int]) -> None:
    """Family by what was told of who is whose, and by a parent they share."""
    ties = _open_ties(connection, found, roots)
    of_parents = [row for row in ties if row.side == "to" and row.kind in rows.PARENTING]
    hidden = _hidden(connection, found, {row.far_id for row in of_parents})
    parents: dict[int, set[int]] = defaultdict(set)
    for row in ties:
        found.family[_near(found, row)].add(_far(found, row))
    for row in of_parents:
        if row.far_id not in hidden:
            parents[_far(found, row)].add(_near(found, row))
    for row in _open_ties(connection, found, {row.far_root for row in of_parents}):
        if row.side == "from" and row.kind in rows.PARENTING:
            for child in parents[_near(found, row)] - {_far(found, row)}:
                found.family[child].add(_far(found, row))


def _open_ties(connection: Connection, found: People, roots: Collection[int]) -> list[Row]:
    """The ties of those stored under these roots that no sealed record tells but those known."""
    ties = [
        row
        for row in read_all(connection, rows.TIED, roots)
        if not row.sealed or row.referral_id in found.known
    ]
    _narrow(connection, found, {row.far_root for row in ties})
    return ties


def _near(found: People, row: Row) -> int:
    return found.who(row.near_id, row.near_root)


def _far(found: People, row: Row) -> int:
    return found.who(row.far_id, row.far_root)


def _read_together(connection: Connection, found: People, children: Collection[int]) -> None:
    """Family by being named with them in one contact."""
    contacts = {referral for child in children for referral in found.contacts[child]}
    named = [
        row
        for row in read_all(connection, rows.TOGETHER, contacts | found.own.keys())
        if not row.sealed or row.referral_id in found.known
    ]
    _narrow(connection, found, {row.root_id for row in named})
    of_contact: dict[int, set[int]] = defaultdict(set)
    for row in named:
        of_contact[row.referral_id].add(found.who(row.individual_id, row.root_id))
    for people in of_contact.values():
        for child in people.intersection(children):
            found.family[child] |= people - {child}
