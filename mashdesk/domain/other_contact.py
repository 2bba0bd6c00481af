"""Another contact of a child, of siblings or of the household, told in a line."""

from __future__ import annotations

from typing import Protocol

from mashdesk.domain.contact import Reason, Source
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState


class OtherContact(Protocol):
    """What is told of one, whether it stands here or at another hub."""

    @property
    def ties(self) -> tuple[str, ...]:
        """Who of the family it is about."""

    @property
    def source(self) -> Source:
        """Who told of it."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What it was about."""

    @property
    def state(self) -> ReferralState:
        """How far it has come."""

    @property
    def rating(self) -> Rag | None:
        """How it was rated."""

    @property
    def outcome(self) -> DecisionOutcome | None:
        """What was decided."""


def in_a_line(one: OtherContact, when: str = "now") -> str:
    """Who it is about, why, from whom, how it was rated, and what became of it; of what is open its
    state, which is that of `when` it was told of.
    """
    reasons = ", ".join(reason.label for reason in one.reasons) or "no reason named"
    rated = f"rated {one.rating.value}; " if one.rating else ""
    became = one.outcome.label if one.outcome else f"{one.state.label} {when}"
    return f"{'; '.join(one.ties)}: {reasons}; told by {one.source.label}; {rated}{became}"
