"""Emergency accesses that wait for a manager's review; each stays until it is reviewed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.store.views import EmergencyView
from mashdesk.tui.dialogs.sealing import ReviewDialog, what_was_done, when_used
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome


class OverridesScreen(Screen["Outcome | None"]):
    """One list; Enter reviews what the cursor is on. Dismisses with the last review's outcome."""

    CSS_PATH: ClassVar[CSSPathType | None] = [
        FORMS_CSS,
        Path(__file__).with_suffix(".tcss"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("L,ctrl+l", "app.lock", "Lock the desk", show=False),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
    ]

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__()
        self.desk = desk
        self.actor = actor
        self.waiting: tuple[EmergencyView, ...] = ()
        self._last: Outcome | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="form--box"):
            yield Said("Emergency accesses to review", "form--heading")
            yield Said("Each stays here until a manager other than whoever used it reviews it.")
            yield OptionList(id="notices", markup=False, compact=True)
            yield Said("", "form--trouble")
            yield Said("Enter: review it   Esc: back", "form--keys")

    def on_mount(self) -> None:
        self.set_class(show_of(self).ascii, "-ascii")
        self.say("")
        start_only(self, "read", self._read)

    def say(self, words: str) -> None:
        """The sentence at the bottom."""
        line = self.query_one(".form--trouble", Said)
        line.tell(words)
        line.display = bool(words)

    async def _read(self) -> None:
        try:
            self.waiting = await asyncio.to_thread(self.desk.sealing.emergencies, self.actor)
        except (Refused, Trouble) as problem:
            self.say(str(problem))
            return
        shown = self.query_one("#notices", OptionList)
        at = shown.highlighted or 0
        shown.clear_options()
        if self.waiting:
            shown.add_options([Option(self._told(one)) for one in self.waiting])
            shown.highlighted = min(at, len(self.waiting) - 1)
        else:
            nothing = "No emergency access waits for review."
            shown.add_option(Option(Content.styled(nothing, "$quiet"), disabled=True))
        shown.focus()

    def _told(self, one: EmergencyView) -> Content:
        show, now = show_of(self), self.desk.clock.now()
        note = "  another manager's: it is your own" if one.own else ""
        note = note or ("" if one.is_over(now) else "  still running")
        done = what_was_done(one).replace("\n", "\n  ")
        return Content("\n").join(
            [
                show.line(
                    (f"{one.reference}  ", "bold"), f"{one.by}, {one.role}  ", when_used(one), note
                ),
                show.line(f"  {one.reason}"),
                *(show.line((f"  {line.strip()}", "$quiet")) for line in done.splitlines()),
            ]
        )

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self.waiting):
            start_only(self, "review", self._review, self.waiting[event.option_index])

    async def _review(self, one: EmergencyView) -> None:
        if one.own or not one.is_over(self.desk.clock.now()):
            why = "it is your own" if one.own else "it still runs"
            self.say(f"Not to be reviewed by you now: {why}.")
            return
        self.say("")
        outcome = await self.app.push_screen_wait(ReviewDialog(self.desk, self.actor, one))
        if outcome is not None:
            self._last = outcome
            self.say(outcome.message)
        await self._read()

    def action_move(self, by: int) -> None:
        """As the arrows do."""
        shown = self.query_one("#notices", OptionList)
        (shown.action_cursor_down if by > 0 else shown.action_cursor_up)()

    def action_leave(self) -> None:
        """Back to the desk, with what was reviewed last."""
        self.dismiss(self._last)
