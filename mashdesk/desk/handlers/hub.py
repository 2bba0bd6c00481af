"""Prompts and notices answered; and what administrators keep: people, the policy, the roster."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlmodel import col

from mashdesk.desk.clockwork.clocks import place
from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.desk.partners.own_agency import own_agency
from mashdesk.desk.prompts.gates import not_read, record_answer
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.hours import read_hours
from mashdesk.domain.policy import parse_policy
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts.kinds import reading_of, rests
from mashdesk.store.desk_tables import Notice, Person, PolicyVersion, Prompt
from mashdesk.store.names import CONSIDERING, HUBS, NOTICES
from mashdesk.store.queries.lists import told_themselves
from mashdesk.store.queries.sight import told_of
from mashdesk.store.tables import Agency
from mashdesk.store.work import Work
from mashdesk.text import clip

CODE = re.compile(r"[A-Z0-9]{2,8}")


def answer_prompt(command: c.AnswerPrompt, work: Work) -> Outcome:
    """Acted on, or declined with a reason: either way it is kept and no longer stands."""
    prompt = work.session.get(Prompt, command.prompt, with_for_update=True)
    missing = NotFound("There is no such prompt.", "Look at the referral's prompts.")
    if prompt is None:
        raise missing
    row = load_referral(work, prompt.referral_id, missing=missing)
    if prompt.answered_at is not None:
        raise NotNow("That prompt was answered already.", "Look at the referral's events.")
    items = rests(prompt.rests_on, prompt.evidence_key)
    if command.read != reading_of(items, prompt.evidence):
        raise not_read(work, row, command.prompt)
    said = record_answer(work, row, prompt.code, command)
    place(work, row)
    return Outcome(f"{row.reference}: {said}", row.id, row.reference)


def acknowledge(command: c.Acknowledge, work: Work) -> Outcome:
    """One's own notices, and a practitioner's agency's; anybody else's are as good as absent."""
    done = work.connection.execute(
        update(Notice)
        .where(
            col(Notice.id).in_(command.notices),
            or_(col(Notice.person_id) == work.actor.user_id, *_of_own_agency(work)),
            told_of(work.actor.user_id, work.now),
            col(Notice.acknowledged_at).is_(None),
        )
        .values(acknowledged_at=work.now, acknowledged_by=work.actor.user_id)
    ).rowcount
    _acknowledge_for_agency(command, work)
    return Outcome("One notice acknowledged." if done == 1 else f"{done} notices acknowledged.")


def _acknowledge_for_agency(command: c.Acknowledge, work: Work) -> None:
    """Whoever was told themselves of what their agency was told too reads it once, for both."""
    for agency in _of_own_agency(work):
        of_it = told_themselves(NOTICES, work.actor.user_id, command.notices).exists()
        waiting = (agency, NOTICES.c.acknowledged_at.is_(None), of_it)
        done = {"acknowledged_at": work.now, "acknowledged_by": work.actor.user_id}
        work.connection.execute(update(NOTICES).where(*waiting).values(done))


def _of_own_agency(work: Work) -> list[ColumnElement[bool]]:
    actor = work.actor
    if actor.role is not Role.PRACTITIONER or actor.agency is None:
        return []
    return [col(Notice.agency_id) == own_agency(work.connection, actor)["id"]]


def acknowledge_departures(command: c.AcknowledgeDepartures, work: Work) -> Outcome:
    """What left the shared queue up to an event is known to this person."""
    person = work.session.get(Person, work.actor.user_id, with_for_update=True)
    if person is None:
        raise NotFound("There is no such person.", "Sign in again.")
    # Never past what there is: a number from nowhere would hide what is still to come.
    person.departures_seen = max(person.departures_seen, min(command.up_to, work.next_event() - 1))
    return Outcome("What left the queue is acknowledged.")


def adopt_policy(command: c.AdoptPolicy, work: Work) -> Outcome:
    """A new version from now on. Open rounds keep the one they began under: none moves."""
    newest = work.session.execute(select(func.max(PolicyVersion.version))).scalar() or 0
    if command.over not in (None, newest):
        raise NotNow(
            f"Another policy was adopted meanwhile: it is version {newest} now.",
            "Look at it, and set again what is still to be set.",
        )
    policy = parse_policy(command.text, newest + 1)
    work.add(
        PolicyVersion(
            version=newest + 1,
            name=policy.name,
            adopted_at=work.now,
            adopted_by=work.actor.user_id,
            text=command.text,
        )
    )
    # What was being considered under the one before begins anew under this one.
    work.connection.execute(update(CONSIDERING).values(up_to=0))
    why = f": {' '.join(command.reason.split())}" if command.reason.strip() else ""
    work.audited = clip(f"policy version {newest + 1}{why}", 200)
    return Outcome(
        f"Policy “{policy.name}” adopted as version {newest + 1}; open clocks keep their own."
    )


def set_contact(command: c.SetHubContact, work: Work) -> Outcome:
    """How people reach the hub, for its letters from now on."""
    said = command.contact.strip()
    work.connection.execute(update(HUBS).values(contact=said))
    work.audited = "the hub's contact"
    return Outcome(
        f"Letters say now: {said}." if said else "Letters give no contact but the reference now."
    )


def add_agency(command: c.AddAgency, work: Work) -> Outcome:
    """Add an agency, or where that is asked for replace its entry and tell what was there."""
    code = command.code.strip().upper()
    if not CODE.fullmatch(code):
        raise Invalid([Problem("code", "is 2 to 8 letters or digits, for example POL")])
    query = select(Agency).where(col(Agency.code) == code)
    known: Agency | None = work.session.execute(query).scalar_one_or_none()
    before = _entry(known) if known is not None else None
    if before is not None and not command.replace:
        held = "; ".join(f"{name} {value}" for name, value in before.items() if value)
        raise NotNow(
            f"{code} is on the roster already: {held}.",
            "Choose another code, or say that the whole entry is replaced (--replace).",
        )
    _demand_readable(command.hours, before["hours"] if before is not None else "")
    row = known or Agency(code=code, name=command.name)
    row.name, row.in_room = command.name.strip(), command.in_room
    row.asked_at = [rating.value for rating in command.asked_at]
    row.contact, row.next_contact, row.lead = command.contact, command.next_contact, command.lead
    row.hours, row.not_at = command.hours.strip(), [rating.value for rating in command.not_at]
    row.systems = list(dict.fromkeys(system.strip() for system in command.systems))
    work.add(row)
    work.audited = f"agency {code}"
    if before is None:
        return Outcome(f"{row.name} ({code}) is on the roster.")
    changed = [
        f"{name}: {before[name] or 'nothing'} → {value or 'nothing'}"
        for name, value in _entry(row).items()
        if value != before[name]
    ]
    return Outcome(f"{row.name} ({code}) is replaced. {'; '.join(changed) or 'Nothing changed'}.")


def _demand_readable(hours: str, before: str) -> None:
    """Hours that can be told from: but what an older program let stand is kept as it is."""
    if not hours.strip() or hours.strip() == before:
        return
    try:
        read_hours(hours)
    except ValueError as error:
        raise Invalid([Problem("hours", str(error))]) from None


def _entry(row: Agency) -> dict[str, str]:
    """A roster entry by the names people know its fields by."""
    return {
        "name": row.name,
        "asked at": ", ".join(row.asked_at),
        "where": "in the room" if row.in_room else "",
        "first contact": row.contact,
        "next contact": row.next_contact,
        "lead": row.lead,
        "hours": row.hours,
        "systems": ", ".join(row.systems),
        "not commissioned at": ", ".join(row.not_at),
    }
