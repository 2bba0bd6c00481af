"""Sign in: a name, a password, and plain words when it is refused or has to wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from mashdesk.desk.signing_in.tries import CodeNeeded, WrongCode
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.labels import LIVE
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.tui.desk_app import DeskApp


class Credentials(Screen[None]):
    """A password asked for, checked in a thread, with the wait counted down when there is one."""

    app: DeskApp
    _busy = False
    _wait_until = 0.0
    _said = ""

    def say(self, text: str) -> None:
        """What went wrong, or what is happening, under the fields."""
        self.query_one("#wrong", Static).update(Content(self.app.shown.text(text)))

    @property
    def password(self) -> PlainInput:
        """Where the password is typed."""
        return self.query_one("#password", PlainInput)

    def on_mount(self) -> None:
        self.watch(self.app, "now", self._tick, init=False)

    def _tick(self) -> None:
        if self._wait_until:
            left = self._wait_until - self.app.idle.clock()
            if left > 0:
                self.say(f"{self._said} Wait {ceil(left)} s.")
            else:
                self._wait_until = 0.0
                self.say("You can try again now.")

    async def attempt(self, given: str = "") -> None:
        """Check the password as it stood when Enter was pressed: a key typed right behind that is
        no part of it. It leaves the screen whatever comes of it.
        """
        if self._busy or self._wait_until > self.app.idle.clock():
            return
        self._busy = True
        self.password.value = ""
        self.app.somebody_knocks()
        self.say("Checking ...")
        try:
            found = await asyncio.to_thread(self._found, given)
            if not self.is_active:
                return  # handed over meanwhile: nobody is here to be told, or let in
            if isinstance(found, Refused):
                self.refused(found)
            elif isinstance(found, Trouble):
                self.say(str(found))
            else:
                await self.passed(found)
        finally:
            self._busy = False

    def _found(self, given: str) -> Actor | Refused | Trouble:
        try:
            return self.check(given)
        except (Refused, Trouble) as error:
            return error

    def refused(self, refused: Refused) -> None:
        """Say why it was refused, and count the wait down if there is one."""
        wait = float(getattr(refused, "wait_seconds", 0) or 0)
        self._said = str(refused)
        self._wait_until = self.app.idle.clock() + wait if wait else 0.0
        self.say(f"{self._said} Wait {ceil(wait)} s." if wait else self._said)
        self.password.focus()

    def check(self, password: str) -> Actor:
        """Whether it is right; off the UI thread. Raises Refused and Trouble."""
        raise NotImplementedError

    async def passed(self, actor: Actor) -> None:
        """It was right."""
        raise NotImplementedError


class WithCode(Credentials):
    """The same, and behind a right password the code of a second factor where one is on."""

    _pending = ""
    """A password that was right and waits for its code."""
    _code = ""

    def code_fields(self) -> Iterator[Widget]:
        """Where the code is typed; hidden until it is asked for."""
        words = Content("Code of your second factor")
        label = Static(words, id="code-label", classes="card--label", markup=False)
        code = PlainInput()
        code.id = "code"
        label.display = code.display = False
        yield label
        yield code

    @on(Input.Submitted, "#code")
    def _code_entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip() and self._pending:
            self._code = event.value
            self.query_one("#code", PlainInput).value = ""
            start(self.app, "door", self.attempt)

    def check(self, password: str) -> Actor:
        code, self._code = ("", "") if password else (self._code, "")
        password, self._pending = password or self._pending, ""
        try:
            return self.check_both(password, code)
        except (CodeNeeded, WrongCode):
            self._pending = password
            raise

    def check_both(self, password: str, code: str) -> Actor:
        """Whether both are right; off the UI thread. Raises CodeNeeded where a code is missing."""
        raise NotImplementedError

    def refused(self, refused: Refused) -> None:
        super().refused(refused)
        for id_ in ("#code-label", "#code"):
            self.query_one(id_).display = bool(self._pending)
        if self._pending:
            self.query_one("#code").focus()


class SignInScreen(WithCode):
    """Who is at the desk?"""

    CSS_PATH = "sign_in.tcss"
    AUTO_FOCUS = "#name"
    is_calm = True
    BINDINGS = [
        Binding("escape", "app.quit", "Leave"),
        # First of all: what is typed right behind one of these is the password already, and must
        # not stand in the name's field for all to read.
        Binding("tab", "go(1)", show=False, priority=True),
        Binding("shift+tab", "go(-1)", show=False, priority=True),
        Binding("enter", "go_on", show=False, priority=True),
    ]

    def __init__(self, told: str = "") -> None:
        super().__init__()
        self._told = told
        self._given = ""

    def compose(self) -> ComposeResult:
        shown, settings = self.app.shown, self.app.settings
        with Vertical(classes="card"):
            hub = shown.text(self.app.hub.name) if self.app.hub else ""
            title = Content.assemble(
                ("mashdesk", "bold $key"), f"  {hub}  ", (LIVE, "bold $rag-green")
            )
            yield Static(title, classes="card--title", markup=False)
            place = f"Sign in at {settings.workstation}"
            yield Static(Content(shown.text(place)), classes="card--quiet", markup=False)
            if self._told:
                yield Static(Content(shown.text(self._told)), classes="card--wrong", markup=False)
            yield Static(Content("Name"), classes="card--label", markup=False)
            name = PlainInput()
            name.id = "name"
            yield name
            yield Static(Content("Password"), classes="card--label", markup=False)
            password = PlainInput(secret=True)
            password.id = "password"
            yield password
            yield from self.code_fields()
            yield Static(Content(""), id="wrong", classes="card--wrong", markup=False)
            yield Static(Content("Enter signs in   Esc leaves"), classes="card--keys", markup=False)

    def action_go(self, by: int) -> None:
        """Between name and password."""
        (self.focus_next if by > 0 else self.focus_previous)()

    def action_go_on(self) -> None:
        """From the name to the password; at the password and the code, Enter signs in."""
        if self.focused in (self.password, self.query_one("#code")):
            raise SkipAction
        self.set_focus(self.password)

    @on(Input.Submitted, "#password")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        name = self.query_one("#name", PlainInput)
        if not name.value.strip():
            self.say("Type your name first.")
            name.focus()
        elif not event.value:
            self.say("Type your password.")
        else:
            self._who = name.value.strip()
            start(self.app, "door", self.attempt, event.value)

    def check_both(self, password: str, code: str) -> Actor:
        sign_in, workstation = self.app.opened.sign_in, self.app.settings.workstation
        actor = sign_in.sign_in(self._who, password, workstation, code)
        self.app.sessions.begun(actor)
        if sign_in.standing(actor).must_change:
            self._given = password
        return actor

    async def passed(self, actor: Actor) -> None:
        if self._given:
            given, self._given = self._given, ""
            await self.app.choose_password(actor, given)
            return
        self.say("Opening the desk ...")
        await self.app.let_in(actor)
