"""Rating, rating again, and who works on it."""

from __future__ import annotations

from collections.abc import Iterator

from mashdesk.desk.clockwork.clocks import end, own_round, place, request_round, show_own, start
from mashdesk.desk.clockwork.handed_on import asked_by
from mashdesk.desk.clockwork.retiming import re_time
from mashdesk.desk.handlers.need import Difference, difference
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.requests_of import newest_requests, open_requests, tell_agency
from mashdesk.desk.prompts.gates import answer_along, demand_answered
from mashdesk.desk.sealing.sealed import demand_holder
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.entries import WORDS_FOR_RATING, reads_ratings
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.permissions import may
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import Moment, Proposal
from mashdesk.domain.rating import Rag, RatingChange, rating_change
from mashdesk.domain.referral import ClockKind, Move, moved
from mashdesk.domain.request import RequestState
from mashdesk.domain.sharing import Part
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import id_of
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work

LEVELS = range(1, 5)


def rate(command: c.Rate, work: Work) -> Outcome:
    """Rate or re-rate. The decision's clock runs from receipt, whenever the rating was given."""
    row = load_referral(work, command.referral, command.version)
    after_state = moved(row.state, Move.RATE)
    before, change = row.rating, rating_change(row.rating, command.rating)
    if change is RatingChange.NO_CHANGE:
        raise NotNow(
            f"It is {command.rating.value} already.", "Choose another rating, or add a note."
        )
    level = command.level or row.level
    differs = difference(work, row, command.rating, level, command.differs_because)
    if problems := [*_problems(command, change, row, work), *differs.problems()]:
        raise Invalid(problems)
    if change is RatingChange.DE_ESCALATION:
        demand_answered(work, row, _lowering(command, differs), command.answers)
    elif command.answers:
        answer_along(work, row, command.answers)
    row.rating, row.state = command.rating, after_state
    row.level = level
    if row.clock is ClockKind.UNRATED:
        row.initial_rating = row.initial_rating or command.rating
        end(work, own_round(work, row), f"rated {command.rating.value}")
        no_later = asked_by(work, row)
        start(work, row, ClockKind.DECISION, row.received_at, no_later=no_later)
    elif (running := own_round(work, row)) is not None:
        # What was begun since, by a reopening, is another duty: that moment is none of it.
        no_later = asked_by(work, row) if running.started_at == row.received_at else None
        re_time(work, running, before, command.rating, no_later)
        show_own(row, running)
    title = _title(before, command.rating, row, work)
    said = _reasoning(command, differs)
    work.tell("rated", title, row, text=said, changes=differs.changes)
    _re_time_requests(work, row, before, command)
    if before is not None:
        work.notify([row.worker_id], row, "rated", title, command.reason)
    place(work, row)
    return Outcome(f"{row.reference} {title[0].lower()}{title[1:]}", row.id, row.reference)


def _lowering(command: c.Rate, differs: Difference) -> Proposal:
    """Prompts stand in the way of lowering a rating, and of nothing else that is rated."""
    return Proposal(
        moment=Moment.LOWERING,
        rating=command.rating,
        words=command.reason,
        differs=differs.why,
        level=command.level,
    )


def _problems(
    command: c.Rate, change: RatingChange, row: Referral, work: Work
) -> Iterator[Problem]:
    """All that is wrong with it, said at once."""
    if row.consent is None:
        said = (
            "is not recorded; record obtained, refused, withdrawn, not sought, overridden "
            "or not required before rating"
        )
        yield Problem("consent", said)
    if command.rating not in work.policy.bands:
        used = ", ".join(rating.value for rating in work.policy.ratings)
        yield Problem("rating", f"is not one this hub uses; choose {used}")
    if command.level is not None and command.level not in LEVELS:
        yield Problem("level", "is a level of need from 1 to 4")
    lowered = change is RatingChange.DE_ESCALATION
    # An agency that is told of a lowered rating is told in words meant for it.
    if lowered and not command.agency_words.strip() and _reads_ratings(row, work):
        yield Problem("agency_words", WORDS_FOR_RATING)


