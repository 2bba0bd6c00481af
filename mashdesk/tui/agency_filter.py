"""Narrowing an agency's list by a few words, and saying in words how it is narrowed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.store.views import AgencyRow

SWITCHES = ("mine", "free", "overdue", "reopened", "owed", "settled")
HOW_TO = "words, or: mine free overdue reopened owed settled red amber green blue"


@dataclass(frozen=True, slots=True)
class AgencyFilter:
    """What part of the agency's requests is shown; `free` are those nobody has taken on."""

    mine: bool = False
    free: bool = False
    overdue: bool = False
    reopened: bool = False
    owed: bool = False
    settled: bool = False
    rating: Rag | None = None
    text: str = ""

    @property
    def words(self) -> str:
        """The words that ask for this part; the inverse of `read_agency_filter`."""
        words = [name for name in SWITCHES if getattr(self, name)]
        return " ".join(filter(None, (*words, self.rating and self.rating.value, self.text)))

    def fits(self, row: AgencyRow, person: int, now: datetime) -> bool:
        """Whether this request is in it, for the person at the desk at `now` (UTC)."""
        is_open = row.state is RequestState.OPEN
        switches = (
            (self.mine, row.holder_id == person),
            (self.free, is_open and row.holder_id is None),
            (self.overdue, is_open and row.is_over(now)),
            (self.reopened, row.round > 1),
            (self.owed, is_open),
            (self.settled, not is_open),
            (self.rating is not None, row.rating is self.rating),
        )
        if not all(holds for on, holds in switches if on):
            return False
        said = f"{row.reference} {row.child} {row.question} {row.holder} {row.where}".casefold()
        return all(word in said for word in self.text.casefold().split())


def read_agency_filter(words: str) -> AgencyFilter:
    """What part these words ask for; an unknown word is looked for as text."""
    wanted, rest = AgencyFilter(), []
    for word in words.split():
        low = word.lower()
        if low in SWITCHES:
            turned: Any = {low: True}
            wanted = replace(wanted, **turned)
        elif low in set(Rag):
            wanted = replace(wanted, rating=Rag(low))
        else:
            rest.append(word)
    return replace(wanted, text=" ".join(rest))
