"""What every report and letter is made from, whoever it is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.report import Receiver
from mashdesk.store.views import DecisionView, ReferralView
from mashdesk.store.views.history import FamilyView


@dataclass(frozen=True, slots=True)
class Making:
    """What a report is made from: the record, for whom, by whom, where and when (UTC); `contact` is
    how the hub is reached, empty where nobody has said, and `role` its maker's. `family` are the
    other contacts of the children and their family; None: not for this receiver.
    """

    view: ReferralView
    decision: DecisionView
    receiver: Receiver
    hub: str
    maker: str
    words: str
    at: datetime
    contact: str = ""
    role: str = ""
    family: FamilyView | None = None

    @property
    def reached(self) -> str:
        """How its reader reaches the hub, in sentences that promise no way nobody has set up."""
        reference = f"please give our reference, {self.view.reference}"
        if self.contact:
            return f"You can reach us here: {self.contact}. When you do, {reference}."
        return f"If you reply to this letter, {reference}."
