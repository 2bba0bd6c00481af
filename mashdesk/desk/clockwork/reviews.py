"""Early help reviews: kept from the decision on, back as work at their time, never lost by closing.

A closed referral comes back by itself, decided and waiting for its review. One that is open for
another reason keeps the clock it has, and a prompt stands on it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import col

from mashdesk import __version__
from mashdesk.desk.clockwork.clocks import end, own_round, place, start
from mashdesk.desk.clockwork.one_by_one import one_by_one
from mashdesk.desk.loading import load_referral
from mashdesk.desk.sealing.sealed import those_who_see
from mashdesk.desk.signing_in.accounts import let_go_of_leaver
from mashdesk.domain.actor import SYSTEM, Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.follow_up import ReviewResult
from mashdesk.domain.prompts.clocks import REVIEW_DUE
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.timescales import due
from mashdesk.store.decision_tables import EarlyHelpReview
from mashdesk.store.names import EARLY_HELP_REVIEWS, PROMPTS, id_of
from mashdesk.store.queries.decisions import due_reviews
from mashdesk.store.store import Store
from mashdesk.store.tables import Decision, Referral
from mashdesk.store.work import Work

ACT = "bring an early help review back"

# Made once: building a statement costs as much as running it.
_PENDING = (
    select(EarlyHelpReview)
    .where(
        col(EarlyHelpReview.referral_id) == bindparam("of"),
        col(EarlyHelpReview.done_at).is_(None),
    )
    .order_by(col(EarlyHelpReview.due_at))
)
_SUPERSEDE = (
    update(EARLY_HELP_REVIEWS)
    .where(EARLY_HELP_REVIEWS.c.referral_id == bindparam("of"))
    .where(EARLY_HELP_REVIEWS.c.done_at.is_(None))
    .values(done_at=bindparam("b_at"), done_by=bindparam("b_by"), result=ReviewResult.SUPERSEDED)
)
_STANDS = select(func.count()).where(
    PROMPTS.c.referral_id == bindparam("of"),
    PROMPTS.c.code == REVIEW_DUE.code,
    PROMPTS.c.answered_at.is_(None),
)


def keep_review(work: Work, row: Referral, decision: int, at: datetime | None) -> datetime:
    """Keep a review of this decision (its id) `at` an instant, else when the policy says; UTC."""
    policy = work.policy
    due_at = at or due(work.now, policy.review.first, policy.calendar)
    kept = EarlyHelpReview(
        referral_id=id_of(row),
        decision_id=decision,
        set_at=work.now,
        set_by=work.actor.user_id,
        due_at=due_at,
    )
    work.session.add(kept)
    return due_at


def pending_review(work: Work, row: Referral) -> EarlyHelpReview | None:
    """The review still to be recorded; None where there is none."""
    work.write(EarlyHelpReview)
    return work.session.execute(_PENDING, {"of": row.id}).scalars().first()


def supersede_reviews(work: Work, row: Referral) -> int:
    """A newer decision takes the place of reviews still pending; how many there were."""
    said: dict[str, Any] = {"of": row.id, "b_at": work.now, "b_by": work.actor.user_id}
    return work.connection.execute(_SUPERSEDE, said).rowcount


def waits_for_review(work: Work, row: Referral) -> bool:
    """Whether a review that came back by its time is still to be recorded."""
    review = pending_review(work, row)
    return review is not None and review.surfaced_at is not None


def bring_reviews_back(store: Store, now: datetime) -> tuple[list[str], int]:
    """Make every review whose time has come the work of somebody. Idempotent; any process may.

    Returns their references, blank for a sealed one, and how many could not be brought back.
    """
    with store.read() as connection:
        found = due_reviews(connection, now)
    return one_by_one(found, lambda one: _bring_back(store, one, now), "review")


def _bring_back(store: Store, review_id: int, now: datetime) -> str | None:
    """The reference of what came back, blank where it is sealed; None if somebody was quicker."""
    with store.begin(now) as work:
        work.actor = SYSTEM
        review = work.get(EarlyHelpReview, review_id, "review")
        row = load_referral(work, review.referral_id, unseen=True)
        work.session.refresh(review)
        if review.surfaced_at is not None or review.done_at is not None or review.due_at > now:
            return None
        review.surfaced_at = now
        title = f"The early help review is due since {london_text(review.due_at)}."
        if row.state is ReferralState.CLOSED:
            _wake(work, row)
        elif row.clock is ClockKind.CLOSING:
            end(work, own_round(work, row), "its early help review is due")
            start(work, row, ClockKind.REVIEW, now)
        work.tell("review_due", title, row)
        _raise(work, row, review, title)
        decision = work.session.get(Decision, review.decision_id)
        people = {row.worker_id, review.set_by, decision.decider_id if decision else None}
        if row.worker_id is None:
            managers = {id_of(p) for p in work.names().values() if p.role is Role.TEAM_MANAGER}
            people |= set(those_who_see(work, row, sorted(managers)))
        work.notify(people, row, "review_due", title, "early help keeps a review")
        place(work, row)
        work.record(ACT, __version__)
        work.commit()
        return "" if row.sealed else row.reference


def _wake(work: Work, row: Referral) -> None:
    """A closed referral is back, decided as it was, and waits for its review."""
    row.state, row.closed_at = ReferralState.DECIDED, None
    # They come with its clock; until then now stands in, for an open one must have them.
    row.due_at = row.sort_at = work.now
    let_go_of_leaver(work, row)
    start(work, row, ClockKind.REVIEW, work.now)


def _raise(work: Work, row: Referral, review: EarlyHelpReview, title: str) -> None:
    if work.connection.execute(_STANDS, {"of": row.id}).scalar_one():
        return
    raised = {
        "referral_id": row.id,
        "request_id": None,
        "code": REVIEW_DUE.code,
        "evidence_key": f"review {review.id}",
        "grave": REVIEW_DUE.grave,
        "raised_at": work.now,
        "evidence": title,
        "reason": "",
    }
    work.connection.execute(insert(PROMPTS), raised)
