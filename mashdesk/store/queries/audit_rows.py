"""The audit's rows for people who may read it: who did or looked at what, never a record's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from mashdesk.store.names import AUDIT, REFERRALS


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
    connection: Connection, referral: int | None, before: int | None, limit: int
) -> tuple[AuditRow, ...]:
    """Rows, newest first; of one referral, and older than a row number, where these are given."""
    query = (
        select(AUDIT, REFERRALS.c.reference)
        .outerjoin(REFERRALS, REFERRALS.c.id == AUDIT.c.referral_id)
        .order_by(AUDIT.c.seq.desc())
        .limit(limit)
    )
    if referral is not None:
        query = query.where(AUDIT.c.referral_id == referral)
    if before is not None:
        query = query.where(AUDIT.c.seq < before)
    return tuple(
        AuditRow(
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
        for row in connection.execute(query).mappings()
    )
