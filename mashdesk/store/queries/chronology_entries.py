"""The entries of a chronology that rows of their own tell: contacts, requests, answers, decisions,
feedback, and what was weighed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from mashdesk.domain.calendar import london_text
from mashdesk.domain.contact import Reason
from mashdesk.domain.corroboration import ItemKind
from mashdesk.domain.permissions import may_read_answer
from mashdesk.store.queries import chronology_rows as cr
from mashdesk.store.queries.corroboration import holding, stated_of
from mashdesk.store.queries.earlier_hub import Came, came_by, earlier_entries
from mashdesk.store.queries.telling import Telling
from mashdesk.store.queries.told_by_events import consented, happened
from mashdesk.store.queries.unspoken import unsaid
from mashdesk.store.queries.weighed_words import NOT_OPEN
from mashdesk.store.views.chronology import ChronologyEntry, EntryKind, Item
from mashdesk.text import labelled

Reading = dict[str, Any]


def whole_entries(
    connection: Connection,
    teller: Telling,
    contacts: Collection[Any],
    whole: Collection[int],
    reading: Reading,
) -> Iterator[ChronologyEntry]:
    """Everything of these referrals; `contacts` are their rows and maybe others'."""
    stated = stated_of(connection, reading, teller, _with(contacts, whole, "stated"))
    for entry in _entries(connection, teller, contacts, whole, reading):
        said = stated.get((entry.referral, entry.item)) if entry.item is not None else None
        yield replace(entry, stated=said) if said else entry


def brief_entries(
    connection: Connection,
    teller: Telling,
    contacts: Collection[Any],
    which: Collection[int],
    reading: Reading,
) -> Iterator[ChronologyEntry]:
    """What is told of a referral in which somebody is only mentioned: the contact and decisions."""
    came = came_by(connection, [row for row in contacts if row["id"] in which], reading)
    for row in contacts:
        if row["id"] in which:
            yield _contact(teller, row, came.get(row["id"]))
    yield from _decisions(connection, teller, which, reading)


def _entries(
    connection: Connection,
    teller: Telling,
    contacts: Collection[Any],
    whole: Collection[int],
    reading: Reading,
) -> Iterator[ChronologyEntry]:
    answers = cr.rows(connection, cr.ANSWERED, whole, reading)
    found = cr.found_of(connection, [row["id"] for row in answers])
    held = holding(connection, reading, teller, answers, found)
    came = came_by(connection, [row for row in contacts if row["id"] in whole], reading)
    for row in contacts:
        if row["id"] in whole:
            contact = _contact(teller, row, came.get(row["id"]))
            yield replace(contact, corroborated=held.of_contact(row))
    for row in cr.rows(connection, cr.ASKED, whole, reading):
        yield teller.entry(
            row["referral_id"], row["asked_at"], EntryKind.REQUEST, "the hub",
            f"{row['name']} asked", words=row["question"], agency=row["code"],
            by=teller.name(row["asked_by"], "SYSTEM"),
        )  # fmt: skip
    said = cr.passages(connection, [row["id"] for row in answers])
    for row in answers:
        yield _answer(teller, row, said.get(row["id"], []))
    yield from _decisions(connection, teller, whole, reading)
    yield from _feedback(connection, teller, whole, reading)
    events = unsaid(connection, reading, cr.rows(connection, cr.HAPPENED, whole, reading))
    yield from happened(teller, events)
    yield from consented(teller, events)
    yield from _weighed(connection, teller, _with(contacts, whole, "weighed"), reading)
    yield from earlier_entries(connection, teller, _with(contacts, whole, "arrived"), reading)


def _with(contacts: Collection[Any], whole: Collection[int], what: str) -> list[int]:
    """Of the referrals told of as a whole, those that have any of this."""
    return [row["id"] for row in contacts if row[what] and row["id"] in whole]


def _contact(teller: Telling, row: Any, came: Came | None) -> ChronologyEntry:
    """The contact; one that was handed over came so, whatever way its first hub was told."""
    sender = ", ".join(filter(None, (row["sender_name"], row["sender_organisation"])))
    source = row["source"].label + (f": {sender}" if sender else "")
    why = ", ".join(Reason(code).label for code in row["reasons"])
    by = f"Contact {row['channel'].way}" if came is None else came.title
    title = by + (f": {why}" if why else "")
    if came is not None:
        source += f", who {came.told}"
    return teller.entry(
        row["id"], row["received_at"], EntryKind.CONTACT, source, title,
        words=row["worry"], agency=row["sender_agency"], item=Item(ItemKind.CONTACT),
    )  # fmt: skip


def _answer(teller: Telling, row: Any, said: list[Any]) -> ChronologyEntry:
    title = f"{row['name']}: {row['answer'].label}"
    if row["declined"] is not None:
        title += f", {row['declined'].label}"
    if row["risk_view"] is not None:
        title += f"; their view: {row['risk_view'].value}"
    readable = [one["words"] for one in said if may_read_answer(teller.actor.role, one["sharing"])]
    words = "\n\n".join(filter(None, [row["reason"], *readable]))
    unread = bool(said) and not readable and not words
    source = f"{row['name']}: {row['person']}" if row["person"] else row["name"]
    return teller.entry(
        row["referral_id"], row["recorded_at"], EntryKind.ANSWER, source, title,
        words=None if unread else words, agency=row["code"],
        by=teller.name(row["recorded_by"], "SYSTEM"), item=Item(ItemKind.ANSWER, row["id"]),
    )  # fmt: skip


def _decisions(
    connection: Connection, teller: Telling, which: Collection[int], reading: Reading
) -> Iterator[ChronologyEntry]:
    for row in cr.rows(connection, cr.DECIDED, which, reading):
        by = teller.name(row["decider_id"])
        by_when = row["expected_by"] and london_text(row["expected_by"])
        words = labelled(
            ("Why", row["rationale"]),
            ("The child's voice", row["voice"]),
            ("No voice of the child", row["no_voice_because"]),
            ("Goes to", row["receiver"]),
            ("Expected", row["expected"]),
            ("By", by_when or ""),
        )
        title = f"Decided: {row['outcome'].label}, {row['final_rating'].value}"
        yield teller.entry(
            row["referral_id"], row["decided_at"], EntryKind.DECISION, by, title, words=words, by=by
        )


def _feedback(
    connection: Connection, teller: Telling, which: Collection[int], reading: Reading
) -> Iterator[ChronologyEntry]:
    for row in cr.rows(connection, cr.FED_BACK, which, reading):
        by = teller.name(row["given_by"])
        title = f"{row['person'] or 'Referrer'} told" if row["told"] else "Referrer not told"
        words = row["words"] if row["told"] else row["why_not"]
        yield teller.entry(
            row["referral_id"], row["given_at"], EntryKind.FEEDBACK, by, title, words=words, by=by
        )


def _weighed(
    connection: Connection, teller: Telling, which: Collection[int], reading: Reading
) -> Iterator[ChronologyEntry]:
    for row in cr.rows(connection, cr.WEIGHED, which, reading):
        by = teller.name(row["by"])
        title = "The history of another referral was considered"
        words = row["words"] if row["whole"] else NOT_OPEN
        yield teller.entry(
            row["referral_id"], row["at"], EntryKind.CONSIDERED, by, title, words=words, by=by
        )
