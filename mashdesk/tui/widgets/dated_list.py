"""A list of what happened: when at its edge, and columns as many as fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from mashdesk.tui.widgets.cells import fit
from mashdesk.tui.widgets.columns import Column, deal
from mashdesk.tui.widgets.line_canvas import Piece, RowT
from mashdesk.tui.widgets.line_list import LineList


class DatedList(LineList[RowT]):
    """Newest first. The time at the edge never changes: nothing here counts down.

    A list says its columns, what each has in it, and how a row's time is written.
    """

    COLUMNS: ClassVar[Sequence[Column]] = ()
    CELLS: ClassVar[Mapping[str, Callable[[Any], Piece]]] = {}

    def at(self, row: RowT) -> str:
        """When it happened, as it is shown."""
        raise NotImplementedError

    def leading(self, row: RowT, now: datetime) -> tuple[Piece, ...]:  # noqa: ARG002
        return ((fit(self.at(row), self.LEADING_CELLS, self.glyphs), ""),)

    def body(self, row: RowT, cells: int) -> Iterator[Piece]:
        for name, width in deal(self.COLUMNS, cells, 1).items():
            text, ink = self.CELLS[name](row)
            yield " " + fit(text, width, self.glyphs), ink

    def header(self, cells: int) -> str:
        named = {column.name: column for column in self.COLUMNS}
        dealt = deal(self.COLUMNS, cells - 1 - self.LEADING_CELLS, 1)
        titles = (f" {named[name].title(width):<{width}}" for name, width in dealt.items())
        return f" {'when':<{self.LEADING_CELLS}}{''.join(titles)}"
