"""Whoever sent a contact in challenges what was decided, and accepts the answer or moves it up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.store.views import SentInView
from mashdesk.tui.dialogs.challenge_fields import (
    Responding,
    adapt_raising,
    raising_fields,
    raising_step,
)
from mashdesk.tui.forms.said import show_of
from mashdesk.tui.forms.screen import FormScreen, Step
from mashdesk.tui.screens.sent_in import leave_if_gone
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


def dialog_for(desk: Desk, actor: Actor, view: SentInView) -> _SentInDialog:
    """What the one key leads to: an answer to respond to first, else a new challenge."""
    now = desk.clock.now()
    waits = any(one.is_open and one.can_respond(now) for one in view.challenges)
    return (SentInRespondDialog if waits else SentInChallengeDialog)(desk, actor, view)


class _SentInDialog(FormScreen, ModalScreen[Outcome | None]):
    """Made from what was read of the contact."""

    about = ""

    def __init__(self, desk: Desk, actor: Actor, view: SentInView) -> None:
        self.view = view
        super().__init__(desk, actor, f"{self.about} {view.row.reference}")
        self.add_class("-dialog")
        self.heading = f"{self.heading}  {view.row.reference}"

    def subject(self) -> str:
        return f"{self.view.row.child} · {self.view.row.where}"

    def after_stale(self) -> None:
        self.view = self.desk.agency.reread_sent_in(self.actor, self.view.row.reference)

    def changed(self) -> None:
        """Something was committed: what was sent in may have been sealed."""
        if self._ready and not self._busy:
            start_only(self, "changed", self._look_again)

    async def _look_again(self) -> None:
        await leave_if_gone(self, self.desk, self.actor, self.view.row.reference)


class SentInChallengeDialog(_SentInDialog):
    """What the agency disagrees with, what it should be, and why."""

    heading = "Challenge"
    button = "Raise the challenge"
    about = "challenge"

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        became = self.view.row.became
        standing = became.final_rating if became else None
        outcome = became.outcome if became else ""
        yield from raising_fields(self.hub.ratings, standing, outcome, show_of(self))

    def adapt(self) -> None:
        adapt_raising(self)

    def steps(self) -> Sequence[Step]:
        return [raising_step(self, reference=self.view.row.reference)]


class SentInRespondDialog(Responding, _SentInDialog):
    """The agency accepts the answer to its challenge, or moves it up."""

    heading = "Accept the answer, or move the challenge up"
    about = "respond"
