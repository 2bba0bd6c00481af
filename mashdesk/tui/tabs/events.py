"""Events: everything that happened to the referral, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.store.views import EventView, ReferralView
from mashdesk.tui.show import Show, when
from mashdesk.tui.tabs.parts import BLANK, paragraphs
from mashdesk.tui.tabs.transfers import past_lines
from mashdesk.tui.widgets.page import Line


def events_title(view: ReferralView) -> str:  # noqa: ARG001
    """The tab's title."""
    return "Events"


def events(view: ReferralView, now: datetime, show: Show) -> list[Line]:
    """The lines of the tab."""
    lines: list[Line] = []
    for event in sorted(view.events, key=lambda event: event.seq, reverse=True):
        lines += [*_event(event, now, show), BLANK]
    return [*lines, *past_lines(view, show)]


def _event(event: EventView, now: datetime, show: Show) -> Iterator[Line]:
    yield Line(
        show.line(
            (when(event.at, now), "$key"), "  ", (event.title, "bold"), (f"  {event.by}", "$quiet")
        )
    )
    if event.text:
        yield from paragraphs(show, event.text, indent=2)
    arrow = "->" if show.ascii else "→"
    for field, before, after in event.told:
        yield Line(show.line((f"{field}: ", "$quiet"), f"{before} {arrow} {after}"), indent=2)
