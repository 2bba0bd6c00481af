"""Telling the referrer what was decided, and which decision stands."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlmodel import col

from mashdesk.desk.clockwork.clocks import end, own_round, place, start
from mashdesk.desk.clockwork.reviews import waits_for_review
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.errors import NotNow
from mashdesk.domain.referral import ClockKind, Move, moved
from mashdesk.store.names import FEEDBACKS, id_of
from mashdesk.store.tables import Decision, Feedback, Referral
from mashdesk.store.work import Work
from mashdesk.text import sentence


def give_feedback(command: c.GiveFeedback, work: Work) -> Outcome:
    """The referrer was told, or it is recorded why not; then only closing is left."""
    row = load_referral(work, command.referral, command.version)
    row.state = moved(row.state, Move.FEEDBACK)
    decision = standing_decision(work, row)
    work.session.add(
        Feedback(
            referral_id=id_of(row),
            decision_id=id_of(decision),
            told=command.told,
            channel=command.channel,
            given_at=work.now,
            given_by=work.actor.user_id,
            person=command.person,
            words=command.words,
            why_not=command.why_not,
        )
    )
    told = sentence(f"Referrer told: {command.person}")
    said = told if command.told else "Referrer not told, and why."
    if row.clock is ClockKind.FEEDBACK:
        end(work, own_round(work, row), "referrer told" if command.told else "referrer not told")
        is_late = waits_for_review(work, row)
        start(work, row, ClockKind.REVIEW if is_late else ClockKind.CLOSING, work.now)
    work.tell("feedback", said, row, text=command.words or command.why_not)
    place(work, row)
    return Outcome(f"{row.reference}: {said} Close it when all is done.", row.id, row.reference)


def standing_decision(work: Work, row: Referral) -> Decision:
    """The newest decision; raises NotNow when nothing is decided."""
    query = (
        select(Decision)
        .where(col(Decision.referral_id) == row.id)
        .order_by(col(Decision.id).desc())
        .limit(1)
    )
    decision: Decision | None = work.session.execute(query).scalar_one_or_none()
    if decision is None:
        raise NotNow("Nothing is decided yet.", "Decide first.")
    return decision


def feedback_given(work: Work, decision: Decision) -> bool:
    """Whether the referrer was told of this decision, or it is recorded why not."""
    return work.connection.execute(_TOLD, {"of": decision.id}).scalar() is not None


_TOLD = select(FEEDBACKS.c.id).where(FEEDBACKS.c.decision_id == bindparam("of")).limit(1)
