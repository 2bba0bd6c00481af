"""What a decision set going, second ratings and oversight, as lines of the Decision tab."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.store.views.decisions import (
    ActionView,
    AllocationView,
    FollowUp,
    ReviewView,
    StrategyView,
)
from mashdesk.tui.keys import ACT
from mashdesk.tui.show import Part, Show, full, when
from mashdesk.tui.tabs.parts import BLANK, heading, paragraphs
from mashdesk.tui.widgets.page import Line


def after_lines(after: FollowUp, now: datetime, show: Show) -> Iterator[Line]:
    """Every kind under its heading; nothing where there is none."""
    if after.strategy_due is not None or after.strategies:
        yield from (BLANK, heading(show, "Strategy discussion"))
        if after.strategy_due is not None:
            late = after.is_discussion_overdue(now)
            state = "Overdue since" if late else "To be held by"
            said = f"{state} {when(after.strategy_due, now)}; "
            yield _waits(said, "strategy", show, late=late)
        for held in after.strategies:
            yield from _strategy(held, now, show)
    if after.allocations:
        yield from (BLANK, heading(show, "Passed to an allocated worker"))
        for given in after.allocations:
            yield from _allocation(given, now, show)
    if after.reviews:
        yield from (BLANK, heading(show, "Early help review"))
        for review in after.reviews:
            yield from _review(review, now, show)
    if after.second_ratings:
        yield from (BLANK, heading(show, "Rated after the meeting"))
        for one in after.second_ratings:
            by = (f"  {full(one.at)} by {one.by}", "$quiet")
            yield Line(show.line(show.rating(one.rating), by))
            yield from paragraphs(show, one.reason, indent=1)
            yield Line(show.line(("took part: ", "$quiet"), one.took_part), indent=1)
    if after.oversight:
        yield from (BLANK, heading(show, "Manager's oversight"))
        for entry in after.oversight:
            yield Line(show.line((f"{full(entry.at)} by {entry.by}", "$quiet")))
            yield from paragraphs(show, entry.words, indent=1)


def _waits(said: str, act: str, show: Show, *, late: bool) -> Line:
    style = "bold $clock-over" if late else "bold $clock-now"
    key: Part = (ACT[act].shown_key, "bold $key")
    return Line(show.line((said, style), key, (" records it.", "$quiet")))


def _strategy(held: StrategyView, now: datetime, show: Show) -> Iterator[Line]:
    by = f"  recorded {full(held.recorded_at)} by {held.recorded_by}"
    if held.held_at is None or held.result is None:
        yield Line(show.line(("Not held", "bold"), (by, "$quiet")))
        yield from paragraphs(show, held.why_not, indent=1)
        return
    yield Line(show.line((held.result.label, "bold"), f"  held {full(held.held_at)}"))
    yield from paragraphs(show, held.decision, indent=1)
    for person in held.participants:
        role = f", {person.role}" if person.role else ""
        yield Line(show.line(f"{person.agency}: {person.name}{role}"), indent=1)
    for action in held.actions:
        yield from _action(action, now, show)
    yield Line(show.line((by.strip(), "$quiet")), indent=1)


def _action(action: ActionView, now: datetime, show: Show) -> Iterator[Line]:
    """What somebody is to do; an open one says so, and the key that settles it."""
    head: Part = (f"{action.owner}, by {full(action.due_at)}: ", "bold")
    yield Line(show.line(head, action.words), indent=1)
    if action.is_open:
        late = action.is_overdue(now)
        state: Part = ("overdue; ", "bold $clock-over") if late else ("to be done; ", "$clock-now")
        key: Part = (ACT["action"].shown_key, "bold $key")
        yield Line(show.line(state, key, (" settles it.", "$quiet")), indent=3)
    elif action.ended is not None and action.ended_at is not None:
        said = f"{action.ended.label} {full(action.ended_at)} by {action.ended_by}"
        yield Line(show.line((said, "$rag-green")), indent=3)
        if action.because:
            yield from paragraphs(show, action.because, indent=3)


def _allocation(given: AllocationView, now: datetime, show: Show) -> Iterator[Line]:
    if given.ended is None:
        yield Line(show.line((given.worker, "bold")))
        until = f"to take it up by {when(given.due_at, now)}, else it is open again; "
        yield _waits(until, "taken_up", show, late=given.due_at <= now)
        return
    state = "taken up" if given.acknowledged_by else given.ended.label
    yield Line(show.line((given.worker, "bold"), f"  {state}"))
    if given.acknowledged_by and given.ended_at is not None:
        how = f" by {given.channel.label}" if given.channel else ""
        said = f"{given.acknowledged_by}{how}, {full(given.ended_at)}"
        yield Line(show.line((said, "$quiet")), indent=1)
    if given.words:
        yield from paragraphs(show, given.words, indent=1)


def _review(review: ReviewView, now: datetime, show: Show) -> Iterator[Line]:
    if review.result is None:
        late = review.due_at <= now
        yield _waits(f"Due {when(review.due_at, now)}; ", "help_review", show, late=late)
        return
    at = review.done_at
    done = f"  recorded {full(at)} by {review.done_by}" if at is not None else ""
    yield Line(show.line((review.result.label, "bold"), (done, "$quiet")))
    if review.words:
        yield from paragraphs(show, review.words, indent=1)
