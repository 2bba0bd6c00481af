"""Which prompts referrals have, and having referrals considered again whose evidence may have
changed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.prompts.kinds import rests
from mashdesk.domain.prompts.weighing import UNTIL_GIVEN_UP, Kept, only_proposed
from mashdesk.store.names import CHILDREN, INDIVIDUALS, MENTIONS, PROMPTS, REFERRALS
from mashdesk.store.tables import Referral

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
        PROMPTS.c.raised_at,
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
            and row.raised_at + UNTIL_GIVEN_UP <= now
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


def look_again(connection: Any, people: Collection[int]) -> None:
    """Have the open referrals considered again that concern or mention these people, by the ids
    they are known by, or whoever was judged to be the same: who they are, or to whom they are tied,
    changed.
    """
    if people:
        connection.execute(_LOOK_AGAIN, {"people": sorted(people)})


def look_again_at(row: Referral) -> None:
    """Have a referral considered again though a look changed nothing in it."""
    if row.prompted >= row.changed:
        row.prompted = -2 - row.prompted


_ROOTS = (
    select(INDIVIDUALS.c.root_id)
    .where(INDIVIDUALS.c.id.in_(bindparam("people", expanding=True)))
    .scalar_subquery()
)
_SELVES = select(INDIVIDUALS.c.id).where(INDIVIDUALS.c.root_id.in_(_ROOTS)).scalar_subquery()
_LOOK_AGAIN = (
    update(REFERRALS)
    .where(
        REFERRALS.c.closed_at.is_(None),
        REFERRALS.c.prompted >= REFERRALS.c.changed,
        or_(
            REFERRALS.c.id.in_(
                select(CHILDREN.c.referral_id).where(CHILDREN.c.individual_id.in_(_SELVES))
            ),
            REFERRALS.c.id.in_(
                select(MENTIONS.c.referral_id).where(MENTIONS.c.individual_id.in_(_SELVES))
            ),
        ),
    )
    # How far it had been considered stays known, so that a mark never marks others in turn.
    .values(prompted=-2 - REFERRALS.c.prompted)
    .execution_options(synchronize_session=False)
)
