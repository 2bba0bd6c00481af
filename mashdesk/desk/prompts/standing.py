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
CAME_AT: Any = func.coalesce(PROMPTS.c.renewed_at, PROMPTS.c.raised_at)
"""When what a prompt says now was noticed."""
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
        CAME_AT.label("came_at"),
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


def again_at(parameter: str) -> Any:
    """What a prompt's `renewed_at` becomes: the parameter (UTC); given nothing, it stays."""
    return func.coalesce(bindparam(parameter, type_=CAME_AT.type), PROMPTS.c.renewed_at)


def sealed_of(connection: Any, referrals: Collection[int]) -> frozenset[int]:
    """Which of these referrals are sealed."""
    if not referrals:
        return frozenset()
    return frozenset(connection.execute(_SEALED, {"ids": list(referrals)}).scalars())
