"""The records covered: how much waits and how the clocks stand, never whose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mashdesk.domain.countdown import countdown_text
from mashdesk.tui.show import Part, counted
from mashdesk.tui.widgets.header import HeaderFacts, HeaderLine

if TYPE_CHECKING:
    from mashdesk.tui.desk_app import DeskApp
    from mashdesk.tui.screens.home import HomeScreen


class CoveredScreen(Screen[None]):
    """Lies over everything until a key is pressed. What lies beneath is kept as it was left."""

    CSS_PATH = "lock.tcss"
    AUTO_FOCUS = ""
    is_calm = True
    app: DeskApp

    def __init__(self, home: HomeScreen) -> None:
        super().__init__()
        self._home = home

    def compose(self) -> ComposeResult:
        self.header = HeaderLine(self._facts(), self.app.shown)
        yield self.header
        after = counted(self.app.settings.conceal_minutes, "minute")
        with Vertical(classes="card"):
            yield Static(Content("The records are covered"), classes="card--title", markup=False)
            said = f"Nobody touched this desk for {after}. The clocks run on."
            yield Static(Content(said), classes="card--quiet", markup=False)
            yield Static(Content(""), id="figures", classes="card--label", markup=False)
            keys = "Any key shows them again   F2 hands the desk over"
            yield Static(Content(keys), classes="card--keys", markup=False)

    def on_mount(self) -> None:
        self.tick(self.app.now)
        self.watch(self.app, "now", self.tick, init=False)

    def tick(self, now: datetime) -> None:
        """The clocks run on, and the figures are those of the desk beneath."""
        facts = replace(self._facts(), now=now, trouble=self.app.trouble)
        self.header.tell(facts)
        left = self.app.settings.idle_minutes * 60 - self.app.idle.seconds()
        shown = self.app.shown.line(
            *_figures(facts), ("\nlocks in ", "$quiet"), f"{_minutes(left)}"
        )
        self.query_one("#figures", Static).update(shown)

    def _facts(self) -> HeaderFacts:
        return replace(self._home.facts, who="")


def _figures(facts: HeaderFacts) -> Iterator[Part]:
    """What waits, in words, and what runs out next."""
    agency, counts = facts.agency, facts.counts
    if agency is not None:
        yield f"{agency.open} to answer   {agency.overdue} overdue   {agency.changes} changed"
    elif counts is not None:
        yield (
            f"{counts.open} open   {counts.unrated} unrated   {counts.reopened} reopened   "
            f"{counts.overdue} overdue"
        )
    if facts.next_due is not None:
        yield ("\nnext runs out in ", "$quiet")
        yield countdown_text(facts.now, facts.next_due)


def _minutes(seconds: float) -> str:
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02}"
