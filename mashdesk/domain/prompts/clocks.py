"""Prompts that a clock raises when it runs out, or that come with one from another hub: they always
stand until the act it waits for.
"""

from __future__ import annotations

from mashdesk.domain.prompts.consent import RETURNED_DRIFTING
from mashdesk.domain.prompts.kinds import PromptKind
from mashdesk.domain.referral import ClockKind

TIMED_OUT = PromptKind(
    "timed-out", "Timed out", "It was reopened; the next person up looks at it now.", True
)
ANSWER_OVERDUE = PromptKind(
    "answer-overdue",
    "Answer overdue",
    "Chase; ask the next contact in that agency; or decide without it and say why.",
)
UNRATED_TOO_LONG = PromptKind("unrated-too-long", "Unrated too long", "Rate it now.", True)
FEEDBACK_DUE = PromptKind("feedback-due", "Feedback due", "Tell the referrer, or record why not.")
CLOSING_DUE = PromptKind(
    "closing-due", "Decided, not closed", "Close it, or reopen it with a reason."
)
REVIEW_DUE = PromptKind(
    "early-help-review-due",
    "Early help review due",
    "Ask how early help went, and record it: went well, consent withdrawn, or drifted.",
)
STRATEGY_OVERDUE = PromptKind(
    "strategy-overdue",
    "Strategy discussion overdue",
    "Record who took part and what was decided, or why it was not held.",
    True,
)
ACTION_OVERDUE = PromptKind(
    "strategy-action-overdue",
    "Action of the strategy discussion overdue",
    "Ask whose it is; then mark it done, or drop it with a reason.",
)
NOT_ACKNOWLEDGED = PromptKind(
    "allocated-not-acknowledged",
    "Allocated worker has not acknowledged",
    "It is open again: reach that worker or their team manager, or decide anew.",
    True,
)

HANDED_OVER = PromptKind(
    "handed-over",
    "Handed over by another hub",
    "Weigh what it was there and what is expected here by when; then rate it.",
)

CLOCKED: tuple[PromptKind, ...] = (
    TIMED_OUT,
    ANSWER_OVERDUE,
    UNRATED_TOO_LONG,
    FEEDBACK_DUE,
    CLOSING_DUE,
    NOT_ACKNOWLEDGED,
    REVIEW_DUE,
    STRATEGY_OVERDUE,
    ACTION_OVERDUE,
    HANDED_OVER,
)

UNTIL_SETTLED: dict[str, tuple[str, str]] = {
    STRATEGY_OVERDUE.code: (
        "the discussion is recorded",
        "Record it with who took part and what was decided, or why it was not held.",
    ),
    ACTION_OVERDUE.code: (
        "each action is settled",
        "Mark the action done, or drop it with a reason.",
    ),
}
"""Codes of prompts that no answer takes away, only the act they ask for: until when each stands,
and that act.
"""

AFTER_TIME_OUT: dict[ClockKind, PromptKind] = {
    ClockKind.UNRATED: UNRATED_TOO_LONG,
    ClockKind.DECISION: TIMED_OUT,
    ClockKind.RETURNED: RETURNED_DRIFTING,
    ClockKind.FEEDBACK: FEEDBACK_DUE,
    ClockKind.CLOSING: CLOSING_DUE,
    ClockKind.ANSWER: ANSWER_OVERDUE,
    ClockKind.ALLOCATED: NOT_ACKNOWLEDGED,
    ClockKind.REVIEW: REVIEW_DUE,
}
"""Which prompt a clock raises when it runs out."""

SETTLED_WITH: dict[ClockKind, frozenset[str]] = {
    clock: frozenset({kind.code, HANDED_OVER.code} if clock is ClockKind.UNRATED else {kind.code})
    for clock, kind in AFTER_TIME_OUT.items()
}
"""Codes of the prompts that the act a clock waits for has answered."""
