"""Closing a referral, and reopening it for anything new."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from mashdesk.desk.clockwork.actions import demand_settled
from mashdesk.desk.clockwork.clocks import answer_prompts, end, own_round, place, stop_showing
from mashdesk.desk.clockwork.opening_again import open_again
from mashdesk.desk.clockwork.reviews import pending_review, waits_for_review
from mashdesk.desk.handlers.deciding import decide_without
from mashdesk.desk.handlers.telling import feedback_given, standing_decision
from mashdesk.desk.handlers.transferring import demand_handed_over
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.requests_of import open_requests, tell_agencies
from mashdesk.desk.prompts.gates import demand_answered
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotNow
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.prompts import Moment, Proposal
from mashdesk.domain.prompts.moments import NOT_WHEN_CLOSING
from mashdesk.domain.referral import ClockKind, Move, moved
from mashdesk.store.names import STRATEGY_DISCUSSIONS
from mashdesk.store.tables import Decision, Referral
from mashdesk.store.work import Work


def close(command: c.Close, work: Work) -> Outcome:
    """Close: decided with a rationale, feedback given or why not, no request left unexplained."""
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.CLOSE)
    decision = standing_decision(work, row)
    if not feedback_given(work, decision):
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
    _demand_followed_up(work, row, decision)
    proposal = Proposal(moment=Moment.CLOSING, outcome=decision.outcome, words=decision.rationale)
    demand_answered(work, row, proposal, command.answers)
    end(work, own_round(work, row), "closed")
    answer_prompts(work, "closed", command.referral, lambda one: one.code in NOT_WHEN_CLOSING)
    row.state, row.closed_at = after, work.now
    stop_showing(row)
    said = f"Closed: {decision.outcome.label}."
    if (review := pending_review(work, row)) is not None:
        said += f" It comes back on {london_text(review.due_at)} for its early help review."
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


def _demand_followed_up(work: Work, row: Referral, decision: Decision) -> None:
    """Closing loses nothing that the decision set going and nobody saw to."""
    if row.clock is ClockKind.ALLOCATED:
        raise NotNow(
            "The allocated worker has not taken it up.",
            "Record who acknowledged it; until then it stays open.",
        )
    demand_handed_over(work, row, decision)
    demand_settled(work, row)
    if waits_for_review(work, row):
        raise NotNow("Its early help review is due.", "Record how early help went, then close.")
    if decision.outcome is DecisionOutcome.STRATEGY:
        held = work.connection.execute(_DISCUSSED, {"of": decision.id}).scalar()
        if held is None:
            raise NotNow(
                "The strategy discussion is not recorded.",
                "Record who took part and what was decided, or why it was not held; then close.",
            )


_DISCUSSED = (
    select(STRATEGY_DISCUSSIONS.c.id)
    .where(STRATEGY_DISCUSSIONS.c.decision_id == bindparam("of"))
    .limit(1)
)


def reopen(command: c.Reopen, work: Work) -> Outcome:
    """Anything new reopens it."""
    return open_again(work, load_referral(work, command.referral, command.version), command.reason)
