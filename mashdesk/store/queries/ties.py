"""How somebody known is tied to others, as far as one reader may know of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, or_, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.called import most_told
from mashdesk.domain.people import RelationshipKind
from mashdesk.store.names import REFERRALS, RELATIONSHIPS
from mashdesk.store.queries.judged import called_of
from mashdesk.store.queries.known import reader_of, told_openly
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.queries.told_by import source_of
from mashdesk.store.views import TieView

_TIES = (
    select(RELATIONSHIPS, REFERRALS.c.reference)
    .join(REFERRALS, REFERRALS.c.id == RELATIONSHIPS.c.referral_id)
    .where(
        or_(
            RELATIONSHIPS.c.from_id.in_(bindparam("some", expanding=True)),
            RELATIONSHIPS.c.to_id.in_(bindparam("others", expanding=True)),
        ),
        in_sight(PERSON, NOW, RELATIONSHIPS.c.referral_id),
        told_openly(RELATIONSHIPS.c.answer_id),
    )
    .order_by(RELATIONSHIPS.c.id.desc())
)


def tie_rows(
    connection: Connection, actor: Actor, own: Iterable[int], now: datetime
) -> Sequence[RowMapping]:
    """Every tie of these people that the reader may know of, what was told last first."""
    some = sorted(own)
    which = {"some": some, "others": some, **reader_of(actor, now)}
    return connection.execute(_TIES, which).mappings().all()


def ties(
    connection: Connection,
    actor: Actor,
    own: Sequence[int],
    rows: Sequence[RowMapping],
    sources: Mapping[int, str],
    now: datetime,
) -> tuple[TieView, ...]:
    """How somebody is tied to others whom the reader may know of too: each tie once, by whichever
    record told it last.
    """
    others = {row["to_id"] if row["from_id"] in own else row["from_id"] for row in rows}
    known = called_of(connection, actor, others - set(own), now)
    found: dict[tuple[object, ...], TieView] = {}
    for row in rows:
        forth = row["from_id"] in own
        other = row["to_id"] if forth else row["from_id"]
        if other not in known:
            continue
        kind: RelationshipKind = row["kind"]
        there = known[other]
        born = most_told((one.referral, one.told.born) for one in there.told if one.told.born)
        view = TieView(
            id=row["id"],
            kind=kind,
            words=kind.label if forth or kind.both_ways else kind.other_way,
            other=other,
            name=there.name,
            born=born[0] if born else None,
            since=row["since"],
            until=row["until"],
            reference=row["reference"],
            source=source_of(row, sources),
            ended_at=row["ended_at"],
            ended_because=row["ended_because"],
            note=row["words"],
        )
        which = (kind, there.number, forth or kind.both_ways, row["ended_at"] is None)
        found.setdefault(which, view)
    return tuple(found.values())
