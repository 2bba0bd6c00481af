"""The queue: open referrals by what runs out first, each with clock, rating and checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from mashdesk.domain.calendar import LONDON, day_text
from mashdesk.domain.referral import ClockKind
from mashdesk.store.views import QueueRow
from mashdesk.tui.labels import CLOCK_WORDS, Glyphs
from mashdesk.tui.widgets.cells import fit, fit_all
from mashdesk.tui.widgets.clocked_list import ClockedList, child_and_others, ink_of
from mashdesk.tui.widgets.columns import Column
from mashdesk.tui.widgets.line_canvas import Piece


class QueueList(ClockedList[QueueRow]):
    """The shared queue.

    The time at the left is what runs out first. Where that is an agency's answer, the agency
    stands beside it with an arrow (`→PRO`); otherwise it is the referral's own clock, with what
    it waits for (`rate`, `tell`) unless that is the decision.
    """

    COLUMNS = (
        Column("for", ("for",), (5, 5, 5, 6)),
        Column("mark", (), (2, 3, 3, 4, 5)),
        Column("rag", ("rag",), (3, 4)),
        Column("ref", ("ref",), (10, 10, 10, 11)),
        Column("child", ("child",), (7, 9, 12, 14), shown_from=33),
        Column("from", ("from",), (8, 10, 14), shown_from=78),
        Column("why", ("why",), (8, 14, 22, 56), shown_from=46),
        Column("with", ("with", "who"), (3, 4), shown_from=50),
        Column("checks", ("checks", "n/m"), (3, 8, 15, 24), shown_from=37),
        Column("due", ("own clock due",), (21,), shown_from=135),
    )

    def key_of(self, row: QueueRow) -> int:
        return row.id

    def clock_of(self, row: QueueRow, now: datetime) -> tuple[datetime, datetime, datetime]:
        return row.reckoned(now), row.nearest_start, row.nearest_at

    def body(self, row: QueueRow, cells: int) -> Iterator[Piece]:
        gap = " " * self._gap(cells)
        for name, width in self._columns(cells).items():
            # The gap goes with what follows it: each piece fewer is time saved in every frame.
            (text, ink), *rest = _CELLS[name](row, width, self.glyphs)
            yield gap + text, ink
            yield from rest

    def _gap(self, cells: int) -> int:
        return 2 if cells >= 100 else 1


SHORTEST_CODE = 3
"""A roster code in so many cells says who it is; in fewer it says nothing."""


def _for(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    """Who or what the time left belongs to."""
    if row.nearest_agency is not None:
        yield fit(glyphs.owed_by(row.nearest_agency), width, glyphs), "list--owes"
    else:
        word = "" if row.clock is ClockKind.DECISION else CLOCK_WORDS[row.clock]
        yield fit(word, width, glyphs), "list--quiet"


def _mark(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    """The round it is in, that it is sealed or challenged, that a prompt stands, that it is linked
    or a repeat: the flags before all else, and these and a grave prompt before the round's number.
    """
    rounds, prompt = glyphs.rounds(row.rounds), glyphs.prompt if row.prompts else ""
    prompt = glyphs.grave if row.grave else prompt
    flag = glyphs.sealed if row.sealed else ""
    flag += glyphs.difference if row.challenges else ""
    linked = glyphs.linked if row.linked else ""
    told = rounds + flag + prompt
    grave = rounds[:1] + flag + prompt if row.grave else rounds + flag
    all_but_number = rounds[:1] + flag + prompt + linked
    marks = (told + linked, all_but_number, told, grave, rounds + flag, rounds[:1] + flag)
    shown = next((mark for mark in marks if len(mark) <= width), flag or rounds)
    yield fit(shown, width, glyphs), "list--reopened"


def _rag(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    shown = glyphs.rating(row.rating)
    trend = glyphs.trend(row.initial_rating, row.rating) if width > len(shown) else ""
    yield fit(shown + trend, width, glyphs), ink_of(row.rating)


def _reference(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    yield fit(row.reference, width, glyphs), "list--reference"


def _child(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    name, others = child_and_others(row.child, row.children, width)
    child = fit(name, width - len(others), glyphs)
    yield child.rstrip(), ""
    yield others + " " * (len(child) - len(child.rstrip())), "list--quiet"


def _from(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    yield fit(row.source, width, glyphs), "list--quiet"


def _why(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    yield fit_all(row.reasons, width, glyphs), ""


def _with(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    yield fit(row.worker or glyphs.nothing, width, glyphs), "" if row.worker else "list--quiet"


def _checks(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    """How many of the agencies asked have answered, as a bar where there is room, and who owes."""
    if not row.asked:
        yield fit(glyphs.nothing, width, glyphs), "list--quiet"
        return
    count = f"{row.answered}/{row.asked}"
    bar = glyphs.bar(row.answered, row.asked, 4) + " " if width >= len(count) + 5 else ""
    used = len(bar) + len(count)
    yield bar, "list--quiet"
    yield fit(count, min(used, width) - len(bar), glyphs), ""
    if width - used - 1 >= SHORTEST_CODE:
        # Whoever owes what runs out next comes first, for the others may not fit.
        owing = sorted(row.owing, key=lambda agency: agency != row.nearest_agency)
        yield " " + fit_all(owing, width - used - 1, glyphs, between=" "), "list--owes"
    else:
        yield " " * max(0, width - used), ""


def _due(row: QueueRow, width: int, glyphs: Glyphs) -> Iterator[Piece]:
    local = row.due_at.astimezone(LONDON)
    yield fit(f"{day_text(local.date())} {local:%H:%M}", width, glyphs), "list--quiet"


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
