"""Which other records an act on one may concern, by what that tells of people."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, or_, select, union

from mashdesk.store.names import CHILDREN, INDIVIDUALS, MENTIONS, RELATIONSHIPS
from mashdesk.store.queries.snapshot import snapshots
from mashdesk.store.work import Work

# Made once: building a statement costs as much as running it.
_OF: Any = bindparam("of_referral")
_IDS: Any = bindparam("ids", expanding=True)
_NAMED = union(
    select(CHILDREN.c.individual_id).where(CHILDREN.c.referral_id == _OF),
    select(MENTIONS.c.individual_id).where(MENTIONS.c.referral_id == _OF),
    select(RELATIONSHIPS.c.from_id).where(RELATIONSHIPS.c.referral_id == _OF),
    select(RELATIONSHIPS.c.to_id).where(RELATIONSHIPS.c.referral_id == _OF),
)
_ROOTS = select(INDIVIDUALS.c.root_id).where(INDIVIDUALS.c.id.in_(_IDS)).scalar_subquery()
_SELVES = select(INDIVIDUALS.c.id).where(INDIVIDUALS.c.root_id.in_(_ROOTS))
_TIED = select(RELATIONSHIPS.c.from_id, RELATIONSHIPS.c.to_id).where(
    or_(RELATIONSHIPS.c.from_id.in_(_IDS), RELATIONSHIPS.c.to_id.in_(_IDS))
)
_ABOUT = union(
    select(CHILDREN.c.referral_id).where(CHILDREN.c.individual_id.in_(_IDS)),
    select(MENTIONS.c.referral_id).where(MENTIONS.c.individual_id.in_(_IDS)),
)


def beside(work: Work, of: int) -> set[int]:
    """The records, closed ones too, whose evidence may rest on this one: those that are tied to it,
    and those about anybody it names, whoever they were judged to be, and their kin.
    """
    (_, seen), *_ = snapshots(work.connection, [of], work.now)
    named = set(work.connection.execute(_NAMED, {"of_referral": of}).scalars()) - {None}
    kin = {one for pair in _read(work, _TIED, _selves(work, named)) for one in pair}
    about = {one for (one,) in _read(work, _ABOUT, _selves(work, named | kin))}
    return (about | seen.related) - {of}


def _selves(work: Work, people: Collection[int]) -> set[int]:
    return {one for (one,) in _read(work, _SELVES, people)}


def _read(work: Work, statement: Any, ids: Collection[int]) -> list[Any]:
    return list(work.connection.execute(statement, {"ids": sorted(ids)})) if ids else []
