"""The hub itself: its name and policy, its roster, its people, its heartbeat."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select

from mashdesk.domain.account import LONGEST_SESSION
from mashdesk.domain.actor import Role
from mashdesk.domain.commands import Claim
from mashdesk.domain.permissions import PERMISSIONS
from mashdesk.domain.rating import Rag
from mashdesk.store.names import AGENCIES, BEATS, HUBS, PEOPLE, POLICIES, REFERRALS, SESSIONS
from mashdesk.store.queries.nation import hubs_nation
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.views import AccountView, AgencyView, Heartbeat, HubView, PersonView

if TYPE_CHECKING:
    from mashdesk.store.store import Store


def hub(connection: Connection, store: Store) -> HubView:
    """The hub and the policy in force."""
    row = connection.execute(select(HUBS)).mappings().one()
    version = connection.execute(select(func.max(POLICIES.c.version))).scalar_one()
    policy = store.policy(connection, version)
    same = policy.ratings, policy.need
    return HubView(
        row["name"], row["training"], policy.name, version, *same, row["contact"], policy.rounds
    )


def agencies(connection: Connection) -> tuple[AgencyView, ...]:
    """The roster, in the order it was made."""
    nation = hubs_nation(connection)
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
            nation,
        )
        for row in connection.execute(select(AGENCIES).order_by(AGENCIES.c.id)).mappings()
    )


_HELD = (
    select(REFERRALS.c.worker_id, func.count().label("holds"))
    .where(
        REFERRALS.c.closed_at.is_(None), REFERRALS.c.worker_id.is_not(None), in_sight(PERSON, NOW)
    )
    .group_by(REFERRALS.c.worker_id)
    .subquery()
)
_HOLDERS = select(PEOPLE, func.coalesce(_HELD.c.holds, 0).label("holds")).outerjoin(
    _HELD, _HELD.c.worker_id == PEOPLE.c.id
)


def workers(connection: Connection, person: int, now: datetime) -> tuple[PersonView, ...]:
    """Active people who may hold a referral, by name, with how many open ones that this person sees
    each holds.
    """
    query = _HOLDERS.where(
        PEOPLE.c.active.is_(True), PEOPLE.c.role.in_(PERMISSIONS[Claim])
    ).order_by(PEOPLE.c.full_name)
    return tuple(
        PersonView(row["id"], row["name"], row["full_name"], Role(row["role"]).label, row["holds"])
        for row in connection.execute(query, sight_of(person, now)).mappings()
    )


_SIGNED_IN = select(PEOPLE.c.name).join(SESSIONS, SESSIONS.c.person_id == PEOPLE.c.id)


def signed_in(connection: Connection, now: datetime) -> frozenset[str]:
    """The sign-in names of everybody who is signed in at `now` (UTC)."""
    running = SESSIONS.c.ended_at.is_(None), SESSIONS.c.started_at > now - LONGEST_SESSION
    return frozenset(connection.execute(_SIGNED_IN.where(*running)).scalars())


def accounts(connection: Connection, person: int, now: datetime) -> tuple[AccountView, ...]:
    """Everybody with an account, by sign-in name; sessions too old by `now` (UTC) are none, and
    only what this person sees is counted as held.
    """
    seen = sight_of(person, now)
    since = now - LONGEST_SESSION
    signed_in = select(SESSIONS.c.person_id, SESSIONS.c.workstation).where(
        SESSIONS.c.ended_at.is_(None), SESSIONS.c.started_at > since
    )
    at: dict[int, str] = {row.person_id: row.workstation for row in connection.execute(signed_in)}
    return tuple(
        AccountView(
            row["id"],
            row["name"],
            row["full_name"],
            Role(row["role"]).label,
            row["holds"],
            role_code=row["role"].value,
            agency=row["agency"] or "",
            active=row["active"],
            locked=row["locked_at"] is not None,
            must_change=row["must_change"],
            second_factor=bool(row["second_factor"]),
            workstation=at.get(row["id"], ""),
        )
        for row in connection.execute(_HOLDERS.order_by(PEOPLE.c.name), seen).mappings()
    )


def heartbeat(connection: Connection) -> Heartbeat:
    """The last sweep, anywhere."""
    row = connection.execute(select(BEATS)).mappings().one_or_none()
    if row is None:
        return Heartbeat(None, "", 0, 0)
    return Heartbeat(row["beat_at"], row["by"], row["reopened"], row["failed"], row["trouble"])
