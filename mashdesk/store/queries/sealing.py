"""Who is named on a sealed record, who can be, and the emergency accesses that wait for review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.commands import BreakGlass
from mashdesk.domain.permissions import keeps_sealed, may_be_named
from mashdesk.store.names import AUDIT, OVERRIDES, PEOPLE, REQUESTS, SEAL_NAMES
from mashdesk.store.queries.audit_rows import SUBJECT
from mashdesk.store.queries.sight import running_override
from mashdesk.store.views.sealing import EmergencyAct, EmergencyView, NamedPerson, SealView

_PERSON = select(
    PEOPLE.c.id,
    PEOPLE.c.name,
    PEOPLE.c.full_name,
    PEOPLE.c.role,
    PEOPLE.c.agency,
    PEOPLE.c.locked_at,
).order_by(PEOPLE.c.full_name, PEOPLE.c.id)
_WAITS = OVERRIDES.c.reviewed_at.is_(None)


def seal_on(connection: Connection, actor: Actor, referral: int, now: datetime) -> SealView:
    """Who is named on a sealed referral, for somebody who sees it."""
    query = _PERSON.join(SEAL_NAMES, SEAL_NAMES.c.person_id == PEOPLE.c.id)
    rows = connection.execute(query.where(SEAL_NAMES.c.referral_id == referral)).all()
    people = tuple(_named(row) for row in rows)
    if any(person.id == actor.user_id for person in people):
        return SealView(people)
    return SealView(people, _until(connection, actor, referral, now))


def _until(connection: Connection, actor: Actor, referral: int, now: datetime) -> datetime | None:
    number = running_override(connection, actor.user_id, referral, now)
    query = select(OVERRIDES.c.until_at).where(OVERRIDES.c.id == number)
    found: datetime | None = connection.execute(query).scalar_one_or_none()
    return found


def nameable(connection: Connection) -> tuple[NamedPerson, ...]:
    """Everybody active who can be named on a sealed record, by name."""
    rows = connection.execute(_PERSON.where(PEOPLE.c.active.is_(True)))
    return tuple(_named(row) for row in rows if may_be_named(row.role))


def _named(row: Any) -> NamedPerson:
    agency = (row.agency or "") if row.role is Role.PRACTITIONER else ""
    keeps = keeps_sealed(row.role) and row.locked_at is None
    return NamedPerson(row.id, row.name, row.full_name, Role(row.role).label, agency, keeps)


def waiting(connection: Connection) -> int:
    """How many emergency accesses nobody has reviewed."""
    return int(connection.execute(select(func.count(OVERRIDES.c.id)).where(_WAITS)).scalar_one())


def emergencies(connection: Connection, actor: Actor) -> tuple[EmergencyView, ...]:
    """Every emergency access, and every try at one, that nobody has reviewed, oldest first."""
    query = (
        select(OVERRIDES, PEOPLE.c.full_name, PEOPLE.c.role)
        .join(PEOPLE, PEOPLE.c.id == OVERRIDES.c.person_id)
        .where(_WAITS)
        .order_by(OVERRIDES.c.id)
    )
    rows = connection.execute(query).mappings().all()
    acts = _acts(connection, [row["id"] for row in rows if row["referral_id"] is not None])
    return tuple(
        EmergencyView(
            id=row["id"],
            by=row["full_name"],
            role=Role(row["role"]).label,
            reference=row["asked_for"],
            reason=row["reason"],
            from_at=row["from_at"],
            until_at=row["until_at"],
            opened=row["referral_id"] is not None,
            own=row["person_id"] == actor.user_id,
            acts=tuple(acts[row["id"]]),
        )
        for row in rows
    )


def _acts(connection: Connection, accesses: Sequence[int]) -> dict[int, list[EmergencyAct]]:
    """What the audit has of each, oldest first: on that record, by that person, in that time. That
    the access was opened is told already.
    """
    found: dict[int, list[EmergencyAct]] = defaultdict(list)
    if not accesses:
        return found
    query = (
        select(OVERRIDES.c.id, AUDIT.c.at, AUDIT.c.act, AUDIT.c.allowed)
        .select_from(OVERRIDES)
        .join(AUDIT, AUDIT.c.actor_id == OVERRIDES.c.person_id)
        .outerjoin(REQUESTS, REQUESTS.c.id == AUDIT.c.request_id)
        .where(
            OVERRIDES.c.id.in_(accesses),
            OVERRIDES.c.referral_id == SUBJECT,
            AUDIT.c.act != BreakGlass.label,
            AUDIT.c.at >= OVERRIDES.c.from_at,
            AUDIT.c.at < OVERRIDES.c.until_at,
        )
        .order_by(AUDIT.c.seq)
    )
    for row in connection.execute(query):
        found[row.id].append(EmergencyAct(row.at, row.act, row.allowed))
    return found
