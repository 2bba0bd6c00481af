"""Which source told something of somebody: an agency's answer, the contact itself, or the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, select

from mashdesk.domain.calendar import london_day
from mashdesk.store.names import AGENCIES, ANSWERS, REQUESTS

_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_SOURCES = (
    select(ANSWERS.c.id, AGENCIES.c.name, ANSWERS.c.recorded_at)
    .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
    .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
    .where(ANSWERS.c.id.in_(_SOME))
)


def sources_of(connection: Connection, answers: Iterable[int | None]) -> dict[int, str]:
    """Whose answer each of these is, and of which day: "police answer 12 Nov 2026"."""
    some = sorted(one for one in set(answers) if one is not None)
    if not some:
        return {}
    found = {}
    for row in connection.execute(_SOURCES, {"some": some}):
        day = london_day(row.recorded_at)
        found[row.id] = f"{row.name} answer {day.day} {day:%b %Y}"
    return found


def source_of(row: RowMapping, sources: Mapping[int, str]) -> str:
    """The source of a mention or a tie, where `sources` names the answers."""
    if row["answer_id"] is not None:
        return sources.get(row["answer_id"], "an answer")
    return "the contact" if row["of_contact"] else "the desk"
