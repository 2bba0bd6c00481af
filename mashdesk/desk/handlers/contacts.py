"""Taking a contact in, correcting it, recording consent, adding a note, opening a record."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select

from mashdesk.desk.clockwork.clocks import place, start
from mashdesk.desk.clockwork.retiming import restart
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.requests_of import tell_no_sender
from mashdesk.desk.people.attaching import Before, attach, people_before, people_changes
from mashdesk.desk.people.children import how_many, label, stored_children, write_children
from mashdesk.desk.people.people_of import write_people
from mashdesk.desk.prompts.taken_back import taking_back
from mashdesk.desk.sealing.sealed import demand_sight, named_on
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_day, london_text
from mashdesk.domain.contact import ConsentGiven, Contact
from mashdesk.domain.errors import Duplicate, NotNow
from mashdesk.domain.ladder import first_span
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.timescales import due
from mashdesk.store.columns import canonical
from mashdesk.store.names import AGENCIES, REFERRALS
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work, no_such

_SAID = (
    "received_at",
    "channel",
    "source",
    "sender_name",
    "sender_organisation",
    "sender_contact",
    "sender_reference",
    "sender_agency",
    "worry",
    "expects",
    "household",
    "late_because",
)

# Made once: building a statement costs as much as running it.
_TWINS = (
    select(REFERRALS.c.id, REFERRALS.c.reference, in_sight(PERSON, NOW).label("seen"))
    .where(REFERRALS.c.digest == bindparam("digest"))
    .order_by(REFERRALS.c.id)
)
_CODES = select(AGENCIES.c.code).order_by(AGENCIES.c.id)
_NEWEST = select(REFERRALS.c.reference).order_by(REFERRALS.c.id.desc()).limit(1)


def take_in(command: c.TakeIn, work: Work, no_later: datetime | None = None) -> Outcome:
    """A contact becomes an unrated referral whose clock runs from its receipt, not from now; due
    `no_later` (UTC) than a hub that hands it over expects.
    """
    contact = _checked(command.contact, work)
    which = {"digest": _fingerprint(contact), **sight_of(work.actor.user_id, work.now)}
    twins = work.connection.execute(_TWINS, which).all()
    if seen := [twin.reference for twin in twins if twin.seen and not command.again]:
        raise Duplicate(seen[0])
    policy = work.policy
    span = first_span(policy, ClockKind.UNRATED, None)
    runs_out = due(contact.received_at, span, policy.calendar)
    runs_out = min(runs_out, no_later or runs_out)
    row = Referral(
        reference=_next_reference(work),
        state=ReferralState.UNRATED,
        taken_in_at=work.now,
        taken_in_by=work.actor.user_id,
        due_at=runs_out,
        sort_at=runs_out,
        clock=ClockKind.UNRATED,
        start_at=contact.received_at,
        child_label=label(contact.children[0], work.now),
        **_said_in(contact),
    )
    work.add(row)
    who = attach(work, contact)
    children = write_children(work, row, contact.children, who.children)
    write_people(work, row, contact, who, new=True)
    start(work, row, ClockKind.UNRATED, contact.received_at, due_at=runs_out)
    many = how_many(contact.children)
    title = f"Taken in: {contact.source.label}, {many}."
    told = {**children, **people_changes(Before(), contact, who)}
    work.tell("taken_in", title, row, new=True, changes=told)
    place(work, row)
    _tell_those_named([twin.id for twin in twins if not twin.seen], row, work)
    late = " That has passed: it is overdue already." if runs_out <= work.now else ""
    message = f"{row.reference} taken in, {many}. Rate it by {london_text(runs_out)}.{late}"
    return Outcome(message, row.id, row.reference, individuals=who.everybody)


def correct(command: c.Correct, work: Work) -> Outcome:
    """Correct what was taken in. A corrected receipt re-times what runs from it, and says so."""
    row = load_referral(work, command.referral, command.version)
    if row.state is ReferralState.CLOSED:
        raise NotNow("A closed referral is not corrected.", "Reopen it first, or add a note.")
    contact, received_before = _checked(command.contact, work), row.received_at
    sent_in_by = row.sender_agency
    for name, value in _said_in(contact).items():
        setattr(row, name, value)
    known = stored_children(work, row)
    before = people_before(work, row, known)
    with taking_back(work, row):
        who = attach(work, contact, before)
        children = write_children(work, row, contact.children, who.children, known)
        write_people(work, row, contact, who, new=False)
    said = ""
    retimed = restart(work, row, received_before)
    if retimed is not None:
        runs_from = london_text(row.received_at)
        said = f" Its clock runs from {runs_from}: due {london_text(retimed.due_at)}."
        if retimed.due_at <= work.now:
            said += " That has passed: it is overdue at once."
    title = f"The contact was corrected.{said}"
    changes = {**children, **people_changes(before, contact, who)}
    work.tell("corrected", title, row, text=command.reason, changes=changes)
    told = f"corrected by {work.actor.name}.{said}"
    work.notify([row.worker_id], row, "corrected", told, command.reason)
    if row.sender_agency != sent_in_by:
        tell_no_sender(work, row, sent_in_by)
    place(work, row)
    message = f"{row.reference} corrected.{said}"
    return Outcome(message, row.id, row.reference, individuals=who.everybody)


def record_consent(command: c.RecordConsent, work: Work) -> Outcome:
    """Record consent in one of its forms; every change of it stays on the timeline."""
    row = load_referral(work, command.referral, command.version)
    if row.state is ReferralState.CLOSED:
        raise NotNow(
            "Consent on a closed referral stays as it was.", "Reopen it first, with a reason."
        )
    problems = command.consent.problems(work.now)
    if problems:
        raise Invalid(problems)
    for name, value in _consent(command.consent).items():
        setattr(row, name, value)
    work.tell("consent", f"Consent: {command.consent.form.label}.", row)
    return Outcome(f"{row.reference}: consent {command.consent.form.label}.", row.id, row.reference)


def add_note(command: c.AddNote, work: Work) -> Outcome:
    """A note joins the timeline, whatever the referral's state."""
    row = load_referral(work, command.referral)
    work.tell("note", "Note", row, text=command.text)
    return Outcome(f"Note added to {row.reference}.", row.id, row.reference)


