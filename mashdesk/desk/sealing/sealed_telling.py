"""Whoever a seal shuts out, lets in or lets back is told so, without a word of the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from mashdesk.desk.partners.requests_of import newest_requests
from mashdesk.desk.sealing.sealed import people_named
from mashdesk.domain.actor import SYSTEM, Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import AGENCIES, id_of
from mashdesk.store.notices import ABOUT_REQUEST, ABOUT_SENT_IN, Explanation, leave_people
from mashdesk.store.queries.sight import running_override
from mashdesk.store.seal_tables import Override
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work


def tell_losing_sight(
    work: Work, row: Referral, before: set[int] | None, named: set[int], held_by: int | None
) -> None:
    """Everybody who had the record in their list or queue and now does not keeps an entry.

    `before` are those named until now, None where it was not sealed; `held_by` who had it. Whoever
    seals it and is not named themselves is told too: it leaves their list as well.
    """
    had = set(_of_the_desk(work)) if before is None else before
    lost = [
        one
        for one in sorted(had - named)
        if running_override(work.connection, one, id_of(row), work.now) is None
    ]
    at, who = london_text(work.now), work.actor.name
    did = (
        f"was sealed by {who} at {at}"
        if before is None
        else f"who is named was changed ({who}, {at})"
    )
    said = f"{did}. It is with the people named on it; its clocks run on."
    _leave(work, row, [one for one in lost if one != held_by], "sealed", said)
    if held_by in lost:
        _leave(work, row, [held_by], "sealed", f"{said} You had it; it is not with you any more.")


def tell_named(work: Work, row: Referral, people: Iterable[int], why: str) -> None:
    """Whoever is named now finds out."""
    work.notify(people, row, "named", f"{work.actor.name} named you on this sealed record.", why)


def tell_regaining_sight(work: Work, row: Referral, named: set[int], why: str) -> None:
    """Everybody who did not see it finds it again, and is told how it stands."""
    people = [one for one in _of_the_desk(work) if one not in named]
    where = "it is in the queue again" if row.closed_at is None else "it is closed"
    said = f"was unsealed by {work.actor.name}; {where}."
    work.notify(people, row, "unsealed", said, why)


def tell_accessor(work: Work, row: Referral, access: Override) -> None:
    """The entry that explains why the record leaves their list when the half hour is over."""
    until = london_text(access.until_at)
    said = f"your emergency access ends at {until}. The record leaves your list; drafts are kept."
    _leave(work, row, [access.person_id], "emergency", said, f"access {access.id}")


def tell_agencies_sealed(work: Work, row: Referral) -> None:
    """Each agency concerned learns who of it carries on, or that nobody does.

    Only when a record is sealed, for that takes something out of the agency's list. Who is named
    later is told to nobody but them: the agency may never have heard of the record.
    """
    named = people_named(work, row.id)
    for one in _concerned(work, row):
        own = _of_agency(named, one["code"])
        who = ", ".join(person.full_name for person in own)
        does = "asks you in person, and records what you say"
        if one["id"] is None:
            does = "tells you in person what becomes of it"
        means = (
            f"{who} of your agency can go on with it; nobody else in your agency sees it."
            if own
            else f"Nobody in your agency is named on it: the hub {does}."
        )
        _entry(work, row, one, "sealed", f"sealed by {work.actor.name}. {means}")


def tell_agencies_unsealed(work: Work, row: Referral) -> None:
    """Each agency concerned sees its requests and entries again."""
    for one in _concerned(work, row):
        what = "what it sent in" if one["id"] is None else "its request"
        said = f"unsealed by {work.actor.name}. Your agency sees {what} again."
        _entry(work, row, one, "unsealed", said)


def agencies_without_anybody_named(
    work: Work, row: Referral, agencies: Iterable[Mapping[Any, Any]]
) -> str:
    """For whoever asks about a sealed record: the agencies of which nobody will see the request."""
    if not row.sealed:
        return ""
    named = people_named(work, row.id)
    alone = [agency["name"] for agency in agencies if not _of_agency(named, agency["code"])]
    if not alone:
        return ""
    return (
        f" Nobody of {', '.join(alone)} is named on it: ask them in person, and record the answer."
    )


def _concerned(work: Work, row: Referral) -> list[dict[str, object]]:
    """The agencies that were asked, each with its newest request's id, and the one that sent it in,
    whose id is None where it was not asked.
    """
    codes = {one.id: one.code for one in work.connection.execute(select(AGENCIES))}
    asked = newest_requests(work, row)
    told = [one["agency_id"] for one in asked]
    senders = [
        {"id": None, "agency_id": agency, "code": code}
        for agency, code in codes.items()
        if code == row.sender_agency and agency not in told
    ]
    return [*(dict(one, code=codes[one["agency_id"]]) for one in asked), *senders]


def _of_agency(people: Iterable[Person], code: object) -> list[Person]:
    return [one for one in people if one.role is Role.PRACTITIONER and one.agency == code]


def _of_the_desk(work: Work) -> list[int]:
    people = work.names().values()
    return [id_of(one) for one in people if one.active and may_look(one.role, Look.QUEUE)]


def _entry(work: Work, row: Referral, one: dict[str, object], kind: str, said: str) -> None:
    agency = one["agency_id"]
    assert isinstance(agency, int)
    about = ABOUT_SENT_IN if one["id"] is None else f"{ABOUT_REQUEST}{one['id']}"
    work.notify_agency(agency, row, kind, said, "", about)


def _leave(
    work: Work, row: Referral, people: Iterable[int | None], kind: str, text: str, about: str = ""
) -> None:
    """Also for whoever did it themselves, to whom `Work.notify` says nothing."""
    said = Explanation(id_of(row), kind, f"{row.reference}: {text}", "", about)
    by = replace(SYSTEM, name=work.actor.name)
    leave_people(work.connection, by, work.now, people, said)
