"""Accounts: somebody added, given another role or unlocked; a one-time password shown once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widget import Widget
from textual.widgets import Button

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import ROLES_OF_PEOPLE, Actor, Role
from mashdesk.domain.commands import AddUser, ChangeRole, Command, ResetPassword, UnlockAccount
from mashdesk.store.views import AccountView, AgencyView
from mashdesk.tui.dialogs.confirmed import ConfirmedForm
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import LineField
from mashdesk.tui.forms.find_field import FindField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.screen import FormScreen, Step
from mashdesk.tui.forms.styles import FORMS_CSS

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.signing_in.sign_in import SignIn

_NOT_YET = "made when it is sent"
_ROLES = tuple(Choice(role.value, role.label) for role in ROLES_OF_PEOPLE)


class AccountDialog(FormScreen, ModalScreen[Outcome | None]):
    """A form about an account; nothing is kept of one about an account that stands already."""

    keeps_draft = False

    def __init__(self, desk: Desk, actor: Actor, sign_in: SignIn) -> None:
        super().__init__(desk, actor, "account")
        self.sign_in = sign_in
        self.agencies: tuple[AgencyView, ...] = ()
        self.add_class("-dialog")

    def gather(self) -> None:
        self.agencies = self.desk.agencies()

    def role_fields(self) -> Iterable[Widget]:
        """The role, and for a practitioner their agency."""
        agencies = [Choice(agency.code, agency.name) for agency in self.agencies]
        yield ChoiceField("role", "Role", _ROLES, ask="choose what they are on the desk")
        yield FindField("agency", "Agency", agencies, ask="choose their agency")

    def adapt(self) -> None:
        self.reveal("agency", self.typed("role") == Role.PRACTITIONER.value)

    def role(self) -> tuple[Role, str | None]:
        """What was chosen; raises Invalid when nothing was."""
        role = self.field("role", ChoiceField).needed(Role)
        return role, self.typed("agency") if role is Role.PRACTITIONER else None


class OneTimeDialog(AccountDialog):
    """A form that ends in a one-time password; `once` is what was made, after it was done."""

    def __init__(self, desk: Desk, actor: Actor, sign_in: SignIn) -> None:
        super().__init__(desk, actor, sign_in)
        self.once = ""
        self._hashed = ""

    def versioned(self, command: Command) -> Command:
        """The command with the hash of its one-time password: the same if it is pressed again."""
        assert isinstance(command, (AddUser, ResetPassword))
        if not self.once:
            self.once, self._hashed = self.sign_in.one_time()
        return replace(command, password_hash=self._hashed)


class AddPersonDialog(OneTimeDialog):
    """Name and role, kept as a draft; the password is made, and shown once, when the person was
    added.
    """

    keeps_draft = True
    heading = "Add a person"
    button = "Add the person"

    def fields(self) -> Iterable[Widget]:
        yield LineField("name", "Sign-in name", ask="give the name they sign in with")
        yield LineField("full_name", "Full name", ask="give their full name")
        yield from self.role_fields()

    def steps(self) -> Sequence[Step]:
        role, agency = self.role()
        command = AddUser(
            name=self.typed("name").strip(),
            full_name=self.typed("full_name").strip(),
            role=role,
            # Only the hash is ever sent; it is made off the UI thread, just before.
            password_hash=_NOT_YET,
            agency=agency,
            must_change=True,
        )
        return [Step("person", command)]


class ResetPasswordDialog(OneTimeDialog):
    """Somebody who cannot get in any more is given a one-time password."""

    heading = "Reset a password"
    button = "Give a one-time password"

    def __init__(self, desk: Desk, actor: Actor, sign_in: SignIn, account: AccountView) -> None:
        super().__init__(desk, actor, sign_in)
        self.account = account

    def subject(self) -> str:
        return f"{self.account.full_name} ({self.account.name}), {self.account.role}"

    def fields(self) -> Iterable[Widget]:
        yield Said(
            "Their password stops working now and they are signed out. A one-time password is"
            " shown to you once; they choose another, which you never learn, when they sign in."
        )

    def adapt(self) -> None:
        """There is nothing to show or hide."""

    def steps(self) -> Sequence[Step]:
        return [Step("reset", ResetPassword(name=self.account.name, password_hash=_NOT_YET))]


class ChangeRoleDialog(ConfirmedForm, AccountDialog):
    """Another role; the administrator's own password is asked for again."""

    heading = "Change a role"
    button = "Change the role"

    def __init__(self, desk: Desk, actor: Actor, sign_in: SignIn, account: AccountView) -> None:
        super().__init__(desk, actor, sign_in)
        self.account = account

    def subject(self) -> str:
        return f"{self.account.full_name} ({self.account.name}), now {self.account.role}"

    def fields(self) -> Iterable[Widget]:
        yield from self.role_fields()
        yield from self.confirming()

    async def prefill(self) -> None:
        self.field("role", ChoiceField).put(self.account.role_code)
        if self.account.agency:
            self.field("agency", FindField).put(self.account.agency)

    def steps(self) -> Sequence[Step]:
        role, agency = self.role()
        self.take_given()
        return [Step("role", ChangeRole(name=self.account.name, role=role, agency=agency))]


class UnlockDialog(FormScreen, ModalScreen[Outcome | None]):
    """A manager lets somebody try again whom too many failures keep out."""

    keeps_draft = False
    heading = "Unlock an account"
    button = "Unlock it"

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor, "unlock")
        self.add_class("-dialog")

    def fields(self) -> Iterable[Widget]:
        yield LineField("name", "Sign-in name", ask="give the name they sign in with")

    def steps(self) -> Sequence[Step]:
        return [Step("unlock", UnlockAccount(name=self.typed("name")))]


class OneTimePasswordScreen(ModalScreen[None]):
    """A one-time password, in sight until it is said to be passed on; it is kept nowhere."""

    CSS_PATH: ClassVar[CSSPathType | None] = FORMS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape", "dismiss(None)", "Passed on", priority=True),
        Binding("ctrl+l", "app.lock", "Lock the desk", show=False, priority=True),
    ]

    def __init__(self, said: str, once: str) -> None:
        super().__init__(classes="-dialog")
        self._said = said
        self._once = once

    def compose(self) -> ComposeResult:
        with Vertical(classes="form--box -small"):
            yield Said(self._said, "confirm--question")
            yield Said("One-time password, shown only now:")
            yield Said(self._once, "form--heading")
            with Horizontal(classes="form--buttons"):
                yield Button(Content("It is passed on (enter)"), id="done", compact=True)

    def on_mount(self) -> None:
        self.set_class(show_of(self).ascii, "-ascii")
        self.query_one("#done", Button).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(None)
