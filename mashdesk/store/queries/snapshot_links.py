"""What referrals share with others, for their snapshots: things, people, and people who are
mentioned in one and a child of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from mashdesk.domain.calendar import day_text, london_day
from mashdesk.domain.people import MentionKind
from mashdesk.domain.prompts.snapshot import FOR_DECIDERS
from mashdesk.store.queries import snapshot_rows as rows
from mashdesk.store.queries.snapshot_people import People, Row, read_all

_SAME = {
    MentionKind.ADULT: "the same adult",
    MentionKind.ASSOCIATE: "the same person",
    MentionKind.ADDRESS: "the same address",
    MentionKind.PHONE: "the same phone number",
    MentionKind.VEHICLE: "the same vehicle",
}
CHILD_THERE = "the same person, a child there"
CHILD_HERE = "the same person, a child here"


@dataclass(slots=True)
class Sharing:
    """Every mention of what some referrals share, by the thing or by who it is of."""

    things: dict[tuple[MentionKind, str], list[Row]] = field(
        default_factory=lambda: defaultdict(list)
    )
    people: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))


def read_sharing(connection: Connection, people: People) -> Sharing:
    """Which other referrals speak of the same things and people."""
    found = Sharing()
    told = [row for each in people.mentions.values() for row in each]
    keys = {row.key for row in told if row.kind in rows.THINGS and row.key}
    for row in read_all(connection, rows.SHARING_THINGS, keys):
        found.things[row.kind, row.key].append(row)
    who = {row.root_id for row in told if row.kind in rows.PEOPLE_LINKED}
    who |= {row.root_id for each in people.children.values() for row in each}
    for row in read_all(connection, rows.SHARING_PEOPLE, who - {None}):
        found.people[people.who(row.individual_id, row.root_id)].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Tie:
    """Another referral, what ties it to one, and since when both were told."""

    referral: int
    via: str
    at: Any
    family: bool = False
    """Whether a child of the one is named in the household of the other."""


def ties_of(people: People, sharing: Sharing, referral: int) -> Iterator[Tie]:
    """What this referral shares with others, each with what ties them and who told it."""
    for own in people.mentions[referral]:
        person = people.person_of(own)
        shared = sharing.things[own.kind, own.key] if own.kind in rows.THINGS else []
        if own.kind in rows.PEOPLE_LINKED and person is not None:
            shared = sharing.people[person]
            for other in people.contacts[person]:
                yield Tie(other, _told(own, CHILD_THERE, own), own.at)
        for row in shared:
            if row.kind is not MentionKind.CHILD:
                yield Tie(row.referral_id, _told(own, _SAME[own.kind], row), max(own.at, row.at))
    for child in people.children[referral]:
        for row in sharing.people[people.child_of(child)]:
            family = row.kind is MentionKind.CHILD
            yield Tie(row.referral_id, _told(row, CHILD_HERE), row.at, family)


def _told(row: Row, same: str, other: Row | None = None) -> str:
    """What ties two referrals, with the answer that told it here; where either was told to those
    who decide alone, no more than that.
    """
    if row.only_deciders or (other is not None and other.only_deciders):
        return FOR_DECIDERS
    if row.answer_id is None or row.recorded_at is None:
        return same
    return f"{same} ({row.agency}'s answer of {day_text(london_day(row.recorded_at))})"
