"""The SQLModel tables round the record: the hub, its people, their sessions, prompts, notices and
drafts.
"""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from mashdesk.domain.actor import Role
from mashdesk.store.columns import (
    code,
    instant,
    json_list,
    json_map,
    numbered,
    one_of,
    partial_index,
    prose,
)
from mashdesk.store.unmapped import Unmapped


class Hub(SQLModel, table=True):
    """The one hub of this store; `store_id` ties a store to its key and its anchors, and by
    `key_check` the hub knows that key again.
    """

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = numbered()
    store_id: str = Field(max_length=40)
    key_check: str = Field(max_length=64)
    name: str = Field(max_length=200)
    training: bool = False
    made_at: datetime = instant()
    contact: str = Field(default="", max_length=200)


class PolicyVersion(SQLModel, table=True):
    """A policy as adopted; versions are never edited, so that every due time can be explained."""

    __tablename__ = "policy"

    version: int = numbered()
    name: str = Field(max_length=100)
    adopted_at: datetime = instant()
    adopted_by: int = 0
    text: str = prose()


class Person(SQLModel, table=True):
    """Somebody with an account. `name` is what they sign in with, in lower case.

    `must_change` says that their password is a one-time one, `locked_at` since when too many
    failures keep them out. `second_factor` is the secret of their codes, blank while that is off,
    and `factor_step` the newest step of which a code was used.
    """

    __table_args__ = (one_of("role", Role),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60, unique=True)
    full_name: str = Field(max_length=200)
    role: Role = code(Role)
    agency: str | None = Field(default=None, max_length=8)
    active: bool = True
    made_at: datetime = instant()
    departures_seen: int = 0
    must_change: bool = False
    locked_at: datetime | None = instant(nullable=True)
    factor_step: int = 0
    second_factor: str = prose()
    password_hash: str = prose()


class DeskSession(SQLModel, table=True):
    """One sign-in at one workstation. `password_at` is when its password was last given."""

    __tablename__ = "desk_session"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    workstation: str = Field(max_length=100)
    started_at: datetime = instant()
    password_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended_because: str = Field(default="", max_length=100)


class Throttle(SQLModel, table=True):
    """Failed sign-ins of one account or workstation, kept so that a restart forgives nothing."""

    who: str = Field(max_length=120, primary_key=True)
    failures: int = 0
    checks: list[str] = json_list()
    blocked_until: datetime | None = instant(nullable=True)


class Prompt(SQLModel, table=True):
    """Something the desk asks a person to consider; raised once per new evidence.

    `rests_on` are the facts of its evidence, by which new evidence is told from old; one answered
    by SYSTEM lapsed, because an act had answered it by itself: that of `settled_by`. `renewed_at`
    is when it was last raised again while it stood: with new evidence, or by whoever it stood in
    the way of.
    """

    __table_args__ = (
        Index("uq_prompt_evidence", "referral_id", "code", "evidence_key", unique=True),
        partial_index(
            "ix_prompt_standing",
            "referral_id",
            where="answered_at IS NULL",
        ),
        partial_index("ix_prompt_grave", "referral_id", where="answered_at IS NULL AND grave"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id")
    request_id: int | None = Field(default=None, foreign_key="request.id")
    code: str = Field(max_length=40)
    evidence_key: str = Field(max_length=60)
    grave: bool = False
    raised_at: datetime = instant()
    renewed_at: datetime | None = instant(nullable=True)
    answered_at: datetime | None = instant(nullable=True)
    answered_by: int | None = None
    settled_by: int | None = None
    acted: bool | None = None
    rests_on: list[str] = json_list()
    evidence: str = prose()
    reason: str = prose()


class Considering(Unmapped):
    """How far every open referral's prompts were considered under the newest policy: one row.

    `policy_version` is the last one that all were considered under; while there is a newer one,
    `up_to` is the id that was reached, `raised` how many prompts came of it, and `about` the first
    referral that has one.
    """

    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = numbered()
    policy_version: int
    up_to: int = 0
    raised: int = 0
    about: int | None = None


class Notice(SQLModel, table=True):
    """An explanation on one person's or one agency's list until it is acknowledged."""

    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (agency_id IS NULL)", name="one_recipient"),
        partial_index(
            "uq_notice_standing",
            "person_id",
            "referral_id",
            "kind",
            "about",
            unique=True,
            where="acknowledged_at IS NULL AND person_id IS NOT NULL",
        ),
        partial_index("ix_notice_agency", "agency_id", "at", where="acknowledged_at IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    agency_id: int | None = Field(default=None, foreign_key="agency.id")
    referral_id: int = Field(foreign_key="referral.id", index=True)
    kind: str = Field(max_length=40)
    about: str = Field(default="", max_length=40)
    at: datetime = instant()
    by: str = Field(max_length=200)
    acknowledged_at: datetime | None = instant(nullable=True)
    acknowledged_by: int | None = None
    text: str = prose()
    why: str = prose()


class Draft(SQLModel, table=True):
    """What somebody was typing, kept for them alone; `about` says on what."""

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    about: str = Field(max_length=60, primary_key=True)
    saved_at: datetime = instant()
    body: dict[str, str] = json_map()


class Done(SQLModel, table=True):
    """A command that was carried out under an idempotency key, so that a retry does it once."""

    key: str = Field(max_length=64, primary_key=True)
    actor_id: int = 0
    at: datetime = instant()
    outcome: dict[str, object] = json_map()


class Beat(Unmapped):
    """The sweep's heartbeat: one row, rewritten at every sweep."""

    __tablename__ = "heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: int = numbered()
    beat_at: datetime = instant()
    by: str = Field(max_length=200)
    reopened: int = 0
    failed: int = 0
    trouble: str = Field(default="", max_length=300)
    trouble_at: datetime | None = instant(nullable=True)
    trouble_jump: float = 0.0
