"""What a search of all words found: when, where, and the words about what was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from mashdesk.domain.calendar import london_date_text
from mashdesk.store.views.searching import Hit
from mashdesk.tui.widgets.columns import Column
from mashdesk.tui.widgets.dated_list import DatedList
from mashdesk.tui.widgets.line_canvas import Piece

_COLUMNS = (
    Column("ref", ("ref",), (10, 12)),
    Column("child", ("child",), (8, 10), shown_from=60),
    Column("kind", ("in",), (8, 11)),
    Column("words", ("words",), (20, 60, 120, 200)),
)


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


class HitList(DatedList[Hit]):
    """The passages that were found, by their day."""

    COLUMNS = _COLUMNS
    CELLS = _CELLS
    LEADING_CELLS = 12
    COMPONENT_CLASSES: ClassVar[set[str]] = {"hits--quiet"}
    DEFAULT_CSS = "HitList { & > .hits--quiet { color: $quiet; } }"

    def key_of(self, row: Hit) -> int:
        return row.key

    def at(self, row: Hit) -> str:
        return london_date_text(row.at)
