"""The SQLModel tables of challenges: what is challenged, and each stage with its clock."""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from mashdesk.domain.challenge import Against, ChallengeState, Ended, Reply, Stage
from mashdesk.store.columns import code, instant, one_of, partial_index, prose


class Challenge(SQLModel, table=True):
    """A rating or decision challenged by an agency, through one of its requests, or by a worker."""

    __table_args__ = (
        one_of("against", Against),
        one_of("state", ChallengeState),
        one_of("stage", Stage),
        partial_index("ix_challenge_open", "id", where="resolved_at IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="request.id")
    agency_id: int | None = Field(default=None, foreign_key="agency.id", index=True)
    version: int = 1
    against: Against = code(Against)
    state: ChallengeState = code(ChallengeState)
    stage: Stage = code(Stage)
    raised_by: int = Field(foreign_key="person.id")
    raised_at: datetime = instant()
    resolved_at: datetime | None = instant(nullable=True)
    wants: str = Field(default="", max_length=200)


class ChallengeStage(SQLModel, table=True):
    """One stage of a challenge. `was` is what is challenged as it stood when the stage began, with
    the decision's id where it is one; `missed_at` is the true instant its time ran out.
    """

    __tablename__ = "challenge_stage"
    __table_args__ = (
        one_of("stage", Stage),
        one_of("reply", Reply, nullable=True),
        one_of("ended", Ended, nullable=True),
        Index("uq_challenge_stage", "challenge_id", "stage", unique=True),
        partial_index(
            "ix_challenge_stage_running",
            "due_at",
            where="answered_at IS NULL AND ended_at IS NULL AND missed_at IS NULL",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    challenge_id: int = Field(foreign_key="challenge.id")
    stage: Stage = code(Stage)
    raised_by: int = Field(foreign_key="person.id")
    raised_at: datetime = instant()
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    was: str = Field(default="", max_length=200)
    policy_version: int = Field(foreign_key="policy.version")
    span: str = Field(max_length=40)
    due_at: datetime = instant()
    missed_at: datetime | None = instant(nullable=True)
    answered_at: datetime | None = instant(nullable=True)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    reply: Reply | None = code(Reply, nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended: Ended | None = code(Ended, nullable=True)
    why: str = prose()
    answer: str = prose()
