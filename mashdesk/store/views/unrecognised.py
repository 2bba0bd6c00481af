"""Who of a record may be known to the hub already, while nobody has said so.

What came before counts for a child only once a person has judged who is who: until then it is told
wherever a record is rated, decided or looked into, or each of their referrals is taken for the
first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mashdesk.domain.matching import Certainty
from mashdesk.store.views.people import QuestionView

MOST_LIKE_ONE = 3
"""So many people who look like one of a record are asked about; there may be more."""


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Somebody of a record, and in how many other referrals whoever looks like them appears."""

    name: str
    as_: str
    is_child: bool
    likely: bool
    referrals: int
    more: bool

    @property
    def said(self) -> str:
        """It in a sentence."""
        number = f"{self.referrals} other referral" + ("" if self.referrals == 1 else "s")
        number += " or more" if self.more else ""
        who = f"{self.name} ({self.as_})" if self.as_ else self.name
        sure = "is likely" if self.likely else "may be"
        return f"{who} {sure} known from {number}: not counted here until somebody says so."


def unrecognised(questions: Iterable[QuestionView]) -> tuple[Unrecognised, ...]:
    """Each of whom it is still asked who they are: the likely first, and children before adults."""
    of: dict[int, list[QuestionView]] = {}
    for one in questions:
        of.setdefault(one.individual, []).append(one)
    found = [_one(each) for each in of.values()]
    return tuple(sorted(found, key=lambda one: (not one.likely, not one.is_child, -one.referrals)))


def likely_known(questions: Iterable[QuestionView]) -> tuple[str, ...]:
    """A sentence for each who is likely known: of whoever else may be, the question alone tells."""
    return tuple(one.said for one in unrecognised(questions) if one.likely)


def _one(asked: Sequence[QuestionView]) -> Unrecognised:
    first = asked[0]
    likely = [
        one
        for one in asked
        if one.candidate.certainty is not Certainty.POSSIBLE and one.unsure is None
    ]
    counted = likely or asked
    return Unrecognised(
        str(first.name),
        first.as_,
        first.as_ == "child",
        bool(likely),
        sum(one.candidate.referrals for one in counted),
        len(counted) >= MOST_LIKE_ONE,
    )
