"""What people do about their own account: another password, a second factor on or off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.desk.signing_in.second_factor import address, new_secret, qr_lines
from mashdesk.domain.actor import Actor
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.tui.forms.fields import LineField
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.screen import FormScreen, Step

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.signing_in.sign_in import SignIn


class OwnAccountDialog(FormScreen, ModalScreen[Outcome | None]):
    """A form whose act is sign-in's own, not a command; every secret leaves it when it is sent."""

    keeps_draft = False

    def __init__(self, desk: Desk, actor: Actor, sign_in: SignIn) -> None:
        super().__init__(desk, actor, "own account")
        self.sign_in = sign_in
        self._given: dict[str, str] = {}
        self.add_class("-dialog")

    def steps(self) -> Sequence[Step]:
        fields = [field for field in self.standing if isinstance(field, LineField)]
        self._given = {field.path: field.text for field in fields}
        for field in fields:
            field.put("")
        return []

    def _do(self, steps: Sequence[Step]) -> Outcome:  # noqa: ARG002
        return Outcome(self.done(self._given))

    def done(self, given: dict[str, str]) -> str:
        """Do it, off the UI thread; what came of it, in a sentence."""
        raise NotImplementedError


class OwnPasswordDialog(OwnAccountDialog):
    """The old password, and the new one twice; each may be pasted."""

    heading = "Change your password"
    button = "Change it"

    def fields(self) -> Iterable[Widget]:
        yield LineField("password", "Present password", ask="give the present one", secret=True)
        yield LineField(
            "new",
            "New password",
            ask="give the new one",
            hint="at least 15 characters; several words are good",
            secret=True,
        )
        yield LineField("again", "The same again", ask="type the new one again", secret=True)

    def problems(self) -> list[Problem]:
        found = super().problems()
        if not found and self.typed("new") != self.typed("again"):
            found.append(Problem("again", "is not the same as the first; type both again"))
        return found

    def done(self, given: dict[str, str]) -> str:
        self.sign_in.change_password(self.actor, given["password"], given["new"])
        return "Your password is changed."


class SecondFactorDialog(OwnAccountDialog):
    """Off, it asks for the password; on, it shows a secret once and asks for its first code."""

    heading = "Your second factor"
    button = "Turn it on or off"

    def __init__(self, desk: Desk, actor: Actor, sign_in: SignIn) -> None:
        super().__init__(desk, actor, sign_in)
        self._is_on = False
        self._secret = new_secret()

    def gather(self) -> None:
        self._is_on = self.sign_in.has_second_factor(self.actor)

    def fields(self) -> Iterable[Widget]:
        if self._is_on:
            yield Said("It is on. Turned off, signing in asks for your password alone.")
        else:
            yield Said("Scan this with any app that makes time-based codes, or type the secret:")
            yield Said(self._secret)
            blocks = not show_of(self).ascii
            drawn = qr_lines(address(self._secret, self.actor.name), blocks=blocks, dark=True)
            picture = Said("\n".join(drawn), "second-factor--qr")
            # Ink on white whatever the theme: not every camera reads it the other way round.
            picture.styles.color, picture.styles.background = "#000000", "#FFFFFF"
            picture.styles.width, picture.styles.height = "auto", "auto"
            yield picture
            yield LineField("code", "Code it shows", ask="type the six digits the app shows")
        yield LineField("password", "Your password", ask="give your own password", secret=True)

    def done(self, given: dict[str, str]) -> str:
        if self._is_on:
            self.sign_in.turn_factor_off(self.actor, given["password"])
            return "Your second factor is off."
        if not given["code"].strip():
            raise Invalid([Problem("code", "type the six digits the app shows")])
        self.sign_in.turn_factor_on(self.actor, given["password"], self._secret, given["code"])
        return "Your second factor is on: signing in asks for a code from your app."
