"""What every list of things with clocks shares: the time left at the edge, its inks, what is new.

The colours of clocks and ratings in a list stand here and nowhere else.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Protocol, TypeVar

from mashdesk.domain.countdown import Shade, countdown_text, shade
from mashdesk.domain.rating import Rag
from mashdesk.tui.labels import SHADE_WORDS, Glyphs
from mashdesk.tui.widgets.cells import fit
from mashdesk.tui.widgets.columns import Column, deal
from mashdesk.tui.widgets.line_canvas import Piece
from mashdesk.tui.widgets.line_list import LineList

LEFT, WORD = 9, 4


class Dated(Protocol):
    """A row that knows the newest event (by number) that changed it."""

    @property
    def changed(self) -> int: ...


DatedT = TypeVar("DatedT", bound=Dated)


class ClockedList(LineList[DatedT]):
    """Rows by what runs out first: time left, the word for its shade, then the columns.

    A row that came or changed since it was last under the cursor is marked new.
    """

    LEADING_CELLS = LEFT + 1 + WORD
    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    """What a row says after the time left, in order, and what goes first on a small screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--calm", "list--soon", "list--now", "list--over", "list--over-word",
        "list--red", "list--amber", "list--green", "list--blue", "list--unrated",
        "list--reopened", "list--owes", "list--reference", "list--quiet",
    }  # fmt: skip

    DEFAULT_CSS = """
    ClockedList {
        & > .list--calm { color: $clock-calm; }
        & > .list--soon { color: $clock-soon; }
        & > .list--now { color: $clock-now; text-style: bold; }
        & > .list--over { color: $clock-over; text-style: bold; }
        & > .list--over-word { background: $badge-over; color: $badge-over-ink; text-style: bold; }
        & > .list--red { color: $rag-red; text-style: bold; }
        & > .list--amber { color: $rag-amber; text-style: bold; }
        & > .list--green { color: $rag-green; text-style: bold; }
        & > .list--blue { color: $rag-blue; text-style: bold; }
        & > .list--unrated { color: $rag-unrated; text-style: bold; }
        & > .list--reopened { color: $clock-now; text-style: bold; }
        & > .list--owes { color: $key; }
        & > .list--reference { color: $ink; }
        & > .list--quiet { color: $quiet; }
    }
    """

    def __init__(
        self,
        glyphs: Glyphs,
        *,
        seen_through: int | None = None,
        empty: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`seen_through` is the last event this person saw; None: all that is there at first."""
        super().__init__(glyphs, empty=empty, id=id, classes=classes)
        self._seen_through = seen_through
        self._seen: dict[int, int] = {}
        self._widths: dict[str, int] = {}
        self._dealt_for = -1

    # New until seen.

    @property
    def unseen(self) -> int:
        """How many rows are marked new."""
        return sum(1 for row in self.rows if self.is_new(row))

    def is_new(self, row: DatedT) -> bool:
        return row.changed > self._seen.get(self.key_of(row), self._seen_through or 0)

    def set_rows(self, rows: Sequence[DatedT], now: datetime) -> None:
        if self._seen_through is None:
            self._seen_through = max((row.changed for row in rows), default=0)
        super().set_rows(rows, now)
        self._seen = {key: seq for key, seq in self._seen.items() if key in self._places}
        self._see_cursor()

    def mark_all_seen(self) -> None:
        """Take the new marks off every row."""
        self._seen.update((self.key_of(row), row.changed) for row in self.rows)
        self.repaint_changed()

    def _move_cursor(self, place: int) -> None:
        super()._move_cursor(place)
        self._see_cursor()

    def _see_cursor(self) -> None:
        row = self.cursor_row
        if row is not None and self.is_new(row):
            self._seen[self.key_of(row)] = row.changed

    # Drawing.

    @abstractmethod
    def clock_of(self, row: DatedT, now: datetime) -> tuple[datetime, datetime, datetime] | None:
        """The instant it is reckoned at, when its clock started and when it runs out (all UTC);
        None where no clock runs.
        """

    def still(self, row: DatedT) -> str:
        """A word of at most four letters for a row whose clock has ended."""
        raise NotImplementedError

    def leading(self, row: DatedT, now: datetime) -> tuple[Piece, ...]:
        clock = self.clock_of(row, now)
        if clock is None:
            return ((f"{'':{LEFT + 1}}{self.still(row):<{WORD}}", "list--quiet"),)
        at, start, due = clock
        pressing = shade(at, start, due)
        word = "list--over-word" if pressing is Shade.OVER else f"list--{pressing.value}"
        return (
            (f"{countdown_text(at, due):>{LEFT}}"[:LEFT], f"list--{pressing.value}"),
            (" ", ""),
            (f"{SHADE_WORDS[pressing]:<{WORD}}", word),
        )

    def header(self, cells: int) -> str:
        body_cells = cells - 1 - self.LEADING_CELLS
        gap = " " * self._gap(body_cells)
        columns = {column.name: column for column in self.COLUMNS}
        body = "".join(
            gap + fit(columns[name].title(width), width, self.glyphs)
            for name, width in self._columns(body_cells).items()
        )
        return " " + fit("left", LEFT, self.glyphs, right=True) + " " * (1 + WORD) + body

    def _gap(self, cells: int) -> int:  # noqa: ARG002
        """How many cells lie between two columns."""
        return 1

    def _columns(self, cells: int) -> Mapping[str, int]:
        if self._dealt_for != cells:
            self._widths, self._dealt_for = deal(self.COLUMNS, cells, self._gap(cells)), cells
        return self._widths


def ink_of(rating: Rag | None) -> str:
    """The ink of a rating, or of there being none yet."""
    return f"list--{rating.value if rating else 'unrated'}"


def child_and_others(child: str, children: int, width: int) -> tuple[str, str]:
    """The first child as a list names it, and ` +2` for two more, as far as so many cells hold."""
    others = f" +{children - 1}" if children > 1 else ""
    # The age says more than the dots do, and they more than the space.
    names = (child, child.replace(".", ""))
    forms = [(name, more) for name in names for more in (others, others.strip())]
    return next((form for form in forms if sum(map(len, form)) <= width), forms[-1])
