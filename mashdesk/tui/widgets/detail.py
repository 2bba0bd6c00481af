"""The record beside the queue: a head that counts down, tabs, and the page of the tab."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from textual import events
from textual.content import Content
from textual.message import Message

from mashdesk.store.views import ReferralView
from mashdesk.tui.labels import UTF8
from mashdesk.tui.show import Part, Show, when
from mashdesk.tui.tabs import CHECKS, TABS
from mashdesk.tui.widgets.page import Line
from mashdesk.tui.widgets.pane import Pane
from mashdesk.tui.widgets.told_lines import ToldLines

_SPARED = timedelta(seconds=5)
"""What is costly is read again so long after it was read last, however much is committed."""


class DetailHead(ToldLines):
    """Which record, how much time is left and why then, and the tabs."""

    DEFAULT_CSS = """
    DetailHead { height: 4; background: $background; color: $ink; }
    """

    class TabClicked(Message):
        """A tab's name was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, show: Show, now: datetime) -> None:
        super().__init__()
        self._show = show
        self._now = now
        self._view: ReferralView | None = None
        self._tab = 0
        self._places: list[tuple[int, int]] = []

    def tell(self, view: ReferralView | None, tab: int) -> None:
        """Show this record's head with this tab marked."""
        self._view, self._tab = view, tab
        self.tell_again()

    def tick(self, now: datetime) -> None:
        """Count down."""
        self._now = now
        self.tell_again(1)

    def line(self, y: int) -> Content:
        told = {0: self._name_line, 1: self._due_line, 3: self._tab_line}.get(y)
        return Content("") if told is None or self._view is None else told(self._view)

    def _name_line(self, view: ReferralView) -> Content:
        parts: list[Part] = [
            " ",
            (view.reference, "bold"),
            "   ",
            self._show.rating(view.stands_at),
        ]
        trend = self._show.glyphs.trend(view.initial_rating, view.stands_at)
        if trend:
            parts.append((f" {trend}", "bold"))
        if view.round > 1:
            parts.append((f"   round {view.round}", "bold $clock-now"))
        if view.seal is not None:
            until = view.lent_until
            said = "sealed" if until is None else f"yours until {when(until, self._now)}"
            parts.append((f"   {self._show.glyphs.sealed} {said}", "bold $clock-now"))
        if any(one.is_open for one in view.challenges):
            parts.append((f"   {self._show.glyphs.difference} challenged", "bold $clock-now"))
        parts.append((f"   {view.state.label}", "$quiet"))
        return self._show.line(*parts)

    def _due_line(self, view: ReferralView) -> Content:
        if view.due_at is None or view.start_at is None or view.clock is None:
            return self._show.line(" ", ("no clock runs", "$quiet"))
        now = view.reckoned(self._now)
        over = now >= view.due_at
        return self._show.line(
            " ",
            self._show.left(now, view.start_at, view.due_at),
            (" overdue for " if over else " left for ", "$quiet"),
            (view.clock.waits_for, ""),
            (f", due {when(view.due_at, self._now)}", "$quiet"),
            ("  w ", "bold $key"),
            ("why", "$quiet"),
        )

    def _tab_line(self, view: ReferralView) -> Content:
        parts: list[Part] = []
        self._places = []
        at = 0
        for index, name in enumerate(tab_names(view, self.size.width, self._show.glyphs.grave)):
            parts.append((name, "bold $notice-ink on $notice" if index == self._tab else "$quiet"))
            self._places.append((at, at + len(name)))
            at += len(name)
        return self._show.line(*parts)

    def on_click(self, event: events.Click) -> None:
        if event.y != 3:
            return
        for index, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self.post_message(self.TabClicked(index))


def tab_names(view: ReferralView, width: int, grave: str = UTF8.grave) -> list[str]:
    """The tabs by name, as fully as there is room for: with their keys, in whole words, and with
    their figures, which are the last to go. `grave` is this terminal's sign of a grave prompt.
    """
    whole = [tab.title(view).replace(UTF8.grave, grave) for tab in TABS]
    short = _with_figures([tab.short for tab in TABS], whole)
    tight = _with_figures([tab.tight for tab in TABS], whole)
    ways = [
        [f"{before(at)}{title}{end}" for at, title in enumerate(titles, 1)]
        for titles, before, end in (
            (whole, " {} ".format, " "),
            (whole, lambda _: " ", " "),
            (short, " {} ".format, " "),
            (short, " {} ".format, ""),
            (short, lambda _: " ", " "),
            (short, lambda _: " ", ""),
            (tight, " {} ".format, ""),
            (tight, lambda _: " ", ""),
        )
    ]
    fits = (names for names in ways if sum(map(len, names)) <= width)
    return next(fits, [f" {tab.tight}" for tab in TABS])


