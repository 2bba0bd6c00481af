"""The queue: open referrals by what runs out first, each with clock, rating and checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from mashdesk.domain.calendar import LONDON, day_text
from mashdesk.domain.countdown import Shade, countdown_text, shade
from mashdesk.domain.referral import ClockKind
from mashdesk.store.views import QueueRow
from mashdesk.tui.labels import CLOCK_WORDS, EMPTY_QUEUE, SHADE_WORDS, Glyphs
from mashdesk.tui.widgets.cells import fit, fit_all
from mashdesk.tui.widgets.columns import Column, deal
from mashdesk.tui.widgets.line_canvas import Piece
from mashdesk.tui.widgets.line_list import LineList

LEFT, WORD = 9, 4

COLUMNS: tuple[Column, ...] = (
    Column("for", ("for",), (5, 5, 5, 6)),
    Column("mark", (), (2, 3)),
    Column("rag", ("rag",), (3, 4)),
    Column("ref", ("ref",), (10, 10, 10, 11)),
    Column("child", ("child",), (7, 9, 12, 14), shown_from=33),
    Column("from", ("from",), (8, 10, 14), shown_from=78),
    Column("why", ("why",), (8, 14, 22, 56), shown_from=46),
    Column("with", ("with", "who"), (3, 4), shown_from=50),
    Column("checks", ("checks", "n/m"), (3, 8, 15, 24), shown_from=37),
    Column("due", ("own clock due",), (21,), shown_from=135),
)
"""What a row says after the time left, in order, and what goes first on a small screen."""


class QueueList(LineList[QueueRow]):
    """The shared queue.

    The time at the left is what runs out first. Where that is an agency's answer, the agency
    stands beside it with an arrow (`→PRO`); otherwise it is the referral's own clock, with what
    it waits for (`rate`, `tell`) unless that is the decision. A row that came or changed since it
    was last under the cursor is marked new.
    """

    LEADING_CELLS = LEFT + 1 + WORD

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "queue--calm", "queue--soon", "queue--now", "queue--over", "queue--over-word",
        "queue--red", "queue--amber", "queue--green", "queue--blue", "queue--unrated",
        "queue--reopened", "queue--owes", "queue--reference", "queue--quiet",
    }  # fmt: skip

    DEFAULT_CSS = """
    QueueList {
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
        & > .queue--reference { color: $ink; }
        & > .queue--quiet { color: $quiet; }
    }
    """

    def __init__(
        self,
        glyphs: Glyphs,
        *,
        seen_through: int | None = None,
        empty: str = EMPTY_QUEUE,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`seen_through` is the last event this person saw; None: all that is there at first."""
        super().__init__(glyphs, empty=empty, id=id, classes=classes)
        self._seen_through = seen_through
        self._seen: dict[int, int] = {}
        self._widths: dict[str, int] = {}
        self._dealt_for = -1

    def key_of(self, row: QueueRow) -> int:
        return row.id

    # New until seen.

    @property
    def unseen(self) -> int:
        """How many rows are marked new."""
        return sum(1 for row in self.rows if self.is_new(row))

    def is_new(self, row: QueueRow) -> bool:
        return row.changed > self._seen.get(row.id, self._seen_through or 0)

    def set_rows(self, rows: Sequence[QueueRow], now: datetime) -> None:
        if self._seen_through is None:
            self._seen_through = max((row.changed for row in rows), default=0)
        super().set_rows(rows, now)
        self._seen = {key: seq for key, seq in self._seen.items() if key in self._places}
        self._see_cursor()

    def mark_all_seen(self) -> None:
        """Take the new marks off every row."""
        self._seen.update((row.id, row.changed) for row in self.rows)
        self.repaint_changed()

    def _move_cursor(self, place: int) -> None:
        super()._move_cursor(place)
        self._see_cursor()

    def _see_cursor(self) -> None:
        row = self.cursor_row
        if row is not None and self.is_new(row):
            self._seen[row.id] = row.changed

    # Drawing.

    def leading(self, row: QueueRow, now: datetime) -> tuple[Piece, ...]:
        now = row.reckoned(now)
        pressing = shade(now, row.nearest_start, row.nearest_at)
        word = "queue--over-word" if pressing is Shade.OVER else f"queue--{pressing.value}"
        return (
            (f"{countdown_text(now, row.nearest_at):>{LEFT}}"[:LEFT], f"queue--{pressing.value}"),
            (" ", ""),
            (f"{SHADE_WORDS[pressing]:<{WORD}}", word),
        )

    def header(self, cells: int) -> str:
        body_cells = cells - 1 - self.LEADING_CELLS
        gap = " " * self._gap(body_cells)
        columns = {column.name: column for column in COLUMNS}
        body = "".join(
            gap + fit(columns[name].title(width), width, self.glyphs)
            for name, width in self._columns(body_cells).items()
        )
        return " " + fit("left", LEFT, self.glyphs, right=True) + " " * (1 + WORD) + body

    def body(self, row: QueueRow, cells: int) -> Iterator[Piece]:
        gap = " " * self._gap(cells)
        for name, width in self._columns(cells).items():
            # The gap goes with what follows it: each piece fewer is time saved in every frame.
            (text, ink), *rest = _CELLS[name](row, width, self.glyphs)
            yield gap + text, ink
            yield from rest

    def _gap(self, cells: int) -> int:
        return 2 if cells >= 100 else 1

    def _columns(self, cells: int) -> Mapping[str, int]:
        if self._dealt_for != cells:
            self._widths, self._dealt_for = deal(COLUMNS, cells, self._gap(cells)), cells
        return self._widths


