"""One chronology of a child or a household over all contacts, requests, answers and decisions, with
its sources named, and by whom each was corroborated.

It follows who was judged the same: both histories are in it, and whose judgement that was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.people import Verdict
from mashdesk.domain.searching import holds, words_of
from mashdesk.store.names import JUDGEMENTS
from mashdesk.store.queries import chronology_rows as cr
from mashdesk.store.queries.chronology_entries import brief_entries, whole_entries
from mashdesk.store.queries.events import names
from mashdesk.store.queries.kin import (
    Appearance,
    appearances,
    children_of,
    seen_names,
    selves_of,
)
from mashdesk.store.queries.known import reader_of
from mashdesk.store.queries.masking import Unseen, unseen
from mashdesk.store.queries.telling import Telling
from mashdesk.store.views.chronology import (
    ChronologyEntry,
    ChronologyFilter,
    ChronologyView,
    EntryKind,
    SameView,
)

MOST_REFERRALS = 200
"""So many referrals, the newest, make one chronology."""

_JUDGED = (
    select(JUDGEMENTS)
    .where(
        JUDGEMENTS.c.undone_at.is_(None),
        JUDGEMENTS.c.verdict == Verdict.SAME,
        JUDGEMENTS.c.one_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(JUDGEMENTS.c.id)
)


def chronology(
    connection: Connection,
    actor: Actor,
    roots: Collection[int],
    now: datetime,
    wanted: ChronologyFilter | None = None,
) -> ChronologyView:
    """The chronology of these people (each as who they were judged to be), oldest first."""
    reading = reader_of(actor, now)
    selves = selves_of(connection, reading, roots)
    met = appearances(connection, reading, selves, MOST_REFERRALS + 1)
    whole = _newest(one.referral for one in met if one.subject)
    mentioned = _newest(one.referral for one in met if not one.subject) - whole
    teller = Telling(actor, names(connection))
    contacts = cr.rows(connection, cr.CONTACTS, whole | mentioned, reading)
    teller.references = {row["id"]: row["reference"] for row in contacts}
    teller.children = children_of(connection, teller.references)
    whole &= set(teller.references)
    mentioned &= set(teller.references)
    entries = [
        *whole_entries(connection, teller, contacts, whole, reading),
        *brief_entries(connection, teller, contacts, mentioned, reading),
    ]
    hidden = unseen(connection, reading)
    entries = [_without(one, hidden) for one in entries]
    entries.sort(key=lambda one: one.at)
    kept = tuple(one for one in entries if fits(one, wanted))
    return ChronologyView(
        _names(met, roots),
        kept,
        hidden.told(_same(connection, reading, selves, teller.people)),
        len(entries) - len(kept),
        len({one.referral for one in met if one.subject}) > MOST_REFERRALS,
        wanted or ChronologyFilter(),
    )


def _without(entry: ChronologyEntry, hidden: Unseen) -> ChronologyEntry:
    """An entry without the references of records out of sight; those of another hub stay, also in
    what was told of an arrival, whose own words `unsaid` has left out already.
    """
    if entry.hub:
        return entry
    told = hidden.told(entry)
    return replace(told, words=entry.words) if entry.kind is EntryKind.HAND_OVER else told


def _newest(referrals: Iterable[int]) -> set[int]:
    return set(sorted(set(referrals), reverse=True)[:MOST_REFERRALS])


def _names(met: Iterable[Appearance], roots: Collection[int]) -> tuple[str, ...]:
    """What the people are called, newest spelling each."""
    found: dict[int, str] = {}
    for one in sorted(met, key=lambda one: -one.referral):
        found.setdefault(one.root, one.name)
    return tuple(found[root] for root in roots if root in found)


def fits(entry: ChronologyEntry, wanted: ChronologyFilter | None) -> bool:
    """Whether an entry is wanted."""
    if wanted is None:
        return True
    if wanted.kinds and entry.kind not in wanted.kinds:
        return False
    if wanted.agency and wanted.agency.upper() not in _agencies(entry):
        return False
    words = words_of(wanted.text)
    return not words or holds("\n".join(_said(entry)), words)


def _agencies(entry: ChronologyEntry) -> Iterator[str]:
    yield entry.agency
    yield from (one.agency for one in entry.corroborated)


def _said(entry: ChronologyEntry) -> Iterator[str]:
    """Every word of an entry that can be looked for."""
    yield from (entry.title, entry.words or "", entry.source, entry.about, entry.reference)
    yield entry.hub
    for one in entry.stated:
        yield from (one.source, one.words, one.by)


def _same(
    connection: Connection,
    reading: dict[str, Any],
    selves: dict[int, int],
    people: Mapping[int, str],
) -> tuple[SameView, ...]:
    """Who judged these to be one; of those only whom the reader sees both of."""
    judged = cr.rows(connection, _JUDGED, selves, {})
    if not judged:
        return ()
    pairs = {one for row in judged for one in (row["one_id"], row["other_id"])}
    seen = seen_names(connection, reading, pairs)
    return tuple(
        SameView(
            seen[row["one_id"]],
            seen[row["other_id"]],
            people.get(row["by"], "—"),
            row["at"],
            row["reason"],
        )
        for row in judged
        if row["one_id"] in seen and row["other_id"] in seen
    )
