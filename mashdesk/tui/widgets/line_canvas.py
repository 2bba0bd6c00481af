"""Rows drawn line by line, and painted again only where a line would read differently."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeAlias, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mashdesk.text import wrapped
from mashdesk.tui.labels import Glyphs
from mashdesk.tui.widgets.cells import fit
from mashdesk.tui.widgets.plain_lines import PlainLines

RowT = TypeVar("RowT")
Piece: TypeAlias = tuple[str, str]
"""A text safe to draw, and the component class it is drawn in (or an empty string)."""

HEADER_LINES = 1
_KEPT = 1_024
"""How many drawn rows are kept: many screens full, and few megabytes, however long the list."""

_BAR_PLACES = 8
"""So many places a scroll bar has in each line."""


@dataclass(frozen=True, slots=True)
class Drawn(Generic[RowT]):
    """What a row's line was made of, so that the next frame can tell whether it must change."""

    row: RowT
    cursor: bool
    leading: tuple[Piece, ...]
    body: list[Piece]
    strip: Strip


class LineCanvas(ScrollView, Generic[RowT], inherit_bindings=False):
    """The drawing half of a `LineList`: its rows, what is kept of drawing them, what is painted.

    A subclass draws a row in two parts: the `leading` pieces, a few cells at the left edge that
    change with the clock, and the `body`, which changes only with the row.
    """

    LEADING_CELLS: ClassVar[int] = 0
    """How many cells `leading` fills, without the cell of the cursor's own sign before it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line-list--cursor",
        "line-list--cursor-blurred",
        "line-list--cursor-sign",
        "line-list--new",
        "line-list--header",
        "line-list--empty",
    }

    DEFAULT_CSS = """
    LineCanvas {
        background: $background;
        color: $ink;
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        & > .line-list--cursor { background: $cursor; color: $ink; text-style: bold; }
        & > .line-list--cursor-blurred { background: $cursor-blurred; color: $ink; }
        & > .line-list--cursor-sign { color: $key; text-style: bold; }
        & > .line-list--new { color: $key; text-style: bold; }
        & > .line-list--header { background: $surface; color: $quiet; }
        & > .line-list--empty { color: $quiet; }
    }
    """

    def __init__(
        self,
        glyphs: Glyphs,
        *,
        empty: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._styles_cache = PlainLines()
        self.glyphs = glyphs
        self._empty = empty
        self._rows: tuple[RowT, ...] = ()
        self._cursor = -1
        self._now: datetime | None = None
        self._drawn: dict[tuple[int, bool], Drawn[RowT]] = {}
        self._painted: dict[int, Drawn[RowT]] = {}
        self._header: Strip | None = None
        self._cells = 0
        self._inks: dict[tuple[str, str], Style] = {}

    @abstractmethod
    def key_of(self, row: RowT) -> int:
        """What makes this row the same item when it comes back changed or elsewhere."""

    @abstractmethod
    def leading(self, row: RowT, now: datetime) -> tuple[Piece, ...]:
        """The pieces that change with the clock, together `LEADING_CELLS` wide."""

    @abstractmethod
    def body(self, row: RowT, cells: int) -> Iterable[Piece]:
        """The rest of the row, in so many cells; asked again only when row or width change."""

    @abstractmethod
    def header(self, cells: int) -> str:
        """The column names, in so many cells."""

    def is_new(self, row: RowT) -> bool:  # noqa: ARG002
        """Whether the row is marked as something the person has not looked at yet."""
        return False

    def on_mount(self) -> None:
        # It is drawn anew whenever the list scrolls.
        self.vertical_scrollbar._styles_cache = PlainLines()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        # The bar is drawn where it looks otherwise, which in a long list is once in many rows: to
        # draw it took a fifth of a scrolled frame.
        self.vertical_scrollbar.position = self._place_of_bar(new_value)
        if round(old_value) != round(new_value):
            self.refresh(self.size.region)

    def _place_of_bar(self, top: float) -> float:
        """The first row for which the bar stands where it does for the row `top`."""
        rows_a_place = self.virtual_size.height / (_BAR_PLACES * max(1, self.size.height))
        if rows_a_place <= 1 or top >= self.max_scroll_y:
            return top
        return top // rows_a_place * rows_a_place

    @property
    def empty(self) -> str:
        """The sentence shown where there are no rows."""
        return self._empty

    @empty.setter
    def empty(self, sentence: str) -> None:
        if sentence != self._empty:
            self._empty = sentence
            if not self._rows:
                self.refresh()

    def render_line(self, y: int) -> Strip:
        if not self._cells:
            self._cells = self.scrollable_content_region.width
        cells = self._cells
        if y < HEADER_LINES:
            return self._header_strip(cells)
        place = y - HEADER_LINES + self.scroll_offset.y
        if place < len(self._rows):
            drawn = self._draw(place, cells)
            self._painted[y] = drawn
            return drawn.strip
        self._painted.pop(y, None)
        if not self._rows and y > HEADER_LINES:
            said = wrapped(self.empty, max(1, cells - 2))[y - HEADER_LINES - 1 :][:1]
            text = " " + fit("".join(said), cells - 1, self.glyphs)
            return Strip([Segment(text, self._style("line-list--empty"))])
        return Strip.blank(cells, self._style(""))

    def repaint_changed(self) -> None:
        """Ask for another look at each visible line that would now read differently, no other."""
        leading_only = 1 + self.LEADING_CELLS
        regions: list[Region] = []
        for y in range(HEADER_LINES, self.size.height):
            cells = self._changed_cells(y)
            if not cells:
                continue
            last = regions[-1] if regions else None
            if (
                last is not None
                and last.bottom == y
                and (last.width == leading_only) == (cells == leading_only)
            ):
                regions[-1] = Region(0, last.y, last.width, last.height + 1)
            else:
                regions.append(Region(0, y, cells, 1))
        if regions:
            self.refresh(*regions)

    def _changed_cells(self, y: int) -> int:
        """How much of a line must be painted again: nothing, its leading cells, or all of it."""
        place = y - HEADER_LINES + self.scroll_offset.y
        painted = self._painted.get(y)
        if place >= len(self._rows):
            return 0 if painted is None else self.size.width
        row, cursor = self._rows[place], place == self._cursor
        if painted is None or painted.cursor != cursor or painted.row != row:
            return self.size.width
        same = painted.leading == self._leading(row, cursor=cursor)
        return 0 if same else 1 + self.LEADING_CELLS

    def _repaint_place(self, place: int) -> None:
        y = place - self.scroll_offset.y + HEADER_LINES
        if HEADER_LINES <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _header_strip(self, cells: int) -> Strip:
        if self._header is None:
            style = self._style("line-list--header")
            self._header = Strip([Segment(self.header(cells), style)])
            self._header = self._header.adjust_cell_length(cells, style)
        return self._header

    def _draw(self, place: int, cells: int) -> Drawn[RowT]:
        """The line of a row, from what is kept of it as far as that still holds."""
        row, cursor = self._rows[place], place == self._cursor
        key = self.key_of(row)
        leading = self._leading(row, cursor=cursor)
        # Kept with and without the cursor: a line it has left is mostly as it was before.
        kept = self._drawn.get((key, cursor))
        if kept is not None and kept.leading == leading and kept.row == row:
            return kept
        other = kept or self._drawn.get((key, not cursor))
        if other is not None and other.row == row:
            body = other.body
        else:
            body = self._body(row, cells - 1 - self.LEADING_CELLS)
        look = ""
        if cursor:
            look = "line-list--cursor" if self.has_focus else "line-list--cursor-blurred"
        strip = Strip(self._segments((*leading, *body), look), cells)
        if len(self._drawn) > _KEPT:
            self._drawn.clear()
        drawn = Drawn(row, cursor, leading, body, strip)
        self._drawn[key, cursor] = drawn
        return drawn

    def _body(self, row: RowT, cells: int) -> list[Piece]:
        """The body in as few pieces as its inks allow, in exactly so many cells."""
        pieces: list[Piece] = []
        for text, ink in self.body(row, max(0, cells)):
            if pieces and pieces[-1][1] == ink:
                pieces[-1] = (pieces[-1][0] + text, ink)
            elif text:
                pieces.append((text, ink))
        spare = cells - sum(cell_len(text) for text, _ in pieces)
        if spare > 0:
            pieces.append((" " * spare, ""))
        return pieces

    def _leading(self, row: RowT, *, cursor: bool) -> tuple[Piece, ...]:
        assert self._now is not None  # rows come with the time
        sign: Piece = (" ", "")
        if cursor:
            sign = (self.glyphs.cursor, "line-list--cursor-sign")
        elif self.is_new(row):
            sign = (self.glyphs.new, "line-list--new")
        return (sign, *self.leading(row, self._now))

    def _segments(self, pieces: Iterable[Piece], look: str) -> list[Segment]:
        return [Segment(text, self._style(ink, look)) for text, ink in pieces]

    def _style(self, ink: str, look: str = "") -> Style:
        """An ink on a row's look, each a component class or the list itself; kept, being dear."""
        style = self._inks.get((ink, look))
        if style is None:
            style = self.rich_style
            for name in filter(None, (look, ink)):
                style += self.get_component_rich_style(name, partial=True)
            self._inks[ink, look] = style
        return style

    def _forget(self) -> None:
        """Draw everything anew, because the width, the styles or the focus changed."""
        self._drawn.clear()
        self._painted.clear()
        self._header = None
        self._cells = 0
        self.refresh()

    def on_resize(self) -> None:
        self._forget()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._inks.clear()
        self._forget()
