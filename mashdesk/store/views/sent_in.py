"""What an agency is told of the contacts it sent in: where each stands, then what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.store.views.challenges import ChallengeView
from mashdesk.store.views.record import EventView


@dataclass(frozen=True, slots=True)
class SentInOutcome:
    """The standing decision; `words` are those the decision maker chose to share."""

    outcome: str
    words: str
    final_rating: Rag
    decided_at: datetime
    decider: str
    closed: bool


@dataclass(frozen=True, slots=True)
class SentInRow:
    """One contact the agency sent in. `where` is its live status in plain words; `wanted` is what
    the hub asks the agency for, while it is returned to it; `sealed`: of the agency only people
    named on it see it.
    """

    reference: str
    child: str
    children: int
    received_at: datetime
    where: str
    wanted: str
    became: SentInOutcome | None
    unacknowledged: int
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class SentInView:
    """One of them, opened and audited: what the agency was told of it, newest first, and the
    agency's own challenges.
    """

    row: SentInRow
    events: tuple[EventView, ...]
    challenges: tuple[ChallengeView, ...]


def sent_in_status(
    state: ReferralState, outcome: DecisionOutcome | None, *, decided_before: bool
) -> str:
    """Where it stands, in plain words; `outcome` is the standing decision's."""
    if outcome is not None:
        return f"{'closed' if state is ReferralState.CLOSED else 'decided'}: {outcome.label}"
    if state is ReferralState.RETURNED:
        return "returned to you: the hub asks for more"
    if decided_before:
        return "reopened; being weighed"
    return "received; not rated yet" if state is ReferralState.UNRATED else "being weighed"
