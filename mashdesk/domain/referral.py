"""A referral's states, the clocks it may be on, and the only moves between them."""

from __future__ import annotations

from enum import StrEnum

from mashdesk.domain.errors import NotNow


class ReferralState(StrEnum):
    """Where a referral is; it is always in exactly one of these."""

    UNRATED = "unrated"
    RATED = "rated"
    RETURNED = "returned"
    DECIDED = "decided"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"rated": "open", "returned": "returned to referrer"}.get(self.value, self.value)


class ClockKind(StrEnum):
    """What a round of the clock waits for. ANSWER is a request's, the others are a referral's."""

    UNRATED = "unrated"
    DECISION = "decision"
    RETURNED = "returned"
    FEEDBACK = "feedback"
    CLOSING = "closing"
    ANSWER = "answer"
    ALLOCATED = "allocated"
    REVIEW = "review"

    @property
    def waits_for(self) -> str:
        return {
            "unrated": "a rating",
            "decision": "a decision",
            "returned": "the referrer's reply",
            "feedback": "feedback to the referrer",
            "closing": "closing",
            "answer": "an answer",
            "allocated": "the allocated worker to take it up",
            "review": "the early help review",
        }[self.value]


class Move(StrEnum):
    """What moves a referral from one state to another, or keeps it where it is."""

    RATE = "rate"
    ASK = "ask agencies"
    RETURN = "return to referrer"
    RESUME = "take back from the referrer"
    DECIDE = "decide"
    FEEDBACK = "record feedback"
    CLOSE = "close"
    REOPEN = "reopen"


_S = ReferralState

TRANSITIONS: dict[tuple[ReferralState, Move], ReferralState | None] = {
    (_S.UNRATED, Move.RATE): _S.RATED,
    (_S.RATED, Move.RATE): _S.RATED,
    (_S.RATED, Move.ASK): _S.RATED,
    (_S.UNRATED, Move.RETURN): _S.RETURNED,
    (_S.RATED, Move.RETURN): _S.RETURNED,
    # None: back to what it was before it was returned, which only the record knows.
    (_S.RETURNED, Move.RESUME): None,
    (_S.RATED, Move.DECIDE): _S.DECIDED,
    (_S.DECIDED, Move.FEEDBACK): _S.DECIDED,
    (_S.DECIDED, Move.CLOSE): _S.CLOSED,
    (_S.DECIDED, Move.REOPEN): _S.RATED,
    (_S.CLOSED, Move.REOPEN): _S.RATED,
}
"""The whole map; a move that is not here is refused."""

_WAYS_OUT = {
    _S.UNRATED: "Rate it first.",
    _S.RATED: "It is open and rated.",
    _S.RETURNED: "Take it back from the referrer first.",
    _S.DECIDED: "It is decided; reopen it to change that.",
    _S.CLOSED: "It is closed; reopen it first, with a reason.",
}


def moved(
    state: ReferralState, move: Move, before_return: ReferralState | None = None
) -> ReferralState:
    """The state after a move, or NotNow with the way out.

    `before_return` is what a returned referral was before, so that it wakes to exactly that.
    """
    if (state, move) not in TRANSITIONS:
        raise NotNow(
            f"A referral that is {state.label} cannot take the step “{move.value}”.",
            _WAYS_OUT[state],
        )
    after = TRANSITIONS[state, move]
    if after is not None:
        return after
    return before_return or _S.UNRATED
