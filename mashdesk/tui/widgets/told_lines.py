"""A few fixed lines that say where things stand; painted again only where one reads differently."""

from __future__ import annotations

from abc import abstractmethod

from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.visual import RenderOptions
from textual.widget import Widget


class ToldLines(Widget):
    """Each line is made into cells once. One that counts down costs a line a second, no more."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[int, Content] = {}
        self._cells: dict[int, Strip] = {}
        self._width = -1

    @abstractmethod
    def line(self, y: int) -> Content:
        """What line `y` says now; it is cut at the widget's width."""

    def tell_again(self, *places: int) -> None:
        """Look at these lines, or at all, once more; nothing is drawn where one reads the same."""
        for y in places or range(self.size.height):
            told, now = self._told.get(y), self.line(y)
            if told is None or not now.is_same(told):
                self._keep(y, now)
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        if self._width != self.size.width:
            self._width = self.size.width
            self._forget()
        if y not in self._told:
            self._keep(y, self.line(y))
        if y not in self._cells:
            self._cells[y] = self._drawn(self._told[y])
        return self._cells[y]

    def _keep(self, y: int, line: Content) -> None:
        self._told[y] = line
        self._cells.pop(y, None)

    def _drawn(self, line: Content) -> Strip:
        style, width = self.visual_style, self.size.width
        options = RenderOptions(self._get_style, {})
        strips = line.truncate(width).render_strips(width, 1, style, options)
        strip = strips[0] if strips else Strip([])
        return strip.adjust_cell_length(width, style.rich_style)

    def _forget(self) -> None:
        self._told.clear()
        self._cells.clear()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._forget()
