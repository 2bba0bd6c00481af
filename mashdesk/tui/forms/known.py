"""People the hub knows, as a form asks for them while somebody is named in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.particulars import Particulars
from mashdesk.store.views import Candidate

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

SHOWN = 5
"""How many are offered; whoever looks for somebody else types more."""


@dataclass(frozen=True, slots=True)
class Known:
    """Asks the desk in the name of whoever fills the form in. Blocks; call it off the UI thread."""

    desk: Desk
    actor: Actor

    def alike(self, typed: Particulars) -> tuple[Candidate, ...] | None:
        """Who may be meant, the likeliest first; None where that cannot be told just now.

        A form must never be held up by it: the contact is taken in, the question stays open.
        """
        try:
            return self.desk.known.candidates(self.actor, typed, SHOWN)
        except (Refused, Trouble):
            return None

    def called(self, individual: int) -> str:
        """What somebody known is called; empty where that cannot be told."""
        try:
            return str(self.desk.known.individual(self.actor, individual).name)
        except (Refused, Trouble):
            return ""
