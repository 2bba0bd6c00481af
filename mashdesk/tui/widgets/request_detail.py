"""The request beside the list: a head that counts down, and its page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from mashdesk.store.views import AgencyRequestView, AgencyRow
from mashdesk.tui.show import Part, Show, when
from mashdesk.tui.tabs.agency import request_lines
from mashdesk.tui.widgets.page import Line
from mashdesk.tui.widgets.pane import Pane
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
        if row.sealed:
            parts.append((f"   {self._show.glyphs.sealed} sealed", "bold $clock-now"))
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


class RequestDetail(Pane[AgencyRequestView]):
    """The pane of one request."""

    def __init__(self, show: Show, now: datetime, id: str | None = None) -> None:
        self.head = RequestHead(show, now)
        super().__init__(show, now, self.head, id=id)

    def key_of(self, view: AgencyRequestView) -> int:
        return view.row.request

    def tell_head(self) -> None:
        self.head.tell(None if self.view is None else self.view.row)

    def lines(self, view: AgencyRequestView) -> Sequence[Line]:
        return request_lines(view, self._now, self._show)

    def tick(self, now: datetime) -> None:
        super().tick(now)
        self.head.tick(now)
