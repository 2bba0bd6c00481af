"""Having referrals considered again though nothing in them changed: a mark, which considering takes
off.

How far a referral had been considered stays known, so that a mark never marks others in turn.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from mashdesk.domain.prompts import cited
from mashdesk.domain.prompts.tying import LOOSENED
from mashdesk.store.names import CHILDREN, INDIVIDUALS, MENTIONS, PROMPTS, REFERRALS
from mashdesk.store.tables import Referral

# Made once: building a statement costs as much as running it.
_MARKED = -2 - REFERRALS.c.prompted
_MARK = (
    update(REFERRALS)
    .where(REFERRALS.c.closed_at.is_(None), REFERRALS.c.prompted >= REFERRALS.c.changed)
    .values(prompted=_MARKED)
    .execution_options(synchronize_session=False)
)
_THESE = _MARK.where(REFERRALS.c.id.in_(bindparam("ids", expanding=True)))
_ROOTS = (
    select(INDIVIDUALS.c.root_id)
    .where(INDIVIDUALS.c.id.in_(bindparam("people", expanding=True)))
    .scalar_subquery()
)
_SELVES = select(INDIVIDUALS.c.id).where(INDIVIDUALS.c.root_id.in_(_ROOTS)).scalar_subquery()
_THEIRS = _MARK.where(
    or_(
        REFERRALS.c.id.in_(
            select(CHILDREN.c.referral_id).where(CHILDREN.c.individual_id.in_(_SELVES))
        ),
        REFERRALS.c.id.in_(
            select(MENTIONS.c.referral_id).where(MENTIONS.c.individual_id.in_(_SELVES))
        ),
    )
)

_STANDING = select(PROMPTS.c.id, PROMPTS.c.referral_id, PROMPTS.c.rests_on).where(
    PROMPTS.c.referral_id.in_(bindparam("ids", expanding=True)), PROMPTS.c.answered_at.is_(None)
)
_RESTS_ON = (
    update(PROMPTS)
    .where(PROMPTS.c.id == bindparam("b_id"))
    .values(rests_on=bindparam("items", type_=PROMPTS.c.rests_on.type))
)


def naming_others(connection: Any, referrals: Collection[int]) -> list[Any]:
    """The standing prompts of these that name other records."""
    found = connection.execute(_STANDING, {"ids": sorted(referrals)})
    return [one for one in found if cited(one.rests_on)]


def loosen(connection: Any, referrals: Collection[int]) -> None:
    """Have what their standing prompts name asked for anew as they are considered: what tied them
    may have gone, and they are too many to be weighed at once.
    """
    marks = [
        {"b_id": one.id, "items": sorted({*one.rests_on, LOOSENED})}
        for one in naming_others(connection, referrals)
    ]
    if marks:
        connection.execute(_RESTS_ON, marks)


def look_again(connection: Any, people: Collection[int]) -> None:
    """Have the open referrals considered again that concern or mention these people, by the ids
    they are known by, or whoever was judged to be the same: who they are, or to whom they are tied,
    changed.
    """
    if people:
        connection.execute(_THEIRS, {"people": sorted(people)})


def look_again_at(row: Referral) -> None:
    """Have a referral considered again though a look changed nothing in it."""
    if row.prompted >= row.changed:
        row.prompted = considered_to(row.prompted)


def look_again_at_these(connection: Any, referrals: Collection[int]) -> None:
    """Have those of these referrals considered again that are open."""
    if referrals:
        connection.execute(_THESE, {"ids": sorted(referrals)})


def considered_to(prompted: int) -> int:
    """Up to which event a referral that is marked was considered; of one that is not, its mark."""
    return -2 - prompted
