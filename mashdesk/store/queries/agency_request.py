"""One request as its agency reads it: what is asked, what is shared, and its own trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Reason, age_on
from mashdesk.domain.sharing import Part
from mashdesk.store.names import CHILDREN, NOTICES, REFERRALS, REQUESTS
from mashdesk.store.queries.agency import agency_row
from mashdesk.store.queries.answers import answers
from mashdesk.store.queries.became import became_of
from mashdesk.store.queries.challenges import of_agency_on
from mashdesk.store.queries.events import names, request_events
from mashdesk.store.queries.lists import notices
from mashdesk.store.queries.sent_in import ON_THE_RECORD
from mashdesk.store.queries.sight import sight_of
from mashdesk.store.views import AgencyRequestView, ChildBrief, EventView, SharedPart

# Made once: building a statement costs as much as running it.
_RECORD = (
    select(REFERRALS, REQUESTS.c.shared)
    .join(REQUESTS, REQUESTS.c.referral_id == REFERRALS.c.id)
    .where(REQUESTS.c.id == bindparam("request"))
)
_CHILDREN = (
    select(CHILDREN)
    .where(CHILDREN.c.referral_id == bindparam("referral"))
    .order_by(CHILDREN.c.position)
)


def agency_request(
    connection: Connection,
    actor: Actor,
    agency: Mapping[str, Any],
    request: int,
    now: datetime,
) -> AgencyRequestView | None:
    """The request, for somebody in the agency; None when this agency has no such request."""
    people = names(connection)
    waiting = Counter(entry.request for entry in notices(connection, actor, now) if entry.agency)
    of = {"agency": agency["id"], "request": request, **sight_of(actor.user_id, now)}
    row = agency_row(connection, of, people, waiting)
    if row is None:
        return None
    record = connection.execute(_RECORD, {"request": request}).mappings().one()
    children = connection.execute(_CHILDREN, {"referral": record["id"]}).mappings().all()
    parts = [Part(part) for part in record["shared"]]
    said = answers(connection, REQUESTS.c.id == request, lambda _: True, people)
    decided = {request: row} if row.where.startswith(("decided: ", "closed: ")) else {}
    became = became_of(connection, agency["code"], decided, people)
    return AgencyRequestView(
        row=row,
        shared=tuple(
            SharedPart(part, part.label, _told(part, record, children))
            for part in Part
            if part in parts
        ),
        children=_briefs(children, now, Part.CHILD_DETAILS in parts),
        systems=tuple(agency["systems"]),
        # An answer's number would tell how many others were given.
        answers=tuple(replace(one, id=0) for one in said.get(request, ())),
        events=_trail(connection, agency["id"], record["id"], request, people),
        became=became[0] if became else None,
        challenges=of_agency_on(connection, actor, agency["id"], request),
        not_commissioned=Part.RATING in parts and record["rating"] in agency["not_at"],
    )


def _briefs(children: Sequence[Any], now: datetime, detailed: bool) -> tuple[ChildBrief, ...]:
    today = london_day(now)
    return tuple(
        ChildBrief(
            child["id"],
            full_name(child),
            child["known_as"] if detailed else "",
            child["born"],
            child["expected"],
            age_on(child["born"], today),
        )
        for child in children
    )


def full_name(child: Any) -> str:
    """A child's names as they are searched for."""
    return f"{child['given_name']} {child['family_name']}".strip() or "not named yet"


def _told(part: Part, record: Any, children: Sequence[Any]) -> str:
    """One part of a referral in words."""
    if part in (Part.WORRY, Part.HOUSEHOLD, Part.EXPECTS):
        return str(record[part.value])
    if part is Part.REASONS:
        return ", ".join(Reason(code).label for code in record["reasons"])
    if part is Part.CHILD_DETAILS:
        return "\n".join(_details(child) for child in children)
    if part is Part.SENDER:
        said = (record["sender_name"], record["sender_organisation"], record["source"].label)
        return ", ".join(filter(None, said))
    if part is Part.RATING:
        return "" if record["rating"] is None else str(record["rating"].value)
    if record["consent"] is None:
        return ""
    by = f", by {record['consent_by']}" if record["consent_by"] else ""
    why = f": {record['consent_reason']}" if record["consent_reason"] else ""
    return f"{record['consent'].label}{by}{why}"


def _details(child: Any) -> str:
    said = (
        child["known_as"] and f"known as {child['known_as']}",
        child["sex"].label,
        child["school"] and f"school {child['school']}",
        child["address"] and f"lives at {child['address']}",
        child["nhs_number"] and f"NHS number {child['nhs_number']}",
    )
    return f"{full_name(child)}: {'; '.join(filter(None, said))}"


def _trail(
    connection: Connection, agency: int, referral: int, request: int, people: Mapping[int, str]
) -> tuple[EventView, ...]:
    """The request's own events and its agency's entries, newest first, numbered among themselves:
    a number counted over the whole store would tell how much happens elsewhere.
    """
    query = (
        select(NOTICES)
        .where(
            NOTICES.c.referral_id == referral,
            NOTICES.c.agency_id == agency,
            NOTICES.c.about == f"request {request}",
            NOTICES.c.kind.in_(ON_THE_RECORD),
        )
        .order_by(NOTICES.c.id)
    )
    entries = [
        EventView(0, row["at"], row["kind"], row["text"], row["by"], row["why"])
        for row in connection.execute(query).mappings()
    ]
    own = request_events(connection, referral, request, people)
    ordered = sorted([*own, *entries], key=lambda event: event.at)
    numbered = [replace(event, seq=number) for number, event in enumerate(ordered, start=1)]
    return tuple(reversed(numbered))
