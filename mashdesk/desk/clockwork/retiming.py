"""What moves a running clock: a new rating, a corrected receipt, a pause, a manager's deadline."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from mashdesk.desk.clockwork.clocks import end, held_round, own_round, run, show_own, start
from mashdesk.desk.clockwork.handed_on import asked_by
from mashdesk.domain.errors import NotNow
from mashdesk.domain.ladder import span_of_round
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import (
    Pause,
    Span,
    after_pauses,
    due_with_pauses,
    resume_due,
    retime,
)
from mashdesk.store.tables import Referral, Round
from mashdesk.store.work import Work

FROM_RECEIPT = frozenset({ClockKind.UNRATED, ClockKind.DECISION})


def re_time(
    work: Work, row: Round, before: Rag | None, after: Rag, no_later: datetime | None = None
) -> None:
    """Re-time a running round for a new rating from its same start; a missed one stays missed. A
    first one from receipt is due `no_later` than another hub asked (UTC), pauses apart.
    """
    if row.missed_at is not None:
        return
    policy = work.policy_of(row.policy_version)
    if after not in policy.bands:
        # Rated as no rating of the policy it began under: only the one in force knows its clock.
        policy = work.policy
        row.policy_version = policy.version
    span = span_of_round(policy, row.clock, after, row.number)
    raising = before is not None and after.severity >= before.severity
    row.due_at = retime(
        row.started_at,
        Span.parse(row.span),
        row.due_at,
        span,
        policy.calendar,
        raising,
        pauses_of(row),
    )
    row.span = str(span)
    if no_later is not None and row.clock in FROM_RECEIPT and row.number == 1:
        held_to = after_pauses(no_later, span, policy.calendar, pauses_of(row))
        row.due_at = min(row.due_at, held_to)


def restart(work: Work, referral: Referral, received_before: datetime) -> Round | None:
    """Run what ran from a receipt, since corrected, from the one it has now; None if nothing does.

    A round held by a return counts too. Later rounds, and what was started by a reopening, run
    from a moment of their own; what was missed stays missed.
    """
    if referral.received_at == received_before:
        return None
    row = held_round(work, referral) or own_round(work, referral)
    if (
        row is None
        or row.clock not in FROM_RECEIPT
        or row.number != 1
        or row.missed_at is not None
        or row.started_at != received_before
    ):
        return None
    calendar = work.policy_of(row.policy_version).calendar
    received_at = referral.received_at
    # Time before the receipt was never counted, so it can not have stood still either.
    if row.paused_at is not None:
        row.paused_at = max(row.paused_at, received_at)
    row.pauses = [
        pause_told(max(held.began, received_at), held.ends)
        for held in pauses_of(row)
        if held.ends > received_at
    ]
    span, pauses = Span.parse(row.span), pauses_of(row)
    runs_out = due_with_pauses(received_at, span, calendar, pauses)
    if (no_later := asked_by(work, referral)) is not None:
        runs_out = min(runs_out, after_pauses(no_later, span, calendar, pauses))
    row.started_at, row.due_at, row.first_due_at = received_at, runs_out, runs_out
    if row.paused_at is None:
        show_own(referral, row)
    return row


def pause(work: Work, referral: Referral, wake_at: datetime) -> None:
    """Hold the referral's round while the referrer is asked, until `wake_at` (UTC)."""
    held = own_round(work, referral)
    if held is None:
        raise NotNow("There is no clock to hold.", "Reopen the referral first.")
    if held.missed_at is not None:
        raise NotNow(
            "Its last round has run out; a pause would hide that.",
            "Decide, or ask a manager for a fresh deadline first.",
        )
    held.paused_at = work.now
    # What it missed before it was returned still counts; the pause only adds to it.
    missed = referral.timeouts
    start(work, referral, ClockKind.RETURNED, work.now, due_at=wake_at)
    referral.timeouts = missed


def resume(work: Work, referral: Referral, because: str) -> Round:
    """End the returned clock and let the held round run on with what it had left."""
    end(work, own_round(work, referral), because)
    held = held_round(work, referral)
    if held is None or held.paused_at is None:
        raise NotNow("No clock is held.", "It is open as it is.")
    calendar = work.policy_of(held.policy_version).calendar
    # A wall clock set back since it was returned makes the pause empty, never less.
    until = max(work.now, held.paused_at)
    due_at = resume_due(held.due_at, held.paused_at, until, Span.parse(held.span), calendar)
    held.pauses = [*held.pauses, pause_told(held.paused_at, until)]
    held.due_at, held.paused_at = due_at, None
    show_own(referral, held)
    return held


_RUNS_ON = (
    "referral_id",
    "clock",
    "number",
    "span",
    "policy_version",
    "started_at",
    "due_at",
    "first_due_at",
    "missed_at",
    "pauses",
)


def run_on(work: Work, referral: Referral) -> datetime | None:
    """Undo the end that a decision put to its clock: the same round, start and deadline run on.

    Only the newest decision round, and only if a decision ended it. Returns when it is due (UTC),
    None if there is none.
    """
    query = (
        select(Round)
        .where(
            col(Round.referral_id) == referral.id,
            col(Round.request_id).is_(None),
            col(Round.clock) == ClockKind.DECISION,
        )
        .order_by(col(Round.id).desc())
        .limit(1)
    )
    ended: Round | None = work.session.execute(query).scalar_one_or_none()
    if ended is None or ended.ended_at is None:
        return None
    run(work, [{name: getattr(ended, name) for name in _RUNS_ON}])
    show_own(referral, ended)
    referral.timeouts = ended.number - 1 + (ended.missed_at is not None)
    return ended.due_at


def pause_told(began: datetime, ends: datetime) -> dict[str, str]:
    """A pause as a round keeps it."""
    return {
        "began": began.isoformat(),
        "ends": ends.isoformat(),
        "reason": "returned to referrer",
    }


def pauses_of(row: Round) -> tuple[Pause, ...]:
    """The pauses a round has behind it."""
    return tuple(
        Pause(
            datetime.fromisoformat(told["began"]),
            datetime.fromisoformat(told["ends"]),
            told.get("reason", ""),
        )
        for told in row.pauses
    )


def renew(work: Work, row: Round, due_at: datetime) -> None:
    """Follow an overdue last round with another of the same number, due at `due_at` (UTC)."""
    end(work, row, "given a fresh deadline")
    same = ("referral_id", "request_id", "clock", "number", "span", "policy_version")
    fresh = {"started_at": work.now, "due_at": due_at, "first_due_at": due_at}
    run(work, [{**{name: getattr(row, name) for name in same}, **fresh}])
