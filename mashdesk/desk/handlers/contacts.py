"""Taking a contact in, correcting it, recording consent, adding a note, opening a record."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import col

from mashdesk.desk.clocks import own_round, place, restart, start
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day, london_text
from mashdesk.domain.contact import Child as ContactChild
from mashdesk.domain.contact import ConsentGiven, Contact, Sex, age_on
from mashdesk.domain.errors import Duplicate, NotNow
from mashdesk.domain.ladder import first_span
from mashdesk.domain.problems import Invalid
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.timescales import due
from mashdesk.store.columns import canonical
from mashdesk.store.tables import Child, Referral
from mashdesk.store.work import Work


def take_in(command: c.TakeIn, work: Work, actor: Actor) -> Outcome:
    """A contact becomes an unrated referral whose clock runs from its receipt, not from now."""
    contact = command.contact
    _check(contact, work)
    fingerprint = _fingerprint(contact)
    twin = select(Referral.reference).where(Referral.digest == fingerprint).limit(1)
    if not command.again and (reference := work.session.execute(twin).scalar()) is not None:
        raise Duplicate(reference)
    policy = work.policy
    span = first_span(policy, ClockKind.UNRATED, None)
    runs_out = due(contact.received_at, span, policy.calendar)
    row = Referral(
        reference=_next_reference(work),
        state=ReferralState.UNRATED,
        taken_in_at=work.now,
        taken_in_by=actor.user_id,
        due_at=runs_out,
        sort_at=runs_out,
    )
    _write_contact(row, contact, fingerprint, work)
    work.add(row)
    start(work, row, ClockKind.UNRATED, contact.received_at, due_at=runs_out)
    _write_children(work, row, contact)
    work.tell("taken_in", f"Taken in: {contact.source.label}, {_how_many(contact)}.", row, new=True)
    place(work, row)
    late = " That has passed: it is overdue already." if runs_out <= work.now else ""
    message = (
        f"{row.reference} taken in, {_how_many(contact)}. Rate it by {london_text(runs_out)}.{late}"
    )
    return Outcome(message, row.id, row.reference)


def correct(command: c.Correct, work: Work, actor: Actor) -> Outcome:
    """Correct what was taken in. A corrected receipt re-times the first round from it, and says so."""
    row = load_referral(work, command.referral, command.version)
    if row.state is ReferralState.CLOSED:
        raise NotNow("A closed referral is not corrected.", "Reopen it first, or add a note.")
    contact = command.contact
    _check(contact, work)
    moved = contact.received_at != row.received_at
    _write_contact(row, contact, _fingerprint(contact), work)
    work.session.execute(delete(Child).where(col(Child.referral_id) == row.id))
    _write_children(work, row, contact)
    said = ""
    if moved and (running := own_round(work, row)) is not None:
        restart(work, row, running, contact.received_at)
        if row.due_at is not None:
            said = f" Its clock runs from {london_text(row.received_at)}: due {london_text(row.due_at)}."
    work.tell(
        "corrected",
        f"The contact was corrected.{said}",
        row,
        text=_account(command.reason, contact),
    )
    told = f"{row.reference} was corrected by {actor.name}.{said}"
    work.notify([row.worker_id], row.id or 0, "corrected", told, command.reason)
    place(work, row)
    return Outcome(f"{row.reference} corrected.{said}", row.id, row.reference)


def record_consent(command: c.RecordConsent, work: Work, actor: Actor) -> Outcome:
    """Record consent in one of its forms; every change of it stays on the timeline."""
    row = load_referral(work, command.referral, command.version)
    problems = command.consent.problems(work.now)
    if problems:
        raise Invalid(problems)
    _write_consent(row, command.consent, work.now)
    work.tell("consent", f"Consent: {command.consent.form.label}.", row)
    return Outcome(f"{row.reference}: consent {command.consent.form.label}.", row.id, row.reference)


def add_note(command: c.AddNote, work: Work, actor: Actor) -> Outcome:
    """A note joins the timeline, whatever the referral's state."""
    row = load_referral(work, command.referral)
    work.tell("note", "Note", row, text=command.text)
    return Outcome(f"Note added to {row.reference}.", row.id, row.reference)


