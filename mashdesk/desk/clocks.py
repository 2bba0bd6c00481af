"""Starting, ending, re-timing, pausing and resuming the rounds of one referral and its requests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from mashdesk.domain.errors import NotNow
from mashdesk.domain.ladder import first_span, span_of_round
from mashdesk.domain.prompts import AFTER_TIME_OUT
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import Pause, Span, due, due_with_pauses, resume_due, retime
from mashdesk.store.desk_tables import Prompt
from mashdesk.store.places import places
from mashdesk.store.tables import Referral, Request, Round
from mashdesk.store.work import Work


def own_round(work: Work, referral: Referral) -> Round | None:
    """The referral's own running round; None only when it is closed."""
    query = select(Round).where(
        Round.referral_id == referral.id,
        Round.request_id.is_(None),  # type: ignore[union-attr]
        Round.ended_at.is_(None),  # type: ignore[union-attr]
        Round.paused_at.is_(None),  # type: ignore[union-attr]
    )
    return work.session.execute(query).scalar_one_or_none()


def paused_round(work: Work, referral: Referral) -> Round | None:
    """The round that a return to the referrer holds; None when there is none."""
    query = select(Round).where(
        Round.referral_id == referral.id,
        Round.ended_at.is_(None),  # type: ignore[union-attr]
        Round.paused_at.is_not(None),  # type: ignore[union-attr]
    )
    return work.session.execute(query).scalar_one_or_none()


def request_round(work: Work, request: Request) -> Round | None:
    """A request's running round; None once it is settled."""
    query = select(Round).where(Round.request_id == request.id, Round.ended_at.is_(None))  # type: ignore[union-attr]
    return work.session.execute(query).scalar_one_or_none()


def start(
    work: Work,
    referral: Referral,
    clock: ClockKind,
    started_at: datetime,
    *,
    due_at: datetime | None = None,
) -> Round:
    """Start the first round of one of a referral's own clocks, and show it on the referral."""
    policy = work.policy
    span = first_span(policy, clock, referral.rating)
    runs_out = due_at or due(started_at, span, policy.calendar)
    referral.clock, referral.round, referral.timeouts = clock, 1, 0
    referral.start_at, referral.due_at, referral.next_up = started_at, runs_out, ""
    return _add(work, referral, None, clock, span, started_at, runs_out)


def start_request(work: Work, referral: Referral, request: Request) -> Round:
    """Start an agency's clock, from the moment it is asked; the request must have its id."""
    policy = work.policy
    span = first_span(policy, ClockKind.ANSWER, referral.rating)
    runs_out = due(work.now, span, policy.calendar)
    request.round, request.start_at, request.due_at = 1, work.now, runs_out
    return _add(work, referral, request, ClockKind.ANSWER, span, work.now, runs_out)


def _add(
    work: Work,
    referral: Referral,
    request: Request | None,
    clock: ClockKind,
    span: Span,
    started_at: datetime,
    runs_out: datetime,
) -> Round:
    work.session.flush()
    row = Round(
        referral_id=referral.id,
        request_id=None if request is None else request.id,
        clock=clock,
        number=1,
        span=str(span),
        policy_version=work.policy.version,
        started_at=started_at,
        due_at=runs_out,
        first_due_at=runs_out,
    )
    work.session.add(row)
    return row


def end(work: Work, row: Round | None, because: str) -> None:
    """End a round because of what a person did; prompts raised by it count as acted on."""
    if row is None:
        return
    row.ended_at, row.ended_because = work.now, because
    work.session.flush()
    kind = AFTER_TIME_OUT[row.clock]
    query = select(Prompt).where(
        Prompt.referral_id == row.referral_id,
        Prompt.code == kind.code,
        Prompt.request_id.is_(None)
        if row.request_id is None
        else Prompt.request_id == row.request_id,  # type: ignore[union-attr]
        Prompt.answered_at.is_(None),  # type: ignore[union-attr]
    )
    for prompt in work.session.execute(query).scalars():
        prompt.answered_at, prompt.answered_by = work.now, work.actor.user_id
        prompt.acted, prompt.reason = True, because


