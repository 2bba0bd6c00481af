"""How people reach the hub, as its letters and reports say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import SetHubContact
from mashdesk.tui.forms.fields import LineField
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import FormScreen, Step

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class HubContactDialog(FormScreen, ModalScreen[Outcome | None]):
    """One line; empty takes it away."""

    heading = "The hub's contact"
    button = "Keep it"
    keeps_draft = False

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor, "hub-contact")
        self.add_class("-dialog")

    def fields(self) -> Iterable[Widget]:
        yield Said("Letters to referrers and hand-off reports say it from now on.")
        hint = "such as: Duty desk, 020 7946 0000, duty@hub.example; empty: none"
        yield LineField("contact", "Reached by", hint=hint)

    async def prefill(self) -> None:
        assert self.hub is not None
        self.field("contact", LineField).put(self.hub.contact)

    def steps(self) -> Sequence[Step]:
        return [Step("contact", SetHubContact(contact=self.typed("contact")))]
