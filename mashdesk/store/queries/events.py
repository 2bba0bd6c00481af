"""The timeline: what happened to a record, and which fields went from what to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from mashdesk.domain.calendar import london_text
from mashdesk.domain.change_words import in_words
from mashdesk.domain.errors import FieldChange
from mashdesk.store.names import EVENTS, PEOPLE
from mashdesk.store.tracking import NOT_STATE
from mashdesk.store.views import EventView
from mashdesk.text import clip

_BEGINNINGS = frozenset({"taken_in", "asked"})
"""Kinds that change everything from nothing: telling each field would only repeat the record."""


def names(connection: Connection) -> dict[int, str]:
    """Everybody's full name, by id."""
    found = connection.execute(select(PEOPLE.c.id, PEOPLE.c.full_name))
    return {row.id: row.full_name for row in found}


def event_view(row: RowMapping) -> EventView:
    """One timeline entry without its changes."""
    return EventView(row["seq"], row["at"], row["kind"], row["title"], row["actor"], row["text"])


def events(
    connection: Connection, referral_id: int, people: Mapping[int, str]
) -> tuple[EventView, ...]:
    """A referral's timeline, newest first; `changes` are those that a person would call one."""
    query = select(EVENTS).where(EVENTS.c.referral_id == referral_id).order_by(EVENTS.c.seq.desc())
    return tuple(_whole(row, people) for row in connection.execute(query).mappings())


def request_events(
    connection: Connection, referral_id: int, request_id: int, people: Mapping[int, str]
) -> tuple[EventView, ...]:
    """What happened to one request itself, oldest first; looks at it are left out."""
    query = (
        select(EVENTS)
        .where(
            EVENTS.c.referral_id == referral_id,
            EVENTS.c.request_id == request_id,
            EVENTS.c.kind != "opened",
        )
        .order_by(EVENTS.c.seq)
    )
    return tuple(_whole(row, people) for row in connection.execute(query).mappings())


def _whole(row: RowMapping, people: Mapping[int, str]) -> EventView:
    changes = () if row["kind"] in _BEGINNINGS else tuple(_changes(row, people))
    return replace(event_view(row), changes=changes)


def changes_since(
    connection: Connection, referral_id: int, request_id: int | None, version: int
) -> tuple[FieldChange, ...]:
    """What happened to a record after a version, oldest first: each act, then what it changed."""
    whose = (
        EVENTS.c.request_id.is_(None) if request_id is None else EVENTS.c.request_id == request_id
    )
    query = (
        select(EVENTS)
        .where(EVENTS.c.referral_id == referral_id, EVENTS.c.version > version, whose)
        .order_by(EVENTS.c.seq)
    )
    people = names(connection)
    rows = connection.execute(query).mappings()
    return tuple(one for row in rows for one in _since(row, people))


def _since(row: RowMapping, people: Mapping[int, str]) -> Iterator[FieldChange]:
    by, at = row["actor"], row["at"]
    fields = [said for one in _changes(row, people) if (said := in_words(one)) is not None]
    if not fields:
        return
    told = row["text"] if row["kind"] == "feedback" else ""
    done = f"{row['title'].rstrip('.')}: “{clip(told, _QUOTED)}”" if told else row["title"]
    yield FieldChange(done.rstrip("."), "", "", by, at)
    for label, before, after in fields:
        yield FieldChange(label, before, after, by, at)


_QUOTED = 200
"""So much of what a referrer was told is quoted where somebody else had told them meanwhile."""


def _changes(row: RowMapping, people: Mapping[int, str]) -> Iterator[tuple[str, str, str]]:
    for name, (before, after) in row["changes"].items():
        # Of challenges the titles tell; their fields are here to be replayed.
        if name not in NOT_STATE and not name.startswith("challenge "):
            told = name.removesuffix("_id").replace("_", " ")
            yield told, _shown(name, before, people), _shown(name, after, people)


def _shown(name: str, value: Any, people: Mapping[int, str]) -> str:
    """A field's value in words: instants in London's time, people by name, nothing as a dash."""
    if value in (None, "", []):
        return "—"
    if name in ("worker_id", "holder_id"):
        return people.get(value, "—")
    if name == "named":
        return ", ".join(people.get(one, "—") for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith("_at"):
        return london_text(datetime.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(str(item).replace("_", " ") for item in value)
    return str(value)