def _reads_ratings(row: Referral, work: Work) -> bool:
    return any(reads_ratings(one["state"], one["shared"]) for one in newest_requests(work, row))


def _reasoning(command: c.Rate, differs: Difference) -> str:
    told = f"For the agencies: {command.agency_words}" if command.agency_words.strip() else ""
    return "\n".join(filter(None, (command.reason, differs.told, told)))


def _title(before: Rag | None, after: Rag, row: Referral, work: Work) -> str:
    said = f"Rated {after.value}" if before is None else f"Rated {before.value} → {after.value}"
    if row.due_at is None:
        return f"{said}."
    late = " That has passed: it is overdue at once." if row.due_at <= work.now else ""
    return f"{said}; due {london_text(row.due_at)}.{late}"


def _re_time_requests(work: Work, row: Referral, before: Rag | None, command: c.Rate) -> None:
    """Every open request keeps its start and takes the new rating's clock; its agency is told.

    What the ratings were is told only to an agency with which the rating is shared, and why in the
    words meant for agencies alone.
    """
    why = command.agency_words
    was = before.value if before else "none"
    step = f"rated {was} → {command.rating.value}"
    for request, agency in open_requests(work, row):
        running = request_round(work, request)
        assert running is not None, "an open request has a running round"
        work.track(request)
        re_time(work, running, before, command.rating)
        request.due_at, request.start_at = running.due_at, running.started_at
        shown = step if Part.RATING in request.shared else "rated again"
        said = f"{shown}; answer due {london_text(running.due_at)}."
        work.tell("retimed", f"{agency.name}: {said}", request, text=why)
        of, state = id_of(request), request.state
        tell_agency(work, row, id_of(agency), of, state, "rated", said, why)
    for one in newest_requests(work, row):
        if one["state"] is not RequestState.OPEN and Part.RATING in one["shared"]:
            of, state, said = one["id"], one["state"], f"{step}."
            tell_agency(work, row, one["agency_id"], of, state, "rated", said, why)


def claim(command: c.Claim, work: Work) -> Outcome:
    """Take it as one's own; whoever had it finds out. The clock is not touched."""
    row = load_referral(work, command.referral, command.version)
    if row.worker_id == work.actor.user_id:
        raise NotNow("It is yours already.", "Nothing needs doing.")
    demand_holder(work, row, work.actor.user_id)
    return _hand(work, row, work.actor.user_id, work.actor.name, "claimed", "")


def assign(command: c.Assign, work: Work) -> Outcome:
    """Give it to somebody; both they and whoever had it find out. The clock is not touched."""
    row = load_referral(work, command.referral, command.version)
    person = work.session.get(Person, command.worker)
    if person is None or not person.active or not may(person.role, c.Claim):
        raise NotFound(
            "There is no such worker on the desk.", "Choose one from the list of people."
        )
    if row.worker_id == command.worker:
        raise NotNow(f"{person.full_name} has it already.", "Nothing needs doing.")
    demand_holder(work, row, command.worker)
    return _hand(work, row, command.worker, person.full_name, "assigned", command.reason)


def release(command: c.Release, work: Work) -> Outcome:
    """Put it back for anybody to claim; it stays where it is in the queue."""
    row = load_referral(work, command.referral, command.version)
    if row.worker_id is None:
        raise NotNow("Nobody has it.", "Claim it, or assign it.")
    return _hand(work, row, None, "nobody", "released", command.reason)


def _hand(work: Work, row: Referral, to: int | None, name: str, kind: str, reason: str) -> Outcome:
    if row.closed_at is not None:
        raise NotNow("It is closed.", "Reopen it first, with a reason.")
    left, row.worker_id = row.worker_id, to
    said = "Released; anybody may claim it." if to is None else f"With {name} now."
    work.tell(kind, said, row, text=reason)
    work.notify([left], row, "left_you", f"left your list. {said}", reason or kind)
    if kind == "assigned":
        work.notify([to], row, "given_you", "given to you.", reason)
    # Who has it is no part of its place in the queue.
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)
