"""Two people side by side: who they are at the top, in sight from the first moment, and below what
else is told of each, for a dialog that says something of the two.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import NotFound, Refused, Trouble
from mashdesk.store.views import IndividualView, TwoView
from mashdesk.text import cell_width, clip, wrapped
from mashdesk.tui.forms.said import show_of
from mashdesk.tui.forms.screen import FormScreen
from mashdesk.tui.leaving import leave_at_once
from mashdesk.tui.show import when
from mashdesk.tui.tabs.individuals import particulars, span
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from datetime import datetime

    from mashdesk.desk.desk import Desk

_LABEL = 11
_SIGN = 2
_NAME_CELLS = 36
"""A name in the line above the fields is cut after so many cells; below it stands whole."""

_HEAD = ("Number", "Name", "Also told", "Born", "Expected", "Sex", "NHS", "UPN")
"""What says who somebody is, before everything else."""

Row = tuple[str, Sequence[str], Sequence[str]]


def side_by_side(one: IndividualView, other: IndividualView, now: datetime) -> Sequence[Row]:
    """What is told of each, by label; several values of a label stand below one another."""
    first, second = (dict(_told(view, now)) for view in (one, other))
    labels = sorted({**first, **second}, key=_order)
    return [(label, first.get(label, ()), second.get(label, ())) for label in labels]


def _order(label: str) -> tuple[int, bool, bool]:
    """Who they are first, then what is theirs; ties and referrals, often many, at the end."""
    place = _HEAD.index(label) if label in _HEAD else len(_HEAD)
    return place, label in ("Ties", "Referrals"), label == "Referrals"


def _told(view: IndividualView, now: datetime) -> Iterator[tuple[str, Sequence[str]]]:
    yield "Number", (", ".join(map(str, view.members)),)
    for label, value in particulars(view):
        yield label, (value,)
    for label in dict.fromkeys(thing.kind.label.split()[0] for thing in view.things):
        values = (
            ", ".join(filter(None, (thing.value, span(thing.since, thing.until))))
            for thing in view.things
            if thing.kind.label.split()[0] == label
        )
        yield label.capitalize(), tuple(dict.fromkeys(values))
    ties = (f"{tie.words} {tie.name}" for tie in view.ties if tie.ended_at is None)
    yield "Ties", tuple(dict.fromkeys(ties))
    referrals = (
        f"{one.reference} {one.state.label}, {when(one.received_at, now)}, {one.source}"
        for one in view.referrals
    )
    yield "Referrals", tuple(referrals)


class Pair(Widget):
    """Two columns under one another's labels; what both have alike is marked as such."""

    def __init__(self, *, head: bool) -> None:
        """`head` is who they are; else what is told of them besides."""
        super().__init__()
        self._head = head
        self._rows: Sequence[Row] = ()

    def put(self, rows: Sequence[Row]) -> None:
        """Show its part of these, in place of what it shows."""
        ours = [row for row in rows if (row[0] in _HEAD) is self._head]
        self._rows = ours if self._head else [row for row in ours if row[1] or row[2]]
        self.display = bool(self._rows)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return sum(1 for _ in self._lines(width))

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def render(self) -> Content:
        return Content("\n").join(self._lines(max(40, self.size.width)))

    def _lines(self, width: int) -> Iterator[Content]:
        column = max(10, (width - _LABEL - _SIGN) // 2)
        for label, first, second in self._rows:
            for at in range(max(len(first), len(second), 1)):
                pair = [side[at] if at < len(side) else "" for side in (first, second)]
                yield from self._beside(label if not at else "", pair[0], pair[1], column)

    def _beside(self, label: str, left: str, right: str, column: int) -> Iterator[Content]:
        """One value of each beside the other, whole: long ones wrap within their column."""
        show = show_of(self)
        alike = bool(left) and left.casefold() == right.casefold()
        style, nothing = "$key" if alike else "$ink", "-" if label else ""
        cells = [wrapped(show.text(one or nothing), column - 1) for one in (left, right)]
        for at in range(max(map(len, cells))):
            first, second = (cell[at] if at < len(cell) else "" for cell in cells)
            yield show.line(
                (f"{label if not at else '':<{_LABEL}}", "$quiet"),
                ("= " if alike and not at else "  ", "bold $key"),
                (first + " " * (column - cell_width(first)), style),
                (second, style),
            )


class PairDialog(FormScreen, ModalScreen[Outcome | None]):
    """Reads both before its fields stand, each by their own words; opens with the two in sight,
    what is to be said of them right below, and the rest below that.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # First of all: the field that has the keys has no pages of its own.
        Binding("pagedown", "page(1)", "More of the two", priority=True),
        Binding("pageup", "page(-1)", "Back up", priority=True),
    ]

    def __init__(self, desk: Desk, actor: Actor, one: int, other: int, about: str) -> None:
        self.numbers = (min(one, other), max(one, other))
        self.two: TwoView | None = None
        super().__init__(desk, actor, f"{about}:{self.numbers[0]}:{self.numbers[1]}")
        self.add_class("-dialog")

    def gather(self) -> None:
        self.read_two()

    def read_two(self) -> None:
        """Read the two that the fields are about: never any others once these are shown."""
        self.two = self.desk.known.two(self.actor, *self.numbers)

    def subject(self) -> str:
        """The two by name, above the fields: there they stay in sight however far one scrolls."""
        if self.two is None:
            return ""
        called = [clip(str(one.name), _NAME_CELLS) for one in (self.two.one, self.two.other)]
        two = zip(called, self.numbers, strict=True)
        return " and ".join(f"{name} (no. {number})" for name, number in two) + ". "

    def who(self) -> Widget:
        """Who each is."""
        return self._pair(head=True)

    def rest(self) -> Iterator[Widget]:
        """What else is told of each."""
        yield self._pair(head=False)

    def _pair(self, *, head: bool) -> Pair:
        pair = Pair(head=head)
        pair.put(self._rows())
        return pair

    def _rows(self) -> Sequence[Row]:
        assert self.two is not None
        return side_by_side(self.two.one, self.two.other, self.now())

    def focus_first(self) -> None:
        """The keys go to the first field, but the page stays at its top."""
        for field in self.shown_fields():
            field.focus_control(in_sight=False)
            return
        super().focus_first()

    def action_page(self, by: int) -> None:
        """Further down, or back."""
        fields = self.query_one(".form--fields", VerticalScroll)
        fields.scroll_relative(y=by * max(1, fields.size.height - 1), animate=False)

    def after_stale(self) -> None:
        self.read_two()

    def changed(self) -> None:
        """Something was committed: one of them may be out of sight now."""
        if self._ready and not self._busy and self.two is not None:
            start_only(self, "changed", self._look_again)

    async def _look_again(self) -> None:
        try:
            await asyncio.to_thread(self.read_two)
        except NotFound:
            await leave_at_once(self)
        except (Refused, Trouble):
            return  # doing it says so
        else:
            await self.reread()

    async def reread(self) -> None:
        """A referral of theirs may be out of sight now: what was read last is what is shown."""
        if self.is_attached and not self._left():
            for pair in self.query(Pair):
                pair.put(self._rows())
