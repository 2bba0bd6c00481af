"""Prompts: what the desk asks somebody to consider, and what was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.store.views import PromptView, ReferralView, gravest_first
from mashdesk.tui.keys import ACT
from mashdesk.tui.show import Show, counted, when
from mashdesk.tui.tabs.noticed_besides import besides
from mashdesk.tui.tabs.parts import BLANK, heading, paragraphs
from mashdesk.tui.tabs.prompt_line import prompt_line, prompt_sign
from mashdesk.tui.widgets.page import Line


def prompts_title(view: ReferralView) -> str:
    """The tab's title, with how many stand and whether one of them is grave."""
    standing = [prompt for prompt in view.prompts if prompt.stands]
    grave = prompt_sign(standing) if any(prompt.grave for prompt in standing) else ""
    return f"Prompts {len(standing)}{grave}" if standing else "Prompts"


def prompts(view: ReferralView, now: datetime, show: Show) -> list[Line]:
    """The lines of the tab: what stands first, the gravest on top, then what sealed records add
    for those who see them, then what was answered, the newest first.
    """
    if not view.prompts and not view.besides:
        return [Line(show.line(("Nothing was prompted.", "$quiet")))]
    told = gravest_first(view.prompts)
    standing = [one for one in told if one.stands]
    lines: list[Line] = []
    if standing:
        lines += [_how_to_answer(len(standing), show), BLANK]
    for one in standing:
        lines += [*_standing(one, now, show), BLANK]
    lines += besides(view, show)
    answered = told[len(standing) :]
    if answered:
        lines += [heading(show, "Answered"), BLANK]
    for one in answered:
        lines += [*_answered(one, now, show), BLANK]
    return lines


def _how_to_answer(standing: int, show: Show) -> Line:
    key = ACT["prompt"].shown_key
    waits = f"{counted(standing, 'prompt')} to answer; "
    return Line(show.line((waits, "$quiet"), (key, "bold $key"), (" answers one", "$quiet")))


def _standing(one: PromptView, now: datetime, show: Show) -> Iterator[Line]:
    yield Line(show.line(*prompt_line(one, now, show)))
    if one.evidence:
        yield from paragraphs(show, one.evidence, indent=2)
    if one.suggests:
        yield Line(show.line((f"Suggests: {one.suggests}", "$quiet")), indent=2)


def _answered(one: PromptView, now: datetime, show: Show) -> Iterator[Line]:
    by = f" by {one.answered_by}" if one.answered_by else ""
    assert one.answered_at is not None
    weight = "  grave" if one.grave else ""
    title = ((one.title, "bold"), (weight, "bold"))
    yield Line(show.line(*title, (f"  {when(one.answered_at, now)}{by}", "$quiet")))
    yield from paragraphs(show, one.answer, indent=2)
    if one.evidence:
        raised = one.raised(lambda at: when(at, now))
        yield from paragraphs(show, f"Raised {raised}: {one.evidence}", 2, "$quiet")
