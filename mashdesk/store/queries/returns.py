"""Returns to referrers: what each was for, of one record and counted over a period."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, func, select

from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.period import Period
from mashdesk.domain.referral import ReferralState
from mashdesk.store.names import REFERRER_RETURNS
from mashdesk.store.queries.sight import NOW, PERSON, in_sight

# Made once: building a statement costs as much as running it.
_NEWEST = (
    select(REFERRER_RETURNS.c.asked_for)
    .where(REFERRER_RETURNS.c.referral_id == bindparam("of"))
    .order_by(REFERRER_RETURNS.c.id.desc())
    .limit(1)
)
_COUNTED = (
    select(REFERRER_RETURNS.c.asked_for, func.count())
    .where(
        REFERRER_RETURNS.c.at >= bindparam("begins"),
        REFERRER_RETURNS.c.at < bindparam("ends"),
        in_sight(PERSON, NOW, REFERRER_RETURNS.c.referral_id),
    )
    .group_by(REFERRER_RETURNS.c.asked_for)
)


def returned_for(connection: Connection, row: RowMapping) -> AskedFor | None:
    """What the referrer is asked for, of a referral's row that is with them now; else None, as for
    a return that was made before this was asked.
    """
    if row["state"] is not ReferralState.RETURNED:
        return None
    found: AskedFor | None = connection.execute(_NEWEST, {"of": row["id"]}).scalar_one_or_none()
    return found


def returns(
    connection: Connection, period: Period, sight: dict[str, Any]
) -> tuple[tuple[AskedFor, int], ...]:
    """How many returns of the period were for what, in the vocabulary's order."""
    of = {"begins": period.begins, "ends": period.ends, **sight}
    found = {row[0]: row[1] for row in connection.execute(_COUNTED, of)}
    return tuple((one, found[one]) for one in AskedFor if one in found)
