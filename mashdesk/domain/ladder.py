"""Rounds and the ladder: how long each round of a clock is, and who is named when one runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.actor import Role
from mashdesk.domain.policy import Policy
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import Span, due

RUNGS: tuple[Role, ...] = (Role.DUTY, Role.TEAM_MANAGER, Role.SERVICE_MANAGER)
"""Whom a referral's rounds are for: its worker, then the team manager, then the service manager."""

AGENCY_RUNGS = ("answering practitioner", "next contact", "lead")
"""Whom a request's rounds are for, within the agency that was asked."""


@dataclass(frozen=True, slots=True)
class NextRound:
    """The round that follows one that timed out: its number, length and deadline (UTC)."""

    number: int
    span: Span
    due_at: datetime


def first_span(policy: Policy, clock: ClockKind, rating: Rag | None) -> Span:
    """How long a clock's first round is. Decisions and answers need a rating the policy knows."""
    return _span(policy, clock, rating, 1)


def later_span(policy: Policy, clock: ClockKind, rating: Rag | None) -> Span:
    """How long each round after the first is."""
    return _span(policy, clock, rating, 2)


def span_of_round(policy: Policy, clock: ClockKind, rating: Rag | None, number: int) -> Span:
    """How long round `number` of this clock is at this rating."""
    return _span(policy, clock, rating, number)


def _span(policy: Policy, clock: ClockKind, rating: Rag | None, number: int) -> Span:
    if clock in (ClockKind.DECISION, ClockKind.ANSWER):
        # A rating the policy no longer uses keeps the mildest clock that it still has.
        band = policy.bands.get(rating or Rag.GREEN) or policy.bands[Rag.GREEN]
        first = band.first if clock is ClockKind.DECISION else band.answer
        return first if number == 1 else band.later
    if clock is ClockKind.ALLOCATED:
        # Not taken up in time, it is open for a decision again.
        if number > 1:
            return _span(policy, ClockKind.DECISION, rating, number)
        return policy.allocated or _span(policy, ClockKind.DECISION, rating, 1)
    if clock is ClockKind.REVIEW:
        # Its first wait is the review's own date; this is the work of it.
        return policy.review.later
    simple = {
        ClockKind.UNRATED: policy.unrated,
        ClockKind.RETURNED: policy.returned,
        ClockKind.FEEDBACK: policy.feedback,
        ClockKind.CLOSING: policy.feedback,
    }[clock]
    return simple.first if number == 1 else simple.later


def next_round(
    policy: Policy, clock: ClockKind, rating: Rag | None, number: int, now: datetime
) -> NextRound | None:
    """The round after `number`, reckoned from `now`, the moment of reopening; None on the last
    rung.

    The last round never times out into another: it stays overdue until a person acts.
    """
    if number >= policy.rounds:
        return None
    span = later_span(policy, clock, rating)
    return NextRound(number + 1, span, due(now, span, policy.calendar))


def rung(number: int) -> Role:
    """Whose turn a round of a referral's clock is."""
    return RUNGS[min(number, len(RUNGS)) - 1]


def agency_rung(number: int) -> str:
    """Whose turn a round of a request's clock is, within the agency."""
    return AGENCY_RUNGS[min(number, len(AGENCY_RUNGS)) - 1]
