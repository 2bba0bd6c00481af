"""Snapshots: what prompts' rules look at, read for one referral or for hundreds by the same few
statements.

Evidence may rest on nothing that not everybody reads who sees the record: a snapshot of an unsealed
referral knows of unsealed ones alone, that of a sealed one of itself besides. Only for a reader who
sees others is one made that knows of those too; nothing is kept of it that anybody else reads.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Consent, Reason, Sex
from mashdesk.domain.prompts.snapshot import Related, Seen, Snapshot, Young
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.store.queries import snapshot_rows as rows
from mashdesk.store.queries.snapshot_done import (
    Done,
    Then,
    asked,
    challenged,
    newest_ticked,
    read_done,
    story,
)
from mashdesk.store.queries.snapshot_links import Sharing, read_sharing, ties_of
from mashdesk.store.queries.snapshot_people import HOUSEHOLD, People, Row, read_all, read_people


def snapshot(connection: Connection, referral: int, now: datetime) -> Snapshot:
    """The snapshot of one referral; KeyError for one that is not there."""
    for _, one in snapshots(connection, [referral], now):
        return one
    raise KeyError(referral)


def snapshots(
    connection: Connection,
    referrals: Sequence[int],
    now: datetime,
    *,
    ties: bool = True,
    besides: Collection[int] = (),
) -> list[tuple[Row, Snapshot]]:
    """These referrals as they are stored, each with its snapshot as things stand at `now` (UTC).
    Without `ties` it knows of no family and no links, which is most of the work. Sealed ones
    `besides` are known as if they stood in the open.
    """
    return [
        (row, read.made(referral, now))
        for read in readings(connection, referrals, ties=ties, besides=besides)
        for referral, row in read.own.items()
    ]


def readings(
    connection: Connection,
    referrals: Sequence[int],
    *,
    ever: bool = False,
    ties: bool = True,
    besides: Collection[int] = (),
) -> Iterator[Reading]:
    """What is stored around these referrals: around all that are unsealed at once, and around each
    sealed one by itself. `ever`, also what is settled since; `ties`, also family and links;
    `besides`, with these sealed ones.
    """
    found = {row.id: row for row in read_all(connection, rows.OF_REFERRALS, referrals)}
    is_open = {one: found[one] for one in referrals if one in found and not found[one].sealed}
    sealed = [{one: row} for one, row in found.items() if row.sealed]
    for own in filter(None, (is_open, *sealed)):
        known = own.keys() | set(besides)
        people = read_people(connection, own, known, ties=ties)
        yield _read(connection, people, ever=ever, ties=ties)


@dataclass(slots=True)
class Reading:
    """What was read around some referrals."""

    own: Mapping[int, Row]
    people: People
    sharing: Sharing
    done: Done
    others: dict[int, Row] = field(default_factory=dict)
    """Every contact that is tied to one of them, themselves included."""
    weighed: dict[int, dict[int, datetime]] = field(default_factory=lambda: defaultdict(dict))
    withdrawn: dict[int, datetime] = field(default_factory=dict)
    known: dict[int, Seen] = field(default_factory=dict)

    def made(self, referral: int, now: datetime, then: Then | None = None) -> Snapshot:
        """The snapshot of one of these referrals as things stand at `now`; or as they stood `then`,
        for which who is who, and how others are rated, is as it is known now.
        """
        return _made(self, _Of(self, referral, then), now)

    def seen(self, row: Row) -> Seen:
        """A contact as rules see it; made once, for many referrals see the same."""
        if (one := self.known.get(row.id)) is None:
            day = london_day(row.received_at)
            one = Seen(day, row.id, row.reference, row.rating, _reasons(row.reasons))
            self.known[row.id] = one
        return one


IN_ORDER = attrgetter("received", "id")
"""The order that contacts have by themselves, as a key: it is compared without a call of ours."""


@lru_cache(maxsize=4096)
def _reasons(codes: str) -> frozenset[Reason]:
    return frozenset(Reason(code) for code in json.loads(codes))


def _read(connection: Connection, people: People, *, ever: bool, ties: bool) -> Reading:
    own = people.own
    sharing = read_sharing(connection, people) if ties else Sharing()
    read = Reading(own, people, sharing, read_done(connection, own, ever=ever))
    wanted = {one for each in people.contacts.values() for one in each}
    wanted |= {one for each in people.every_contact.values() for one in each}
    for shared in (*sharing.things.values(), *sharing.people.values()):
        wanted |= {row.referral_id for row in shared}
    read.others.update(own)
    for row in read_all(connection, rows.OF_OTHERS, wanted - own.keys()):
        read.others[row.id] = row
    for row in read_all(connection, rows.WEIGHED, own):
        read.weighed[row.referral_id].setdefault(row.other_id, row.at)
    of_children = {
        one
        for each in people.children.values()
        for child in each
        for one in people.contacts[people.child_of(child)]
    }
    for row in read_all(connection, rows.HELP_WITHDRAWN, of_children | own.keys()):
        read.withdrawn[row.referral_id] = row.done_at
    return read


class _Of:
    """One referral among what was read: which contacts are about its children, its family, or
    share something with it, and which of them its evidence may name.
    """

    def __init__(self, read: Reading, referral: int, then: Then | None) -> None:
        self.read, self.referral, self.then = read, referral, then
        self.own = read.own[referral]
        people = read.people
        self.children = people.children[referral]
        who = {people.child_of(row) for row in self.children}
        self.of_children = {one for child in who for one in people.contacts[child]} | {referral}
        ties = [
            tie
            for tie in ties_of(people, read.sharing, referral)
            if tie.referral not in self.of_children and (then is None or tie.at <= then.at)
        ]
        kin = {one for child in who for one in people.family[child]}
        kin |= {
            person
            for row in people.mentions[referral]
            if row.kind in HOUSEHOLD and (person := people.person_of(row)) is not None
        }
        self.of_family = {one for person in kin - who for one in people.contacts[person]}
        self.of_family |= {tie.referral for tie in ties if tie.family}
        self.of_family -= self.of_children
        self.links = {(t.referral, t.via) for t in ties if t.referral not in self.of_family}

    def told(self, referrals: Iterable[int]) -> list[Seen]:
        """Those that evidence may name: no sealed one but those known, none that came later."""
        read, then = self.read, self.then
        found = [
            read.seen(row)
            for row in (read.others[one] for one in referrals if one in read.others)
            if row.id == self.referral
            or not (self._closed(row) or (then is not None and row.received_at > then.at))
        ]
        found.sort(key=IN_ORDER)
        return found

    def _closed(self, row: Row) -> bool:
        return row.sealed and row.id not in self.read.people.known

    def related(self, referrals: Iterable[int], via: str) -> tuple[Related, ...]:
        return tuple(Related(one, via, self.weighed(one.id)) for one in self.told(referrals))

    def weighed(self, other: int) -> bool:
        """Whether another referral was weighed in this one."""
        at = self.read.weighed[self.referral].get(other)
        return at is not None and (self.then is None or at <= self.then.at)

    def every_contact(self) -> set[int]:
        """The contacts about its children by all that was ever judged, sealed ones too."""
        found = self.read.people.every_contact
        return {one for row in self.children for one in found.get(row.root_id, ())}


def _made(read: Reading, of: _Of, now: datetime) -> Snapshot:
    own, then, done = of.own, of.then, read.done
    this = read.seen(own)
    state = {"state": own.state, "level": own.level, "consent": own.consent}
    if then is not None:
        now, this = then.at, _as_it_was(this, then)
        state = _state_then(then)
    told = story(done.events[of.referral], done.needs[of.referral], then)
    linked = {one.id: one for one in of.told({number for number, _ in of.links})}
    of_others = {*of.of_family, *of.of_children, *(number for number, _ in of.links)}
    beside = of.every_contact() - {of.referral}
    withdrawn = {
        one
        for one in of.of_children & read.withdrawn.keys()
        if then is None or read.withdrawn[one] <= then.at
    }
    return Snapshot(
        today=london_day(now),
        this=this,
        **state,
        children=tuple(_child(of, row, this) for row in of.children),
        siblings=of.related(of.of_family, "family"),
        links=tuple(
            sorted(
                Related(linked[one], via, of.weighed(one)) for one, via in of.links if one in linked
            )
        ),
        requests=asked(done.requests[of.referral], then),
        ratings=told.ratings,
        explained=told.explained,
        returned=told.returned,
        history_opened=told.history_opened,
        challenges=challenged(done.challenges[of.referral], then),
        ticked=newest_ticked(done.needs[of.referral], then),
        withdrawn=tuple(of.told(withdrawn)),
        load=done.loads.get(own.worker_id),
        related=frozenset((of_others | beside) & read.others.keys()) - {of.referral},
        sealed=frozenset() if own.sealed else _sealed(read, beside),
    )


def _child(of: _Of, row: Row, this: Seen) -> Young:
    people = of.read.people
    who = people.child_of(row)
    contacts = [one for one in of.told(people.contacts[who]) if one.id != this.id]
    return Young(
        who,
        tuple(sorted((*contacts, this), key=IN_ORDER)),
        row.born,
        unborn=row.born is None and (row.expected is not None or row.sex is Sex.UNBORN),
    )


def _sealed(read: Reading, referrals: Collection[int]) -> frozenset[int]:
    others = read.others
    return frozenset(one for one in referrals if one in others and others[one].sealed)


def _as_it_was(this: Seen, then: Then) -> Seen:
    """The contact itself, with the rating and the reasons it had then."""
    rating = then.state.get("final_rating") or then.state.get("rating")
    reasons = then.state.get("reasons") or ()
    told = frozenset(map(Reason, reasons)) or this.reasons
    return replace(this, rating=None if rating is None else Rag(rating), reasons=told)


def _state_then(then: Then) -> dict[str, Any]:
    state, consent = then.state.get("state"), then.state.get("consent")
    return {
        "state": ReferralState.UNRATED if state is None else ReferralState(state),
        "level": then.state.get("level"),
        "consent": None if consent is None else Consent(consent),
    }
