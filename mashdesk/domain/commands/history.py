"""Looking at what is known of a child and the family beside one record, weighing it, and stating
what corroborates it.
"""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.commands.base import GREATEST_NUMBER, Command, OnReferral
from mashdesk.domain.corroboration import ItemKind, Stance
from mashdesk.domain.problems import Problem

MOST_CONSIDERED = 100
"""So many other referrals are considered in one act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHistory(Command):
    """Open the previous contacts of a record's children and their family: a look, audited before
    anything is shown.
    """

    label = "open the history"
    referral: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsiderHistory(OnReferral):
    """Record that other referrals (their ids) were weighed in this one, and what they say."""

    label = "consider the history"
    required = ("words",)
    others: tuple[int, ...]
    words: str

    def problems(self) -> list[Problem]:
        """Also that others are named, each a number the desk gave, and not this one itself."""
        found = OnReferral.problems(self)
        if not self.others:
            found.append(Problem("others", "name at least one other referral"))
        elif self.referral in self.others:
            found.append(Problem("others", "a referral is not its own history; name others"))
        elif len(self.others) > MOST_CONSIDERED:
            found.append(Problem("others", f"name at most {MOST_CONSIDERED} at once"))
        elif any(not 0 <= other <= GREATEST_NUMBER for other in self.others):
            found.append(Problem("others", "is not a number this desk ever gave"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCorroboration(Command):
    """Say that a source corroborates or contradicts an item of a record's history, and how: the
    contact itself, or the answer or event whose id `of` is.

    The source is an answer (by id) of this record or another, or whom the hub heard it from, in
    words. Saying `taken_back` of the same source and item takes back what was said before.
    """

    label = "say what corroborates"
    required = ("words",)
    lines = ("source",)
    referral: int
    item: ItemKind = ItemKind.CONTACT
    of: int = 0
    stance: Stance
    answer: int | None = None
    source: str = ""
    words: str

    def problems(self) -> list[Problem]:
        """Also that it names one item and one source, and that nothing corroborates itself."""
        found = Command.problems(self)
        if (self.item is ItemKind.CONTACT) != (self.of == 0):
            found.append(Problem("item", "is the contact, or an answer or event with its number"))
        if (self.answer is None) == (not self.source.strip()):
            found.append(Problem("source", "is an answer, or whoever told it in words: give one"))
        if self.item is ItemKind.ANSWER and self.answer == self.of:
            found.append(Problem("answer", "is what it would corroborate; choose another source"))
        return found
