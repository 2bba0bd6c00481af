"""In a few lines, for whoever decides: what links lead beyond the family, and what was decided
here before and undone.
"""

from __future__ import annotations

from collections.abc import Iterator

from mashdesk.domain.calendar import london_date_text
from mashdesk.store.views import ReferralView
from mashdesk.store.views.links import LinksView, LinkView
from mashdesk.store.views.undone import UndoneDecision, undone_decisions
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.parts import paragraphs
from mashdesk.tui.widgets.page import Line

MOST_LINKS = 5
"""So many links are told with their paths; the Links tab has all."""


def links_lines(found: LinksView | None, show: Show) -> Iterator[Line]:
    """The links beyond the family with the path of each; nothing while they are not read."""
    if found is None:
        return
    beyond = found.beyond
    if not (beyond or found.crowds):
        yield Line(show.line((f"{found.summary}.", "$quiet")), indent=1)
        return
    yield Line(
        show.line((f"{found.summary}:" if beyond else f"{found.summary}.", "bold")), indent=1
    )
    for one in beyond[:MOST_LINKS]:
        yield from _link(one, show)
    if (left := len(beyond) - MOST_LINKS) > 0:
        yield Line(show.line((f"and {left} more: see Links.", "$quiet")), indent=3)


def _link(one: LinkView, show: Show) -> Iterator[Line]:
    head = ((one.reference, "bold"), f"  {one.child}  {london_date_text(one.received_at)}  ")
    yield Line(show.line(*head, show.rating(one.rating)), indent=3)
    for path in one.paths:
        yield Line(show.line((path, "$quiet")), indent=5)


def undone_lines(view: ReferralView, show: Show) -> Iterator[Line]:
    """Each decision of this record that was undone, the newest first, with both reasons; nothing
    where there is none.
    """
    for one in undone_decisions(view.events):
        yield from _undone(one, show)


def _undone(one: UndoneDecision, show: Show) -> Iterator[Line]:
    said = f"Decided {london_date_text(one.decided_at)} by {one.decided_by}: {one.outcome}."
    yield Line(show.line((said, "bold")), indent=1)
    if one.rationale:
        yield from paragraphs(show, one.rationale, indent=3)
    because = f", because: {one.because}" if one.because else ""
    opened = f"Reopened {london_date_text(one.undone_at)} by {one.undone_by}{because}"
    yield Line(show.line((opened, "$clock-now")), indent=3)
