"""A list whose cursor is on an item, not on a line: it follows its item as rows re-sort."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message

from mashdesk.tui.labels import Glyphs
from mashdesk.tui.widgets.line_canvas import HEADER_LINES, LineCanvas, RowT


class LineList(LineCanvas[RowT], can_focus=True):
    """Rows to move through by key and mouse, quick at any length.

    Feed it with `set_rows` when what it shows changes and with `tick` when only time has passed:
    of a tick only the leading cells of visible lines whose text changed are painted.
    """

    ALLOW_SELECT = False

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False, id="list.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="list.up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="list.page_down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="list.page_up"),
        Binding("home,g", "first", "First", show=False, id="list.first"),
        Binding("end,G", "last", "Last", show=False, id="list.last"),
        Binding("enter", "select", "Open", show=False, id="list.open"),
    ]

    class Highlighted(Message):
        """The cursor is on another item (or on none); a flood of these shrinks to the last."""

        def __init__(self, line_list: LineList[Any], key: int | None) -> None:
            super().__init__()
            self.line_list = line_list
            self.key = key

        @property
        def control(self) -> LineList[Any]:
            return self.line_list

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, LineList.Highlighted) and message.control is self.control

    class Selected(Message):
        """The item under the cursor was opened, with Enter or a double click."""

        def __init__(self, line_list: LineList[Any], key: int) -> None:
            super().__init__()
            self.line_list = line_list
            self.key = key

        @property
        def control(self) -> LineList[Any]:
            return self.line_list

    def __init__(
        self,
        glyphs: Glyphs,
        *,
        empty: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(glyphs, empty=empty, id=id, classes=classes)
        self._places: dict[int, int] = {}

    @property
    def rows(self) -> tuple[RowT, ...]:
        """The rows as last given."""
        return self._rows

    @property
    def cursor_row(self) -> RowT | None:
        """The row under the cursor; None in an empty list."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def cursor_key(self) -> int | None:
        """The key of the item under the cursor; None in an empty list."""
        row = self.cursor_row
        return None if row is None else self.key_of(row)

    def row_of(self, key: int) -> RowT | None:
        """The row of this key; None if it is not in the list."""
        place = self._places.get(key)
        return None if place is None else self._rows[place]

    @property
    def page(self) -> int:
        """How many rows are visible at once."""
        return max(1, self.size.height - HEADER_LINES)

    def set_rows(self, rows: Sequence[RowT], now: datetime) -> None:
        """Show these rows in this order; visible lines that differ are painted, no others.

        The cursor stays on its item; if that left, it stays on its line. A list that shows its
        top goes on showing it, so that what has just become most urgent is seen; one scrolled
        further down keeps the cursor's item on the same line of the screen.
        """
        key, line, top = self.cursor_key, self._cursor, self.scroll_offset.y
        was_empty = not self._rows
        self._rows, self._now = tuple(rows), now
        self._places = {self.key_of(row): place for place, row in enumerate(self._rows)}
        stays = self._places.get(key) if key is not None else None
        self._cursor = min(max(line, 0), len(self._rows) - 1) if stays is None else stays
        height = len(self._rows) + HEADER_LINES
        if self.virtual_size.height != height:
            self.virtual_size = Size(0, height)
        if top and stays is not None and top <= line < top + self.page:
            top += stays - line
        self._scroll_top(top)
        self._show_cursor()
        if was_empty != (not self._rows):
            self.refresh()
        else:
            self.repaint_changed()
        if self.cursor_key != key:
            self.post_message(self.Highlighted(self, self.cursor_key))

    def tick(self, now: datetime) -> None:
        """Let the clock move on: paint the leading cells of visible lines that read differently."""
        self._now = now
        self.repaint_changed()

    def move_to(self, key: int) -> bool:
        """Put the cursor on the item of this key and show it; False if it is not in the list."""
        place = self._places.get(key)
        if place is not None:
            self._move_cursor(place)
        return place is not None

    def action_move(self, by: int) -> None:
        self._move_cursor(self._cursor + by)

    def action_page(self, by: int) -> None:
        self._move_cursor(self._cursor + by * self.page)

    def action_first(self) -> None:
        self._move_cursor(0)

    def action_last(self) -> None:
        self._move_cursor(len(self._rows) - 1)

    def action_select(self) -> None:
        if (key := self.cursor_key) is not None:
            self.post_message(self.Selected(self, key))

    def on_click(self, event: events.Click) -> None:
        line = event.get_content_offset_capture(self).y
        place = line - HEADER_LINES + self.scroll_offset.y
        if line < HEADER_LINES or place >= len(self._rows):
            return
        self._move_cursor(place)
        if event.chain == 2:
            self.action_select()

    def on_resize(self) -> None:
        self._show_cursor()

    def _move_cursor(self, place: int) -> None:
        place = min(max(place, 0), len(self._rows) - 1)
        before, self._cursor = self._cursor, place
        self._show_cursor()
        if place == before:
            return
        self._repaint_place(before)
        self._repaint_place(place)
        self.post_message(self.Highlighted(self, self.cursor_key))

    def _show_cursor(self) -> None:
        top = self.scroll_offset.y
        if self._cursor < top:
            self._scroll_top(max(0, self._cursor))
        elif self._cursor >= top + self.page:
            self._scroll_top(self._cursor - self.page + 1)

    def _scroll_top(self, top: int) -> None:
        """Show the list from this row on, as far as it has rows to fill the screen."""
        top = min(max(top, 0), max(0, len(self._rows) - self.page))
        if self.size.height and top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)
