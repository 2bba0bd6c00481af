"""Deciding: all that is known on one side, the decision on the other, nothing left unaccounted."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.types import CSSPathType
from textual.widget import Widget

from mashdesk.domain.errors import Refused
from mashdesk.tui.dialogs.deciding import DecisionForm
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.tabs.known import FLIP, Beside, known
from mashdesk.tui.view_keys import shown_key
from mashdesk.tui.widgets.page import Page


class DecideScreen(DecisionForm):
    """What is known beside the form that decides; in a narrow terminal one stands for the other."""

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_suffix(".tcss")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(FLIP, "flip", "What is known, or the form", priority=True)
    ]
    beside = Beside()
    _had_keys: Widget | None = None
    """What had the keys before they went to what is known."""

    def gather(self) -> None:
        super().gather()
        self.read_beside()

    def read_beside(self) -> None:
        history, of = self.desk.history, (self.actor, self.view.id)
        try:
            asked = self.desk.known.open_questions(*of)
            self.beside = Beside(history.family(*of), history.links(*of), asked)
        except Refused:
            self.beside = Beside()  # what is known without it is still shown

    # Drawing.

    def compose(self) -> ComposeResult:
        with Horizontal(classes="decide--panes"):
            yield Page(self.now(), show_of(self).glyphs.cursor, id="known")
            yield from super().compose()

    def on_mount(self) -> None:
        # The forms' own handler follows by itself.
        self.remove_class("-dialog")
        buttons = self.query_one(".form--buttons")
        buttons.mount(Said(f"{shown_key(FLIP)} what is known", "decide--flip"))

    def opened(self) -> None:
        self._lay_out_known()

    def _lay_out_known(self) -> None:
        lines = known(self.view, self.beside, self.now(), show_of(self))
        self.query_one("#known", Page).put(lines, keep_place=True)

    def action_flip(self) -> None:
        """To what is known, or back to the form; in a narrow terminal one stands for the other."""
        page = self.query_one("#known", Page)
        if self.focused is page:
            self.remove_class("-reading")
            self._return_keys()
            return
        self._had_keys = self.focused
        self.add_class("-reading")
        # Hidden in a narrow terminal until the class has taken effect.
        self.call_after_refresh(page.focus)

    def _return_keys(self) -> None:
        before = self._had_keys
        if before is not None and before.is_attached:
            self.call_after_refresh(self.set_focus, before)
        else:
            self.call_after_refresh(self.focus_first)

    async def action_leave(self) -> None:
        """From what is known back to the form; from the form back to the desk."""
        if self.focused is self.query_one("#known", Page):
            self.action_flip()
        else:
            await super().action_leave()

    # What changes meanwhile.

    async def show_beside(self) -> None:
        self._lay_out_known()

    async def reread(self) -> None:
        await super().reread()
        self._lay_out_known()

    def after_stale(self) -> None:
        super().after_stale()
        self.read_beside()
