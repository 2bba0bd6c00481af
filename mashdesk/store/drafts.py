"""Drafts: what people were typing, kept in the store for them alone. The caller commits."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from mashdesk.store.desk_tables import Draft
from mashdesk.store.names import DRAFTS
from mashdesk.store.work import Work


def save(work: Work, person_id: int, about: str, body: dict[str, str]) -> None:
    """Keep a draft in place of the last one about the same thing."""
    work.session.merge(Draft(person_id=person_id, about=about, saved_at=work.now, body=body))
    work.session.flush()


def load(connection: Connection, person_id: int, about: str) -> dict[str, str] | None:
    """The draft, or None."""
    query = select(DRAFTS.c.body).where(DRAFTS.c.person_id == person_id, DRAFTS.c.about == about)
    found = connection.execute(query).scalar_one_or_none()
    return None if found is None else dict(found)


def drop(work: Work, person_id: int, about: str) -> None:
    """Forget it."""
    work.connection.execute(
        delete(DRAFTS).where(DRAFTS.c.person_id == person_id, DRAFTS.c.about == about)
    )