def view(command: c.View, work: Work) -> Outcome:
    """Opening a record leaves its trace before a word of it is shown."""
    row = work.get(Referral, command.referral, "referral")
    demand_sight(work, row, no_such("referral"))
    work.tell("opened", f"Opened by {work.actor.name}.", row, text=command.reason)
    return Outcome(f"{row.reference} opened.", row.id, row.reference)


def _checked(contact: Contact, work: Work) -> Contact:
    """The contact as it is kept. Raises Invalid, also for a sender that is not on the roster."""
    problems = contact.problems(work.now, london_day(work.now))
    code = contact.sender_agency.strip().upper()
    if code and code not in (known := list(work.connection.execute(_CODES).scalars())):
        words = f"is not on this hub's roster, which has {', '.join(known)}"
        problems.append(Problem("sender_agency", words))
    if problems:
        raise Invalid(problems)
    return replace(contact, sender_agency=code)


def _tell_those_named(twins: list[int], taken: Referral, work: Work) -> None:
    """Nobody is refused for a sealed record they must not know of: those named on it are told that
    the same contact came again.
    """
    said = f"the same contact came again, and was taken in as {taken.reference}."
    for one in twins:
        twin = work.get(Referral, one, "referral")
        work.notify(named_on(work, one), twin, "came_again", said, "taken in again")


def _said_in(contact: Contact) -> dict[str, Any]:
    """A referral's columns as its contact fills them in."""
    said = {name: getattr(contact, name) for name in _SAID}
    said["reasons"] = [reason.value for reason in contact.reasons]
    said["digest"] = _fingerprint(contact)
    return said if contact.consent is None else said | _consent(contact.consent)


def _consent(consent: ConsentGiven) -> dict[str, Any]:
    """As it was told: a moment that nobody told is none, not that of typing."""
    return {
        "consent": consent.form,
        "consent_by": consent.by,
        "consent_reason": consent.reason,
        "consent_at": consent.at,
    }


def _fingerprint(contact: Contact) -> str:
    """The same words about the same children, from one sender at one time, are one contact."""
    said = [
        contact.source.value,
        contact.sender_reference.strip().casefold(),
        contact.received_at.astimezone(UTC).isoformat(),
        " ".join(contact.worry.split()).casefold(),
        [
            [child.given_name.strip().casefold(), child.family_name.strip().casefold(), child.born]
            for child in contact.children
        ],
    ]
    return hashlib.sha256(canonical(said).encode("utf-8", "surrogatepass")).hexdigest()


def _next_reference(work: Work) -> str:
    """MD, the year, and a number that starts at 1 each year and has at least four digits."""
    last = work.connection.execute(_NEWEST).scalar()
    year = london_day(work.now).year % 100
    if last is None:
        return f"MD-{year:02d}-0001"
    _, last_year, number = last.split("-")
    if int(last_year) < year:
        return f"MD-{year:02d}-0001"
    # A machine whose clock fell back into last year goes on counting in the later one.
    return f"MD-{last_year}-{int(number) + 1:04d}"
