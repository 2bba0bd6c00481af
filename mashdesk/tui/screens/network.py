"""The network to be walked with keys: from a referral to who and what it speaks of, and on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.types import CSSPathType

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused
from mashdesk.store.views.links import Neighbour, NetworkView, Node, NodeKind
from mashdesk.tui.forms.picker import GONE
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.screens.laid_over import LaidOver
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.parts import heading
from mashdesk.tui.widgets.page import Line, Page
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_KEYS = "↑ ↓: choose   Enter: walk there   o: open the referral   Esc: back a step, then out"
_TITLES = {
    NodeKind.REFERRAL: "Referrals",
    NodeKind.CHILD: "Children",
    NodeKind.ADULT: "Adults",
    NodeKind.ADDRESS: "Addresses",
    NodeKind.PHONE: "Phone numbers",
    NodeKind.VEHICLE: "Vehicles",
    NodeKind.SCHOOL: "Schools",
}
_ORDER = tuple(_TITLES)
_ASSOCIATES = "Associates"


class NetworkScreen(LaidOver["int | None"]):
    """Where one stands, the way one came, and everything a step away. Each step is audited.

    Dismisses with the id of a referral to open, or None.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_name("history.tcss")]
    AUTO_FOCUS: ClassVar[str | None] = "#network"
    heading = "Network"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace,left", "back", "One step back"),
        Binding("enter,right", "walk", "Walk there"),
        Binding("o", "open", "Open the referral"),
    ]

    def __init__(self, desk: Desk, actor: Actor, referral: int) -> None:
        super().__init__(desk, actor)
        self._way: list[tuple[Node, str]] = [(Node(NodeKind.REFERRAL, referral), "")]
        self._stood: list[int | None] = []
        """What the cursor was on at each step before this one."""
        self._near: tuple[Neighbour, ...] = ()
        self._in_doubt = False
        """Whether something was committed since the way here was read."""

    def body(self) -> ComposeResult:
        self.keys = _KEYS.replace("↑ ↓", "Up, Down") if show_of(self).ascii else _KEYS
        yield Said("", "history--about")
        yield Page(self.desk.clock.now(), show_of(self).glyphs.cursor, id="network")

    @property
    def here(self) -> Node:
        """Where one stands."""
        return self._way[-1][0]

    def look(self, *, again: bool = False) -> None:
        self._in_doubt = self._in_doubt or again
        start_only(self, "read", self._look_now, again=again)

    def forget(self) -> None:
        self._near = ()
        self.query_one(".history--about", Said).tell("")
        self.query_one(Page).put([])

    async def _look_now(self, *, again: bool) -> None:
        node = self.here
        view = await self.answer(self.desk.history.network, self.actor, node)
        way = await self.answer(self._read_way) if self._in_doubt else self._way
        if view is not None and way is not None and node == self.here:
            self.say("")
            self._way, self._in_doubt = way, False
            self._show(view, again=again)

    def _read_way(self) -> list[tuple[Node, str]]:
        """The way here as it may be read by now. Called off the UI thread."""
        before = [(node, self._called(node)) for node, _ in self._way[:-1]]
        return [*before, self._way[-1]]

    def _called(self, node: Node) -> str:
        try:
            return self.desk.history.network(self.actor, node).label
        except Refused:
            return GONE.label

    def _show(self, view: NetworkView, *, again: bool) -> None:
        show = show_of(self)
        self._way[-1] = (view.node, view.label)
        self._near = tuple(sorted(view.neighbours, key=_place))
        arrow = " > " if show.ascii else " › "  # noqa: RUF001
        way = [label for _, label in self._way]
        shown = ["…", *way[-3:]] if len(way) > 3 else way
        self.query_one(".history--about", Said).tell(arrow.join(shown))
        been = frozenset(node for node, _ in self._way[:-1])
        page = self.query_one(Page)
        page.put(list(_lines(self._near, been, show, more=view.more)), keep_place=again)
        if not again and page.chosen is not None:
            page.choose(page.chosen)

    @property
    def chosen(self) -> Neighbour | None:
        """What the cursor is on."""
        at = self.query_one(Page).chosen
        return self._near[at] if at is not None and at < len(self._near) else None

    def action_walk(self) -> None:
        """Stand where the cursor is."""
        if (chosen := self.chosen) is not None:
            self._way.append((chosen.node, chosen.label))
            page = self.query_one(Page)
            self._stood.append(page.chosen)
            page.chosen = None
            self._near = ()  # a second key would walk on from where one stands no more
            self.look()

    def action_back(self) -> None:
        """One step back, to what the cursor was on there; from where one began, out."""
        if len(self._way) == 1:
            self.dismiss(None)
            return
        self._way.pop()
        self.query_one(Page).chosen = self._stood.pop()
        self._near = ()
        self.look()

    def action_open(self) -> None:
        """Open the referral under the cursor, else the one where one stands."""
        chosen = self.chosen
        node = chosen.node if chosen and chosen.node.kind is NodeKind.REFERRAL else self.here
        if node.kind is NodeKind.REFERRAL:
            self.dismiss(node.id)
        else:
            self.say("Only a referral is opened: walk to one, or put the cursor on it.")


def _place(one: Neighbour) -> tuple[int, bool]:
    """By kind, and associates behind the adults of the family."""
    return _ORDER.index(one.node.kind), one.associate


def _title(one: Neighbour) -> str:
    return _ASSOCIATES if one.associate else _TITLES[one.node.kind]


def _lines(
    near: tuple[Neighbour, ...], been: frozenset[Node], show: Show, *, more: bool
) -> Iterator[Line]:
    """Everything a step away by its kind; what one came by says so."""
    if not near:
        yield Line(show.line(("Nothing is tied to it.", "$quiet")))
    numbered = enumerate(near)
    for title, several in groupby(numbered, key=lambda one: _title(one[1])):
        yield heading(show, title)
        for at, one in several:
            how = (f"  {one.how}", "$quiet") if one.how else ""
            came = ("  you came this way", "$quiet") if one.node in been else ""
            style = "" if one.node in been else "bold"
            yield Line(show.line((one.label, style), how, came), request=at, indent=1)
    if more:
        yield Line(show.line(("There is more than is listed.", "$quiet")))
