"""The SQLModel tables of what a decision sets going, and what managers and meetings add to it."""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import datetime

from sqlalchemy import CheckConstraint, Column
from sqlmodel import Field, SQLModel

from mashdesk.domain.contact import Channel
from mashdesk.domain.follow_up import ActionEnd, AllocationEnd, ReviewResult, StrategyResult
from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.rating import Rag
from mashdesk.store.columns import Instant, code, instant, one_of, partial_index, prose


class StrategyDiscussion(SQLModel, table=True):
    """A strategy discussion: when it was held and what it decided, or why it was not held.

    `decision_id` is the hub's decision it follows; None for one held before anything was decided.
    """

    __tablename__ = "strategy_discussion"
    __table_args__ = (
        one_of("result", StrategyResult, nullable=True),
        CheckConstraint("(held_at IS NULL) = (result IS NULL)", name="held_decided"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    held_at: datetime | None = instant(nullable=True)
    recorded_at: datetime = instant()
    recorded_by: int = Field(foreign_key="person.id")
    result: StrategyResult | None = code(StrategyResult, nullable=True)
    decision: str = prose()
    why_not: str = prose()


class StrategyParticipant(SQLModel, table=True):
    """Who took part, and for which agency."""

    __tablename__ = "strategy_participant"

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="strategy_discussion.id", index=True)
    agency: str = Field(max_length=200)
    name: str = Field(max_length=200)
    role: str = Field(default="", max_length=200)


class StrategyAction(SQLModel, table=True):
    """What the discussion asks of somebody, and by when. `surfaced_at` is when its time ran out and
    the worker was told; a person alone settles it (`ended`), with a reason where it is dropped.
    """

    __tablename__ = "strategy_action"
    __table_args__ = (
        partial_index(
            "ix_strategy_action_waiting",
            "due_at",
            where="ended_at IS NULL AND surfaced_at IS NULL",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    discussion_id: int = Field(foreign_key="strategy_discussion.id", index=True)
    owner: str = Field(max_length=200)
    due_at: datetime = instant()
    words: str = prose()
    surfaced_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended_by: int | None = None
    ended: ActionEnd | None = code(ActionEnd, nullable=True)
    ended_because: str = prose()


class ReferrerReturn(SQLModel, table=True):
    """A return to the referrer: what was asked for, in which words, and why."""

    __tablename__ = "referrer_return"
    __table_args__ = (one_of("asked_for", AskedFor),)

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    at: datetime = Field(sa_column=Column(Instant(), nullable=False, index=True))
    by: int = Field(foreign_key="person.id")
    asked_for: AskedFor = code(AskedFor)
    message: str = prose()
    reason: str = prose()


class Allocation(SQLModel, table=True):
    """A hand-over to the worker or team that holds the case already: `person_id` if they have an
    account, `acknowledged_by` and `channel` who acknowledged it and how.
    """

    __table_args__ = (
        one_of("ended", AllocationEnd, nullable=True),
        CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="ended_says_how"),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    decision_id: int = Field(foreign_key="decision.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    worker: str = Field(max_length=200)
    due_at: datetime = instant()
    ended_at: datetime | None = instant(nullable=True)
    ended: AllocationEnd | None = code(AllocationEnd, nullable=True)
    ended_by: int | None = Field(default=None, foreign_key="person.id")
    channel: Channel | None = code(Channel, nullable=True)
    acknowledged_by: str = Field(default="", max_length=200)
    words: str = prose()


class EarlyHelpReview(SQLModel, table=True):
    """The review that early help keeps. `surfaced_at` is when it came back as work by its time."""

    __tablename__ = "early_help_review"
    __table_args__ = (
        one_of("result", ReviewResult, nullable=True),
        CheckConstraint("(done_at IS NULL) = (result IS NULL)", name="done_says_how"),
        partial_index(
            "ix_early_help_review_waiting",
            "due_at",
            where="done_at IS NULL AND surfaced_at IS NULL",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    decision_id: int = Field(foreign_key="decision.id")
    set_at: datetime = instant()
    set_by: int = Field(foreign_key="person.id")
    due_at: datetime = instant()
    surfaced_at: datetime | None = instant(nullable=True)
    done_at: datetime | None = instant(nullable=True)
    done_by: int | None = Field(default=None, foreign_key="person.id")
    result: ReviewResult | None = code(ReviewResult, nullable=True)
    words: str = prose()


class SecondRating(SQLModel, table=True):
    """A rating given after the meeting, beside the initial and the final one."""

    __tablename__ = "second_rating"
    __table_args__ = (one_of("rating", Rag),)

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    rating: Rag = code(Rag)
    at: datetime = instant()
    by: int = Field(foreign_key="person.id")
    took_part: str = prose()
    reason: str = prose()


class Oversight(SQLModel, table=True):
    """A manager's entry: what was looked at, and what follows."""

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    at: datetime = instant()
    by: int = Field(foreign_key="person.id")
    words: str = prose()
