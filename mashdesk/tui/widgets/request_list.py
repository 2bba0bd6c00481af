"""An agency's requests: what is owed by what runs out first, then what is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from mashdesk.domain.actor import initials
from mashdesk.domain.request import RequestState
from mashdesk.store.views import AgencyRow
from mashdesk.tui.labels import Glyphs
from mashdesk.tui.widgets.cells import fit
from mashdesk.tui.widgets.clocked_list import ClockedList, child_and_others, ink_of
from mashdesk.tui.widgets.columns import Column
from mashdesk.tui.widgets.line_canvas import Piece

SHORTEST_NAME = 8
"""In fewer cells than this initials say more than a name cut short."""
_SETTLED = {
    RequestState.ANSWERED: "done",
    RequestState.WITHDRAWN: "off",
}


class RequestList(ClockedList[AgencyRow]):
    """The requests put to one agency. A row that came or changed is marked new until seen."""

    COLUMNS = (
        Column("mark", (), (2, 3)),
        Column("rag", ("rag",), (3,)),
        Column("ref", ("ref",), (10,)),
        Column("child", ("child",), (7, 10, 12, 14)),
        Column("with", ("with", "who"), (3, 4, 12, 18), shown_from=36),
        Column("where", ("where it stands",), (18, 23, 36, 56), shown_from=44),
        Column("asked", ("what is asked",), (16, 40, 80), shown_from=104),
    )

    def key_of(self, row: AgencyRow) -> int:
        return row.request

    def clock_of(self, row: AgencyRow, now: datetime) -> tuple[datetime, datetime, datetime] | None:
        return None if row.due_at is None else (row.reckoned(now), row.start_at, row.due_at)

    def still(self, row: AgencyRow) -> str:
        if row.state is RequestState.DECIDED_WITHOUT:
            return "late" if row.late else "w/o"
        return _SETTLED.get(row.state, "")

    def body(self, row: AgencyRow, cells: int) -> Iterator[Piece]:
        for name, width in self._columns(cells).items():
            text, ink = _CELLS[name](row, width, self.glyphs)
            yield " " + fit(text, width, self.glyphs), ink


def _mark(row: AgencyRow, width: int, glyphs: Glyphs) -> Piece:
    """The round it is in, that it is sealed, that a change is to be acknowledged; the round goes
    first where there is no room.
    """
    rounds, flag = glyphs.rounds(row.round), glyphs.sealed if row.sealed else ""
    rest = flag + (glyphs.prompt if row.unacknowledged else "")
    return (rounds + rest if len(rounds + rest) <= width else rest), "list--reopened"


def _rag(row: AgencyRow, _width: int, glyphs: Glyphs) -> Piece:
    # Not shared is not the same as not rated: it says nothing at all.
    if row.rating is None:
        return glyphs.nothing, "list--quiet"
    return glyphs.rating(row.rating), ink_of(row.rating)


def _child(row: AgencyRow, width: int, _glyphs: Glyphs) -> Piece:
    name, others = child_and_others(row.child, row.children, width)
    return name + others, ""


def _with(row: AgencyRow, width: int, glyphs: Glyphs) -> Piece:
    name = row.holder if width > SHORTEST_NAME else initials(row.holder) if row.holder else ""
    return name or glyphs.nothing, "" if row.holder else "list--quiet"


_CELLS: Mapping[str, Callable[[AgencyRow, int, Glyphs], Piece]] = {
    "mark": _mark,
    "rag": _rag,
    "ref": lambda row, _width, _glyphs: (row.reference, ""),
    "child": _child,
    "with": _with,
    "where": lambda row, _width, _glyphs: (
        row.where,
        "list--owes" if row.state is RequestState.OPEN else "list--quiet",
    ),
    "asked": lambda row, _width, _glyphs: (row.question, "list--quiet"),
}
