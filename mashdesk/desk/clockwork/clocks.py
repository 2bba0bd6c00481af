"""The rounds of one referral and its requests: which run, how one starts, and how one ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlmodel import col

from mashdesk.domain.ladder import first_span
from mashdesk.domain.policy import Policy
from mashdesk.domain.prompts import SETTLED_WITH
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import Span, due
from mashdesk.store.desk_tables import Prompt
from mashdesk.store.names import PROMPTS, ROUNDS, id_of
from mashdesk.store.places import place_of
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


def _round(work: Work, query: Select[Round], of: int | None) -> Round | None:
    return work.session.execute(query, {"of": of}).scalar_one_or_none()


def start(
    work: Work,
    referral: Referral,
    clock: ClockKind,
    started_at: datetime,
    *,
    due_at: datetime | None = None,
    no_later: datetime | None = None,
) -> datetime:
    """Start the first round of one of a referral's own clocks, show it on the referral, and return
    when it is due (UTC): when the policy says, unless `due_at` is given, and `no_later` than that.
    A new duty has no time-outs yet.
    """
    policy = work.policy
    # Whoever takes a child on has the time that the child's final rating gives.
    rating = referral.final_rating if clock is ClockKind.ALLOCATED else referral.rating
    span = first_span(policy, clock, rating)
    runs_out = due_at or due(started_at, span, policy.calendar)
    runs_out = min(runs_out, no_later or runs_out)
    referral.timeouts, referral.next_up = 0, ""
    referral.clock, referral.round = clock, 1
    referral.start_at, referral.due_at = started_at, runs_out
    run(work, [_first(id_of(referral), None, clock, span, policy, started_at, runs_out)])
    return runs_out


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
    of, clock = id_of(referral), ClockKind.ANSWER
    run(work, [_first(of, one.id, clock, span, policy, work.now, runs_out) for one in requests])
    return runs_out


def run(work: Work, rounds: Sequence[dict[str, Any]]) -> None:
    """Let rounds run, given column by column. One that they follow must have its end by now."""
    work.write(Round)
    work.connection.execute(_RUN, [{**_FRESH, **row} for row in rounds])


_RUN = insert(ROUNDS)
_FRESH: dict[str, Any] = {"request_id": None, "number": 1, "missed_at": None, "pauses": []}


def _first(
    referral: int,
    request: int | None,
    clock: ClockKind,
    span: Span,
    policy: Policy,
    started_at: datetime,
    due_at: datetime,
) -> dict[str, Any]:
    """A clock's first round; instants are UTC."""
    return {
        "referral_id": referral,
        "request_id": request,
        "clock": clock,
        "span": str(span),
        "policy_version": policy.version,
        "started_at": started_at,
        "due_at": due_at,
        "first_due_at": due_at,
    }


def end(work: Work, row: Round | None, because: str) -> None:
    """End a round because of what a person did; prompts raised by it count as acted on."""
    if row is None:
        return
    # At once, with all that changed in it: no other of the same clock may run before it has ended.
    work.write(Round)
    work.connection.execute(_END, {"b_id": row.id, "ended_at": work.now, "ended_because": because})
    work.session.expunge(row)
    settled, of = SETTLED_WITH[row.clock], row.request_id
    answer_prompts(
        work, because, row.referral_id, lambda one: one.code in settled and one.request_id == of
    )


_END = (
    update(ROUNDS)
    .where(ROUNDS.c.id == bindparam("b_id"))
    .values(ended_at=bindparam("ended_at"), ended_because=bindparam("ended_because"))
)


def answer_prompts(
    work: Work, because: str, referral: int, which: Callable[[Any], bool] = lambda _: True
) -> None:
    """Standing prompts of a referral that an act has answered by itself: all, or `which` of them by
    their code and request.
    """
    standing = work.connection.execute(_STANDING, {"of": referral})
    answered = [prompt.id for prompt in standing if which(prompt)]
    if answered:
        by = {"answered_at": work.now, "answered_by": work.actor.user_id}
        said = {**by, "acted": True, "reason": because}
        work.connection.execute(update(PROMPTS).where(PROMPTS.c.id.in_(answered)).values(said))


_STANDING = select(PROMPTS.c.id, PROMPTS.c.code, PROMPTS.c.request_id).where(
    PROMPTS.c.referral_id == bindparam("of"), PROMPTS.c.answered_at.is_(None)
)


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
    work.write(Round, Request, Prompt)
    for name, value in place_of(work.connection, referral).items():
        setattr(referral, name, value)
