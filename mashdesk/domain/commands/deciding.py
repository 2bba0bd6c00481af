"""Returning to the referrer, deciding, telling the referrer, closing, reopening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.commands.base import Command, OnReferral
from mashdesk.domain.contact import Channel
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToReferrer(OnReferral):
    """Pause the decision's clock while the referrer is asked for more; it wakes to open by itself.

    `wake_at` (UTC) may only be sooner than the policy's own; None means the policy's.
    """

    label = "return to referrer"
    required = ("message", "reason")
    message: str
    reason: str
    wake_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(OnReferral):
    """The referrer replied, or the desk takes it back: the decision's clock runs on."""

    label = "take back from referrer"
    required = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Without(Command):
    """One unanswered request that is knowingly decided without, and why."""

    label = "decide without"
    required = ("reason",)
    request: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlesRequests(OnReferral):
    """A command that may also say which unanswered requests are knowingly decided without."""

    without: tuple[Without, ...] = ()

    def problems(self) -> list[Problem]:
        """Also each unanswered request's own reason."""
        found = OnReferral.problems(self)
        for item in self.without:
            found.extend(
                Problem(f"without.{item.request}.{p.field}", p.message) for p in item.problems()
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(SettlesRequests):
    """Decide: outcome, rationale and final rating. The decider is the actor, unless a manager names
    another.

    `voice` is the child's own voice, or why it is missing; `without` answers for unanswered
    requests. `agency_words` is what the agencies that contributed read of it, needed while any of
    them owes an answer, and `shaped_by` the codes of those whose answers shaped it.
    """

    label = "decide"
    required = ("rationale",)
    outcome: DecisionOutcome
    rationale: str
    final_rating: Rag
    decider: int | None = None
    voice: str = ""
    agency_words: str = ""
    shaped_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFeedback(OnReferral):
    """Record that the referrer was told (channel, person, words), or why they were not."""

    label = "record feedback"
    lines = ("person",)
    told: bool
    channel: Channel | None = None
    person: str = ""
    words: str = ""
    why_not: str = ""

    def problems(self) -> list[Problem]:
        """Told needs how, whom and what; not told needs why not."""
        found = OnReferral.problems(self)
        if self.told:
            if self.channel is None:
                found.append(Problem("channel", "choose how the referrer was told"))
            for name, ask in (
                ("person", "say who was told"),
                ("words", "write what they were told"),
            ):
                if not getattr(self, name).strip():
                    found.append(Problem(name, ask))
        elif not self.why_not.strip():
            found.append(Problem("why_not", "say why the referrer was not told"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(SettlesRequests):
    """Close: outcome, rationale, feedback and every unanswered request accounted for."""

    label = "close"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(OnReferral):
    """Reopen a decided or closed referral: anything new does."""

    label = "reopen"
    required = ("reason",)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFreshDeadline(OnReferral):
    """A manager gives an overdue last round a fresh deadline (UTC), with a reason; the misses stay
    recorded.
    """

    label = "give a fresh deadline"
    required = ("reason",)
    due_at: datetime
    reason: str
    request: int | None = None
