"""What a decision set going, and what managers and meetings added, as one person may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.contact import Channel
from mashdesk.domain.follow_up import (
    ActionEnd,
    AllocationEnd,
    Participant,
    ReviewResult,
    StrategyResult,
)
from mashdesk.domain.rating import Rag


@dataclass(frozen=True, slots=True)
class ActionView:
    """What somebody is to do by when (UTC), and how it was settled once a person said so."""

    id: int
    owner: str
    words: str
    due_at: datetime
    ended: ActionEnd | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    because: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.ended is None

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is still to be done and its time has run out by `now` (UTC)."""
        return self.is_open and self.due_at <= now


@dataclass(frozen=True, slots=True)
class StrategyView:
    """A strategy discussion as it was recorded; `held_at` None: it was not held, and `why_not`."""

    id: int
    held_at: datetime | None
    result: StrategyResult | None
    decision: str
    why_not: str
    recorded_at: datetime
    recorded_by: str
    participants: tuple[Participant, ...] = ()
    actions: tuple[ActionView, ...] = ()


@dataclass(frozen=True, slots=True)
class AllocationView:
    """A hand-over to the allocated worker or team: until when, and how it ended."""

    id: int
    worker: str
    person: int | None
    due_at: datetime
    ended_at: datetime | None
    ended: AllocationEnd | None
    acknowledged_by: str
    channel: Channel | None
    words: str
    recorded_by: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has taken it up yet, and there is still time."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review that early help keeps, and how it went once somebody recorded that."""

    id: int
    due_at: datetime
    set_by: str
    surfaced_at: datetime | None
    done_at: datetime | None
    done_by: str
    result: ReviewResult | None
    words: str

    @property
    def is_pending(self) -> bool:
        """Whether it is still to be recorded."""
        return self.done_at is None


@dataclass(frozen=True, slots=True)
class SecondRatingView:
    """A rating given after the meeting, with who took part."""

    rating: Rag
    at: datetime
    by: str
    took_part: str
    reason: str


@dataclass(frozen=True, slots=True)
class OversightView:
    """A manager's entry."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All of it, each kind oldest first. `strategy_due` is when (UTC) the discussion that the
    standing decision asks for is to be held, while none is recorded.
    """

    strategies: tuple[StrategyView, ...] = ()
    allocations: tuple[AllocationView, ...] = ()
    reviews: tuple[ReviewView, ...] = ()
    second_ratings: tuple[SecondRatingView, ...] = ()
    oversight: tuple[OversightView, ...] = ()
    strategy_due: datetime | None = None

    def is_discussion_overdue(self, now: datetime) -> bool:
        """Whether the discussion was to be held and recorded by `now` (UTC), and none is."""
        return self.strategy_due is not None and self.strategy_due <= now

    @property
    def allocation(self) -> AllocationView | None:
        """The hand-over that nobody has taken up yet."""
        return next((one for one in self.allocations if one.is_open), None)

    @property
    def actions(self) -> tuple[ActionView, ...]:
        """What discussions asked of somebody and nobody has settled, the first due first."""
        waiting = [one for held in self.strategies for one in held.actions if one.is_open]
        return tuple(sorted(waiting, key=lambda one: one.due_at))

    @property
    def review(self) -> ReviewView | None:
        """The review still to be recorded."""
        return next((one for one in self.reviews if one.is_pending), None)


NOTHING_YET = FollowUp()
"""What most records have."""
