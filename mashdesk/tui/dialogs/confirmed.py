"""What must not be done from a desk that somebody left open: one's own password is asked for again,
and the code of one's second factor where that is on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from mashdesk.desk.signing_in.tries import CodeNeeded
from mashdesk.domain.commands import Command
from mashdesk.domain.errors import Refused
from mashdesk.tui.forms.fields import LineField
from mashdesk.tui.forms.screen import FormScreen

if TYPE_CHECKING:
    from mashdesk.tui.desk_app import DeskApp

_GIVEN = ("password", "code")


class ConfirmedForm(FormScreen):
    """Put `confirming` last among the fields, and call `take_given` where the steps are made."""

    app: DeskApp

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self._given: tuple[str, ...] = ()
        self._has_code = False

    def gather(self) -> None:
        super().gather()
        self._has_code = self.app.opened.sign_in.has_second_factor(self.actor)

    def confirming(self) -> Iterable[Widget]:
        """Nobody has a password in a training hub."""
        if self.hub is not None and not self.hub.training:
            yield LineField("password", "Your password", ask="give your own password", secret=True)
            asks = "type the six digits your app shows"
            yield LineField("code", "Code of your app", ask=asks, secret=True)

    def adapt(self) -> None:
        super().adapt()
        if any(field.path == "code" for field in self.standing):
            self.reveal("code", self._has_code)

    def take_given(self) -> None:
        """They leave the screen whatever comes of it."""
        fields = [field for field in self.standing if field.path in _GIVEN]
        self._given = tuple(field.text for field in fields)
        for field in fields:
            field.put("")

    def versioned(self, command: Command) -> Command:
        """The command, once what is asked for was given again. Raises Refused otherwise."""
        given, self._given = self._given, ()
        if given:
            self.app.opened.sign_in.confirm(self.actor, *given)
        return super().versioned(command)

    def refused(self, refused: Refused) -> None:
        super().refused(refused)
        if isinstance(refused, CodeNeeded):  # turned on since this was opened
            self._has_code = True
            self.adapt()
