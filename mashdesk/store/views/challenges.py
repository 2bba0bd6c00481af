"""Challenges as they are read: one with its stages and words, a row of a list, and the counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.challenge import Against, ChallengeState, Ended, Reply, Stage


@dataclass(frozen=True, slots=True)
class ChallengeStageView:
    """One stage: who raised or moved it up and why, and what it was answered. `was` is what is
    challenged as it stood when the stage began.
    """

    stage: Stage
    raised_by: str
    raised_at: datetime
    why: str
    was: str
    started_at: datetime
    due_at: datetime
    missed_at: datetime | None
    answered_by: str
    answered_at: datetime | None
    reply: Reply | None
    answer: str
    ended_at: datetime | None
    ended: Ended | None

    def is_over(self, now: datetime) -> bool:
        """Whether it waits for an answer whose time has run out; whether anything sweeps or not."""
        waits = self.answered_at is None and self.ended_at is None
        return waits and (self.missed_at is not None or self.due_at <= now)


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """A challenge, whole. `by` is its agency or worker, `own` whether the reader's side raised it.

    `referral` is None for a practitioner, whose `request` it hangs on.
    """

    id: int
    version: int
    referral: int | None
    request: int | None
    reference: str
    agency: str
    by: str
    own: bool
    against: Against
    wants: str
    state: ChallengeState
    stage: Stage
    raised_at: datetime
    resolved_at: datetime | None
    stages: tuple[ChallengeStageView, ...]

    @property
    def now_at(self) -> ChallengeStageView:
        """The stage it is at, or was resolved at."""
        return self.stages[-1]

    @property
    def is_open(self) -> bool:
        """Whether it is not resolved."""
        return self.state is not ChallengeState.RESOLVED

    def is_over(self, now: datetime) -> bool:
        """Whether its answer is overdue."""
        return self.now_at.is_over(now)

    @property
    def can_be_accepted(self) -> bool:
        """Whether there is an answer that its challenger has not accepted yet."""
        return self.state is ChallengeState.ANSWERED

    def can_respond(self, now: datetime) -> bool:
        """Whether its challenger can accept an answer, or move it up."""
        settled = not self.is_open and self.now_at.ended is Ended.SETTLED
        below = self.stage.above is not None
        return self.can_be_accepted or (below and (settled or self.is_over(now)))


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A challenge that is not resolved, without a word of anybody's."""

    id: int
    version: int
    referral: int | None
    request: int | None
    reference: str
    by: str
    against: Against
    state: ChallengeState
    stage: Stage
    raised_at: datetime
    due_at: datetime
    missed_at: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class StageCount:
    """How a stage fares: raised to it, answered in time and late, waiting, and overdue of those.

    `unanswered` were moved up without an answer.
    """

    stage: Stage
    raised: int = 0
    in_time: int = 0
    late: int = 0
    unanswered: int = 0
    waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class ChallengesView:
    """Every open challenge this person may know of, what is overdue first, and counts over all."""

    open: tuple[ChallengeRow, ...]
    overdue: int
    resolved: int
    stages: tuple[StageCount, ...]