def view(command: c.View, work: Work, actor: Actor) -> Outcome:
    """Opening a record leaves its trace before a word of it is shown."""
    row = work.get(Referral, command.referral, "referral")
    work.track(row)
    work.tell("opened", f"Opened by {actor.name}.", row, text=command.reason)
    return Outcome(f"{row.reference} opened.", row.id, row.reference)


def _check(contact: Contact, work: Work) -> None:
    problems = contact.problems(work.now, london_day(work.now))
    if problems:
        raise Invalid(problems)


def _write_contact(row: Referral, contact: Contact, fingerprint: str, work: Work) -> None:
    row.received_at, row.channel, row.source = contact.received_at, contact.channel, contact.source
    row.reasons = [reason.value for reason in contact.reasons]
    for name in (
        "sender_name",
        "sender_organisation",
        "sender_contact",
        "sender_reference",
        "worry",
        "expects",
        "household",
        "late_because",
    ):
        setattr(row, name, getattr(contact, name))
    row.digest = fingerprint
    row.children = len(contact.children)
    row.child_label = _label(contact.children[0], work.now)
    if contact.consent is not None:
        _write_consent(row, contact.consent, work.now)


def _write_consent(row: Referral, consent: ConsentGiven, now: datetime) -> None:
    row.consent, row.consent_by, row.consent_reason = consent.form, consent.by, consent.reason
    row.consent_at = consent.at or now


def _write_children(work: Work, row: Referral, contact: Contact) -> None:
    for position, child in enumerate(contact.children):
        work.session.add(
            Child(
                referral_id=row.id,
                position=position,
                given_name=child.given_name,
                family_name=child.family_name,
                known_as=child.known_as,
                born=child.born,
                expected=child.expected,
                sex=child.sex,
                school=child.school,
                address=child.address,
                nhs_number=child.nhs_number,
            )
        )


def _label(child: ContactChild, now: datetime) -> str:
    """Initials and age for the queue: enough to know it by, too little to name a child across a
    room.
    """
    names = [name for name in (child.given_name.strip(), child.family_name.strip()) if name]
    letters = "".join(f"{name[0].upper()}." for name in names) or "?"
    if child.sex is Sex.UNBORN or (child.expected is not None and child.born is None):
        return f"{letters} unborn"
    age = age_on(child.born, london_day(now))
    return f"{letters} {'?' if age is None else age}"


def _fingerprint(contact: Contact) -> str:
    """The same words about the same children from the same sender at the same time are the same
    contact.
    """
    said = [
        contact.source.value,
        contact.sender_reference.strip().casefold(),
        contact.received_at.isoformat(),
        " ".join(contact.worry.split()).casefold(),
        [
            [child.given_name.strip().casefold(), child.family_name.strip().casefold(), child.born]
            for child in contact.children
        ],
    ]
    return hashlib.sha256(canonical(said).encode("utf-8", "surrogatepass")).hexdigest()


def _next_reference(work: Work) -> str:
    """MD, the year, and a number that starts at 1 each year and has at least four digits."""
    newest = select(Referral.reference).order_by(col(Referral.id).desc()).limit(1)
    last = work.session.execute(newest).scalar()
    year = london_day(work.now).year % 100
    if last is None:
        return f"MD-{year:02d}-0001"
    _, last_year, number = last.split("-")
    if int(last_year) < year:
        return f"MD-{year:02d}-0001"
    # A machine whose clock fell back into last year goes on counting in the later one.
    return f"MD-{last_year}-{int(number) + 1:04d}"


def _how_many(contact: Contact) -> str:
    number = len(contact.children)
    return "one child" if number == 1 else f"{number} children"


def _account(reason: str, contact: Contact) -> str:
    children = "; ".join(
        f"{child.given_name} {child.family_name} {child.born or child.expected or ''}".strip()
        for child in contact.children
    )
    return f"{reason}\nChildren now: {children}"
