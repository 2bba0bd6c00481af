"""Sealing, unsealing, emergency access, and the review of that. None of it touches a clock."""

from __future__ import annotations

from contextlib import nullcontext

from sqlalchemy import select
from sqlmodel import col

from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.prompts.sealed_away import given_back, taken_away
from mashdesk.desk.sealing.naming import nameable, write_names
from mashdesk.desk.sealing.sealed import demand_named, named_on
from mashdesk.desk.sealing.sealed_telling import (
    tell_accessor,
    tell_agencies_sealed,
    tell_agencies_unsealed,
    tell_losing_sight,
    tell_named,
    tell_regaining_sight,
)
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.sealing import EMERGENCY
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import REFERRALS, id_of
from mashdesk.store.queries.referral import no_such_reference
from mashdesk.store.queries.sight import sees
from mashdesk.store.seal_tables import Override
from mashdesk.store.tables import Referral, Request
from mashdesk.store.work import Work


def seal(command: c.Seal, work: Work) -> Outcome:
    """Seal a record, or name others on a sealed one. Whoever had it and is not named loses it."""
    row = load_referral(work, command.referral, command.version)
    demand_named(work, row)
    people = nameable(work, command.people)
    named = {id_of(person) for person in people}
    before, was_sealed = named_on(work, row.id), row.sealed
    if was_sealed and before == named:
        raise NotNow("These people are named on it already.", "Choose others, or leave it.")
    with nullcontext() if was_sealed else taken_away(work, row):
        row.sealed = True
    held_by = row.worker_id
    if row.worker_id not in named:
        row.worker_id = None
    write_names(work, row, named)
    who = ", ".join(person.full_name for person in people)
    said = f"Who is named was changed: {who}." if was_sealed else f"Sealed; named: {who}."
    changes = {"named": [sorted(before), sorted(named)]}
    work.tell("sealed", said, row, text=command.reason, changes=changes)
    _let_agencies_holders_go(work, row, named)
    tell_losing_sight(work, row, before if was_sealed else None, named, held_by)
    tell_named(work, row, named - before, command.reason)
    if not was_sealed:
        tell_agencies_sealed(work, row)
    message = f"{row.reference}: {said} Its clocks run on."
    return Outcome(message, row.id, row.reference)


def unseal(command: c.Unseal, work: Work) -> Outcome:
    """Everybody who may open records sees it again, with all that happened meanwhile."""
    row = load_referral(work, command.referral, command.version)
    if not row.sealed:
        raise NotNow("It is not sealed.", "Nothing needs doing.")
    demand_named(work, row)
    before = named_on(work, row.id)
    with given_back(work, row):
        row.sealed = False
    write_names(work, row, set())
    changes = {"named": [sorted(before), []]}
    work.tell("unsealed", "Unsealed.", row, text=command.reason, changes=changes)
    tell_regaining_sight(work, row, before, command.reason)
    tell_agencies_unsealed(work, row)
    message = f"{row.reference}: unsealed; it is in everybody's list again."
    return Outcome(message, row.id, row.reference)


def break_glass(command: c.BreakGlass, work: Work) -> Outcome:
    """Half an hour with one sealed record. Those named on it are told, and it waits for review."""
    row = _called(work, command.reference)
    if not row.sealed:
        raise NotNow(f"{row.reference} is not sealed.", "Open it as any other.")
    if sees(work.connection, work.actor.user_id, id_of(row), work.now):
        raise NotNow(f"You see {row.reference} already.", "Open it as any other.")
    until = work.now + EMERGENCY
    access = Override(
        referral_id=id_of(row),
        asked_for=row.reference,
        person_id=work.actor.user_id,
        from_at=work.now,
        until_at=until,
        reason=command.reason,
    )
    work.add(access)
    said = f"Emergency access by {work.actor.name} until {london_text(until)}."
    work.tell("emergency_access", said, row, text=command.reason)
    work.notify(named_on(work, row.id), row, "emergency_used", said, command.reason)
    tell_accessor(work, row, access)
    message = f"{row.reference}: yours to see and act on until {london_text(until)}."
    return Outcome(f"{message} A manager reviews it.", row.id, row.reference)


def review_override(command: c.ReviewOverride, work: Work) -> Outcome:
    """A manager's finding; whoever used the access is told of it, and the record keeps it."""
    access = work.session.get(Override, command.override, with_for_update=True)
    if access is None:
        raise NotFound("There is no such emergency access.", "Look at those to review.")
    if access.reviewed_at is not None:
        raise NotNow("It was reviewed already.", "Look at those that wait.")
    if access.person_id == work.actor.user_id:
        raise NotNow("It is your own emergency access.", "Another manager reviews it.")
    if access.referral_id is not None and access.until_at > work.now:
        ends = london_text(access.until_at)
        raise NotNow(f"It runs until {ends}.", "Review it when it is over.")
    access.reviewed_at, access.reviewed_by = work.now, work.actor.user_id
    access.finding, access.words = command.finding, command.words
    number, found = id_of(access), command.finding.label
    work.audited = f"emergency access {number}: {found}"
    if access.referral_id is not None:
        row = work.get(Referral, access.referral_id, "referral")
        user = work.session.get(Person, access.person_id)
        whose = "somebody" if user is None else user.full_name
        said = f"Emergency access by {whose} was reviewed: {found}."
        work.tell("emergency_reviewed", said, row, text=command.words)
        told = f"your emergency access was reviewed: {found}."
        work.notify(
            [access.person_id], row, "emergency_reviewed", told, command.words, f"access {number}"
        )
    return Outcome(f"Emergency access {number} ({access.asked_for}) reviewed: {found}.")


def _called(work: Work, reference: str) -> Referral:
    wanted = reference.strip().upper()
    query = select(REFERRALS.c.id).where(REFERRALS.c.reference == wanted)
    found = work.connection.execute(query).scalar_one_or_none()
    if found is None:
        raise no_such_reference(reference)
    return load_referral(work, int(found), unseen=True)


def _let_agencies_holders_go(work: Work, row: Referral, named: set[int]) -> None:
    """A request is with nobody where its holder is not named; its agency's entry tells them."""
    query = select(Request).where(
        col(Request.referral_id) == row.id, col(Request.holder_id).is_not(None)
    )
    for request in work.session.execute(query.order_by(col(Request.id))).scalars():
        if request.state.takes_answer and request.holder_id not in named:
            work.track(request)
            request.holder_id = None
            work.tell("let_go", "Nobody has it now: the record was sealed.", request)
