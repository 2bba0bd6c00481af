"""Taking a contact in: one guided page, kept as a draft while it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.types import CSSPathType
from textual.widget import Widget

from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import Command, TakeIn
from mashdesk.domain.errors import Duplicate, Refused
from mashdesk.tui.forms.choice_fields import ChoiceField, TickField
from mashdesk.tui.forms.contact_form import ContactForm
from mashdesk.tui.forms.said_apart import placed, said_apart
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.forms.time_fields import MomentField

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome

_APART = "Said when the contact was taken in."


class IntakeScreen(ContactForm):
    """Ctrl+S takes the contact in; Esc leaves and keeps the draft; Ctrl+D discards it."""

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_suffix(".tcss")]
    heading = "Take a contact in"
    button = "Take it in"

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor, "intake")
        self._known_as: tuple[int, ...] = ()
        """Whom everybody on the form is known as, once it is taken in."""

    def subject(self) -> str:
        return "Its clock runs from the moment it reached the hub, not from now."

    def fields(self) -> Iterable[Widget]:
        yield TickField(
            "again", "Taken in already?", "this is another contact, though it looks the same"
        )
        yield from self.contact_fields()

    async def prefill(self) -> None:
        await self.set_children(1)
        self.field("received_at", MomentField).put_instant(self.now())
        self.field("channel", ChoiceField).put("form")
        self._duplicate = False

    def adapt(self) -> None:
        super().adapt()
        again = self.field("again", TickField)
        again.display = self._duplicate or again.ticked

    def refused(self, refused: Refused) -> None:
        """A contact that looks the same as another: say which, and offer the way out."""
        if isinstance(refused, Duplicate):
            self._duplicate = True
            self.adapt()
            again = self.field("again", TickField)
            again.show_error(f"it was already taken in as {refused.reference}")
            again.focus_control()
        super().refused(refused)

    def steps(self) -> Sequence[Step]:
        command = TakeIn(contact=self.contact(), again=self.field("again", TickField).ticked)
        every = tuple(field.path for field in self.standing)
        taken_in = Step("take_in", command, "It is taken in.", every)
        return [taken_in, *said_apart(self.blocks, self.actor, _APART)]

    def versioned(self, command: Command) -> Command:
        """Who somebody is known as is told by taking it in alone."""
        return placed(command, self._known_as)

    def performed(self, outcome: Outcome) -> None:
        self._known_as = outcome.individuals or self._known_as
