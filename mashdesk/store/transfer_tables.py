"""The SQLModel tables of transfers between hubs: what was handed over, and what was taken in."""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from mashdesk.domain.contact import Channel
from mashdesk.store.columns import code, instant, one_of, prose


class TransferSent(SQLModel, table=True):
    """A hand-over file made for another hub, and how that hub acknowledged it: by a file of its
    own, where `channel` is none, or by word.
    """

    __tablename__ = "transfer_sent"
    __table_args__ = (
        one_of("channel", Channel, nullable=True),
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="acknowledged_says_who"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    decision_id: int = Field(foreign_key="decision.id")
    token: str = Field(max_length=32, unique=True)
    made_at: datetime = instant()
    made_by: int = Field(foreign_key="person.id")
    acknowledged_at: datetime | None = instant(nullable=True)
    acknowledged_by: int | None = Field(default=None, foreign_key="person.id")
    channel: Channel | None = code(Channel, nullable=True)
    to_hub: str = Field(max_length=200)
    reference: str = Field(default="", max_length=40)
    person: str = Field(default="", max_length=200)
    words: str = prose()


class TransferTaken(SQLModel, table=True):
    """A hand-over file that was taken in as a referral: what it held, and when its acknowledgement
    was last made.
    """

    __tablename__ = "transfer_taken"

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", unique=True)
    token: str = Field(max_length=32, unique=True)
    made_at: datetime = instant()
    taken_in_at: datetime = instant()
    taken_in_by: int = Field(foreign_key="person.id")
    replied_at: datetime | None = instant(nullable=True)
    hub: str = Field(max_length=200)
    reference: str = Field(max_length=40)
    body: str = prose()
