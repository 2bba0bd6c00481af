"""The checklist of need that stands on a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, bindparam, select

from mashdesk.store.names import NEEDS
from mashdesk.store.views.need import NeedView

# Made once: building a statement costs as much as running it.
NEWEST_NEED = (
    select(NEEDS)
    .where(NEEDS.c.referral_id == bindparam("referral"))
    .order_by(NEEDS.c.id.desc())
    .limit(1)
)
"""The recording that stands on the referral `referral`."""


def standing_need(
    connection: Connection, referral_id: int, people: Mapping[int, str]
) -> NeedView | None:
    """The newest recording; None where there is none. `people` are full names by id."""
    found = connection.execute(NEWEST_NEED, {"referral": referral_id}).mappings().one_or_none()
    if found is None:
        return None
    return NeedView(
        found["at"],
        people.get(found["by_id"], "—"),
        found["suggested_level"],
        found["suggested_rating"],
        tuple(found["reasons"]),
        tuple(found["indicators"]),
        found["graded_care"],
        found["dv_scale"],
        found["dash"],
        tuple(date.fromisoformat(day) for day in found["missing"]),
        found["words"],
    )
