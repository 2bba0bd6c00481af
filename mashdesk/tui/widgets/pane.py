"""The pane beside a list: a head that counts down, and the page of what was opened."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from mashdesk.tui.show import Show
from mashdesk.tui.widgets.page import Line, Page

ViewT = TypeVar("ViewT")


class Pane(Vertical, Generic[ViewT]):
    """Shows what it is given and asks for nothing by itself."""

    DEFAULT_CSS = """
    Pane { background: $background; }
    """

    def __init__(self, show: Show, now: datetime, head: Widget, id: str | None = None) -> None:
        super().__init__(id=id)
        self._show = show
        self._now = now
        self._head = head
        self.view: ViewT | None = None
        self.page = Page(now, show.glyphs.cursor, id="page")

    def compose(self) -> ComposeResult:
        yield self._head
        yield self.page

    @abstractmethod
    def key_of(self, view: ViewT) -> int:
        """The key, in the list beside it, of what a view is of."""

    @abstractmethod
    def tell_head(self) -> None:
        """Let the head show the view there is now, or none."""

    @abstractmethod
    def lines(self, view: ViewT) -> Sequence[Line]:
        """The page of a view."""

    @property
    def key(self) -> int | None:
        """The key of what is shown; None while nothing is."""
        return None if self.view is None else self.key_of(self.view)

    def put(self, view: ViewT | None) -> None:
        """Show this; the same one read again keeps its place on the page."""
        if view == self.view:
            return
        same = view is not None and self.key_of(view) == self.key
        self.view = view
        if not same:
            self.page.chosen = None
        self.tell_head()
        self.page.put([] if view is None else self.lines(view), keep_place=same)

    def tick(self, now: datetime) -> None:
        """Let the clock move on."""
        self._now = now
        self.page.tick(now)
