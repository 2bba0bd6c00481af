"""When a prompt matters: what it stands in the way of until somebody answers it. Pure."""

from __future__ import annotations

from mashdesk.domain.prompts.kinds import Moment, PromptKind, Proposal

NOT_WHEN_CLOSING = frozenset({"closing-due", "feedback-due", "workload", "early-help-review-due"})
"""What closing itself answers, and what is no matter of this one referral."""


def passes(kind: PromptKind | None, items: frozenset[str]) -> str:
    """Why a prompt that rests on these facts stands in nobody's way; empty where it does."""
    return "" if kind is None or kind.lets_pass is None else kind.lets_pass(items)


def said_to(kind: PromptKind | None, proposal: Proposal) -> str:
    """What the act that is proposed says to a prompt of this kind: nobody says it twice."""
    return "" if kind is None or kind.said is None else kind.said(proposal)


def matters_at_rating(kind: PromptKind) -> bool:
    """Whether a prompt of this kind is worth reading before a record is rated. None stands in the
    way of that but of lowering a rating.
    """
    return kind.rule is not None and not kind.proposed and not kind.for_managers


def in_the_way(
    kind: PromptKind | None, moment: Moment, items: frozenset[str] = frozenset()
) -> bool:
    """Whether a prompt of this kind that stands, and rests on these facts, is to be answered before
    this is done. Nothing that stands is lost by closing.
    """
    if passes(kind, items):
        return False
    if moment is Moment.CLOSING:
        return kind is None or kind.code not in NOT_WHEN_CLOSING
    return kind is not None and moment in kind.at
