"""Prompts: what the desk asks somebody to consider, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.store.views import PromptView, ReferralView
from mashdesk.tui.show import Show, when
from mashdesk.tui.tabs.parts import BLANK
from mashdesk.tui.widgets.page import Line


def prompts_title(view: ReferralView) -> str:
    """The tab's title, with how many stand."""
    standing = sum(1 for prompt in view.prompts if prompt.answered_at is None)
    return f"Prompts {standing}" if standing else "Prompts"


def prompts(view: ReferralView, now: datetime, show: Show) -> list[Line]:
    """The lines of the tab: what stands first, then what was answered, the newest first."""
    if not view.prompts:
        return [Line(show.line(("Nothing was prompted.", "$quiet")))]
    newest = sorted(view.prompts, key=lambda one: one.raised_at, reverse=True)
    lines: list[Line] = []
    for one in sorted(newest, key=lambda one: one.answered_at is not None):
        lines += [*_prompt(one, now, show), BLANK]
    return lines


def _prompt(one: PromptView, now: datetime, show: Show) -> Iterator[Line]:
    stands = one.answered_at is None
    style = "$quiet" if not stands else "bold $clock-over" if one.grave else "bold $clock-now"
    title = f"{show.glyphs.prompt} {one.title}" if stands else one.title
    yield Line(show.line((title, style), (f"  {when(one.raised_at, now)}", "$quiet")))
    if one.evidence:
        yield Line(show.line(one.evidence), indent=2)
    if one.suggests and stands:
        yield Line(show.line((one.suggests, "$quiet")), indent=2)
    if one.answered_at is not None:
        said = f"{one.answer}, {one.answered_by} {when(one.answered_at, now)}"
        yield Line(show.line(said), indent=2)
