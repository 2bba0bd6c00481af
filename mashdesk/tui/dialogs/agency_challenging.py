"""A practitioner challenges a rating or decision, and accepts the answer or moves it up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from mashdesk.domain.actor import Actor
from mashdesk.store.views import AgencyRequestView
from mashdesk.tui.agency_keys import answer_waits
from mashdesk.tui.dialogs.challenge_fields import (
    Responding,
    adapt_raising,
    raising_fields,
    raising_step,
)
from mashdesk.tui.dialogs.partner import PartnerDialog
from mashdesk.tui.forms.said import show_of
from mashdesk.tui.forms.screen import Step

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


def dialog_for(desk: Desk, actor: Actor, view: AgencyRequestView) -> PartnerDialog:
    """What the one key leads to: an answer to respond to first, else a new challenge."""
    waits = answer_waits(view, desk.clock.now())
    kind = AgencyRespondDialog if waits else AgencyChallengeDialog
    return kind(desk, actor, view)


class AgencyChallengeDialog(PartnerDialog):
    """What the agency disagrees with, what it should be, and why."""

    heading = "Challenge"
    button = "Raise the challenge"

    def __init__(self, desk: Desk, actor: Actor, view: AgencyRequestView) -> None:
        super().__init__(desk, actor, view, f"challenge {view.row.request}")

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        became, row = self.view.became, self.view.row
        standing = (became.final_rating if became else None) or row.rating
        outcome = became.outcome if became else ""
        yield from raising_fields(self.hub.ratings, standing, outcome, show_of(self))

    def adapt(self) -> None:
        adapt_raising(self)

    def steps(self) -> Sequence[Step]:
        return [raising_step(self, request=self.view.row.request)]


class AgencyRespondDialog(Responding, PartnerDialog):
    """The agency accepts the answer to its challenge, or moves it up."""

    heading = "Accept the answer, or move the challenge up"

    def __init__(self, desk: Desk, actor: Actor, view: AgencyRequestView) -> None:
        super().__init__(desk, actor, view, f"respond {view.row.request}")
