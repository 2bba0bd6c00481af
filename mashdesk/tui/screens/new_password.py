"""The first sign-in with a one-time password: nothing can be done before another is chosen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.problems import Invalid
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.tui.desk_app import DeskApp

_RULE = "At least 15 characters of any kind; a few words in a row are easy to keep."


class NewPasswordScreen(Screen[None]):
    """A new password, typed or pasted twice; leaving signs out and the one-time one still works."""

    app: DeskApp
    CSS_PATH = "new_password.tcss"
    AUTO_FOCUS = "#new"
    BINDINGS = [
        Binding("escape", "app.leave", "Leave"),
        # What is typed right behind them is the second field's already.
        Binding("enter", "go_on", show=False, priority=True),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
    is_before_the_desk = True
    _busy = False

    def __init__(self, actor: Actor, one_time: str) -> None:
        super().__init__()
        self._actor = actor
        self._one_time = one_time

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            who = self.app.shown.text(f"{self._actor.name}: choose your own password")
            yield Static(Content.styled(who, "bold"), classes="card--title", markup=False)
            yield Static(Content(_RULE), classes="card--quiet", markup=False)
            for id_, label in (("new", "New password"), ("again", "The same again")):
                yield Static(Content(label), classes="card--label", markup=False)
                field = PlainInput(secret=True)
                field.id = id_
                yield field
            yield Static(Content(""), id="wrong", classes="card--wrong", markup=False)
            said = "Enter goes on and keeps it   Esc leaves   F2 hands over"
            yield Static(Content(said), classes="card--keys", markup=False)

    def say(self, text: str) -> None:
        """What went wrong, or what is happening, under the fields."""
        self.query_one("#wrong", Static).update(Content(self.app.shown.text(text)))

    def action_go_on(self) -> None:
        """From the first field to the second; there Enter keeps the password."""
        if self.focused is not self.query_one("#new"):
            raise SkipAction
        self.set_focus(self.query_one("#again"))

    @on(Input.Submitted, "#again")
    def _second(self, event: Input.Submitted) -> None:
        event.stop()
        start(self.app, "door", self._choose)

    async def _choose(self) -> None:
        if self._busy:
            return
        fields = [self.query_one(f"#{id_}", PlainInput) for id_ in ("new", "again")]
        new, again = (field.value for field in fields)
        if new != again:
            self._anew("The two are not the same; type both again.")
            return
        self._busy = True
        self.say("Keeping it ...")
        change = self.app.opened.sign_in.change_password
        failed: Invalid | Refused | Trouble | None = None
        try:
            await asyncio.to_thread(change, self._actor, self._one_time, new)
        except (Invalid, Refused, Trouble) as error:
            failed = error
        self._busy = False
        if not self.is_active:
            return  # left meanwhile: nobody is here to be told, or let in
        if failed is None:
            await self.app.let_in(self._actor)
        elif isinstance(failed, Invalid):
            self._anew(f"It {'; '.join(problem.message for problem in failed.problems)}.")
        elif isinstance(failed, Refused):
            await self.app.ask_who(str(failed))
            self.app.sessions.end(self._actor, "left")
        else:
            self.say(str(failed))

    def _anew(self, why: str) -> None:
        for id_ in ("new", "again"):
            self.query_one(f"#{id_}", PlainInput).value = ""
        self.query_one("#new").focus()
        self.say(why)
