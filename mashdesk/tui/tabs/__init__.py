"""What each tab of the record says, as lines; pure functions of a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mashdesk.store.views import ReferralView
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.checks import checks, checks_title
from mashdesk.tui.tabs.children import children, children_title
from mashdesk.tui.tabs.decision import decision, decision_title
from mashdesk.tui.tabs.events import events, events_title
from mashdesk.tui.tabs.summary import summary, summary_title
from mashdesk.tui.widgets.page import Line

__all__ = ["TABS", "Tab"]


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its title for a record, and its lines as they read at an instant (UTC)."""

    name: str
    title: Callable[[ReferralView], str]
    lines: Callable[[ReferralView, datetime, Show], list[Line]]


TABS: tuple[Tab, ...] = (
    Tab("summary", summary_title, summary),
    Tab("children", children_title, children),
    Tab("checks", checks_title, checks),
    Tab("decision", decision_title, decision),
    Tab("events", events_title, events),
)
"""In the order of the keys 1 to 5."""
