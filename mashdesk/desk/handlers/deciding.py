"""Returning to the referrer, deciding, telling the referrer, closing, reopening."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from mashdesk.desk.clocks import (
    end,
    own_round,
    pause,
    place,
    renew,
    request_round,
    resume,
    start,
    stop_showing,
)
from mashdesk.desk.handlers.requests import settle
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.requests_of import concerned_agencies, open_requests
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotFound, NotNow, NotPermitted
from mashdesk.domain.permissions import may_decide
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.referral import ClockKind, Move, moved
from mashdesk.domain.request import RequestState
from mashdesk.domain.timescales import due
from mashdesk.store.desk_tables import Person
from mashdesk.store.tables import Decision, Feedback, Referral, Request
from mashdesk.store.work import Work


def return_to_referrer(command: c.ReturnToReferrer, work: Work, actor: Actor) -> Outcome:
    """Hold the clock while the referrer is asked for more. It wakes to open by itself, at a stated
    time.
    """
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.RETURN)
    wake_at = _wake_time(command, work)
    before = row.state
    pause(work, row, wake_at)
    row.before_return, row.state = before, after
    row.returned_message = command.message
    said = f"Returned to the referrer; it wakes to open on {london_text(wake_at)}."
    work.tell("returned", said, row, text=f"{command.message}\n{command.reason}")
    work.notify(
        [row.worker_id], row.id or 0, "returned", f"{row.reference}: {said}", command.reason
    )
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def _wake_time(command: c.ReturnToReferrer, work: Work) -> datetime:
    policy = work.policy
    longest = due(work.now, policy.longest_return, policy.calendar)
    wake_at = command.wake_at or min(due(work.now, policy.returned.first, policy.calendar), longest)
    if wake_at <= work.now:
        raise Invalid([Problem("wake_at", "has passed; choose a time still to come")])
    if wake_at > longest:
        raise Invalid(
            [
                Problem(
                    "wake_at",
                    f"is later than this hub allows; the latest is {london_text(longest)}",
                )
            ]
        )
    return wake_at


def take_back(command: c.Resume, work: Work, actor: Actor) -> Outcome:
    """The referrer replied, or somebody takes it back: the held clock runs on with what it had
    left.
    """
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.RESUME, row.before_return)
    held = resume(work, row, "taken back")
    row.state, row.before_return = after, None
    said = f"Taken back from the referrer; due {london_text(held.due_at)}."
    work.tell("resumed", said, row, text=command.reason)
    work.notify(
        [row.worker_id], row.id or 0, "returned", f"{row.reference}: {said}", command.reason
    )
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def decide(command: c.Decide, work: Work, actor: Actor) -> Outcome:
    """A qualified worker's decision. Feedback to the referrer falls due from now."""
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.DECIDE)
    decider = _decider(command, work, actor)
    if command.final_rating not in work.policy.bands:
        raise Invalid([Problem("final_rating", "is not one this hub uses")])
    _decide_without(work, row, command)
    work.session.add(
        Decision(
            referral_id=row.id,
            outcome=command.outcome,
            final_rating=command.final_rating,
            decider_id=decider.id,
            decided_at=work.now,
            rationale=command.rationale,
            voice=command.voice,
        )
    )
    end(work, own_round(work, row), f"decided: {command.outcome.label}")
    row.state, row.final_rating = after, command.final_rating
    start(work, row, ClockKind.FEEDBACK, work.now)
    said = f"Decided: {command.outcome.label}; final rating {command.final_rating.value}."
    work.tell("decided", said, row, text=_reasoning(command, decider, actor))
    work.notify(
        [row.worker_id], row.id or 0, "decided", f"{row.reference}: {said}", command.rationale
    )
    for agency in concerned_agencies(work, row):
        work.notify_agency(agency, row.id or 0, "decided", f"{row.reference} was decided.", "")
    place(work, row)
    due_words = "" if row.due_at is None else f" Tell the referrer by {london_text(row.due_at)}."
    return Outcome(f"{row.reference}: {said}{due_words}", row.id, row.reference)


def _reasoning(command: c.Decide, decider: Person, actor: Actor) -> str:
    by = "" if decider.id == actor.user_id else f"\nDecided by {decider.full_name}."
    voice = f"\nThe child's voice: {command.voice}" if command.voice.strip() else ""
    return f"{command.rationale}{voice}{by}"


def _decider(command: c.Decide, work: Work, actor: Actor) -> Person:
    person = work.session.get(Person, command.decider or actor.user_id)
    if person is None or not person.active:
        raise NotFound(
            "There is no such decider on the desk.", "Choose one from the list of people."
        )
    if not may_decide(person.role, command.outcome):
        raise NotPermitted(
            f"A {person.role.label} does not decide “{command.outcome.label}”.",
            "Name a senior social worker or a manager as the decider.",
        )
    return person


def _decide_without(work: Work, row: Referral, command: c.SettlesRequests) -> None:
    wanted = {item.request: item.reason for item in command.without}
    for request, agency in open_requests(work, row):
        if request.id in wanted:
            settle(
                work,
                request,
                agency,
                RequestState.DECIDED_WITHOUT,
                wanted.pop(request.id),
                row.reference,
            )
    if wanted:
        raise Invalid(
            [
                Problem(f"without.{number}", "is not an open request of this referral")
                for number in wanted
            ]
        )


