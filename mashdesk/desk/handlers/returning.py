"""Returning to the referrer and taking back; a manager's fresh deadline."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from mashdesk.desk.clockwork.clocks import own_round, place, request_round
from mashdesk.desk.clockwork.retiming import pause, renew, resume
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.requests_of import newest_requests, tell_agency, tell_sender
from mashdesk.desk.prompts.gates import demand_answered
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.consent import IN_HAND
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import Moment, Proposal
from mashdesk.domain.referral import ClockKind, Move, moved
from mashdesk.domain.timescales import due
from mashdesk.store.decision_tables import ReferrerReturn
from mashdesk.store.names import ROUNDS, id_of
from mashdesk.store.tables import Referral, Request
from mashdesk.store.work import Work
from mashdesk.text import labelled


def return_to_referrer(command: c.ReturnToReferrer, work: Work) -> Outcome:
    """Hold the clock while the referrer is asked for more. It wakes to open at a stated time."""
    row = load_referral(work, command.referral, command.version)
    before, after = row.state, moved(row.state, Move.RETURN)
    _demand_wanting(command.asked_for, row)
    wake_at = _wake_time(command, work)
    proposal = Proposal(
        moment=Moment.RETURNING,
        words=f"{command.message}\n{command.reason}",
        asked_for=command.asked_for,
    )
    demand_answered(work, row, proposal, command.answers)
    pause(work, row, wake_at)
    row.before_return, row.state = before, after
    row.returned_message = command.message
    work.session.add(_kept(command, work))
    wanted = command.asked_for.label
    said = f"Returned to the referrer for {wanted}; it comes back on {london_text(wake_at)}."
    text = labelled(("Asked of the referrer", command.message), ("Why", command.reason))
    work.tell("returned", said, row, text=text)
    work.notify([row.worker_id], row, "returned", said, command.reason)
    told = f"{said[0].lower()}{said[1:]}"
    _tell_asked(work, row, "returned", told)
    # Whoever sent it in reads what they are asked for, even if their answer is awaited too.
    tell_sender(work, row, "returned", f"returned to your agency for {wanted}.", command.message)
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def _demand_wanting(asked_for: AskedFor, row: Referral) -> None:
    """Raise Invalid for asking for what the hub has: a clock would be held for nothing."""
    if asked_for is not AskedFor.INFORMATION and row.consent in IN_HAND:
        assert row.consent is not None
        said = f"consent is recorded as {row.consent.label}; ask for information alone, or change"
        raise Invalid(Problem("asked_for", f"{said} the consent first"))


def _kept(command: c.ReturnToReferrer, work: Work) -> ReferrerReturn:
    return ReferrerReturn(
        referral_id=command.referral,
        at=work.now,
        by=work.actor.user_id,
        asked_for=command.asked_for,
        message=command.message,
        reason=command.reason,
    )


def _tell_asked(work: Work, row: Referral, kind: str, said: str) -> None:
    for one in newest_requests(work, row):
        tell_agency(work, row, one["agency_id"], one["id"], one["state"], kind, said)


def _wake_time(command: c.ReturnToReferrer, work: Work) -> datetime:
    policy = work.policy
    longest = _latest(work) - _away_before(work, command.referral)
    if longest <= work.now:
        raise NotNow(
            "It has been with the referrer as long as this hub allows, all its returns together.",
            "Decide with what is known.",
        )
    wake_at = command.wake_at or min(due(work.now, policy.returned.first, policy.calendar), longest)
    return _checked("wake_at", wake_at, work, longest)


def _away_before(work: Work, referral: int) -> timedelta:
    """How long it was returned already: a clock held time and again is held too long."""
    query = select(ROUNDS.c.started_at, ROUNDS.c.ended_at).where(
        ROUNDS.c.referral_id == referral,
        ROUNDS.c.clock == ClockKind.RETURNED,
        ROUNDS.c.ended_at.is_not(None),
    )
    return sum((ended - began for began, ended in work.connection.execute(query)), timedelta())


def _latest(work: Work) -> datetime:
    """The longest that this hub lets anything be put off."""
    return due(work.now, work.policy.longest_return, work.policy.calendar)


def _checked(name: str, instant: datetime, work: Work, latest: datetime) -> datetime:
    if instant <= work.now:
        raise Invalid([Problem(name, "has passed; choose a time still to come")])
    if instant > latest:
        words = f"is later than this hub allows; the latest is {london_text(latest)}"
        raise Invalid([Problem(name, words)])
    return instant


def take_back(command: c.Resume, work: Work) -> Outcome:
    """The referrer replied, or it is taken back: the held clock runs on with what it had left."""
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.RESUME, row.before_return)
    held = resume(work, row, "taken back")
    row.state, row.before_return = after, None
    said = f"Taken back from the referrer; due {london_text(held.due_at)}."
    work.tell("resumed", said, row, text=command.reason)
    work.notify([row.worker_id], row, "returned", said, command.reason)
    _tell_asked(work, row, "resumed", "taken back from the referrer.")
    # The reason is the hub's own; whoever was asked for more learns that it waits no longer.
    tell_sender(work, row, "resumed", "taken back from your agency.", "")
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def give_fresh_deadline(command: c.GiveFreshDeadline, work: Work) -> Outcome:
    """A manager gives an overdue last round a new deadline; what was missed stays missed."""
    row = load_referral(work, command.referral, command.version)
    due_at = _checked("due_at", command.due_at, work, _latest(work))
    item = row if command.request is None else _request_of(work, row, command.request)
    running = own_round(work, row) if isinstance(item, Referral) else request_round(work, item)
    if running is None or running.missed_at is None:
        raise NotNow(
            "Only a last round that has run out is given a fresh deadline.",
            "Work to the clock it has.",
        )
    work.track(item)
    renew(work, running, due_at)
    item.start_at, item.due_at = work.now, due_at
    said = f"Given a fresh deadline: {london_text(due_at)}."
    work.tell("fresh_deadline", said, item, text=command.reason)
    work.notify([row.worker_id], row, "fresh_deadline", said, command.reason)
    if isinstance(item, Request):
        of, told = id_of(item), f"{said[0].lower()}{said[1:]}"
        tell_agency(
            work, row, item.agency_id, of, item.state, "fresh_deadline", told, command.reason
        )
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def _request_of(work: Work, row: Referral, request_id: int) -> Request:
    request = work.get(Request, request_id, "request")
    if request.referral_id != row.id:
        raise NotFound("There is no such request.", "Check the reference, or look in the queue.")
    return request
