"""Rounds whose time is up, and the next one whose time will be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from mashdesk.store.names import AGENCIES, REFERRALS, REQUESTS, ROUNDS

REFERRAL_CLOCK = (
    "state",
    "final_rating",
    "clock",
    "round",
    "timeouts",
    "start_at",
    "due_at",
    "next_up",
    "before_return",
)
"""What a referral shows of its own clock."""

REQUEST_CLOCK = ("round", "timeouts", "start_at", "due_at", "missed_at", "next_contact")
"""What a request shows of its clock."""

_RUNNING = (
    ROUNDS.c.ended_at.is_(None),
    ROUNDS.c.missed_at.is_(None),
    ROUNDS.c.paused_at.is_(None),
)
_OF_REFERRAL = (
    *REFERRAL_CLOCK,
    "rating",
    "version",
    "worker_id",
    "reference",
    "received_at",
    "sealed",
)
_NEXT = select(ROUNDS.c.due_at).where(*_RUNNING).order_by(ROUNDS.c.due_at).limit(1)
_WHOLE = (
    select(
        ROUNDS,
        *(REFERRALS.c[name].label(f"r_{name}") for name in _OF_REFERRAL),
        *(REQUESTS.c[name].label(f"q_{name}") for name in (*REQUEST_CLOCK, "version")),
        REQUESTS.c.agency_id,
        AGENCIES.c.name.label("agency_name"),
        AGENCIES.c.next_contact.label("agency_next"),
        AGENCIES.c.lead.label("agency_lead"),
    )
    .join(REFERRALS, REFERRALS.c.id == ROUNDS.c.referral_id)
    .outerjoin(REQUESTS, REQUESTS.c.id == ROUNDS.c.request_id)
    .outerjoin(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
)


def next_deadline(connection: Connection) -> datetime | None:
    """The next instant (UTC) at which any running round runs out."""
    found: datetime | None = connection.execute(_NEXT).scalar_one_or_none()
    return found


def anything_due(connection: Connection, now: datetime, apart: Sequence[int]) -> bool:
    """Whether any running round's deadline has passed, but those set `apart`."""
    if apart:
        return bool(due_round_ids(connection, now, apart, limit=1))
    # Nearly always there is nothing to do, and the next deadline tells.
    soonest = next_deadline(connection)
    return soonest is not None and soonest <= now


def due_round_ids(
    connection: Connection, now: datetime, apart: Sequence[int], limit: int
) -> list[int]:
    """Ids of running rounds whose deadline has passed, oldest first, but those set `apart`."""
    query = _due(select(ROUNDS.c.id), now, limit)
    if apart:
        query = query.where(ROUNDS.c.id.not_in(apart))
    return list(connection.execute(query).scalars())


def due_rounds(
    connection: Connection,
    now: datetime,
    limit: int,
    *,
    referral: int | None = None,
    only: int | None = None,
    apart: Sequence[int] = (),
) -> list[RowMapping]:
    """Running rounds whose deadline has passed, oldest first, with what their item needs.

    Of one `referral`, or `only` one round, if given; those `apart` are skipped.
    """
    query = _due(_WHOLE, now, limit)
    if referral is not None:
        query = query.where(ROUNDS.c.referral_id == referral)
    if only is not None:
        query = query.where(ROUNDS.c.id == only)
    if apart:
        query = query.where(ROUNDS.c.id.not_in(apart))
    return list(connection.execute(query).mappings())


def held_rounds(connection: Connection, referrals: Sequence[int]) -> dict[int, RowMapping]:
    """The round that each referral's return to its referrer holds, by referral."""
    if not referrals:
        return {}
    query = select(ROUNDS).where(
        ROUNDS.c.referral_id.in_(referrals),
        ROUNDS.c.paused_at.is_not(None),
        ROUNDS.c.ended_at.is_(None),
    )
    return {row["referral_id"]: row for row in connection.execute(query).mappings()}


def _due(query: Any, now: datetime, limit: int) -> Any:
    return (
        query.where(*_RUNNING, ROUNDS.c.due_at <= now)
        .order_by(ROUNDS.c.due_at, ROUNDS.c.id)
        .limit(limit)
    )
