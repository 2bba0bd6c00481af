"""What is noticed of a record with sealed ones that its reader sees: told to them alone."""

from __future__ import annotations

from collections.abc import Iterator

from mashdesk.store.views import ReferralView
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.parts import BLANK, heading, paragraphs
from mashdesk.tui.tabs.prompt_line import prompt_head
from mashdesk.tui.widgets.page import Line

HEADING = "With sealed records that you see"
"""Above what others are not told."""


def besides(view: ReferralView, show: Show) -> Iterator[Line]:
    """Each with its evidence and what it suggests; nothing where there is none."""
    if not view.besides:
        return
    yield heading(show, HEADING)
    yield Line(show.line(("Told to you and others who see them; no answer is asked.", "$quiet")))
    yield BLANK
    for one in sorted(view.besides, key=lambda one: not one.grave):
        yield Line(show.line(*prompt_head(one, show)))
        yield from paragraphs(show, one.evidence, indent=2)
        yield Line(show.line((f"Suggests: {one.suggests}", "$quiet")), indent=2)
        yield BLANK


def besides_in_short(view: ReferralView, show: Show) -> Iterator[Line]:
    """Their titles in a line, for the summary."""
    if view.besides:
        in_order = sorted(view.besides, key=lambda one: not one.grave)
        titles = "; ".join(f"{one.title}{' (grave)' * one.grave}" for one in in_order)
        yield Line(show.line((f"{HEADING}: ", "bold"), f"{titles}."))
        yield BLANK
