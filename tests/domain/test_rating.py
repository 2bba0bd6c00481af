"""Ratings, and what a change from one to another is called."""

from __future__ import annotations

import pytest

from mashdesk.domain.rating import Rag, RatingChange, rating_change


def test_ratings_stand_in_order_of_severity_gravest_first() -> None:
    assert [rag.severity for rag in Rag] == [4, 3, 2, 1]
    assert [str(rag) for rag in Rag] == ["red", "amber", "green", "blue"]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (None, Rag.BLUE, RatingChange.INITIAL),
        (Rag.AMBER, Rag.AMBER, RatingChange.NO_CHANGE),
        (Rag.AMBER, Rag.RED, RatingChange.ESCALATION),
        (Rag.BLUE, Rag.GREEN, RatingChange.ESCALATION),
        (Rag.RED, Rag.GREEN, RatingChange.DE_ESCALATION),
    ],
)
def test_a_change_of_rating_has_the_datasets_name(
    before: Rag | None, after: Rag, change: RatingChange
) -> None:
    assert rating_change(before, after) is change
