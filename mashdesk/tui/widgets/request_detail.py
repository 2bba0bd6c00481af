"""The request beside the list: a head that counts down, and its page."""

from __future__ import annotations

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from mashdesk.store.views import AgencyRequestView, AgencyRow
from mashdesk.tui.show import Part, Show, when
from mashdesk.tui.tabs.agency import request_lines
from mashdesk.tui.widgets.page import Page
from mashdesk.tui.widgets.told_lines import ToldLines


class RequestHead(ToldLines):
    """Which request, and how much time is left to answer it."""

    DEFAULT_CSS = """
    RequestHead { height: 3; background: $background; color: $ink; }
    """

    def __init__(self, show: Show, now: datetime) -> None:
        super().__init__()
        self._show = show
        self._now = now
        self._row: AgencyRow | None = None

    def tell(self, row: AgencyRow | None) -> None:
        """Show this request's head."""
        self._row = row
        self.tell_again()

    def tick(self, now: datetime) -> None:
        """Count down."""
        self._now = now
        self.tell_again(1)

    def line(self, y: int) -> Content:
        told = {0: self._name_line, 1: self._due_line}.get(y)
        return Content("") if told is None or self._row is None else told(self._row)

    def _name_line(self, row: AgencyRow) -> Content:
        parts: list[Part] = [" ", (row.reference, "bold"), "   "]
        if row.rating is not None:
            parts.append(self._show.rating(row.rating))
        if row.round > 1:
            parts.append((f"   round {row.round}", "bold $clock-now"))
        parts.append((f"   {row.state.label}", "$quiet"))
        return self._show.line(*parts)

    def _due_line(self, row: AgencyRow) -> Content:
        if row.due_at is None:
            return self._show.line(" ", (row.where, "$quiet"))
        now = row.reckoned(self._now)
        over = " overdue for your answer" if row.is_over(self._now) else " left for your answer"
        return self._show.line(
            " ",
            self._show.left(now, row.start_at, row.due_at),
            (f"{over}, due {when(row.due_at, self._now)}", "$quiet"),
        )


class RequestDetail(Vertical):
    """The pane of one request. It shows what it is given and asks for nothing by itself."""

    DEFAULT_CSS = """
    RequestDetail { background: $background; }
    """

    def __init__(self, show: Show, now: datetime, id: str | None = None) -> None:
        super().__init__(id=id)
        self._show = show
        self._now = now
        self.view: AgencyRequestView | None = None
        self.head = RequestHead(show, now)
        self.page = Page(now, show.glyphs.cursor, id="page")

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.page

    def put(self, view: AgencyRequestView | None) -> None:
        """Show this request; the same one read again keeps its place on the page."""
        if view == self.view:
            return
        same = view is not None and self.view is not None
        same = same and view.row.request == self.view.row.request  # type: ignore[union-attr]
        self.view = view
        self.head.tell(None if view is None else view.row)
        lines = [] if view is None else request_lines(view, self._now, self._show)
        self.page.put(lines, keep_place=same)

    def tick(self, now: datetime) -> None:
        """Let the clock move on."""
        self._now = now
        self.head.tick(now)
        self.page.tick(now)
