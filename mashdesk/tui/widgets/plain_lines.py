"""The lines of a widget that has nothing around them, painted as they were kept."""

from __future__ import annotations

from typing import Any

from textual._styles_cache import StylesCache
from textual.strip import Strip


class PlainLines(StylesCache):
    """Takes each line as the widget gives it. The general way asks for borders, padding, hatching,
    tint and opacity at every line of every frame, and makes a new line of what was kept, whose
    terminal codes are then put together again: half of what a scrolled frame took.

    It rests on a private module of Textual and on the order of what `render_line` is given:
    whoever raises Textual in the lock is told by a test where these are no more what they were.
    """

    def render_line(self, *asked: Any) -> Strip:
        _styles, y, size, _content, _padding, below, background, given = asked[:8]
        inner, _outer = self.get_inner_outer(below, background)
        line: Strip = given(y)
        return line.adjust_cell_length(size.width, inner.rich_style)
