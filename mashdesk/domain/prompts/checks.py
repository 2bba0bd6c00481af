"""Prompts about what is still open: answers, differences, and a worker who holds too much."""

from __future__ import annotations

from mashdesk.domain.prompts.kinds import (
    Evidence,
    Moment,
    PromptKind,
    Proposal,
    Threshold,
    Thresholds,
)
from mashdesk.domain.prompts.snapshot import Snapshot
from mashdesk.domain.prompts.words import counted
from mashdesk.domain.referral import ReferralState


def answer_outstanding(
    seen: Snapshot, proposal: Proposal | None, _set: Thresholds
) -> Evidence | None:
    """A decision or a lower rating is proposed while an agency has not answered."""
    if proposal is None or proposal.moment not in (Moment.LOWERING, Moment.DECIDING):
        return None
    owing = [one for one in seen.requests if one.open and one.id not in proposal.without]
    if not owing:
        return None
    who = ", ".join(sorted(one.agency for one in owing))
    done = "lowered" if proposal.moment is Moment.LOWERING else "decided"
    owed = "1 request is" if len(owing) == 1 else f"{len(owing)} requests are"
    text = f"If it is {done} now, {owed} not answered yet: {who}."
    return Evidence(text, frozenset(f"{proposal.moment.value}, request {one.id}" for one in owing))


def challenge_open(seen: Snapshot, _proposal: Proposal | None, _set: Thresholds) -> Evidence | None:
    """A professional difference has no answer yet."""
    if not seen.challenges:
        return None
    text = f"{counted(len(seen.challenges), 'professional difference')} on it is not answered."
    if len(seen.challenges) > 1:
        text = text.replace(" is not", " are not")
    return Evidence(text, frozenset(f"challenge {number}" for number in seen.challenges))


def challenge_over(seen: Snapshot) -> str:
    """Each was answered."""
    return "" if seen.challenges else "It was answered."


def workload(seen: Snapshot, _proposal: Proposal | None, limit: Thresholds) -> Evidence | None:
    """Its worker holds more red and amber than the hub's limit. Of all these the one that came last
    carries the prompt, so that nobody reads it twice.
    """
    load = seen.load
    if load is None or load.held <= limit["held"] or load.newest != seen.this.id:
        return None
    if seen.state is ReferralState.CLOSED:
        return None
    text = f"{load.name} holds {load.held} red and amber; this hub's limit is {limit['held']}."
    return Evidence(text, frozenset({f"worker {load.worker}, {load.held}"}))


def work_shared(_seen: Snapshot) -> str:
    """The worker holds less, or another referral carries it now."""
    return "The worker no longer holds too much, or another referral says so."


CHECKS: tuple[PromptKind, ...] = (
    PromptKind(
        "answer-outstanding",
        "An agency has not answered yet",
        "Wait, chase, or decide without it and say why.",
        at=frozenset({Moment.LOWERING, Moment.DECIDING}),
        rule=answer_outstanding,
        proposed=True,
    ),
    PromptKind(
        "challenge-open",
        "A professional difference is open",
        "Answer it, or move it up a stage.",
        at=frozenset({Moment.LOWERING, Moment.DECIDING}),
        rule=challenge_open,
        lapse=challenge_over,
        acts=("challenge_answered", "challenge_settled", "challenge_resolved"),
    ),
    PromptKind(
        "workload",
        "Its worker holds too much",
        "Reassign it, or something else of theirs.",
        thresholds=(Threshold("held", 8, 1, 100, "red and amber held by one worker"),),
        rule=workload,
        lapse=work_shared,
        for_managers=True,
    ),
)
