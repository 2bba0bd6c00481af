"""What a record's timeline leaves unsaid for whoever does not see another record it speaks of.

Words may have been written while that other record was open to all, and quote or name it: from its
sealing on they are told to those alone who see it, and go into no file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.prompts import cited
from mashdesk.store.names import CONSIDERED, JUDGEMENTS, PROMPTS, REFERRALS, RELATIONSHIPS
from mashdesk.store.queries.known import people_of, seen
from mashdesk.store.queries.sight import NOBODY, NOW, PERSON, SEALED, hidden, sight_of
from mashdesk.store.views import DecisionView, EventView, ReferralView

ANOTHER = "a record not open to you"
"""In place of the reference of a record out of the reader's sight."""

_HIDDEN = select(REFERRALS.c.id, REFERRALS.c.reference).where(
    REFERRALS.c.id.in_(hidden(PERSON, NOW).with_only_columns(SEALED.c.id))
)
_AT: Any = bindparam("at", expanding=True)
_OF: Any = bindparam("of_referral")
_WEIGHED = select(CONSIDERED.c.at, CONSIDERED.c.other_id).where(CONSIDERED.c.referral_id == _OF)
_ANSWERED = select(PROMPTS.c.referral_id, PROMPTS.c.answered_at, PROMPTS.c.rests_on).where(
    PROMPTS.c.referral_id.in_(bindparam("referrals", expanding=True)),
    PROMPTS.c.answered_at.is_not(None),
)
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
    connection: Connection,
    actor: Actor,
    referral: int,
    now: datetime,
    events: tuple[EventView, ...],
) -> tuple[EventView, ...]:
    """A record's timeline as this reader may read it."""
    unseen = _unseen(connection, actor, referral, now)
    return tuple(unseen.told(events)) if unseen.references else events


def openly(connection: Connection, actor: Actor, view: ReferralView, now: datetime) -> ReferralView:
    """A record as it goes into a file, which people read who see no sealed record: of those it
    says nothing, but for itself.
    """
    unseen = _unseen(connection, replace(actor, user_id=NOBODY), view.id, now)
    if not unseen.references:
        return view
    decision = None if view.decision is None else _decision(view.decision, unseen.references)
    return replace(view, events=tuple(unseen.told(view.events)), decision=decision)


def decision_as_read(
    connection: Connection, actor: Actor, referral: int, now: datetime, decision: DecisionView
) -> DecisionView:
    """A record's decision as this reader may read it."""
    references = hidden_references(connection, sight_of(actor.user_id, now))
    references.pop(referral, None)
    return _decision(decision, references) if references else decision


def _decision(decision: DecisionView, references: Mapping[int, str]) -> DecisionView:
    said: dict[str, Any] = {
        name: masked(getattr(decision, name), references)
        for name in ("rationale", "voice", "would_change", "spoken_to", "expected",
                     "agency_words", "referrer_words", "no_voice_because")
    }  # fmt: skip
    return replace(decision, **said)


def unsaid(
    connection: Connection, reading: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """Events of many records, as they are stored, as the reader may read their words (`reading` as
    `known.reader_of` has it).
    """
    references = hidden_references(connection, reading)
    if not references:
        return rows
    of = {row["referral_id"] for row in rows if row["kind"] == "prompt_answered"}
    quoting = _quoting(connection, of, references)
    told = []
    for row in rows:
        quotes = row["kind"] == "prompt_answered" and (row["referral_id"], row["at"]) in quoting
        text = "" if quotes else masked(row["text"], references)
        told.append({**row, "text": text, "title": masked(row["title"], references)})
    return told


def masked(text: str, references: Mapping[int, str]) -> str:
    """The words without the references of these records."""
    if not text or not any(one in text.upper() for one in references.values()):
        return text
    names = "|".join(re.escape(one) for one in references.values())
    return re.sub(rf"\b(?:{names})\b", ANOTHER, text, flags=re.IGNORECASE)


def hidden_references(connection: Connection, reading: Mapping[str, Any]) -> dict[int, str]:
    """The references, by id, of the sealed records that a reader (`reading` as `sight_of` has it)
    does not see.
    """
    which = {name: reading[name] for name in (PERSON.key, NOW.key)}
    return {row.id: row.reference for row in connection.execute(_HIDDEN, which)}


def _quoting(
    connection: Connection, referrals: Collection[int], references: Mapping[int, str]
) -> set[tuple[int, datetime]]:
    """When prompts of these referrals were answered that rested on such a record."""
    rows = connection.execute(_ANSWERED, {"referrals": list(referrals)}) if referrals else ()
    return {
        (row.referral_id, row.answered_at)
        for row in rows
        if cited(row.rests_on) & references.keys()
    }


@dataclass(frozen=True, slots=True)
class _Unseen:
    """The sealed records that a reader of one record does not see, with their references by id."""

    connection: Connection
    actor: Actor
    referral: int
    now: datetime
    references: dict[int, str]

    def masked(self, text: str) -> str:
        """The words without the references of those records."""
        return masked(text, self.references)

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
        for one in events:
            if one.kind in (*_OF_JUDGEMENTS, *_OF_TIES) and one.at in gone:
                continue
            quotes = one.at in blank.get(one.kind, ())
            text = "" if quotes else self.masked(one.text)
            title = self.masked(one.title)
            same = (text, title) == (one.text, one.title)
            yield one if same else replace(one, text=text, title=title)

    def _weighed(self) -> set[datetime]:
        """When such a record was weighed in this one."""
        rows = self.connection.execute(_WEIGHED, {"of_referral": self.referral})
        return {row.at for row in rows if row.other_id in self.references}

    def _answered(self) -> set[datetime]:
        """When a prompt was answered that rested on such a record."""
        return {at for _, at in _quoting(self.connection, [self.referral], self.references)}

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


def _unseen(connection: Connection, actor: Actor, referral: int, now: datetime) -> _Unseen:
    references = hidden_references(connection, sight_of(actor.user_id, now))
    references.pop(referral, None)
    return _Unseen(connection, actor, referral, now, references)