def re_time(work: Work, row: Round, before: Rag | None, after: Rag) -> None:
    """Re-time a running round for a new rating from its same start; a missed round stays missed as
    it is.
    """
    if row.missed_at is not None:
        return
    policy = work.policy_of(row.policy_version)
    if after not in policy.bands:
        policy = work.policy
    span = span_of_round(policy, row.clock, after, row.number)
    raising = before is not None and after.severity >= before.severity
    due_at = retime(
        row.started_at,
        Span.parse(row.span),
        row.due_at,
        span,
        policy.calendar,
        raising,
        _pauses(row),
    )
    row.due_at, row.span = due_at, str(span)


def _pauses(row: Round) -> tuple[Pause, ...]:
    return tuple(
        Pause(
            datetime.fromisoformat(p["began"]),
            datetime.fromisoformat(p["ends"]),
            p.get("reason", ""),
        )
        for p in row.pauses
    )


def pause(work: Work, referral: Referral, wake_at: datetime) -> None:
    """Hold the referral's round while the referrer is asked; the returned clock runs until
    `wake_at` (UTC).
    """
    held = own_round(work, referral)
    if held is None:
        raise NotNow("There is no clock to hold.", "Reopen the referral first.")
    if held.missed_at is not None:
        raise NotNow(
            "Its last round has run out; a pause would hide that.",
            "Decide, or ask a manager for a fresh deadline first.",
        )
    held.paused_at = work.now
    work.session.flush()
    start(work, referral, ClockKind.RETURNED, work.now, due_at=wake_at)


def resume(work: Work, referral: Referral, because: str) -> Round:
    """End the returned clock and let the held round run on with what it had left."""
    end(work, own_round(work, referral), because)
    held = paused_round(work, referral)
    if held is None or held.paused_at is None:
        raise NotNow("No clock is held.", "It is open as it is.")
    calendar = work.policy_of(held.policy_version).calendar
    # A wall clock set back since it was returned makes the pause empty, never shorter than nothing.
    until = max(work.now, held.paused_at)
    due_at = resume_due(held.due_at, held.paused_at, until, Span.parse(held.span), calendar)
    began = {
        "began": held.paused_at.isoformat(),
        "ends": until.isoformat(),
        "reason": "returned to referrer",
    }
    held.pauses = [*held.pauses, began]
    held.due_at, held.paused_at = due_at, None
    show_own(referral, held)
    return held


def show_own(referral: Referral, row: Round) -> None:
    """Put a running round's figures on its referral."""
    referral.clock, referral.round = row.clock, row.number
    referral.start_at, referral.due_at = row.started_at, row.due_at


def stop_showing(referral: Referral) -> None:
    """A closed referral runs no clock and has no place in the queue."""
    referral.sort_at, referral.nearest_start, referral.nearest_at = None, None, None
    referral.clock, referral.start_at, referral.due_at, referral.next_up = None, None, None, ""


def place(work: Work, referral: Referral) -> None:
    """Bring the referral's place in the queue up to date; it does not count as a change of the
    record.
    """
    work.session.flush()
    if referral.id is not None:
        for name, value in places(work.connection, [referral.id])[referral.id].items():
            setattr(referral, name, value)


def restart(work: Work, referral: Referral, row: Round, received_at: datetime) -> None:
    """Run a first round from a corrected receipt; clocks that do not run from receipt are left
    alone.
    """
    from_receipt = row.clock in (ClockKind.UNRATED, ClockKind.DECISION)
    if not from_receipt or row.number != 1 or row.missed_at is not None:
        return
    calendar = work.policy_of(row.policy_version).calendar
    runs_out = due_with_pauses(received_at, Span.parse(row.span), calendar, _pauses(row))
    row.started_at, row.due_at, row.first_due_at = received_at, runs_out, runs_out
    show_own(referral, row)


def renew(work: Work, referral: Referral, row: Round, due_at: datetime) -> None:
    """Follow an overdue last round with another of the same number, due at `due_at` (UTC).

    It ranks by its new deadline: a manager has looked at it and judged.
    """
    end(work, row, "given a fresh deadline")
    work.session.flush()
    work.session.add(
        Round(
            referral_id=referral.id,
            request_id=row.request_id,
            clock=row.clock,
            number=row.number,
            span=row.span,
            policy_version=row.policy_version,
            started_at=work.now,
            due_at=due_at,
            first_due_at=due_at,
        )
    )