def _with_figures(names: list[str], titles: list[str]) -> list[str]:
    """Shorter names, each with what stands behind the first word of its title."""
    return [
        " ".join(filter(None, (name, title.partition(" ")[2])))
        for name, title in zip(names, titles, strict=True)
    ]


class Detail(Pane[ReferralView]):
    """The pane of one record, in tabs. What one needs beside the record it asks the screen for."""

    class Wanted(Message):
        """A tab of this record is shown that needs more than the record."""

        def __init__(self, referral: int, tab: int) -> None:
            super().__init__()
            self.referral = referral
            self.tab = tab

    def __init__(self, show: Show, now: datetime, id: str | None = None) -> None:
        self.head = DetailHead(show, now)
        super().__init__(show, now, self.head, id=id)
        self.tab = 0
        self._further: dict[int, Any] = {}
        """What tabs needed beside the record shown, by tab, as it was read last."""
        self._asked_at = now
        self._is_behind = False
        """Whether something was committed since a costly reading."""

    def key_of(self, view: ReferralView) -> int:
        return view.id

    def tell_head(self) -> None:
        self.head.tell(self.view, self.tab)

    def lines(self, view: ReferralView) -> Sequence[Line]:
        tab = TABS[self.tab]
        read = self._further.get(self.tab)
        if tab.further is not None and read is not None and not isinstance(read, str):
            return tab.further.lines(view, read, self._now, self._show)
        told = [Line(self._show.line((read, "$clock-now")))] if read else []
        if tab.lines is not None:
            return [*told, *tab.lines(view, self._now, self._show)]
        return told or [Line(self._show.line(("Reading…", "$quiet")))]

    def put(self, view: ReferralView | None) -> None:
        if view == self.view:
            return
        if view is None or self.key_of(view) != self.key:
            self._further.clear()
        super().put(view)
        self._ask_further()

    def _ask_further(self) -> None:
        """Have read what this tab needs; what was read before stays shown meanwhile."""
        if self.view is not None and TABS[self.tab].further is not None:
            self._asked_at, self._is_behind = self._now, False
            self.post_message(self.Wanted(self.key_of(self.view), self.tab))

    def others_changed(self, *, out_of_sight: bool = False) -> None:
        """Something was committed: what a tab tells of other records may be otherwise, and is read
        again; at once where some of it may be out of sight now.
        """
        self._further = {tab: read for tab, read in self._further.items() if tab == self.tab}
        further = TABS[self.tab].further
        if out_of_sight or further is None or not further.costly:
            self._ask_further()
        else:
            self._is_behind = True

    def put_further(self, referral: int, tab: int, read: Any) -> None:
        """What a tab of this record needed was read, or is a sentence on why it was not."""
        if self.view is None or self.key != referral:
            return
        again = tab in self._further
        self._further[tab] = read
        if tab == self.tab:
            keep = again or TABS[tab].lines is not None
            self.page.put(self.lines(self.view), keep_place=keep)

    def show_tab(self, index: int) -> None:
        """Show the tab of this number, from 0."""
        if index == self.tab:
            return
        self.tab = index
        self.tell_head()
        if self.view is not None:
            self.page.chosen = None
            self.page.put(self.lines(self.view))
            self._ask_further()

    def tick(self, now: datetime) -> None:
        super().tick(now)
        self.head.tick(now)
        if self._is_behind and not _SPARED > now - self._asked_at > -_SPARED:
            self._ask_further()

    @property
    def chosen_request(self) -> int | None:
        """The request chosen on the Checks tab while that is what is shown."""
        return self.page.chosen if self.tab == CHECKS else None

    @property
    def chosen_referral(self) -> int | None:
        """Another referral chosen on a tab that leads on to some."""
        return self.page.chosen if TABS[self.tab].leads else None

    @property
    def chosen_individual(self) -> int | None:
        """Somebody known, chosen on the tab of the children and the household."""
        return self.page.chosen if TABS[self.tab].names_people else None

    def on_detail_head_tab_clicked(self, event: DetailHead.TabClicked) -> None:
        event.stop()
        self.show_tab(event.index)
