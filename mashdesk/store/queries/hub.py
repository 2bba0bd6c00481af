"""The hub itself: its name and policy, its roster, its people, its heartbeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from mashdesk.domain.actor import Role
from mashdesk.domain.commands import Claim
from mashdesk.domain.permissions import PERMISSIONS
from mashdesk.domain.rating import Rag
from mashdesk.store.names import AGENCIES, BEATS, HUBS, PEOPLE, POLICIES, REFERRALS
from mashdesk.store.views import AgencyView, Heartbeat, HubView, PersonView

if TYPE_CHECKING:
    from mashdesk.store.store import Store


def hub(connection: Connection, store: Store) -> HubView:
    """The hub and the policy in force."""
    row = connection.execute(select(HUBS)).mappings().one()
    version = connection.execute(select(func.max(POLICIES.c.version))).scalar_one()
    policy = store.policy(connection, version)
    return HubView(row["name"], row["training"], policy.name, version, policy.ratings)


def agencies(connection: Connection) -> tuple[AgencyView, ...]:
    """The roster, in the order it was made."""
    return tuple(
        AgencyView(
            row["code"],
            row["name"],
            tuple(Rag(rating) for rating in row["asked_at"]),
            row["in_room"],
            row["contact"],
            row["next_contact"],
            row["lead"],
            tuple(row["systems"]),
            row["hours"],
            tuple(Rag(rating) for rating in row["not_at"]),
        )
        for row in connection.execute(select(AGENCIES).order_by(AGENCIES.c.id)).mappings()
    )


def workers(connection: Connection) -> tuple[PersonView, ...]:
    """Active people who may hold a referral, by name, with how many open ones each holds."""
    held = (
        select(REFERRALS.c.worker_id, func.count().label("holds"))
        .where(REFERRALS.c.closed_at.is_(None), REFERRALS.c.worker_id.is_not(None))
        .group_by(REFERRALS.c.worker_id)
        .subquery()
    )
    query = (
        select(PEOPLE, func.coalesce(held.c.holds, 0).label("holds"))
        .outerjoin(held, held.c.worker_id == PEOPLE.c.id)
        .where(PEOPLE.c.active.is_(True), PEOPLE.c.role.in_(PERMISSIONS[Claim]))
        .order_by(PEOPLE.c.full_name)
    )
    return tuple(
        PersonView(row["id"], row["name"], row["full_name"], Role(row["role"]).label, row["holds"])
        for row in connection.execute(query).mappings()
    )


def accounts(connection: Connection) -> tuple[PersonView, ...]:
    """Everybody with an account, by sign-in name."""
    return tuple(
        PersonView(row["id"], row["name"], row["full_name"], Role(row["role"]).label)
        for row in connection.execute(select(PEOPLE).order_by(PEOPLE.c.name)).mappings()
    )


def heartbeat(connection: Connection) -> Heartbeat:
    """The last sweep, anywhere."""
    row = connection.execute(select(BEATS)).mappings().one_or_none()
    if row is None:
        return Heartbeat(None, "", 0, 0)
    return Heartbeat(row["beat_at"], row["by"], row["reopened"], row["failed"], row["trouble"])
