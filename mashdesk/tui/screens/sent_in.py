"""What an agency sent in: where each stands, what became of it, and challenging that."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.types import CSSPathType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import NotFound, Refused, Trouble
from mashdesk.store.views import AgencyDeskView, SentInRow, SentInView
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.leaving import leave_at_once
from mashdesk.tui.screens.laid_over import LaidOver
from mashdesk.tui.screens.reading_page import ReadingPage
from mashdesk.tui.show import Show, counted, when
from mashdesk.tui.tabs.sent_in import sent_in_lines
from mashdesk.tui.widgets.page import Line
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_NOTHING = "Your agency has sent nothing in that the hub recorded as yours."


class SentInScreen(LaidOver[None]):
    """One list, the newest first; it follows what the hub does while it is looked at."""

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_suffix(".tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("x", "challenge", "Challenge"),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
    ]
    AUTO_FOCUS: ClassVar[str | None] = "#sent-in"
    heading = "Sent in by us"
    keys = "Enter: what became of it   x: challenge   Esc: back"
    LOOK_AGAIN = 1.0
    """Seconds between looks at whether the store has changed."""

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor)
        self.rows: tuple[SentInRow, ...] = ()
        self._token: object = None
        self._looking = False
        self._unreadable = False

    def body(self) -> ComposeResult:
        yield OptionList(id="sent-in", markup=False, compact=True)

    def on_mount(self) -> None:
        # Beside what every such screen does: it also comes back by itself from a store in trouble.
        self.set_interval(self.LOOK_AGAIN, self.look)

    def look(self, *, again: bool = False) -> None:  # noqa: ARG002
        # A slow reading is let come to its end: begun anew every second it never would.
        if not self._looking:
            self._looking = True
            start_only(self, "look", self._look_again)

    def forget(self) -> None:
        self.rows = ()
        self.query_one("#sent-in", OptionList).clear_options()

    async def _look_again(self) -> None:
        try:
            await self._read_all()
        finally:
            self._looking = False

    async def _read_all(self) -> None:
        try:
            token = await asyncio.to_thread(self.desk.changed)
            if token == self._token:
                return
            view = await asyncio.to_thread(self.desk.agency.view, self.actor)
        except (Refused, Trouble) as problem:
            if isinstance(problem, Refused):
                self.forget()
            self.say(str(problem))
            self._token, self._unreadable = None, True
            return
        if self._unreadable:
            self.say("")
        self._token, self._unreadable = token, False
        self._show(view)

    def _show(self, view: AgencyDeskView) -> None:
        """New lines, the cursor on the contact where it was."""
        shown = self.query_one("#sent-in", OptionList)
        held = self._under_cursor()
        self.rows = view.sent_in
        older = f", and {view.sent_in_more} older" if view.sent_in_more else ""
        self.query_one(".form--heading", Said).tell(f"Sent in by us{older}")
        shown.clear_options()
        if not self.rows:
            shown.add_option(Option(Content.styled(_NOTHING, "$quiet"), disabled=True))
            return
        shown.add_options([Option(self._line(row)) for row in self.rows])
        known = [row.reference for row in self.rows]
        shown.highlighted = known.index(held.reference) if held and held.reference in known else 0

    def _line(self, row: SentInRow) -> Content:
        more = f" +{row.children - 1}" if row.children > 1 else ""
        flag = show_of(self).glyphs.sealed if row.sealed else " "
        told = f"  {counted(row.unacknowledged, 'change')} to acknowledge"
        return show_of(self).line(
            (f"{flag} ", "bold $clock-now"),
            (f"{row.reference}  ", "bold $key"),
            f"{row.child + more:<12} ",
            (f"{when(row.received_at, self.desk.clock.now()):<11} ", "$quiet"),
            row.where,
            (told if row.unacknowledged else "", "$clock-now"),
        )

    def _under_cursor(self) -> SentInRow | None:
        at = self.query_one("#sent-in", OptionList).highlighted
        return self.rows[at] if at is not None and at < len(self.rows) else None

    def action_move(self, by: int) -> None:
        """As the arrows do."""
        shown = self.query_one("#sent-in", OptionList)
        (shown.action_cursor_down if by > 0 else shown.action_cursor_up)()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        start_only(self, "open", self._open)

    async def _open(self) -> None:
        view = await self._read()
        if view is not None:
            self.app.push_screen(SentInPage(show_of(self), view, self.desk, self.actor))

    async def _read(self) -> SentInView | None:
        """The one under the cursor, once the look at it is audited."""
        row = self._under_cursor()
        if row is None:
            return None
        try:
            read = self.desk.agency.reread_sent_in
            return await asyncio.to_thread(read, self.actor, row.reference)
        except (Refused, Trouble) as problem:
            self.say(str(problem))
            return None

    def action_challenge(self) -> None:
        """Raise a challenge, or respond to the answer to one."""
        start_only(self, "open", self._challenge)

    async def _challenge(self) -> None:
        from mashdesk.tui.dialogs.sent_in_challenging import dialog_for

        view = await self._read()
        if view is None:
            return
        if view.row.became is None and not view.challenges:
            self.say("It is not decided yet; challenge it then, or ring the hub.")
            return
        outcome = await self.app.push_screen_wait(dialog_for(self.desk, self.actor, view))
        if outcome is not None:
            self.say(outcome.message)


class SentInPage(ReadingPage):
    """One of them, to be read."""

    def __init__(self, show: Show, view: SentInView, desk: Desk, actor: Actor) -> None:
        super().__init__(show, desk.clock.now())
        self.title_words = f"Sent in by us  {view.row.reference}"
        self._view = view
        self._desk = desk
        self._actor = actor

    def changed(self) -> None:
        """Something was committed: what was sent in may have been sealed."""
        start_only(self, "changed", self._look_again)

    async def _look_again(self) -> None:
        await leave_if_gone(self, self._desk, self._actor, self._view.row.reference)

    def lines(self) -> Iterable[Line]:
        return sent_in_lines(self._view, self._now, self._show)


async def leave_if_gone(screen: Screen[Any], desk: Desk, actor: Actor, reference: str) -> None:
    """Take the screen away where the agency may read no more of what it sent in."""
    try:
        await asyncio.to_thread(desk.agency.reread_sent_in, actor, reference)
    except NotFound:
        await leave_at_once(screen)
    except (Refused, Trouble):
        return  # that is about the desk, which says so itself
