"""The RAG rating of a referral, and what a change from one to another is called."""

from __future__ import annotations

from enum import StrEnum


class Rag(StrEnum):
    """How grave the concern appears: Red is risk of immediate or serious harm, Blue only asks."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    BLUE = "blue"

    @property
    def severity(self) -> int:
        """4 for Red down to 1 for Blue: the level on the continuum of need."""
        return _SEVERITY[self]


_SEVERITY = {Rag.RED: 4, Rag.AMBER: 3, Rag.GREEN: 2, Rag.BLUE: 1}


class RatingChange(StrEnum):
    """What a new rating does to the one before, in the words of the London dataset."""

    INITIAL = "initial"
    NO_CHANGE = "no_change"
    ESCALATION = "escalation"
    DE_ESCALATION = "de_escalation"


def rating_change(before: Rag | None, after: Rag) -> RatingChange:
    """Name the step from `before` (None: not rated yet) to `after`."""
    if before is None:
        return RatingChange.INITIAL
    if after.severity == before.severity:
        return RatingChange.NO_CHANGE
    if after.severity > before.severity:
        return RatingChange.ESCALATION
    return RatingChange.DE_ESCALATION
