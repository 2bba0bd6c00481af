"""What a decision sets going: a strategy discussion, a hand-over to a worker, an early help review.

Source: Working Together (strategy discussions); the audits of published hubs (hand-overs that
nobody took up, early help that drifted, consent withdrawn and not recorded).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mashdesk.domain.consent import Consent
from mashdesk.domain.limits import LINE_LIMIT, WORDS_LIMIT, too_long
from mashdesk.domain.outcome import DecisionOutcome, OutcomeGroup
from mashdesk.domain.problems import Problem

MOST_NAMED = 60
"""The most participants, or actions, that one strategy discussion takes."""


class StrategyResult(StrEnum):
    """What a strategy discussion decided."""

    JOINT_ENQUIRY = "joint_enquiry"
    SINGLE_ENQUIRY = "single_enquiry"
    ASSESSMENT = "assessment"
    NO_ENQUIRY = "no_enquiry"

    @property
    def label(self) -> str:
        return _STRATEGY[self]


_STRATEGY = {
    StrategyResult.JOINT_ENQUIRY: "section 47 enquiry, jointly with the police",
    StrategyResult.SINGLE_ENQUIRY: "section 47 enquiry by social care alone",
    StrategyResult.ASSESSMENT: "section 17 assessment goes on",
    StrategyResult.NO_ENQUIRY: "no enquiry; other help or none",
}


class ActionEnd(StrEnum):
    """How an action of a strategy discussion was settled by a person; time alone settles none."""

    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return self.value


class AllocationEnd(StrEnum):
    """How a hand-over to an allocated worker ended: taken up, run out of time, or undone."""

    ACKNOWLEDGED = "acknowledged"
    LAPSED = "lapsed"
    REOPENED = "reopened"

    @property
    def label(self) -> str:
        return {"lapsed": "not acknowledged in time", "reopened": "reopened before"}.get(
            self.value, self.value
        )


class ReviewResult(StrEnum):
    """How early help had gone when it was reviewed. The last is the desk's own: a newer decision
    took the review's place.
    """

    WENT_WELL = "went_well"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    DRIFTED = "drifted"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return _REVIEW[self]

    @property
    def is_given(self) -> bool:
        """Whether a person records it."""
        return self is not ReviewResult.SUPERSEDED

    @property
    def reopens(self) -> bool:
        """Whether the decision for early help no longer holds after it."""
        return self in (ReviewResult.CONSENT_WITHDRAWN, ReviewResult.DRIFTED)


_REVIEW = {
    ReviewResult.WENT_WELL: "went well",
    ReviewResult.CONSENT_WITHDRAWN: "consent withdrawn",
    ReviewResult.DRIFTED: "drifted",
    ReviewResult.SUPERSEDED: "superseded by a newer decision",
}

REVIEW_RESULTS = tuple(result for result in ReviewResult if result.is_given)
"""What a person can record of a review."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who took part in a strategy discussion, and for which agency."""

    agency: str
    name: str
    role: str = ""

    def problems(self, path: str) -> list[Problem]:
        """What is missing or too long, under `path`."""
        found = too_long(self, ("agency", "name", "role"), LINE_LIMIT)
        found += [
            Problem(name, ask)
            for name, ask in (("agency", "say for which agency"), ("name", "say who"))
            if not getattr(self, name).strip()
        ]
        return [Problem(f"{path}.{one.field}", one.message) for one in found]


@dataclass(frozen=True, slots=True)
class Action:
    """What a strategy discussion asks of somebody, and by when (UTC)."""

    owner: str
    words: str
    due_at: datetime | None = None

    def problems(self, path: str) -> list[Problem]:
        """What is missing or too long, under `path`."""
        found = too_long(self, ("owner",), LINE_LIMIT) + too_long(self, ("words",), WORDS_LIMIT)
        found += [
            Problem(name, ask)
            for name, ask in (("owner", "say who does it"), ("words", "say what is to be done"))
            if not getattr(self, name).strip()
        ]
        if self.due_at is None:
            found.append(Problem("due_at", "say by when"))
        elif self.due_at.utcoffset() is None:
            found.append(Problem("due_at", "needs its time zone"))
        return [Problem(f"{path}.{one.field}", one.message) for one in found]


def needs_receiver(outcome: DecisionOutcome) -> bool:
    """Whether this hands the child to somebody, of whom something is expected."""
    return outcome.group in (
        OutcomeGroup.STEPPED_UP,
        OutcomeGroup.STEPPED_ACROSS,
        OutcomeGroup.TRANSFERRED,
    )


def is_early_help(outcome: DecisionOutcome) -> bool:
    """Whether this steps across to early help, which keeps a review."""
    return outcome.group is OutcomeGroup.STEPPED_ACROSS


def goes_against_consent(outcome: DecisionOutcome, consent: Consent | None) -> bool:
    """Whether this is help that a family takes or leaves, and somebody said no to it."""
    return is_early_help(outcome) and consent in (Consent.REFUSED, Consent.WITHDRAWN)


def ask_why_without(consent: Consent | None) -> str:
    """What is asked of whoever decides so all the same."""
    stands = consent.label if consent else "not given"
    return (
        f"early help is given only with consent, which is recorded as {stands}: record it"
        " where it was given since, decide otherwise, or say why early help all the same"
    )


def telling_endangers(
    outcome: DecisionOutcome,
    decided_at: datetime,
    discussed: Sequence[tuple[datetime, StrategyResult | None]],
) -> bool:
    """Whether a strategy discussion or a section 47 enquiry stands: whoever tells the family then
    may warn whom the child is in danger from. `discussed` are when its discussions were recorded
    (UTC), in that order, and with which result; None: one that was not held.
    """
    held = [(at, result) for at, result in discussed if result is not None]
    # One that was over before it was decided to hold another says nothing of that.
    if outcome is DecisionOutcome.STRATEGY and not any(at >= decided_at for at, _ in held):
        return True
    enquiries = (StrategyResult.JOINT_ENQUIRY, StrategyResult.SINGLE_ENQUIRY)
    return bool(held) and held[-1][1] in enquiries
