"""Looks, acts and refusals as the audit has them: when, who, what, on which record, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from mashdesk.domain.calendar import london_text
from mashdesk.store.views import LookRow
from mashdesk.tui.widgets.columns import Column
from mashdesk.tui.widgets.dated_list import DatedList
from mashdesk.tui.widgets.line_canvas import Piece

_COLUMNS = (
    Column("who", ("who",), (10, 14, 20)),
    Column("what", ("what",), (13, 18, 26)),
    Column("ref", ("ref",), (10,)),
    Column("why", ("why", ""), (6, 14, 24, 60)),
    Column("child", ("child",), (8, 14, 20), shown_from=64),
    Column("at", ("at",), (8, 12, 16), shown_from=84),
    Column("role", ("role",), (8, 16, 26), shown_from=104),
)


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


class LookList(DatedList[LookRow]):
    """Each by the minute it was done."""

    COLUMNS = _COLUMNS
    CELLS = _CELLS
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

    def at(self, row: LookRow) -> str:
        return london_text(row.at)
