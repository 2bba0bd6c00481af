"""The SQLModel tables of what was done, never edited: the timeline and the audit."""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from mashdesk.store.columns import instant, json_map, numbered, partial_index, prose
from mashdesk.store.unmapped import Unmapped


class Event(Unmapped):
    """The timeline: every change with the fields it changed, so that the state can be replayed from
    it.
    """

    __table_args__ = (
        Index("ix_event_referral", "referral_id", "seq"),
        partial_index(
            "ix_event_closed",
            "seq",
            "actor_id",
            where="kind = 'closed'",
        ),
    )

    seq: int = numbered()
    at: datetime = instant()
    kind: str = Field(max_length=40)
    actor_id: int = 0
    actor: str = Field(max_length=200)
    referral_id: int | None = Field(default=None, foreign_key="referral.id")
    request_id: int | None = Field(default=None, foreign_key="request.id")
    version: int = 0
    changes: dict[str, list[object]] = json_map()
    title: str = prose()
    text: str = prose()


class Audit(Unmapped):
    """One look, act or refusal. No record text. Each row's `mac` covers the row and the one before
    it.
    """

    seq: int = numbered()
    at: datetime = instant()
    actor_id: int = 0
    actor: str = Field(max_length=200)
    role: str = Field(max_length=40)
    agency: str = Field(default="", max_length=8)
    workstation: str = Field(default="", max_length=100)
    session_id: int | None = None
    act: str = Field(max_length=60)
    referral_id: int | None = Field(default=None, index=True)
    request_id: int | None = None
    allowed: bool = True
    reason: str = Field(default="", max_length=200)
    before: str = Field(default="", max_length=64)
    after: str = Field(default="", max_length=64)
    version_before: int | None = None
    version_after: int | None = None
    program: str = Field(default="", max_length=40)
    mac: str = Field(max_length=64)
