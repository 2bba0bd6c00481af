"""Closing a referral, and reopening it for anything new."""

from __future__ import annotations

from sqlalchemy import select

from mashdesk.desk.accounts import let_go_of_leaver
from mashdesk.desk.clocks import answer_prompts, end, own_round, place, start, stop_showing
from mashdesk.desk.handlers.deciding import decide_without, standing_decision
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.requests_of import open_requests, tell_agencies
from mashdesk.desk.retiming import run_on
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotNow
from mashdesk.domain.referral import ClockKind, Move, moved
from mashdesk.store.names import FEEDBACKS
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work


def close(command: c.Close, work: Work) -> Outcome:
    """Close: decided with a rationale, feedback given or why not, no request left unexplained."""
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.CLOSE)
    decision = standing_decision(work, row)
    told = select(FEEDBACKS.c.id).where(FEEDBACKS.c.decision_id == decision.id).limit(1)
    if work.connection.execute(told).scalar() is None:
        raise NotNow(
            "The referrer has not been told.",
            "Record the feedback, or why there is none, then close.",
        )
    decide_without(work, row, command)
    if left := [agency.name for _, agency in open_requests(work, row)]:
        raise NotNow(
            f"Not answered and not explained: {', '.join(left)}.",
            "Record the answer, or say for each why it was decided without.",
        )
    _demand_unchallenged(row)
    end(work, own_round(work, row), "closed")
    answer_prompts(work, "closed", command.referral)
    row.state, row.closed_at = after, work.now
    stop_showing(row)
    said = f"Closed: {decision.outcome.label}."
    work.tell("closed", said, row, text=command.note)
    work.notify([row.worker_id], row, "left_you", f"left your list. {said}", command.note)
    work.settle_time_outs(row, said)
    tell_agencies(work, row, "closed", "closed.")
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def _demand_unchallenged(row: Referral) -> None:
    if row.challenges:
        one = row.challenges == 1
        raise NotNow(
            "A challenge on it is open." if one else f"{row.challenges} challenges on it are open.",
            "Answer it and have its challenger accept that, or have a manager settle it; then"
            " close.",
        )


def reopen(command: c.Reopen, work: Work) -> Outcome:
    """Anything new reopens it. What was missed stays recorded, and open requests stay asked.

    A closed one gets a decision clock from now. One merely decided goes on as if it had not been:
    a decision taken back buys no time.
    """
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.REOPEN)
    was_closed = row.closed_at is not None
    end(work, own_round(work, row), "reopened")
    row.state, row.closed_at, row.final_rating = after, None, None
    let_go_of_leaver(work, row)
    # Its due time comes with its clock; until then now stands in, for an open one must have one.
    row.due_at = row.sort_at = work.now
    runs_out = None if was_closed else run_on(work, row)
    runs_out = runs_out or start(work, row, ClockKind.DECISION, work.now)
    late = " That has passed: it is overdue at once." if runs_out <= work.now else ""
    said = f"Reopened; due {london_text(runs_out)}.{late}"
    work.tell("reopened", said, row, text=command.reason)
    work.notify([row.worker_id], row, "reopened", said, command.reason)
    tell_agencies(work, row, "reopened", "reopened.", command.reason)
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)
