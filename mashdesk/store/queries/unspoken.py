"""What a record leaves unsaid for whoever does not see another record it speaks of.

Its timeline may tell of that record without naming it: that it was weighed, or who was judged to be
whom. From the sealing on such entries are told to those alone who see it, as is its reference
wherever the words of a record quote it; and neither goes into a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.prompts import PROMPTS as KINDS
from mashdesk.domain.prompts import cited
from mashdesk.domain.prompts.told import without
from mashdesk.domain.prompts.weighing import SEALED_SINCE
from mashdesk.store.names import CONSIDERED, JUDGEMENTS, PROMPTS, RELATIONSHIPS
from mashdesk.store.queries.known import people_of, seen
from mashdesk.store.queries.masking import ARRIVED, Unseen, unseen
from mashdesk.store.queries.sight import NOBODY, sight_of
from mashdesk.store.views import EventView, ReferralView

# Made once: building a statement costs as much as running it.
_AT: Any = bindparam("at", expanding=True)
_OF: Any = bindparam("of_referral")
_WEIGHED = select(CONSIDERED.c.at, CONSIDERED.c.other_id).where(CONSIDERED.c.referral_id == _OF)
_ANSWERED = select(PROMPTS.c.referral_id, PROMPTS.c.answered_at, PROMPTS.c.rests_on).where(
    PROMPTS.c.referral_id.in_(bindparam("referrals", expanding=True)),
    PROMPTS.c.answered_at.is_not(None),
)
_SEALED_SINCE = select(
    PROMPTS.c.code, PROMPTS.c.raised_at, PROMPTS.c.answered_at, PROMPTS.c.rests_on
).where(PROMPTS.c.referral_id == _OF, PROMPTS.c.reason == SEALED_SINCE)
_RELATED = select(
    RELATIONSHIPS.c.at,
    RELATIONSHIPS.c.ended_at,
    RELATIONSHIPS.c.from_id.label("one_id"),
    RELATIONSHIPS.c.to_id.label("other_id"),
).where(RELATIONSHIPS.c.referral_id == _OF)
_JUDGED = select(
    JUDGEMENTS.c.at, JUDGEMENTS.c.undone_at, JUDGEMENTS.c.one_id, JUDGEMENTS.c.other_id
).where(or_(JUDGEMENTS.c.at.in_(_AT), JUDGEMENTS.c.undone_at.in_(_AT)))


def as_read(
    connection: Connection, actor: Actor, view: ReferralView, now: datetime
) -> ReferralView:
    """A record as this reader may read it: of those they do not see its words say nothing."""
    hidden = unseen(connection, sight_of(actor.user_id, now)).besides(view.id, view.reference)
    if not hidden:
        return view
    timeline = _Timeline(connection, actor, view.id, now, hidden)
    return hidden.told(replace(view, events=tuple(timeline.told(view.events))))


def openly(connection: Connection, actor: Actor, view: ReferralView, now: datetime) -> ReferralView:
    """A record as it goes into a file, which people read who see no sealed record: of those it
    says nothing, but for itself.
    """
    told = replace(view, besides=())
    return as_read(connection, replace(actor, user_id=NOBODY), told, now)


def unsaid(
    connection: Connection, reading: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """Events of many records, as they are stored, as the reader may read their words (`reading` as
    `known.reader_of` has it).
    """
    hidden = unseen(connection, reading)
    if not hidden:
        return rows
    of = {row["referral_id"] for row in rows if row["kind"] == "prompt_answered"}
    quoting = _quoting(connection, of, hidden)
    told = []
    for row in rows:
        quotes = row["kind"] == "prompt_answered" and (row["referral_id"], row["at"]) in quoting
        text = row["text"] if row["kind"] == ARRIVED else hidden.masked(row["text"])
        told.append({**row, "text": "" if quotes else text, "title": hidden.masked(row["title"])})
    return told


def _quoting(
    connection: Connection, referrals: Collection[int], hidden: Unseen
) -> set[tuple[int, datetime]]:
    """When prompts of these referrals were answered that rested on such a record."""
    rows = connection.execute(_ANSWERED, {"referrals": list(referrals)}) if referrals else ()
    return {(row.referral_id, row.answered_at) for row in rows if cited(row.rests_on) & hidden.ids}


@dataclass(frozen=True, slots=True)
class _Timeline:
    """The timeline of one record, for a reader who does not see these others."""

    connection: Connection
    actor: Actor
    referral: int
    now: datetime
    hidden: Unseen

    def told(self, events: Sequence[EventView]) -> Iterator[EventView]:
        """What of a timeline may be read."""
        kinds = {one.kind for one in events}
        blank = {
            kind: find()
            for kind, find in (
                ("history_considered", self._weighed),
                ("prompt_answered", self._answered),
            )
            if kind in kinds
        }
        judged = [one.at for one in events if one.kind in _OF_JUDGEMENTS]
        gone = self._about_unseen(judged, related=bool(kinds & set(_OF_TIES)))
        never = self._never_raised() if "prompted" in kinds else []
        for one in events:
            if one.kind == "prompted" and never:
                titles = [title for title, since, until in never if since <= one.at <= until]
                if said := without(one.title, titles):
                    yield replace(one, title=said)
                continue
            if one.kind in (*_OF_JUDGEMENTS, *_OF_TIES) and one.at in gone:
                continue
            quotes = one.at in blank.get(one.kind, ())
            yield replace(one, text="") if quotes else one

    def _weighed(self) -> set[datetime]:
        """When such a record was weighed in this one."""
        rows = self.connection.execute(_WEIGHED, {"of_referral": self.referral})
        return {row.at for row in rows if row.other_id in self.hidden.ids}

    def _answered(self) -> set[datetime]:
        """When a prompt was answered that rested on such a record."""
        return {at for _, at in _quoting(self.connection, [self.referral], self.hidden)}

    def _never_raised(self) -> list[tuple[str, datetime, datetime]]:
        """The titles of prompts that lapsed as such a record was sealed, each with since and until
        when it stood.
        """
        rows = self.connection.execute(_SEALED_SINCE, {"of_referral": self.referral})
        return [
            (KINDS[row.code].title, row.raised_at, row.answered_at)
            for row in rows
            if row.code in KINDS and cited(row.rests_on) & self.hidden.ids
        ]

    def _about_unseen(self, at: Collection[datetime], *, related: bool) -> set[datetime]:
        """When two people were judged or tied of whom the reader may not know both."""
        rows = list(self.connection.execute(_JUDGED, {"at": list(at)})) if at else []
        if related:
            rows += self.connection.execute(_RELATED, {"of_referral": self.referral})
        people = sorted({one for row in rows for one in (row.one_id, row.other_id)})
        known = seen(self.connection, self.actor, people, self.now)
        known |= self._here() if people and self.actor.user_id == NOBODY else frozenset()
        return {
            when
            for row in rows
            if not {row.one_id, row.other_id} <= known
            for when in (row[0], row[1])
            if when is not None
        }

    def _here(self) -> frozenset[int]:
        """Who appears in the record itself, which whoever reads its file reads."""
        whole = Actor(SYSTEM.user_id, SYSTEM.name, self.actor.role)
        there = people_of(self.connection, whole, self.referral, self.now)
        return frozenset(one.individual for one in there)


_OF_JUDGEMENTS = ("identity_judged", "judgement_undone")
_OF_TIES = ("related", "unrelated")
