"""The SQLModel table of the level of need: every recording of the checklist; the newest stands."""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from mashdesk.domain.rating import Rag
from mashdesk.store.columns import code, instant, json_list, one_of, prose


class Need(SQLModel, table=True):
    """One recording: what was ticked (codes) and scored, the London dates of missing incidents
    (ISO), and the level and rating it pointed to under the rules of that day.
    """

    __table_args__ = (
        one_of("suggested_rating", Rag),
        CheckConstraint("suggested_level BETWEEN 1 AND 4", name="suggested_level"),
        CheckConstraint("graded_care IS NULL OR graded_care BETWEEN 1 AND 5", name="graded_care"),
        CheckConstraint("dv_scale IS NULL OR dv_scale BETWEEN 1 AND 4", name="dv_scale"),
        CheckConstraint("dash IS NULL OR dash BETWEEN 0 AND 27", name="dash"),
        Index("ix_need_referral_id_id", "referral_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id")
    at: datetime = instant()
    by_id: int = Field(foreign_key="person.id")
    suggested_level: int
    suggested_rating: Rag = code(Rag)
    graded_care: int | None = None
    dv_scale: int | None = None
    dash: int | None = None
    indicators: list[str] = json_list()
    missing: list[str] = json_list()
    reasons: list[str] = json_list()
    words: str = prose()
