"""Opening a decided or closed referral again, by whatever act: anything new does."""

from __future__ import annotations

from mashdesk.desk.clockwork import hand_over
from mashdesk.desk.clockwork.clocks import end, own_round, place, start
from mashdesk.desk.clockwork.discussions import settle_overdue_discussion
from mashdesk.desk.clockwork.retiming import run_on
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.requests_of import tell_agencies
from mashdesk.desk.signing_in.accounts import let_go_of_leaver
from mashdesk.domain.calendar import london_text
from mashdesk.domain.referral import ClockKind, Move, moved
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work

_NEW_WORK = (ClockKind.REVIEW,)
"""Clocks of what came up long after the decision: reopened from there, it is new work."""


def open_again(work: Work, row: Referral, reason: str) -> Outcome:
    """What was missed stays recorded, and open requests stay asked.

    A closed one gets a decision clock from now. One merely decided goes on as if it had not been:
    a decision taken back buys no time.
    """
    after = moved(row.state, Move.REOPEN)
    is_new = row.closed_at is not None or row.clock in _NEW_WORK
    end(work, own_round(work, row), "reopened")
    hand_over.undo(work, row)
    settle_overdue_discussion(work, row, "reopened")
    stood_at, row.state, row.closed_at, row.final_rating = row.final_rating, after, None, None
    let_go_of_leaver(work, row)
    # Its due time comes with its clock; until then now stands in, for an open one must have one.
    row.due_at = row.sort_at = work.now
    runs_out = None if is_new else run_on(work, row)
    runs_out = runs_out or start(work, row, ClockKind.DECISION, work.now)
    late = " That has passed: it is overdue at once." if runs_out <= work.now else ""
    said = f"Reopened; due {london_text(runs_out)}.{late}"
    if stood_at is not None and row.rating is not None and stood_at is not row.rating:
        said += f" It was decided {stood_at.value} and stands at {row.rating.value} again: rate it."
    work.tell("reopened", said, row, text=reason)
    work.notify([row.worker_id], row, "reopened", said, reason)
    tell_agencies(work, row, "reopened", "reopened.", reason)
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)
