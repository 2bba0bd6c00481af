"""Which prompts referrals have."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.prompts.kinds import rests
from mashdesk.domain.prompts.weighing import UNTIL_GIVEN_UP, Kept, only_proposed
from mashdesk.store.names import PROMPTS, REFERRALS

# Made once: building a statement costs as much as running it.
_IDS: Any = bindparam("ids", expanding=True)
_KEPT = (
    select(
        PROMPTS.c.id,
        PROMPTS.c.referral_id,
        PROMPTS.c.code,
        PROMPTS.c.rests_on,
        PROMPTS.c.answered_at,
        PROMPTS.c.answered_by,
        PROMPTS.c.evidence,
        PROMPTS.c.evidence_key,
        func.coalesce(PROMPTS.c.renewed_at, PROMPTS.c.raised_at).label("came_at"),
    )
    .where(PROMPTS.c.referral_id.in_(_IDS))
    .order_by(PROMPTS.c.id)
)
_SEALED = select(REFERRALS.c.id).where(REFERRALS.c.id.in_(_IDS), REFERRALS.c.sealed.is_(True))


def kept_prompts(
    connection: Any, referrals: Collection[int], now: datetime | None = None
) -> dict[int, list[Kept]]:
    """Every prompt of these referrals, standing or answered, by referral. With a `now` (UTC) also
    whether what one is about was given up by then.
    """
    found: dict[int, list[Kept]] = {referral: [] for referral in referrals}
    for row in connection.execute(_KEPT, {"ids": list(referrals)}).all():
        stands = row.answered_at is None
        lapsed = not stands and row.answered_by == SYSTEM.user_id
        items = rests(row.rests_on, row.evidence_key)
        old = (
            now is not None
            and row.came_at + UNTIL_GIVEN_UP <= now
            and only_proposed(row.code, items)
        )
        one = Kept(row.id, row.code, items, stands, lapsed, row.evidence, old)
        found[row.referral_id].append(one)
    return found


def sealed_of(connection: Any, referrals: Collection[int]) -> frozenset[int]:
    """Which of these referrals are sealed."""
    if not referrals:
        return frozenset()
    return frozenset(connection.execute(_SEALED, {"ids": list(referrals)}).scalars())