def give_feedback(command: c.GiveFeedback, work: Work, actor: Actor) -> Outcome:
    """The referrer was told, or it is recorded why not; then only closing is left."""
    row = load_referral(work, command.referral, command.version)
    row.state = moved(row.state, Move.FEEDBACK)
    decision = _standing_decision(work, row)
    work.session.add(
        Feedback(
            referral_id=row.id,
            decision_id=decision.id,
            told=command.told,
            channel=command.channel,
            given_at=work.now,
            given_by=actor.user_id,
            person=command.person,
            words=command.words,
            why_not=command.why_not,
        )
    )
    said = f"Referrer told: {command.person}." if command.told else "Referrer not told, and why."
    if row.clock is ClockKind.FEEDBACK:
        end(work, own_round(work, row), "referrer told" if command.told else "referrer not told")
        start(work, row, ClockKind.CLOSING, work.now)
    work.tell("feedback", said, row, text=command.words or command.why_not)
    place(work, row)
    return Outcome(f"{row.reference}: {said} Close it when all is done.", row.id, row.reference)


def _standing_decision(work: Work, row: Referral) -> Decision:
    query = (
        select(Decision)
        .where(col(Decision.referral_id) == row.id)
        .order_by(col(Decision.id).desc())
        .limit(1)
    )
    decision = work.session.execute(query).scalar_one_or_none()
    if decision is None:
        raise NotNow("Nothing is decided yet.", "Decide first.")
    return decision


def close(command: c.Close, work: Work, actor: Actor) -> Outcome:
    """Close: decided with a rationale, feedback given or why not, no request left unexplained."""
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.CLOSE)
    decision = _standing_decision(work, row)
    told = select(Feedback.id).where(col(Feedback.decision_id) == decision.id).limit(1)
    if work.session.execute(told).scalar() is None:
        raise NotNow(
            "The referrer has not been told.",
            "Record the feedback, or why there is none, then close.",
        )
    _decide_without(work, row, command)
    # What was settled just now is not in the database yet: the objects know better than the query.
    open_still = [(r, agency) for r, agency in open_requests(work, row) if r.state is RequestState.OPEN]
    if left := [agency.name for _, agency in open_still]:
        raise NotNow(
            f"Not answered and not explained: {', '.join(left)}.",
            "Record the answer, or say for each why it was decided without.",
        )
    end(work, own_round(work, row), "closed")
    row.state, row.closed_at = after, work.now
    stop_showing(row)
    said = f"Closed: {decision.outcome.label}."
    work.tell("closed", said, row, text=command.note)
    work.notify(
        [row.worker_id],
        row.id or 0,
        "left_you",
        f"{row.reference} left your list. {said}",
        command.note,
    )
    for agency in concerned_agencies(work, row):
        work.notify_agency(agency, row.id or 0, "closed", f"{row.reference} was closed.", "")
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def reopen(command: c.Reopen, work: Work, actor: Actor) -> Outcome:
    """Anything new reopens it: a fresh decision clock from now, the old misses as recorded."""
    row = load_referral(work, command.referral, command.version)
    after = moved(row.state, Move.REOPEN)
    end(work, own_round(work, row), "reopened")
    row.state, row.closed_at = after, None
    # Its first due time is set with its clock; until then now stands in, for an open one must be due.
    row.due_at = row.sort_at = work.now
    start(work, row, ClockKind.DECISION, work.now)
    due_words = "" if row.due_at is None else london_text(row.due_at)
    said = f"Reopened; due {due_words}."
    work.tell("reopened", said, row, text=command.reason)
    work.notify(
        [row.worker_id], row.id or 0, "reopened", f"{row.reference}: {said}", command.reason
    )
    for agency in concerned_agencies(work, row):
        work.notify_agency(
            agency, row.id or 0, "reopened", f"{row.reference} was reopened.", command.reason
        )
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def give_fresh_deadline(command: c.GiveFreshDeadline, work: Work, actor: Actor) -> Outcome:
    """A manager gives an overdue last round a new deadline; what was missed stays missed."""
    row = load_referral(work, command.referral, command.version)
    if command.due_at <= work.now:
        raise Invalid([Problem("due_at", "has passed; choose a time still to come")])
    request = None
    if command.request is not None:
        request = work.get(Request, command.request, "request")
        if request.referral_id != row.id:
            raise NotFound(
                "There is no such request.", "Check the reference, or look in the queue."
            )
    running = own_round(work, row) if request is None else request_round(work, request)
    if running is None or running.missed_at is None:
        raise NotNow(
            "Only a last round that has run out is given a fresh deadline.",
            "Work to the clock it has.",
        )
    renew(work, row, running, command.due_at)
    said = f"Given a fresh deadline: {london_text(command.due_at)}."
    if request is None:
        row.start_at, row.due_at = work.now, command.due_at
        work.tell("fresh_deadline", said, row, text=command.reason)
    else:
        work.track(request)
        request.start_at, request.due_at = work.now, command.due_at
        work.tell("fresh_deadline", said, request, text=command.reason)
    work.notify(
        [row.worker_id], row.id or 0, "fresh_deadline", f"{row.reference}: {said}", command.reason
    )
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)
