"""Snapshots: what prompts' rules look at, read for one referral or for hundreds by the same few
statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from mashdesk.domain import indicators
from mashdesk.domain.calendar import day_text, london_day
from mashdesk.domain.contact import Reason, Sex
from mashdesk.domain.people import MentionKind
from mashdesk.domain.prompts.snapshot import (
    Asked,
    Load,
    Related,
    Seen,
    Snapshot,
    Ticked,
    Young,
)
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.store.queries import snapshot_rows as rows

LEVEL_4 = 4
HELP_REFUSED = "parenting_help_refused"
Row = Any


@dataclass(slots=True)
class Read:
    """What was read for some referrals, by referral or by person."""

    own: dict[int, Row] = field(default_factory=dict)
    children: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    subject_in: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    family: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    mentions: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    things: dict[tuple[MentionKind, str], list[Row]] = field(
        default_factory=lambda: defaultdict(list)
    )
    people: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    others: dict[int, Row] = field(default_factory=dict)
    weighed: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    withdrawn: set[int] = field(default_factory=set)
    known: dict[int, Seen] = field(default_factory=dict)

    def seen(self, row: Row) -> Seen:
        """A contact as rules see it; made once, for many referrals see the same."""
        if (one := self.known.get(row.id)) is None:
            reasons = frozenset(map(Reason, row.reasons))
            day = london_day(row.received_at)
            one = self.known[row.id] = Seen(day, row.id, row.reference, row.rating, reasons)
        return one


def snapshot(connection: Connection, referral: int, now: datetime) -> Snapshot:
    """The snapshot of one referral; KeyError for one that is not there."""
    return snapshots(connection, [referral], now)[referral]


def snapshots(
    connection: Connection, referrals: Sequence[int], now: datetime, *, then: bool = False
) -> dict[int, Snapshot]:
    """Snapshots by referral, as things stand at `now` (UTC); `then`, as they would have stood on
    the day each was received: only what came before it counts.
    """
    read = Read()
    for row in _all(connection, rows.OF_REFERRALS, referrals):
        read.own[row.id] = row
    if not read.own:
        return {}
    _read_people(connection, read)
    _read_links(connection, read)
    done = _read_done(connection, read, OWED_THEN if then else OWED)
    return {
        referral: _made(read, done, referral, now, then=then)
        for referral in referrals
        if referral in read.own
    }


def _all(connection: Connection, statement: Any, ids: Collection[Any]) -> Iterable[Row]:
    return connection.execute(statement, {"ids": list(ids)}) if ids else ()


def _read_people(connection: Connection, read: Read) -> None:
    """The children, the contacts about each, and who belongs to their family."""
    for row in _all(connection, rows.OF_CHILDREN, read.own):
        read.children[row.referral_id].append(row)
    for row in _all(connection, rows.MENTIONED, read.own):
        read.mentions[row.referral_id].append(row)
    own = {row.root_id for each in read.children.values() for row in each} - {None}
    _read_contacts(connection, read, own)
    _read_tied(connection, read, own)
    _read_together(connection, read, own)
    more = {one for each in read.family.values() for one in each}
    more |= {row.root_id for each in read.mentions.values() for row in each if _of_household(row)}
    _read_contacts(connection, read, more - own - {None})


def _read_tied(connection: Connection, read: Read, own: Collection[int]) -> None:
    """Family by what was told of who is whose, and by a parent they share."""
    parents: dict[int, set[int]] = defaultdict(set)
    for row in _all(connection, rows.TIED, own):
        if row.sealed and row.referral_id not in read.own:
            continue
        read.family[row.root].add(row.other)
        if row.side == "to" and row.kind in rows.PARENTING:
            parents[row.other].add(row.root)
    for row in _all(connection, rows.TIED, parents):
        if row.side == "from" and row.kind in rows.PARENTING and not row.sealed:
            for child in parents[row.root] - {row.other}:
                read.family[child].add(row.other)


def _read_together(connection: Connection, read: Read, own: Collection[int]) -> None:
    """Family by being named with them in one contact."""
    together = {referral for root in own for referral in read.subject_in[root]} | read.own.keys()
    of_contact: dict[int, set[int]] = defaultdict(set)
    for row in _all(connection, rows.TOGETHER, together):
        of_contact[row.referral_id].add(row.root_id)
    for roots in of_contact.values():
        for root in roots.intersection(own):
            read.family[root] |= roots - {root}


def _of_household(row: Row) -> bool:
    return row.kind in (MentionKind.ADULT, MentionKind.CHILD)


def _read_contacts(connection: Connection, read: Read, roots: Collection[int]) -> None:
    for row in _all(connection, rows.SUBJECT_IN, roots):
        read.subject_in[row.root_id].add(row.referral_id)


def _read_links(connection: Connection, read: Read) -> None:
    """Which other referrals speak of the same things and people; then all others by their id."""
    every = [row for each in read.mentions.values() for row in each]
    keys = {row.key for row in every if row.kind in rows.THINGS and row.key}
    for row in _all(connection, rows.SHARING_THINGS, keys):
        read.things[row.kind, row.key].append(row)
    who = {row.root_id for row in every if row.kind in rows.PEOPLE_LINKED} - {None}
    for row in _all(connection, rows.SHARING_PEOPLE, who):
        read.people[row.root_id].append(row)
    wanted = {one for each in read.subject_in.values() for one in each}
    for shared in (*read.things.values(), *read.people.values()):
        wanted |= {row.referral_id for row in shared}
    read.others = dict(read.own)
    for row in _all(connection, rows.OF_REFERRALS, wanted - read.own.keys()):
        read.others[row.id] = row
    for row in _all(connection, rows.WEIGHED, read.own):
        read.weighed[row.referral_id].add(row.other_id)
    contacts = {one for each in read.subject_in.values() for one in each} | read.own.keys()
    read.withdrawn = {row.referral_id for row in _all(connection, rows.HELP_WITHDRAWN, contacts)}


@dataclass(slots=True)
class Done:
    """What was done with each referral."""

    requests: dict[int, dict[int, Asked]] = field(default_factory=lambda: defaultdict(dict))
    ratings: dict[int, list[Rag]] = field(default_factory=lambda: defaultdict(list))
    returned: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    opened: set[int] = field(default_factory=set)
    challenges: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    ticked: dict[int, Ticked] = field(default_factory=dict)
    loads: dict[int, Load] = field(default_factory=dict)


OWED = frozenset({RequestState.OPEN})
OWED_THEN = OWED | {RequestState.DECIDED_WITHOUT}
"""What had no answer when it was decided."""


def _read_done(connection: Connection, read: Read, owed: Collection[RequestState]) -> Done:
    done = Done()
    for row in _all(connection, rows.OF_REQUESTS, read.own):
        view = row.risk_view
        if view is None and (before := done.requests[row.referral_id].get(row.id)) is not None:
            view = before.view
        asked = Asked(row.id, row.name, row.state in owed, view)
        done.requests[row.referral_id][row.id] = asked
    for row in _all(connection, rows.WHAT_WAS_DONE, read.own):
        if row.kind == "rated" and "rating" in row.changes:
            done.ratings[row.referral_id].append(Rag(row.changes["rating"][1]))
        elif row.kind == "returned":
            done.returned[row.referral_id].append(row.seq)
        elif row.kind == "history_opened":
            done.opened.add(row.referral_id)
    for row in _all(connection, rows.DIFFERENCES, read.own):
        done.challenges[row.referral_id].append(row.id)
    for row in _all(connection, rows.OF_NEED, read.own):
        done.ticked[row.referral_id] = _ticked(row)
    workers = {row.worker_id for row in read.own.values()} - {None}
    for row in _all(connection, rows.HELD, workers):
        done.loads[row.worker_id] = Load(row.worker_id, row.full_name, row.held, row.newest)
    return done


def _ticked(row: Row) -> Ticked:
    known = [indicators.BY_CODE[code] for code in row.indicators if code in indicators.BY_CODE]
    return Ticked(
        tuple(one.words for one in known if one.level == LEVEL_4),
        indicators.DISABILITY in row.indicators,
        indicators.DOMESTIC_ABUSE in row.indicators,
        HELP_REFUSED in row.indicators,
        row.dv_scale,
        frozenset(date.fromisoformat(day) for day in row.missing),
        indicators.NEGLECT in row.indicators,
        indicators.PHYSICAL_ABUSE in row.indicators,
    )


def _made(read: Read, done: Done, referral: int, now: datetime, *, then: bool) -> Snapshot:
    own = read.own[referral]
    this = read.seen(own)
    related: set[int] = set()

    def told(ids: Iterable[int]) -> list[Seen]:
        """Those that evidence may name: no sealed one but this."""
        found = [read.others[one] for one in ids if one in read.others]
        related.update(row.id for row in found)
        return [
            read.seen(row)
            for row in found
            if row.id == referral
            or not (row.sealed or (then and row.received_at > own.received_at))
        ]

    roots = {row.root_id for row in read.children[referral]} - {None}
    of_children = {one for root in roots for one in read.subject_in[root]} | {referral}
    kin = {one for root in roots for one in read.family[root]}
    kin |= {row.root_id for row in read.mentions[referral] if _of_household(row)} - {None}
    of_family = {one for root in kin - roots for one in read.subject_in[root]} - of_children
    weighed = read.weighed[referral]
    links = [
        (row.referral_id, via)
        for row, via in _linked(read, referral)
        if row.referral_id not in of_children | of_family
    ]
    linked = {one.id: one for one in told({number for number, _ in links})}
    return Snapshot(
        today=this.received if then else london_day(now),
        this=this,
        state=own.state,
        level=own.level,
        consent=own.consent,
        children=tuple(
            Young(
                row.root_id or -row.id,
                tuple(sorted(told(read.subject_in[row.root_id] | {referral}))),
                row.born,
                unborn=row.born is None and (row.expected is not None or row.sex is Sex.UNBORN),
            )
            for row in read.children[referral]
        ),
        siblings=tuple(
            Related(one, "family", one.id in weighed) for one in sorted(told(of_family))
        ),
        links=tuple(
            sorted(
                {Related(linked[one], via, one in weighed) for one, via in links if one in linked}
            )
        ),
        requests=tuple(done.requests[referral].values()),
        ratings=tuple(done.ratings[referral]),
        returned=tuple(done.returned[referral]),
        history_opened=referral in done.opened,
        challenges=tuple(done.challenges[referral]),
        ticked=done.ticked.get(referral),
        withdrawn=tuple(sorted(told(of_children & read.withdrawn))),
        load=done.loads.get(own.worker_id),
        related=frozenset(related - {referral}),
        sealed=frozenset(
            one
            for one in of_children - {referral}
            if not own.sealed and one in read.others and read.others[one].sealed
        ),
    )


_SAME = {
    MentionKind.ADULT: "the same adult",
    MentionKind.ASSOCIATE: "the same person",
    MentionKind.ADDRESS: "the same address",
    MentionKind.PHONE: "the same phone number",
    MentionKind.VEHICLE: "the same vehicle",
}


def _linked(read: Read, referral: int) -> Iterable[tuple[Row, str]]:
    """Others' mentions of what this referral speaks of, each with what ties them and who told it.

    What only those who decide may read of is no more than something that an answer tells.
    """
    for own in read.mentions[referral]:
        shared = read.things[own.kind, own.key] if own.kind in rows.THINGS else []
        if own.kind in rows.PEOPLE_LINKED and own.root_id is not None:
            shared = read.people[own.root_id]
        for row in shared:
            if row.referral_id == referral:
                continue
            hidden = own.only_deciders or row.only_deciders
            same = "something that those who decide can read" if hidden else _SAME[own.kind]
            yield row, same if hidden else f"{same}{_told_by(own)}"


def _told_by(row: Row) -> str:
    if row.answer_id is None or row.recorded_at is None:
        return ""
    return f" ({row.agency}'s answer of {day_text(london_day(row.recorded_at))})"
