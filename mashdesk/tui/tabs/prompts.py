"""Prompts: what the desk asks somebody to consider, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.store.views import PromptView, ReferralView
from mashdesk.tui.keys import ACT
from mashdesk.tui.show import Show, counted, when
from mashdesk.tui.tabs.parts import BLANK, heading, paragraphs
from mashdesk.tui.widgets.page import Line

_WEIGHT = {"grave": 0, "serious": 1, "note": 2}


def prompts_title(view: ReferralView) -> str:
    """The tab's title, with how many stand; `!` where one of them is grave."""
    standing = [prompt for prompt in view.prompts if prompt.answered_at is None]
    grave = "!" if any(prompt.grave for prompt in standing) else ""
    return f"Prompts {len(standing)}{grave}" if standing else "Prompts"


def prompts(view: ReferralView, now: datetime, show: Show) -> list[Line]:
    """The lines of the tab: what stands first, the gravest on top, then what was answered, the
    newest first.
    """
    if not view.prompts:
        return [Line(show.line(("Nothing was prompted.", "$quiet")))]
    standing = [one for one in view.prompts if one.answered_at is None]
    lines: list[Line] = []
    if standing:
        lines += [_how_to_answer(len(standing), show), BLANK]
    for one in sorted(standing, key=_weight):
        lines += [*_standing(one, now, show), BLANK]
    answered = [one for one in view.prompts if one.answered_at is not None]
    if answered:
        lines += [heading(show, "Answered"), BLANK]
    for one in sorted(answered, key=lambda one: one.answered_at or now, reverse=True):
        lines += [*_answered(one, now, show), BLANK]
    return lines


def _weight(one: PromptView) -> tuple[int, datetime]:
    return _WEIGHT.get(one.severity, 1), one.raised_at


def _how_to_answer(standing: int, show: Show) -> Line:
    key = ACT["prompt"].shown_key
    waits = f"{counted(standing, 'prompt')} to answer; "
    return Line(show.line((waits, "$quiet"), (key, "bold $key"), (" answers one", "$quiet")))


def _standing(one: PromptView, now: datetime, show: Show) -> Iterator[Line]:
    style = "bold $clock-over" if one.grave else "bold $clock-now"
    weight = f"  {one.severity}" if one.severity != "serious" else ""
    raised = f"  raised {when(one.raised_at, now)}"
    title = f"{show.glyphs.grave if one.grave else show.glyphs.prompt} {one.title}"
    yield Line(show.line((title, style), (weight, "bold"), (raised, "$quiet")))
    if one.evidence:
        yield from paragraphs(show, one.evidence, indent=2)
    if one.suggests:
        yield Line(show.line((f"Suggests: {one.suggests}", "$quiet")), indent=2)


def _answered(one: PromptView, now: datetime, show: Show) -> Iterator[Line]:
    by = f" by {one.answered_by}" if one.answered_by else ""
    assert one.answered_at is not None
    yield Line(show.line((one.title, "bold"), (f"  {when(one.answered_at, now)}{by}", "$quiet")))
    yield from paragraphs(show, one.answer, indent=2)
    if one.evidence:
        yield from paragraphs(
            show, f"Raised {when(one.raised_at, now)}: {one.evidence}", 2, "$quiet"
        )
