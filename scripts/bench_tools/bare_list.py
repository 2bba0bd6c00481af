"""The floor: the least a Textual list of N lines can be.

Run it with `python -m scripts.bench_tools.bare_list N`.
One Line API widget, a cursor, nothing else: no clock, no colours, no columns, no data to read.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

MARKER = "▌"
_PLAIN, _CURSOR = Style(), Style(reverse=True)


class BareList(ScrollView, can_focus=True):
    """Lines of text and a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
    ]

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows
        self.cursor = 0
        self.virtual_size = Size(0, rows)

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        if place >= self.rows:
            return Strip.blank(self.size.width)
        cursor = place == self.cursor
        text = f"{MARKER if cursor else ' '} line {place:>12,} of a list with nothing to say"
        strip = Strip([Segment(text, _CURSOR if cursor else _PLAIN)], len(text))
        return strip.adjust_cell_length(self.size.width)

    def action_move(self, by: int) -> None:
        before, self.cursor = self.cursor, min(max(self.cursor + by, 0), self.rows - 1)
        top = self.scroll_offset.y
        if not top <= self.cursor < top + self.size.height:
            self.scroll_to(y=top + by, animate=False)
        for place in (before, self.cursor):
            self.refresh(Region(0, place - self.scroll_offset.y, self.size.width, 1))


class BareApp(App[None]):
    """An application that is nothing but the list."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows

    def compose(self) -> ComposeResult:
        yield BareList(self.rows)


if __name__ == "__main__":
    BareApp(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000).run()
