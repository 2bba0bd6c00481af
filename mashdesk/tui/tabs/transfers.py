"""Transfers on a record's tabs: whom it was handed to, and the history it came with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.domain.prompts import HANDED_OVER
from mashdesk.store.views import ReferralView
from mashdesk.store.views.transfer import ArrivedView
from mashdesk.tui.show import Show, counted, full, when
from mashdesk.tui.tabs.parts import BLANK, fact, heading, paragraphs
from mashdesk.tui.widgets.page import Line

if TYPE_CHECKING:
    from mashdesk.domain.transfer import History, PastRequest


def transfer_facts(view: ReferralView, now: datetime, show: Show) -> Iterator[Line]:
    """For the summary: where it went, or came from."""
    for one in view.sent:
        if one.acknowledged_at is None:
            waits = (f"not acknowledged since {when(one.made_at, now)}", "bold $clock-now")
            yield fact(show, "Handed to", f"{one.to_hub}, ", waits)
        else:
            theirs = f" as {one.reference}" if one.reference else ""
            yield fact(show, "Handed to", f"{one.to_hub}, which has it{theirs}")
    came = view.arrived
    if came is not None:
        entries = counted(sum(len(one.events) for one in came.histories), "entry", "entries")
        entries = entries if came.histories else "its history cannot be read"
        replied = came.replied_at
        answer = ("not acknowledged yet", "bold $clock-now")
        if replied is not None:
            answer = (f"acknowledged {when(replied, now)}", "$quiet")
        yield fact(show, "Came from", f"{came.hub}, {came.reference}: {entries}; ", answer)
        for said in _as_it_came(view, came):
            yield fact(show, "", said)


def _as_it_came(view: ReferralView, came: ArrivedView) -> tuple[str, ...]:
    """How it stood at the sender, and what is expected here by when; the prompt says so above while
    it stands.
    """
    if any(one.code == HANDED_OVER.code and one.answered_at is None for one in view.prompts):
        return ()
    # Loaded where there was a transfer: few records have one.
    from mashdesk.domain.arrival import arrival_lines

    return arrival_lines(came.histories, came.taken_in_at)


def past_lines(view: ReferralView, show: Show) -> Iterator[Line]:
    """For the events: all that came from other hubs, the nearest first."""
    if view.arrived is None:
        return
    # Loaded where there was a transfer: few records have one.
    from mashdesk.domain.people_there import there

    for history in reversed(view.arrived.histories):
        yield heading(show, f"At {history.hub}, as {history.reference}")
        yield from _standing(history, show)
        for request in history.requests:
            yield from _request(request, show)
        for other in history.others:
            at = (f"{full(other.received_at)}  ", "$key")
            yield Line(show.line(at, ("another contact, ", "$quiet"), there(other.title)))
            if other.words:
                yield from paragraphs(show, other.words, indent=2)
        agencies = {one.agency: one.agency_name for one in history.requests}
        for one in history.rounds:
            missed = (
                ("  missed", "bold $clock-over") if one.missed_at else (f"  {one.state}", "$quiet")
            )
            whose = f"{agencies.get(one.agency, one.agency)}, " if one.agency else ""
            clock = f"{whose}clock for {one.clock.waits_for}, round {one.number}"
            said = f"{clock}: due {full(one.due_at)}"
            yield Line(show.line(said, missed), indent=2)
        yield BLANK
        for event in reversed(history.events):
            who = (f"  {event.by}", "$quiet")
            yield Line(show.line((full(event.at), "$key"), "  ", (there(event.title), "bold"), who))
            if event.text:
                yield from paragraphs(show, event.text, indent=2)
            yield BLANK


def _standing(history: History, show: Show) -> Iterator[Line]:
    yield fact(show, "Received", full(history.received_at))
    if history.rating is not None:
        yield fact(show, "Rating", show.rating(history.rating))
    if history.need is not None:
        reasons = "; ".join(history.need.reasons)
        yield fact(show, "Need", f"level {history.need.level}: {reasons}")
    if history.decision is not None:
        yield fact(show, "Decided", history.decision.outcome.label)
        yield from paragraphs(show, history.decision.rationale, indent=2)


def _request(request: PastRequest, show: Show) -> Iterator[Line]:
    yield Line(show.line((request.agency_name, "bold"), f": {request.state.label}"))
    for answer in request.answers:
        view = f", sees it as {answer.view.value}" if answer.view else ""
        yield Line(show.line(f"{answer.kind.label}{view}"), indent=2)
        for passage in answer.passages:
            yield from paragraphs(show, passage.words, indent=4)
            yield Line(show.line((passage.sharing.label, "$quiet")), indent=4)
        if answer.stayed:
            yield Line(show.line((answer.stayed, "$quiet")), indent=4)
