"""People, roster and policy, for administrators; people are added here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.types import CSSPathType
from textual.widget import Widget

from mashdesk.domain.actor import ROLES_OF_PEOPLE, Actor, Role
from mashdesk.domain.commands import AddUser, Command
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.problems import Problem
from mashdesk.store.views import AgencyView, HubView, PersonView
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import LineField
from mashdesk.tui.forms.find_field import FindField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, section, show_of
from mashdesk.tui.forms.screen import FormScreen, Step
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.labels import TRAINING
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome
    from mashdesk.desk.sign_in import SignIn

_NOT_YET = "hashed when it is sent"
_KEYS = "n: add a person   arrows: scroll   Esc: back"


class AddPersonDialog(FormScreen, ModalScreen["Outcome | None"]):
    """Name, role and a first password, typed twice. Nothing of it is kept as a draft."""

    keeps_draft = False
    heading = "Add a person"
    button = "Add the person"

    def __init__(self, desk: Desk, actor: Actor, sign_in: SignIn) -> None:
        super().__init__(desk, actor, "person")
        self.sign_in = sign_in
        self.agencies: tuple[AgencyView, ...] = ()
        self._password = ""
        self._hashed: tuple[str, str] = ("", "")
        self.add_class("-dialog")

    def gather(self) -> None:
        self.agencies = self.desk.agencies()

    def fields(self) -> Iterable[Widget]:
        roles = [Choice(role.value, role.label) for role in ROLES_OF_PEOPLE]
        agencies = [Choice(agency.code, agency.name) for agency in self.agencies]
        yield LineField("name", "Sign-in name", ask="give the name they sign in with")
        yield LineField("full_name", "Full name", ask="give their full name")
        yield ChoiceField("role", "Role", roles, ask="choose what they are on the desk")
        yield FindField("agency", "Agency", agencies, ask="choose their agency")
        yield LineField(
            "password",
            "First password",
            ask="give a password of at least 15 characters",
            hint="at least 15 characters; several words are good",
            secret=True,
        )
        yield LineField("again", "The same again", ask="type the password again", secret=True)

    def adapt(self) -> None:
        self.reveal("agency", self.typed("role") == Role.PRACTITIONER.value)

    def problems(self) -> list[Problem]:
        found = super().problems()
        if not found and self.typed("password") != self.typed("again"):
            found.append(Problem("again", "is not the same as the first; type both again"))
        return found

    def steps(self) -> Sequence[Step]:
        role = self.field("role", ChoiceField).needed(Role)
        self._password = self.typed("password")
        command = AddUser(
            name=self.typed("name").strip(),
            full_name=self.typed("full_name").strip(),
            role=role,
            # Only the hash is ever sent; it is made off the UI thread, just before.
            password_hash=_NOT_YET,
            agency=self.typed("agency") if role is Role.PRACTITIONER else None,
        )
        return [Step("person", command)]

    def versioned(self, command: Command) -> Command:
        """The command with the password's hash in it: the same one if it is pressed again."""
        assert isinstance(command, AddUser)
        if self._hashed[0] != self._password:
            about = (command.name, command.full_name)
            self._hashed = (self._password, self.sign_in.hash(self._password, about=about))
        return replace(command, password_hash=self._hashed[1])


class PeopleScreen(Screen[None]):
    """Who works here, which agencies are asked, which policy is in force."""

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_suffix(".tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("L", "app.lock", "Lock the desk"),
        Binding("n", "add", "Add a person"),
        Binding("down,j", "lines(1)", "Down", show=False),
        Binding("up,k", "lines(-1)", "Up", show=False),
        Binding("pagedown", "lines(10)", "Page down", show=False),
        Binding("pageup", "lines(-10)", "Page up", show=False),
    ]

    def __init__(self, desk: Desk, actor: Actor, sign_in: SignIn) -> None:
        super().__init__()
        self.desk = desk
        self.actor = actor
        self.sign_in = sign_in

    def compose(self) -> ComposeResult:
        with Vertical(classes="form--box"):
            with Horizontal(classes="form--title"):
                yield Said(f" {TRAINING} ", "form--training")
                yield Said("People, agencies and policy", "form--heading")
            yield Said("", "form--note")
            yield VerticalScroll(classes="people")
            yield Said("", "form--trouble")
            yield Said(_KEYS, "form--keys")

    def on_mount(self) -> None:
        self.set_class(show_of(self).ascii, "-ascii")
        for line in (".form--training", ".form--note", ".form--trouble"):
            self.query_one(line).display = False
        self._read_again()

    def _read_again(self) -> None:
        start_only(self, "read", self._read)

    async def _read(self) -> None:
        try:
            hub, people, agencies = await asyncio.to_thread(self._gather)
        except (Refused, Trouble) as problem:
            trouble = self.query_one(".form--trouble", Said)
            trouble.tell(str(problem))
            trouble.display = True
            return
        self.query_one(".form--training").display = hub.training
        body = self.query_one(".people", VerticalScroll)
        await body.remove_children()
        await body.mount_all(
            [
                section(f"{hub.name}: policy"),
                Said(policy_line(hub)),
                section(f"People: {len(people)}"),
                *(Said(person_line(person), "people--line") for person in people),
                section(f"Agencies: {len(agencies)}"),
                *(Said(agency_line(agency), "people--line") for agency in agencies),
            ]
        )
        body.focus()

    def _gather(self) -> tuple[HubView, tuple[PersonView, ...], tuple[AgencyView, ...]]:
        return self.desk.hub(), self.desk.accounts(self.actor), self.desk.agencies()

    def action_lines(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(".people", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_add(self) -> None:
        """Ask for a person's particulars."""
        self.app.push_screen(AddPersonDialog(self.desk, self.actor, self.sign_in), self._added)

    def _added(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            note = self.query_one(".form--note", Said)
            note.tell(outcome.message)
            note.display = True
            self._read_again()


def policy_line(hub: HubView) -> str:
    """Which policy is in force, and its ratings."""
    ratings = ", ".join(rating.value for rating in hub.ratings)
    return f"{hub.policy_name}, version {hub.policy_version}: {ratings}"


def person_line(person: PersonView) -> str:
    """Sign-in name, full name, role."""
    return f"{person.name:<18} {person.full_name:<30} {person.role}"


def agency_line(agency: AgencyView) -> str:
    """Code, name, when it is asked without anybody choosing it, and who answers."""
    ratings = ", ".join(rating.value for rating in agency.asked_at)
    asked = f"asked on {ratings}" if ratings else "asked only when chosen"
    where = "in the room" if agency.in_room else "answers remotely"
    reached = f"; {agency.contact}" if agency.contact else ""
    return f"{agency.code:<5} {agency.name:<32} {asked}; {where}{reached}"
