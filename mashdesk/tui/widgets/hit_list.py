"""What a search of all words found: when, where, and the words about what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from mashdesk.domain.calendar import london_date_text
from mashdesk.store.views.searching import Hit
from mashdesk.tui.widgets.cells import fit
from mashdesk.tui.widgets.columns import Column, deal
from mashdesk.tui.widgets.line_canvas import Piece
from mashdesk.tui.widgets.line_list import LineList

_COLUMNS = (
    Column("ref", ("ref",), (10, 12)),
    Column("child", ("child",), (8, 10), shown_from=60),
    Column("kind", ("in",), (8, 11)),
    Column("words", ("words",), (20, 60, 120, 200)),
)


class HitList(LineList[Hit]):
    """Newest first. The day at the edge never changes: nothing here counts down."""

    LEADING_CELLS = 12
    COMPONENT_CLASSES: ClassVar[set[str]] = {"hits--quiet"}
    DEFAULT_CSS = "HitList { & > .hits--quiet { color: $quiet; } }"

    def key_of(self, row: Hit) -> int:
        return row.key

    def leading(self, row: Hit, now: datetime) -> tuple[Piece, ...]:  # noqa: ARG002
        day = london_date_text(row.at)
        return ((fit(day, self.LEADING_CELLS, self.glyphs), ""),)

    def body(self, row: Hit, cells: int) -> Iterator[Piece]:
        for name, width in deal(_COLUMNS, cells, 1).items():
            text, ink = _CELLS[name](row)
            yield " " + fit(text, width, self.glyphs), ink

    def header(self, cells: int) -> str:
        named = {column.name: column for column in _COLUMNS}
        dealt = deal(_COLUMNS, cells - 1 - self.LEADING_CELLS, 1)
        titles = (f" {named[name].title(width):<{width}}" for name, width in dealt.items())
        return f" {'when':<{self.LEADING_CELLS}}{''.join(titles)}"


def _near(row: Hit) -> Piece:
    """The excerpt from shortly before what was found, so that it shows in a narrow line too."""
    start = row.found[0][0] if row.found else 0
    return (row.excerpt[max(0, start - 12) :], "")


_CELLS: Mapping[str, Callable[[Hit], Piece]] = {
    "ref": lambda row: (row.reference, ""),
    "child": lambda row: (row.child, "hits--quiet"),
    "kind": lambda row: (row.kind, "hits--quiet"),
    "words": _near,
}
