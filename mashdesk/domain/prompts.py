"""Prompts: what the desk asks a person to consider and answer. It never rates or decides."""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.referral import ClockKind


@dataclass(frozen=True, slots=True)
class PromptKind:
    """A prompt's name on screen, what it suggests, and whether it is grave."""

    code: str
    title: str
    suggests: str
    grave: bool = False


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
RETURNED_DRIFTING = PromptKind(
    "returned-drifting",
    "Returned and drifting",
    "Contact the referrer and review; the clock runs again.",
    True,
)
CLOSING_DUE = PromptKind(
    "closing-due", "Decided, not closed", "Close it, or reopen it with a reason."
)

PROMPTS: dict[str, PromptKind] = {
    kind.code: kind
    for kind in (
        TIMED_OUT,
        ANSWER_OVERDUE,
        UNRATED_TOO_LONG,
        FEEDBACK_DUE,
        RETURNED_DRIFTING,
        CLOSING_DUE,
    )
}

AFTER_TIME_OUT: dict[ClockKind, PromptKind] = {
    ClockKind.UNRATED: UNRATED_TOO_LONG,
    ClockKind.DECISION: TIMED_OUT,
    ClockKind.RETURNED: RETURNED_DRIFTING,
    ClockKind.FEEDBACK: FEEDBACK_DUE,
    ClockKind.CLOSING: CLOSING_DUE,
    ClockKind.ANSWER: ANSWER_OVERDUE,
}
"""Which prompt a clock raises when it runs out."""
