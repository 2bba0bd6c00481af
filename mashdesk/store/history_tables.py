"""The SQLModel table of what people state of a record's history: what corroborates it."""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from mashdesk.domain.corroboration import ItemKind, Stance
from mashdesk.store.columns import code, instant, one_of, prose
from mashdesk.store.unmapped import Unmapped


class Stated(Unmapped):
    """That an answer, or a `source` in words, corroborates or contradicts an item of a record's
    history: the contact, one of its answers, or an event (`of` is its id; 0 for the contact).

    The newest of one source about one item counts.
    """

    __tablename__ = "corroboration"
    __table_args__ = (
        one_of("item", ItemKind),
        one_of("stance", Stance),
        CheckConstraint("(answer_id IS NULL) = (source <> '')", name="one_source"),
        Index("ix_corroboration_referral_id", "referral_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id")
    item: ItemKind = code(ItemKind)
    of: int = 0
    stance: Stance = code(Stance)
    answer_id: int | None = Field(default=None, foreign_key="answer.id")
    at: datetime = instant()
    by: int = 0
    source: str = Field(default="", max_length=200)
    words: str = prose()
