"""What each tab of the record says, as lines; pure functions of a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mashdesk.store.views import ReferralView
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.checks import checks, checks_title, checks_with_family, read_family
from mashdesk.tui.tabs.children import children, children_title, read_household
from mashdesk.tui.tabs.decision import decision, decision_title
from mashdesk.tui.tabs.events import events, events_title
from mashdesk.tui.tabs.history import history, history_title, read_history
from mashdesk.tui.tabs.links import links, links_title, read_links
from mashdesk.tui.tabs.prompts import prompts, prompts_title
from mashdesk.tui.tabs.summary import summary, summary_title, summary_with_asked
from mashdesk.tui.tabs.unrecognised import read_unrecognised
from mashdesk.tui.widgets.page import Line

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.actor import Actor

__all__ = ["CHECKS", "TABS", "Further", "Tab"]

TitleOf = Callable[[ReferralView], str]


@dataclass(frozen=True, slots=True)
class Further:
    """What a tab needs beside the record: read off the UI thread when the tab is shown and when
    anything changed; what is `costly`, every few seconds at most. `lines` are of what was read.
    """

    read: Callable[[Desk, Actor, int], Any]
    lines: Callable[[ReferralView, Any, datetime, Show], list[Line]]
    costly: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its title for a record, and its lines as they read at an instant (UTC).

    `short` is the first word of the title where there is little room, `tight` where there is less:
    the figures behind it stay in sight. Lines that can be chosen on a tab that `leads` on are other
    referrals, which Enter opens. One that has both `lines` and needs something `further` shows its
    lines until that is read.
    """

    name: str
    short: str
    tight: str
    title: TitleOf
    lines: Callable[[ReferralView, datetime, Show], list[Line]] | None = None
    further: Further | None = None
    leads: bool = False
    names_people: bool = False
    """Whether the lines that can be chosen are people known to the hub."""


TABS: tuple[Tab, ...] = (
    Tab(
        "summary",
        "Sum",
        "Sum",
        summary_title,
        summary,
        Further(read_unrecognised, summary_with_asked, costly=True),
    ),
    Tab(
        "children",
        "Child",
        "Ch",
        children_title,
        further=Further(read_household, children),
        names_people=True,
    ),
    Tab(
        "checks",
        "Checks",
        "Chk",
        checks_title,
        checks,
        Further(read_family, checks_with_family),
    ),
    Tab(
        "history", "Hist", "His", history_title, further=Further(read_history, history), leads=True
    ),
    Tab("links", "Links", "Lin", links_title, further=Further(read_links, links), leads=True),
    Tab("prompts", "Prom", "Pr", prompts_title, prompts),
    Tab("decision", "Dec", "Dec", decision_title, decision),
    Tab("events", "Events", "Ev", events_title, events),
)
"""In the order of the keys 1 to 8."""

CHECKS = 2
"""Where the tab stands on which requests are chosen."""