SHORTEST_CODE = 3
"""A roster code in so many cells says who it is; in fewer it says nothing."""


def _for(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    """Who or what the time left belongs to."""
    if row.nearest_agency is not None:
        yield fit(glyphs.owed_by(row.nearest_agency), width, glyphs), "queue--owes"
    else:
        word = "" if row.clock is ClockKind.DECISION else CLOCK_WORDS[row.clock]
        yield fit(word, width, glyphs), "queue--quiet"


def _mark(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    """The round it is in, that it is challenged, that a prompt stands: the flag before all else."""
    rounds, prompt = glyphs.rounds(row.rounds), glyphs.prompt if row.prompts else ""
    flag = glyphs.difference if row.challenges else ""
    marks = (rounds + flag + prompt, rounds + flag, rounds[:1] + flag)
    shown = next((mark for mark in marks if len(mark) <= width), flag or rounds)
    yield fit(shown, width, glyphs), "queue--reopened"


def _rag(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    name = f"queue--{row.rating.value if row.rating else 'unrated'}"
    shown = glyphs.rating(row.rating)
    trend = glyphs.trend(row.initial_rating, row.rating) if width > len(shown) else ""
    yield fit(shown + trend, width, glyphs), name


def _reference(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    yield fit(row.reference, width, glyphs), "queue--reference"


def _child(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    others = f" +{row.children - 1}" if row.children > 1 else ""
    name = row.child
    if len(name) + len(others) > width:
        others = others.strip()
    if len(name) + len(others) > width:
        # The age says more than the dots do.
        name = name.replace(".", "")
    child = fit(name, width - len(others), glyphs)
    yield child.rstrip(), ""
    yield others + " " * (len(child) - len(child.rstrip())), "queue--quiet"


def _from(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    yield fit(row.source, width, glyphs), "queue--quiet"


def _why(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    yield fit_all(row.reasons, width, glyphs), ""


def _with(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    yield fit(row.worker or glyphs.nothing, width, glyphs), "" if row.worker else "queue--quiet"


def _checks(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    """How many of the agencies asked have answered, as a bar where there is room, and who owes."""
    if not row.asked:
        yield fit(glyphs.nothing, width, glyphs), "queue--quiet"
        return
    count = f"{row.answered}/{row.asked}"
    bar = glyphs.bar(row.answered, row.asked, 4) + " " if width >= len(count) + 5 else ""
    used = len(bar) + len(count)
    yield bar, "queue--quiet"
    yield fit(count, min(used, width) - len(bar), glyphs), ""
    if width - used - 1 >= SHORTEST_CODE:
        # Whoever owes what runs out next comes first, for the others may not fit.
        owing = sorted(row.owing, key=lambda agency: agency != row.nearest_agency)
        yield " " + fit_all(owing, width - used - 1, glyphs, between=" "), "queue--owes"
    else:
        yield " " * max(0, width - used), ""


def _due(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    local = row.due_at.astimezone(LONDON)
    yield fit(f"{day_text(local.date())} {local:%H:%M}", width, glyphs), "queue--quiet"


_CELLS: Mapping[str, Callable[[QueueRow, int, Glyphs], Iterator[Piece]]] = {
    "for": _for,
    "mark": _mark,
    "rag": _rag,
    "ref": _reference,
    "child": _child,
    "from": _from,
    "why": _why,
    "with": _with,
    "checks": _checks,
    "due": _due,
}
