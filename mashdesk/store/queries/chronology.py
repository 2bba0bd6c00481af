"""One chronology of a child or a household over all contacts, requests, answers and decisions, with
its sources named, and by whom each contact was corroborated.

It follows who was judged the same: both histories are in it, and whose judgement that was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.contact import Reason
from mashdesk.domain.people import Verdict
from mashdesk.domain.permissions import may_read_answer
from mashdesk.domain.request import AnswerKind
from mashdesk.domain.searching import holds, words_of
from mashdesk.store.names import JUDGEMENTS
from mashdesk.store.queries import chronology_rows as cr
from mashdesk.store.queries.events import names
from mashdesk.store.queries.kin import (
    Appearance,
    appearances,
    children_of,
    named,
    roots_of,
    seen_names,
    selves_of,
)
from mashdesk.store.queries.known import reader_of
from mashdesk.store.views.chronology import (
    ChronologyEntry,
    ChronologyFilter,
    ChronologyView,
    Corroboration,
    EntryKind,
    SameView,
)

MOST_REFERRALS = 200
"""So many referrals, the newest, make one chronology."""

_BRIEF = (EntryKind.CONTACT, EntryKind.DECISION)
"""What is told of a referral in which somebody is only mentioned."""

_JUDGED = (
    select(JUDGEMENTS)
    .where(
        JUDGEMENTS.c.undone_at.is_(None),
        JUDGEMENTS.c.verdict == Verdict.SAME,
        JUDGEMENTS.c.one_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(JUDGEMENTS.c.id)
)
_EVENT_KINDS = {
    "rated": EntryKind.RATING,
    "second_rating": EntryKind.RATING,
    "note": EntryKind.NOTE,
    "strategy_discussion": EntryKind.STRATEGY,
    "reviewed": EntryKind.REVIEW,
    "oversight": EntryKind.NOTE,
    "acknowledged": EntryKind.DECISION,
}


@dataclass(slots=True)
class _Told:
    """What every entry needs to know: references, children and names of people with accounts."""

    actor: Actor
    people: Mapping[int, str]
    references: dict[int, str] = field(default_factory=dict)
    children: dict[int, list[tuple[int | None, str]]] = field(default_factory=dict)

    def entry(
        self, referral: int, at: datetime, kind: EntryKind, source: str, title: str, **more: Any
    ) -> ChronologyEntry:
        """One entry of a referral."""
        about = named(self.children.get(referral, ()))
        more.setdefault("words", "")
        reference = self.references[referral]
        return ChronologyEntry(at, kind, referral, reference, about, source, title, **more)


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
    told = _Told(actor, names(connection))
    contacts = cr.rows(connection, cr.CONTACTS, whole | mentioned, reading)
    told.references = {row["id"]: row["reference"] for row in contacts}
    told.children = children_of(connection, told.references)
    whole &= set(told.references)
    entries = list(_entries(connection, told, contacts, whole, reading))
    brief = [_contact(told, row) for row in contacts if row["id"] not in whole]
    brief += _decisions(connection, told, mentioned & set(told.references), reading)
    entries += [one for one in brief if one.kind in _BRIEF]
    entries.sort(key=lambda one: one.at)
    kept = tuple(one for one in entries if fits(one, wanted))
    return ChronologyView(
        _names(met, roots),
        kept,
        _same(connection, reading, selves, told.people),
        len(entries) - len(kept),
        len({one.referral for one in met if one.subject}) > MOST_REFERRALS,
    )


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
    if wanted.agency and wanted.agency.upper() not in (entry.agency, *_agencies(entry)):
        return False
    words = words_of(wanted.text)
    said = (entry.title, entry.words or "", entry.source, entry.about, entry.reference)
    return not words or holds("\n".join(said), words)


def _agencies(entry: ChronologyEntry) -> tuple[str, ...]:
    return tuple(one.agency for one in entry.corroborated)


def _entries(
    connection: Connection,
    told: _Told,
    contacts: Iterable[Any],
    whole: set[int],
    reading: dict[str, Any],
) -> Iterator[ChronologyEntry]:
    answers = cr.rows(connection, cr.ANSWERED, whole, reading)
    found = cr.found_of(connection, [row["id"] for row in answers])
    holding = _holding(connection, reading, told, answers, found)
    for row in contacts:
        if row["id"] in whole:
            yield replace(_contact(told, row), corroborated=_corroborated(row, holding))
    for row in cr.rows(connection, cr.ASKED, whole, reading):
        yield told.entry(
            row["referral_id"], row["asked_at"], EntryKind.REQUEST, "the hub",
            f"{row['name']} asked", words=row["question"], agency=row["code"],
            by=told.people.get(row["asked_by"], "SYSTEM"),
        )  # fmt: skip
    said = cr.passages(connection, [row["id"] for row in answers])
    for row in answers:
        yield _answer(told, row, said.get(row["id"], []))
    yield from _decisions(connection, told, whole, reading)
    yield from _rest(connection, told, whole, reading)


def _contact(told: _Told, row: Any) -> ChronologyEntry:
    sender = ", ".join(filter(None, (row["sender_name"], row["sender_organisation"])))
    source = row["source"].label + (f": {sender}" if sender else "")
    why = ", ".join(Reason(code).label for code in row["reasons"])
    title = f"Contact by {row['channel'].label}" + (f": {why}" if why else "")
    return told.entry(
        row["id"], row["received_at"], EntryKind.CONTACT, source, title,
        words=row["worry"], agency=row["sender_agency"],
    )  # fmt: skip


def _answer(told: _Told, row: Any, said: list[Any]) -> ChronologyEntry:
    title = f"{row['name']}: {row['answer'].label}"
    if row["declined"] is not None:
        title += f", {row['declined'].label}"
    if row["risk_view"] is not None:
        title += f"; their view: {row['risk_view'].value}"
    readable = [one["words"] for one in said if may_read_answer(told.actor.role, one["sharing"])]
    words = "\n\n".join(filter(None, [row["reason"], *readable]))
    unread = bool(said) and not readable and not words
    source = f"{row['name']}: {row['person']}" if row["person"] else row["name"]
    return told.entry(
        row["referral_id"], row["recorded_at"], EntryKind.ANSWER, source, title,
        words=None if unread else words, agency=row["code"],
        by=told.people.get(row["recorded_by"], "SYSTEM"),
    )  # fmt: skip


def _decisions(
    connection: Connection, told: _Told, which: Collection[int], reading: dict[str, Any]
) -> Iterator[ChronologyEntry]:
    for row in cr.rows(connection, cr.DECIDED, which, reading):
        by = told.people.get(row["decider_id"], "—")
        words = "\n".join(filter(None, (row["rationale"], row["voice"])))
        title = f"Decided: {row['outcome'].label}, {row['final_rating'].value}"
        yield told.entry(
            row["referral_id"], row["decided_at"], EntryKind.DECISION, by, title, words=words, by=by
        )


def _rest(
    connection: Connection, told: _Told, which: Collection[int], reading: dict[str, Any]
) -> Iterator[ChronologyEntry]:
    for row in cr.rows(connection, cr.FED_BACK, which, reading):
        by = told.people.get(row["given_by"], "—")
        title = f"{row['person'] or 'Referrer'} told" if row["told"] else "Referrer not told"
        words = row["words"] if row["told"] else row["why_not"]
        yield told.entry(
            row["referral_id"], row["given_at"], EntryKind.FEEDBACK, by, title, words=words, by=by
        )
    for row in cr.rows(connection, cr.HAPPENED, which, reading):
        kind = _EVENT_KINDS.get(row["kind"], EntryKind.RETURN)
        by = row["actor"]
        yield told.entry(
            row["referral_id"], row["at"], kind, by, row["title"], words=row["text"], by=by
        )
    for row in cr.rows(connection, cr.WEIGHED, which, reading):
        by = told.people.get(row["by"], "—")
        title = "The history of another referral was considered"
        yield told.entry(
            row["referral_id"], row["at"], EntryKind.CONSIDERED, by, title, words=row["words"],
            by=by,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Holds:
    """An answer that holds something, of these children as whom they were judged to be."""

    of: Corroboration
    children: frozenset[int]


def _holding(
    connection: Connection,
    reading: dict[str, Any],
    told: _Told,
    answers: list[Any],
    found: dict[int, set[int | None]],
) -> tuple[list[_Holds], dict[int, frozenset[int]]]:
    """Every answer that holds something of a child, and the children of each referral."""
    ids = {one for rows in told.children.values() for one, _ in rows if one is not None}
    roots = roots_of(connection, reading, ids)
    children = {
        referral: frozenset(roots[one] for one, _ in rows if one in roots)
        for referral, rows in told.children.items()
    }
    holding = []
    for row in sorted(answers, key=lambda row: row["recorded_at"]):
        of = found.get(row["id"])
        about = children[row["referral_id"]]
        if of:
            about = frozenset(roots[one] for one in of if one in roots) or about
        elif of is not None or row["answer"] is not AnswerKind.RELEVANT:
            continue
        told_by = Corroboration(row["code"], row["name"], row["recorded_at"])
        holding.append(_Holds(told_by, about))
    return holding, children


def _corroborated(
    row: Any, holding: tuple[list[_Holds], dict[int, frozenset[int]]]
) -> tuple[Corroboration, ...]:
    """Agencies, other than the one that sent the contact, that held something of one of its
    children afterwards: the first answer of each.
    """
    every, children = holding
    about = children.get(row["id"], frozenset())
    first: dict[str, Corroboration] = {}
    for one in every:
        after = one.of.at >= row["received_at"] and one.of.agency != row["sender_agency"]
        if after and one.children & about:
            first.setdefault(one.of.agency, one.of)
    return tuple(first.values())


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
