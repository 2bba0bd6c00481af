"""A page laid over the desk to be read and left again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.types import CSSPathType
from textual.widgets import Static

from mashdesk.tui.show import Show
from mashdesk.tui.widgets.page import Line, Page


class ReadingPage(ModalScreen[None]):
    """Its lines are all there is to it."""

    CSS_PATH: ClassVar[CSSPathType | None] = Path(__file__).with_name("help.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", "Back"),
        Binding("L,ctrl+l", "app.lock", "Lock the desk", show=False),
    ]
    title_words = ""

    def __init__(self, show: Show, now: datetime) -> None:
        super().__init__()
        self._show = show
        self._now = now

    def lines(self) -> Iterable[Line]:
        """What is read here."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Static(Content.styled(self.title_words, "bold"), id="help-title", markup=False)
            yield Page(self._now, self._show.glyphs.cursor, id="help-page")
            yield Static(Content("Esc goes back"), id="help-keys", markup=False)

    def on_mount(self) -> None:
        page = self.query_one(Page)
        page.put(list(self.lines()))
        page.focus()
