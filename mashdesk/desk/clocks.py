"""The rounds of one referral and its requests: which run, how one starts, and how one ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlmodel import col

from mashdesk.domain.ladder import first_span
from mashdesk.domain.policy import Policy
from mashdesk.domain.prompts import AFTER_TIME_OUT
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import Span, due
from mashdesk.store.desk_tables import Prompt
from mashdesk.store.names import id_of
from mashdesk.store.places import places
from mashdesk.store.tables import Referral, Request, Round
from mashdesk.store.work import Work


def own_round(work: Work, referral: Referral) -> Round | None:
    """The referral's own running round; None only when it is closed."""
    return _round(work, _OWN, referral.id)


def held_round(work: Work, referral: Referral) -> Round | None:
    """The round that a return to the referrer holds; None when there is none."""
    return _round(work, _HELD, referral.id)


def request_round(work: Work, request: Request) -> Round | None:
    """A request's running round; None once it is settled."""
    return _round(work, _OF_REQUEST, request.id)


# Made once: building a statement costs as much as running it.
_RUNNING = select(Round).where(col(Round.ended_at).is_(None))
_OF_REFERRAL = col(Round.referral_id) == bindparam("of")
_OWN = _RUNNING.where(_OF_REFERRAL, col(Round.request_id).is_(None), col(Round.paused_at).is_(None))
_HELD = _RUNNING.where(_OF_REFERRAL, col(Round.paused_at).is_not(None))
_OF_REQUEST = _RUNNING.where(col(Round.request_id) == bindparam("of"))
_STANDING = select(Prompt).where(
    col(Prompt.referral_id) == bindparam("of"), col(Prompt.answered_at).is_(None)
)


def _round(work: Work, query: Select[Round], of: int | None) -> Round | None:
    return work.session.execute(query, {"of": of}).scalar_one_or_none()


def start(
    work: Work,
    referral: Referral,
    clock: ClockKind,
    started_at: datetime,
    *,
    due_at: datetime | None = None,
) -> Round:
    """Start the first round of one of a referral's own clocks, and show it on the referral.

    It is due when the policy says, unless `due_at` (UTC) is given. A new duty has no time-outs yet.
    """
    policy = work.policy
    span = first_span(policy, clock, referral.rating)
    runs_out = due_at or due(started_at, span, policy.calendar)
    row = first_round(referral, clock, span, policy, started_at, runs_out)
    referral.timeouts, referral.next_up = 0, ""
    show_own(referral, row)
    work.session.add(row)
    return row


def start_requests(work: Work, referral: Referral, requests: Sequence[Request]) -> datetime:
    """Give requests their clocks, running from the moment they are asked, and store both; returns
    when they are due (UTC).
    """
    policy = work.policy
    span = first_span(policy, ClockKind.ANSWER, referral.rating)
    runs_out = due(work.now, span, policy.calendar)
    for request in requests:
        request.round, request.start_at, request.due_at = 1, work.now, runs_out
    work.add(*requests)
    for request in requests:
        row = first_round(referral, ClockKind.ANSWER, span, policy, work.now, runs_out)
        row.request_id = request.id
        work.session.add(row)
    return runs_out


def first_round(
    referral: Referral,
    clock: ClockKind,
    span: Span,
    policy: Policy,
    started_at: datetime,
    due_at: datetime,
) -> Round:
    """A clock's first round; instants are UTC."""
    return Round(
        referral_id=id_of(referral),
        clock=clock,
        number=1,
        span=str(span),
        policy_version=policy.version,
        started_at=started_at,
        due_at=due_at,
        first_due_at=due_at,
    )


def end(work: Work, row: Round | None, because: str) -> None:
    """End a round because of what a person did; prompts raised by it count as acted on."""
    if row is None:
        return
    row.ended_at, row.ended_because = work.now, because
    raised = (AFTER_TIME_OUT[row.clock].code, row.request_id)
    answer_prompts(
        work, because, row.referral_id, lambda prompt: (prompt.code, prompt.request_id) == raised
    )


def answer_prompts(
    work: Work, because: str, referral: int, which: Callable[[Prompt], bool] = lambda _: True
) -> None:
    """Standing prompts of a referral, or `which` of them, that an act has answered by itself."""
    for prompt in work.session.execute(_STANDING, {"of": referral}).scalars():
        if prompt.answered_at is None and which(prompt):
            prompt.answered_at, prompt.answered_by = work.now, work.actor.user_id
            prompt.acted, prompt.reason = True, because


def show_own(referral: Referral, row: Round) -> None:
    """Put a running round's figures on its referral."""
    referral.clock, referral.round = row.clock, row.number
    referral.start_at, referral.due_at = row.started_at, row.due_at


def stop_showing(referral: Referral) -> None:
    """A closed referral runs no clock and has no place in the queue."""
    referral.sort_at, referral.nearest_start, referral.nearest_at = None, None, None
    referral.missed, referral.rounds = False, 1
    referral.clock, referral.start_at, referral.due_at, referral.next_up = None, None, None, ""


def place(work: Work, referral: Referral) -> None:
    """Bring the referral's place in the queue up to date; that is no change of the record."""
    work.session.flush()
    own = id_of(referral)
    for name, value in places(work.connection, [own])[own].items():
        setattr(referral, name, value)
