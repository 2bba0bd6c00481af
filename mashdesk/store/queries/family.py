"""Contacts of the same child, of siblings and of the household; whether they were considered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import months_before
from mashdesk.domain.contact import Reason
from mashdesk.domain.referral import ReferralState
from mashdesk.store.names import CONSIDERED, DECISIONS, PEOPLE, REFERRALS, STANDS_AT
from mashdesk.store.queries.belonging import SAME_CHILD, household, of_family
from mashdesk.store.queries.kin import (
    HOUSEHOLD,
    MOST_APPEARANCES,
    Appearance,
    appearances,
    selves_of,
)
from mashdesk.store.queries.known import reader_of
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.queries.weighed_words import NOT_OPEN, SEES_ALL
from mashdesk.store.views.history import ConsideredView, FamilyContact, FamilyView

MONTHS = 24
"""So far back siblings' and household contacts are looked for."""

MOST_CONTACTS = 100

_BRIEF = (
    select(
        REFERRALS.c.id,
        REFERRALS.c.reference,
        REFERRALS.c.received_at,
        REFERRALS.c.source,
        REFERRALS.c.reasons,
        REFERRALS.c.state,
        STANDS_AT,
    )
    .where(
        REFERRALS.c.id.in_(bindparam("ids", expanding=True)),
        REFERRALS.c.received_at >= bindparam("since"),
        in_sight(PERSON, NOW),
    )
    .order_by(REFERRALS.c.received_at.desc(), REFERRALS.c.id.desc())
    .limit(MOST_CONTACTS + 1)
)
_OUTCOMES = (
    select(DECISIONS.c.referral_id, DECISIONS.c.outcome)
    .where(DECISIONS.c.referral_id.in_(bindparam("ids", expanding=True)))
    .order_by(DECISIONS.c.id)
)
_CONSIDERED = (
    select(
        CONSIDERED.c.other_id,
        CONSIDERED.c.at,
        CONSIDERED.c.words,
        PEOPLE.c.full_name,
        SEES_ALL.label("whole"),
    )
    .outerjoin(PEOPLE, PEOPLE.c.id == CONSIDERED.c.by)
    .where(CONSIDERED.c.referral_id == bindparam("referral"))
    .order_by(CONSIDERED.c.id)
)


def family(
    connection: Connection, actor: Actor, referral: int, now: datetime, months: int = MONTHS
) -> FamilyView:
    """The other contacts of a referral's children, their siblings and household in the reader's
    sight, newest first.
    """
    reading = reader_of(actor, now)
    people = household(connection, reading, referral)
    found = appearances(
        connection, reading, selves_of(connection, reading, people), MOST_APPEARANCES
    )
    met = [
        one for one in found if one.referral != referral and (one.subject or one.kind in HOUSEHOLD)
    ]
    since = months_before(now, months)
    asked = {"ids": sorted({one.referral for one in met}), "since": since, **reading}
    rows = connection.execute(_BRIEF, asked).mappings().all() if met else []
    kept = rows[:MOST_CONTACTS]
    outcomes = outcomes_of(connection, [row["id"] for row in kept])
    weighed = considered_in(connection, referral, reading)
    contacts = (
        _contact(row, [one for one in met if one.referral == row["id"]], people, outcomes, weighed)
        for row in kept
    )
    return FamilyView(since, tuple(contacts), len(rows) > MOST_CONTACTS)


def outcomes_of(connection: Connection, referrals: Collection[int]) -> dict[int, Any]:
    """The newest decision's outcome of each of these referrals."""
    if not referrals:
        return {}
    found = connection.execute(_OUTCOMES, {"ids": list(referrals)})
    return {row.referral_id: row.outcome for row in found}


def considered_in(
    connection: Connection, referral: int, reading: dict[str, Any]
) -> dict[int, ConsideredView]:
    """The other referrals that were weighed in this one: the newest word on each."""
    found = connection.execute(_CONSIDERED, {"referral": referral, **reading})
    return {
        row.other_id: ConsideredView(
            row.full_name or "SYSTEM", row.at, row.words if row.whole else NOT_OPEN
        )
        for row in found
    }


def _contact(
    row: Any,
    met: list[Appearance],
    people: dict[int, tuple[str, str]],
    outcomes: dict[int, Any],
    weighed: dict[int, ConsideredView],
) -> FamilyContact:
    other = "" if any(of_family(one, people) for one in met) else ", of another family"
    ties = [
        f"{one.name}, {people[one.root][0]}"
        + ("" if one.subject else f" ({_mentioned_as(one)}{other})")
        for one in sorted(met, key=lambda one: not one.subject)
    ]
    decided = row["state"] in (ReferralState.DECIDED, ReferralState.CLOSED)
    return FamilyContact(
        row["id"],
        row["reference"],
        row["received_at"],
        tuple(dict.fromkeys(ties)),
        any(one.subject and people[one.root][0] == SAME_CHILD for one in met),
        row["source"],
        tuple(Reason(code) for code in row["reasons"]),
        row["state"],
        row["rating"],
        outcomes.get(row["id"]) if decided else None,
        weighed.get(row["id"]),
    )


def _mentioned_as(one: Appearance) -> str:
    return f"mentioned there as {one.role}" if one.role else "mentioned there"
