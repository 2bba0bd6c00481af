"""The SQLModel tables of sealed records: who is named, and each emergency access."""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from mashdesk.domain.sealing import Finding
from mashdesk.store.columns import code, instant, one_of, partial_index, prose
from mashdesk.store.unmapped import Unmapped


class SealName(Unmapped):
    """One person named on one sealed referral; there is none once it is unsealed."""

    __tablename__ = "seal_name"

    referral_id: int = Field(foreign_key="referral.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True, index=True)


class Override(SQLModel, table=True):
    """One emergency access to a sealed referral, and what its review found.

    `asked_for` is the reference as it was given; a try that opened nothing has no referral, and
    ends when it begins.
    """

    __table_args__ = (
        one_of("finding", Finding, nullable=True),
        CheckConstraint("(reviewed_at IS NULL) = (finding IS NULL)", name="reviewed_is_found"),
        CheckConstraint("(referral_id IS NOT NULL) OR (until_at = from_at)", name="opens_a_record"),
        Index("ix_override_person_id_until_at", "person_id", "until_at"),
        partial_index("ix_override_waiting", "id", where="reviewed_at IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int | None = Field(default=None, foreign_key="referral.id")
    asked_for: str = Field(default="", max_length=40)
    person_id: int = Field(foreign_key="person.id")
    from_at: datetime = instant()
    until_at: datetime = instant()
    reviewed_at: datetime | None = instant(nullable=True)
    reviewed_by: int | None = Field(default=None, foreign_key="person.id")
    finding: Finding | None = code(Finding, nullable=True)
    reason: str = prose()
    words: str = prose()
