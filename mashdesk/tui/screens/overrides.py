"""Emergency accesses that wait for a manager's review; each stays until it is reviewed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mashdesk.domain.actor import Actor
from mashdesk.store.views import EmergencyView
from mashdesk.tui.dialogs.sealing import ReviewDialog, what_was_done, when_used
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.screens.laid_over import LaidOver
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome


class OverridesScreen(LaidOver["Outcome | None"]):
    """One list; Enter reviews what the cursor is on. Dismisses with the last review's outcome."""

    CSS_PATH: ClassVar[CSSPathType | None] = [
        FORMS_CSS,
        Path(__file__).with_suffix(".tcss"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
    ]

    AUTO_FOCUS: ClassVar[str | None] = "#notices"
    heading = "Emergency accesses to review"
    keys = "Enter: review it   Esc: back"

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor)
        self.waiting: tuple[EmergencyView, ...] = ()
        self._last: Outcome | None = None

    def body(self) -> ComposeResult:
        yield Said("Each stays here until a manager other than whoever used it reviews it.")
        yield OptionList(id="notices", markup=False, compact=True)

    def look(self, *, again: bool = False) -> None:  # noqa: ARG002
        start_only(self, "read", self._read)

    def forget(self) -> None:
        self.waiting = ()
        self.query_one("#notices", OptionList).clear_options()

    async def _read(self) -> None:
        waiting = await self.answer(self.desk.sealing.emergencies, self.actor)
        if waiting is None:
            return
        self.waiting = waiting
        shown = self.query_one("#notices", OptionList)
        at = shown.highlighted or 0
        shown.clear_options()
        if self.waiting:
            shown.add_options([Option(self._told(one)) for one in self.waiting])
            shown.highlighted = min(at, len(self.waiting) - 1)
        else:
            nothing = "No emergency access waits for review."
            shown.add_option(Option(Content.styled(nothing, "$quiet"), disabled=True))

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
