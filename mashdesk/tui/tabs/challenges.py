"""Challenges on a page: each with its stages, for the desk's record and for an agency's request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from mashdesk.store.views import ChallengeStageView, ChallengeView
from mashdesk.tui.show import Part, Show, when
from mashdesk.tui.tabs.parts import BLANK, heading, paragraphs
from mashdesk.tui.widgets.page import Line


def challenge_lines(
    challenges: Iterable[ChallengeView], now: datetime, show: Show
) -> Iterator[Line]:
    """Every challenge under one heading; nothing where there is none."""
    for number, one in enumerate(challenges):
        if number == 0:
            yield BLANK
            yield heading(show, "Challenges")
        yield _head(one, now, show)
        for stage in one.stages:
            yield from _stage(stage, now, show)


def _head(one: ChallengeView, now: datetime, show: Show) -> Line:
    parts: list[Part] = []
    if one.is_open:
        parts.append((f"{show.glyphs.difference} ", "bold $clock-now"))
    parts += [(f"{one.id}. {one.by}", "bold"), f" against the {one.against.label}"]
    parts += [": it should be ", (one.wants, "bold")]
    state = "overdue" if one.is_over(now) else one.state.label
    style = "bold $clock-over" if one.is_over(now) else "$quiet"
    return Line(show.line(*parts, (f"  {state}", style)))


def _stage(stage: ChallengeStageView, now: datetime, show: Show) -> Iterator[Line]:
    label = f"{stage.stage.number}. {stage.stage.label}"
    raised = f"  {when(stage.raised_at, now)} by {stage.raised_by}; it was {stage.was}"
    yield Line(show.line((label, "bold"), (raised, "$quiet")), indent=2)
    yield from paragraphs(show, stage.why, indent=4)
    if stage.answered_at is None:
        over = stage.missed_at is not None or stage.is_over(now)
        said = f"not answered; due {when(stage.due_at, now)}"
        yield Line(show.line((said, "bold $clock-over" if over else "$key")), indent=4)
    elif stage.reply is not None:
        by = f"  {when(stage.answered_at, now)} by {stage.answered_by}"
        late: Part = ("  late", "$clock-over") if stage.missed_at else ""
        yield Line(show.line((stage.reply.label, "bold"), (by, "$quiet"), late), indent=4)
        yield from paragraphs(show, stage.answer, indent=4)
    if stage.ended is not None and stage.ended_at is not None:
        said = f"{stage.ended.label} {when(stage.ended_at, now)}"
        yield Line(show.line((said, "$quiet")), indent=4)
