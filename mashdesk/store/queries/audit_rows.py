"""The audit's rows for people who may read it: who did or looked at what, never a record's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, or_, select, true

from mashdesk.domain.actor import Actor, Role
from mashdesk.store.names import AUDIT, REFERRALS, REQUESTS
from mashdesk.store.queries.sight import hidden, in_sight

SUBJECT = func.coalesce(AUDIT.c.referral_id, REQUESTS.c.referral_id, 0)
"""The referral a row is about: a refusal may name only its request."""


_PLAIN = re.compile(r"MD-[0-9]{2}-[0-9]{4,9}|CHALLENGE [0-9]{1,9}")


def tried(asked: str) -> str:
    """The reason of a refusal that found nothing. What was asked for is kept where it is plainly a
    reference, or a challenge's number: any other words may be a child's name.
    """
    wanted = asked.strip().upper()
    return f"NotFound {wanted}" if _PLAIN.fullmatch(wanted) else "NotFound"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One look, act or refusal; `reason` is the kind of a refusal."""

    seq: int
    at: datetime
    actor: str
    role: str
    agency: str
    workstation: str
    session: int | None
    act: str
    reference: str | None
    request: int | None
    allowed: bool
    reason: str
    version_before: int | None
    version_after: int | None


def audit_rows(
    connection: Connection,
    actor: Actor,
    now: datetime,
    referral: int | None,
    before: int | None,
    limit: int,
) -> tuple[AuditRow, ...]:
    """Rows, newest first; of one referral, and older than a row number, where these are given."""
    seen, readable = may_read(actor, now)
    query = (
        select(AUDIT, REFERRALS.c.reference)
        .outerjoin(REQUESTS, REQUESTS.c.id == AUDIT.c.request_id)
        .outerjoin(REFERRALS, and_(REFERRALS.c.id == AUDIT.c.referral_id, seen))
        .where(readable)
        .order_by(AUDIT.c.seq.desc())
        .limit(limit)
    )
    if referral is not None:
        query = query.where(AUDIT.c.referral_id == referral)
    if before is not None:
        query = query.where(AUDIT.c.seq < before)
    return tuple(_row(row) for row in connection.execute(query).mappings())


def _row(row: RowMapping) -> AuditRow:
    return AuditRow(
        row["seq"],
        row["at"],
        row["actor"],
        row["role"],
        row["agency"],
        row["workstation"],
        row["session_id"],
        row["act"],
        row["reference"],
        row["request_id"],
        row["allowed"],
        row["reason"],
        row["version_before"],
        row["version_after"],
    )


def may_read(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Two conditions: that this reader is told what a row is about, and that they get it at all.

    Auditors see all rows. Nobody else sees what was done on a sealed record out of their sight; a
    try at one by somebody who did not see it either stands there as a try at what never was. The
    rows are joined to the request they name, if any.
    """
    if actor.role is Role.AUDITOR:
        return true(), true()
    seen = in_sight(actor.user_id, now, SUBJECT)
    return seen, or_(seen, _blind_try())


def _blind_try() -> Any:
    """The condition that a row is a refusal of somebody who did not see its record then."""
    unseen = SUBJECT.in_(hidden(AUDIT.c.actor_id, AUDIT.c.at, then=True))
    return and_(AUDIT.c.allowed.is_(False), unseen)
