"""What is known beside one record: its family's contacts, and the children's chronology."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.domain.calendar import london_date_text
from mashdesk.domain.contact import Reason, Source
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.store.views.chronology import ChronologyView

if TYPE_CHECKING:
    from mashdesk.domain.transfer import PastFamily


@dataclass(frozen=True, slots=True)
class ConsideredView:
    """That another referral was weighed in this one, and what it was found to say."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class FamilyContact:
    """An earlier or other contact of the same child, a sibling or the household. `ties` says who of
    them, and how they belong to the children of the record at hand.
    """

    referral: int
    reference: str
    received_at: datetime
    ties: tuple[str, ...]
    same_child: bool
    source: Source
    reasons: tuple[Reason, ...]
    state: ReferralState
    rating: Rag | None
    outcome: DecisionOutcome | None
    considered: ConsideredView | None


@dataclass(frozen=True, slots=True)
class FamilyView:
    """Contacts of the family received since an instant, newest first; `more` were left out."""

    since: datetime
    contacts: tuple[FamilyContact, ...]
    more: bool = False

    @property
    def waiting(self) -> int:
        """How many of them nobody has considered yet."""
        return sum(1 for one in self.contacts if one.considered is None)

    @property
    def check(self) -> str:
        """The household check of the checklist of need, in a sentence."""
        of = "the child, siblings and household"
        if not self.contacts:
            return f"Household check: no other contact of {of} is known."
        number = f"{len(self.contacts)}{' or more' if self.more else ''}"
        many = "contact" if number == "1" else "contacts"
        left = f"{self.waiting} not yet considered" if self.waiting else "all considered"
        return f"Household check: {number} other {many} of {of}, {left}."


@dataclass(frozen=True, slots=True)
class ToldView:
    """Other contacts of the family that an earlier `hub` told of with its hand-over: their records
    stand there, and it is not known here what became of them since.
    """

    hub: str
    reference: str
    family: PastFamily

    @property
    def line(self) -> str:
        """How many there are, in a sentence."""
        family = self.family
        since = london_date_text(family.since)
        if not family.contacts:
            return f"{self.hub} told of no other contact since {since}."
        many = f"{len(family.contacts)}{' or more' if family.more else ''}"
        contact = "contact" if many == "1" else "contacts"
        return f"{self.hub} told of {many} other {contact} since {since}:"


@dataclass(frozen=True, slots=True)
class HistoryView:
    """What the History tab shows: the family's contacts, and the children's own chronology; `told`
    is what earlier hubs told of the family, the nearest hub first.
    """

    family: FamilyView
    chronology: ChronologyView
    told: tuple[ToldView, ...] = ()
