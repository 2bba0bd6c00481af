"""After a decision: strategy discussion, hand-over, early help review; second rating, oversight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.commands.base import Command, OnReferral
from mashdesk.domain.contact import Channel
from mashdesk.domain.follow_up import (
    MOST_NAMED,
    Action,
    ActionEnd,
    Participant,
    ReviewResult,
    StrategyResult,
)
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStrategyDiscussion(OnReferral):
    """Record a strategy discussion: when it was held (UTC), who took part by agency, what it
    decided, and actions with owners and dates. `held_at` None: it was not held, and `why_not`.
    """

    label = "record a strategy discussion"
    held_at: datetime | None = None
    why_not: str = ""
    participants: tuple[Participant, ...] = ()
    result: StrategyResult | None = None
    decision: str = ""
    actions: tuple[Action, ...] = ()

    def problems(self) -> list[Problem]:
        """Held needs people, a result and words for it; not held needs why, and nothing else."""
        found = OnReferral.problems(self)
        if self.held_at is None:
            if not self.why_not.strip():
                found.append(Problem("why_not", "say when it was held, or why it was not"))
            if self.participants or self.result or self.actions:
                found.append(Problem("held_at", "say when it was held"))
            return found
        if self.why_not.strip():
            found.append(Problem("why_not", "is for one that was not held; take it away"))
        if not self.participants:
            found.append(Problem("participants", "name who took part, each with their agency"))
        if self.result is None:
            found.append(Problem("result", "choose what it decided"))
        if not self.decision.strip():
            found.append(Problem("decision", "write what was decided and why"))
        for name in ("participants", "actions"):
            listed: tuple[Participant | Action, ...] = getattr(self, name)
            if len(listed) > MOST_NAMED:
                found.append(Problem(name, f"are more than {MOST_NAMED}; keep the essential ones"))
            for number, one in enumerate(listed):
                found += one.problems(f"{name}.{number}")
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleAction(OnReferral):
    """An action of a strategy discussion (its id) was done, or is dropped and why."""

    label = "settle an action"
    action: int
    ended: ActionEnd
    because: str = ""

    def problems(self) -> list[Problem]:
        """Nothing that somebody was to do is dropped without a reason."""
        found = OnReferral.problems(self)
        if self.ended is ActionEnd.DROPPED and not self.because.strip():
            found.append(Problem("because", "say why it is dropped"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeAllocation(OnReferral):
    """The allocated worker, or their manager, has taken the child up.

    `person` and `channel` name who said so, if it is recorded for them; left out, whoever acts does
    so for themselves.
    """

    label = "acknowledge an allocation"
    lines = ("person",)
    person: str = ""
    channel: Channel | None = None
    words: str = ""

    def problems(self) -> list[Problem]:
        """Recorded for another, it says how they told the hub."""
        found = OnReferral.problems(self)
        if self.person.strip() and self.channel is None:
            found.append(Problem("channel", "choose how they told the hub"))
        if self.channel is not None and not self.person.strip():
            found.append(Problem("person", "say who acknowledged it"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEarlyHelpReview(OnReferral):
    """How early help went. Consent withdrawn, or drifted: the referral is open for a decision
    again, and what the hub asks of the next one counts it; consent is withdrawn by somebody.
    `again_at` (UTC) keeps another review.
    """

    label = "record an early help review"
    required = ("words",)
    lines = ("withdrawn_by",)
    result: ReviewResult
    words: str
    withdrawn_by: str = ""
    again_at: datetime | None = None

    def problems(self) -> list[Problem]:
        """Superseded is the desk's own word; only what went well is reviewed again."""
        found = OnReferral.problems(self)
        if not self.result.is_given:
            found.append(Problem("result", "choose went well, consent withdrawn or drifted"))
        if self.again_at is not None and self.result.reopens:
            found.append(Problem("again_at", "is for what went well; this one is decided anew"))
        if self.result is ReviewResult.CONSENT_WITHDRAWN and not self.withdrawn_by.strip():
            found.append(Problem("withdrawn_by", ASK_WITHDRAWN_BY))
        return found


ASK_WITHDRAWN_BY = "say who took the consent back"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSecond(OnReferral):
    """Rate a second time, after the meeting; kept beside the initial and the final rating, and no
    clock moves.
    """

    label = "rate after the meeting"
    required = ("took_part", "reason")
    rating: Rag
    took_part: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOversight(Command):
    """A manager's oversight: what was looked at, and what follows. It needs no fresh version."""

    label = "record oversight"
    required = ("words",)
    referral: int
    words: str
