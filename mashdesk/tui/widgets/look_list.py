"""Looks, acts and refusals as the audit has them: when, who, what, on which record, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import ClassVar

from mashdesk.domain.calendar import london_text
from mashdesk.store.views import LookRow
from mashdesk.tui.widgets.cells import fit
from mashdesk.tui.widgets.columns import Column, deal
from mashdesk.tui.widgets.line_canvas import Piece
from mashdesk.tui.widgets.line_list import LineList

_COLUMNS = (
    Column("who", ("who",), (10, 14, 20)),
    Column("what", ("what",), (13, 18, 26)),
    Column("ref", ("ref",), (10,)),
    Column("why", ("why", ""), (6, 14, 24, 60)),
    Column("child", ("child",), (8, 14, 20), shown_from=64),
    Column("at", ("at",), (8, 12, 16), shown_from=84),
    Column("role", ("role",), (8, 16, 26), shown_from=104),
)


class LookList(LineList[LookRow]):
    """Newest first. The time at the edge never changes: nothing here counts down."""

    LEADING_CELLS = 21
    COMPONENT_CLASSES: ClassVar[set[str]] = {"looks--refused", "looks--quiet"}
    DEFAULT_CSS = """
    LookList {
        & > .looks--refused { color: $clock-now; text-style: bold; }
        & > .looks--quiet { color: $quiet; }
    }
    """

    def key_of(self, row: LookRow) -> int:
        return row.seq

    def leading(self, row: LookRow, now: datetime) -> tuple[Piece, ...]:  # noqa: ARG002
        return ((fit(london_text(row.at), self.LEADING_CELLS, self.glyphs), ""),)

    def body(self, row: LookRow, cells: int) -> Iterator[Piece]:
        for name, width in deal(_COLUMNS, cells, 1).items():
            text, ink = _CELLS[name](row)
            yield " " + fit(text, width, self.glyphs), ink

    def header(self, cells: int) -> str:
        named = {column.name: column for column in _COLUMNS}
        dealt = deal(_COLUMNS, cells - 1 - self.LEADING_CELLS, 1)
        titles = (f" {named[name].title(width):<{width}}" for name, width in dealt.items())
        return f" {'when':<{self.LEADING_CELLS}}{''.join(titles)}"


def _what(row: LookRow) -> Piece:
    return (row.act, "") if row.allowed else (f"refused: {row.act}", "looks--refused")


_CELLS: Mapping[str, Callable[[LookRow], Piece]] = {
    "who": lambda row: (row.who, ""),
    "what": _what,
    "ref": lambda row: (row.reference or "", ""),
    "why": lambda row: (row.why, ""),
    "child": lambda row: (row.child, ""),
    "at": lambda row: (row.workstation, "looks--quiet"),
    "role": lambda row: (f"{row.role.replace('_', ' ')} {row.agency}".strip(), "looks--quiet"),
}
