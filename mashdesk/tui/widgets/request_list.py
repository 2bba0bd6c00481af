"""An agency's requests: what is owed by what runs out first, then what is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from mashdesk.domain.actor import initials
from mashdesk.domain.countdown import Shade, countdown_text, shade
from mashdesk.domain.request import RequestState
from mashdesk.store.views import AgencyRow
from mashdesk.tui.labels import SHADE_WORDS, Glyphs
from mashdesk.tui.widgets.cells import fit
from mashdesk.tui.widgets.columns import Column, deal
from mashdesk.tui.widgets.line_canvas import Piece
from mashdesk.tui.widgets.line_list import LineList

LEFT, WORD = 9, 4
SHORTEST_NAME = 8
"""In fewer cells than this initials say more than a name cut short."""
_SETTLED = {
    RequestState.ANSWERED: "done",
    RequestState.WITHDRAWN: "off",
    RequestState.DECIDED_WITHOUT: "late",
}

COLUMNS: tuple[Column, ...] = (
    Column("mark", (), (2, 3)),
    Column("rag", ("rag",), (3,)),
    Column("ref", ("ref",), (10,)),
    Column("child", ("child",), (7, 10, 12, 14)),
    Column("with", ("with", "who"), (3, 4, 12, 18), shown_from=36),
    Column("where", ("where it stands",), (18, 23, 36, 56), shown_from=44),
    Column("asked", ("what is asked",), (16, 40, 80), shown_from=104),
)
"""What a row says after the time left, in order, and what goes first on a small screen."""


class RequestList(LineList[AgencyRow]):
    """The requests put to one agency. A row that came or changed is marked new until seen."""

    LEADING_CELLS = LEFT + 1 + WORD

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "queue--calm", "queue--soon", "queue--now", "queue--over", "queue--over-word",
        "queue--red", "queue--amber", "queue--green", "queue--blue", "queue--unrated",
        "queue--reopened", "queue--owes", "queue--quiet",
    }  # fmt: skip

    DEFAULT_CSS = """
    RequestList {
        & > .queue--calm { color: $clock-calm; }
        & > .queue--soon { color: $clock-soon; }
        & > .queue--now { color: $clock-now; text-style: bold; }
        & > .queue--over { color: $clock-over; text-style: bold; }
        & > .queue--over-word { background: $badge-over; color: $badge-over-ink; text-style: bold; }
        & > .queue--red { color: $rag-red; text-style: bold; }
        & > .queue--amber { color: $rag-amber; text-style: bold; }
        & > .queue--green { color: $rag-green; text-style: bold; }
        & > .queue--blue { color: $rag-blue; text-style: bold; }
        & > .queue--unrated { color: $rag-unrated; text-style: bold; }
        & > .queue--reopened { color: $clock-now; text-style: bold; }
        & > .queue--owes { color: $key; }
        & > .queue--quiet { color: $quiet; }
    }
    """

    def __init__(self, glyphs: Glyphs, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(glyphs, empty=empty, id=id)
        self._seen: dict[int, int] | None = None
        self._widths: dict[str, int] = {}
        self._dealt_for = -1

    def key_of(self, row: AgencyRow) -> int:
        return row.request

    # New until seen.

    def is_new(self, row: AgencyRow) -> bool:
        return self._seen is not None and row.changed > self._seen.get(row.request, -1)

    def set_rows(self, rows: Sequence[AgencyRow], now: datetime) -> None:
        if self._seen is None:
            self._seen = {row.request: row.changed for row in rows}
        super().set_rows(rows, now)
        self._see_cursor()

    def _move_cursor(self, place: int) -> None:
        super()._move_cursor(place)
        self._see_cursor()

    def _see_cursor(self) -> None:
        row = self.cursor_row
        if row is not None and self._seen is not None:
            self._seen[row.request] = row.changed

    # Drawing.

    def leading(self, row: AgencyRow, now: datetime) -> tuple[Piece, ...]:
        if row.due_at is None:
            return ((f"{'':{LEFT + 1}}{_SETTLED.get(row.state, ''):<{WORD}}", "queue--quiet"),)
        now = row.reckoned(now)
        pressing = shade(now, row.start_at, row.due_at)
        word = "queue--over-word" if pressing is Shade.OVER else f"queue--{pressing.value}"
        return (
            (f"{countdown_text(now, row.due_at):>{LEFT}}"[:LEFT], f"queue--{pressing.value}"),
            (" ", ""),
            (f"{SHADE_WORDS[pressing]:<{WORD}}", word),
        )

    def header(self, cells: int) -> str:
        widths = self._columns(cells - 1 - self.LEADING_CELLS)
        columns = {column.name: column for column in COLUMNS}
        body = "".join(
            " " + fit(columns[name].title(width), width, self.glyphs)
            for name, width in widths.items()
        )
        return " " + fit("left", LEFT, self.glyphs, right=True) + " " * (1 + WORD) + body

    def body(self, row: AgencyRow, cells: int) -> Iterator[Piece]:
        for name, width in self._columns(cells).items():
            text, ink = _CELLS[name](row, width, self.glyphs)
            yield " " + fit(text, width, self.glyphs), ink

    def _columns(self, cells: int) -> Mapping[str, int]:
        if self._dealt_for != cells:
            self._widths, self._dealt_for = deal(COLUMNS, cells, 1), cells
        return self._widths


def _mark(row: AgencyRow, width: int, glyphs: Glyphs) -> Piece:
    marks = (glyphs.rounds(row.round), glyphs.prompt if row.unacknowledged else "")
    both = "".join(marks)
    return (both if len(both) <= width else marks[1]), "queue--reopened"


def _rag(row: AgencyRow, _width: int, glyphs: Glyphs) -> Piece:
    # Not shared is not the same as not rated: it says nothing at all.
    if row.rating is None:
        return glyphs.nothing, "queue--quiet"
    return glyphs.rating(row.rating), f"queue--{row.rating.value}"


def _child(row: AgencyRow, width: int, _glyphs: Glyphs) -> Piece:
    others = f" +{row.children - 1}" if row.children > 1 else ""
    name = row.child
    if len(name) + len(others) > width:
        # The age says more than the dots do.
        name = name.replace(".", "")
    return name + others, ""


def _with(row: AgencyRow, width: int, glyphs: Glyphs) -> Piece:
    name = row.holder if width > SHORTEST_NAME else initials(row.holder) if row.holder else ""
    return name or glyphs.nothing, "" if row.holder else "queue--quiet"


_CELLS: Mapping[str, Callable[[AgencyRow, int, Glyphs], Piece]] = {
    "mark": _mark,
    "rag": _rag,
    "ref": lambda row, _width, _glyphs: (row.reference, ""),
    "child": _child,
    "with": _with,
    "where": lambda row, _width, _glyphs: (
        row.where,
        "queue--owes" if row.state is RequestState.OPEN else "queue--quiet",
    ),
    "asked": lambda row, _width, _glyphs: (row.question, "queue--quiet"),
}
