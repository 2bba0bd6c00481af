"""The queue: open referrals in the order in which they need somebody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    String,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
)

from mashdesk.domain.actor import Actor, initials
from mashdesk.domain.contact import Reason
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.store.names import NOTICES, OVERRIDES, PEOPLE, PROMPTS, REFERRALS, STANDS_AT
from mashdesk.store.places import FIRST_BAND
from mashdesk.store.queries.lists import unseen_departures
from mashdesk.store.queries.sight import (
    NOW,
    PERSON,
    SEALED_IDS,
    in_sight,
    sight_of,
    told_of,
)
from mashdesk.store.views import Counts, QueueFilter, QueueRow, QueueView

_TOLD_AS: dict[str, Any] = {
    # The reasons' JSON is read once for each combination there is, not once a row.
    "reasons": type_coerce(REFERRALS.c.reasons, String),
    "rating": STANDS_AT,
}
COLUMNS = tuple(
    _TOLD_AS.get(name, REFERRALS.c[name])
    for name in (
        "id",
        "reference",
        "state",
        "rating",
        "initial_rating",
        "clock",
        "round",
        "timeouts",
        "start_at",
        "due_at",
        "nearest_start",
        "nearest_at",
        "nearest_agency",
        "received_at",
        "child_label",
        "children",
        "source",
        "reasons",
        "worker_id",
        "asked",
        "answered",
        "prompts",
        "changed",
        "version",
        "owing",
        "band",
        "missed",
        "rounds",
    )
)


_QUEUE = (
    select(*COLUMNS)
    # `.is_(None)`, not a parameter: only then does the partial index serve the query.
    .where(REFERRALS.c.closed_at.is_(None), in_sight(PERSON, NOW))
    .order_by(REFERRALS.c.band, REFERRALS.c.sort_at, REFERRALS.c.id)
)
_FIRST = _QUEUE.limit(bindparam("limit"))
# In an index of their own, and nearly none: the queue need not read every row to its end for them.
_CHALLENGED = select(REFERRALS.c.id, REFERRALS.c.challenges).where(
    REFERRALS.c.challenges > literal_column("0")
)
# From an index of their own too.
_LINKED = select(REFERRALS.c.id).where(
    literal_column("referral.linked"), REFERRALS.c.closed_at.is_(None)
)
_GRAVE = select(PROMPTS.c.referral_id).where(
    PROMPTS.c.answered_at.is_(None), literal_column("prompt.grave")
)
_NAMES = select(PEOPLE.c.id, PEOPLE.c.full_name)
_TOLD = select(
    select(func.count())
    .select_from(NOTICES)
    .where(NOTICES.c.person_id == PERSON, NOTICES.c.acknowledged_at.is_(None), told_of(PERSON, NOW))
    .scalar_subquery(),
    unseen_departures(PERSON, NOW).scalar_subquery(),
    select(func.min(OVERRIDES.c.until_at))
    .where(OVERRIDES.c.person_id == PERSON, OVERRIDES.c.until_at > NOW)
    .scalar_subquery(),
)
# Made once: building a statement costs as much as running it.


def queue(
    connection: Connection,
    actor: Actor,
    wanted: QueueFilter,
    now: datetime,
    limit: int | None = None,
) -> QueueView:
    """Rows that pass the filter, how many it hides, and the figures over all open referrals that
    this reader sees.
    """
    seen = sight_of(actor.user_id, now)
    people = {row_id: initials(name) for row_id, name in connection.execute(_NAMES)}
    found = (
        connection.execute(_QUEUE, seen)
        if limit is None
        else connection.execute(_FIRST, {"limit": limit, **seen})
    )
    flags = {one.id: one.challenges for one in connection.execute(_CHALLENGED)}
    sealed = frozenset(connection.execute(SEALED_IDS).scalars())
    linked = frozenset(connection.execute(_LINKED).scalars())
    grave = frozenset(connection.execute(_GRAVE).scalars())
    made = [_row(values, people, flags, sealed, linked, grave) for values in found]
    rows = _overdue_up(made, now)
    shown = rows if wanted.is_all else [row for row in rows if _passes(row, wanted, actor, now)]
    notices, departures, lent_until = connection.execute(_TOLD, seen).one()
    return QueueView(
        rows=tuple(shown),
        hidden=len(rows) - len(shown),
        counts=_counts(rows, actor, now),
        departures=departures,
        notices=notices,
        lent_until=lent_until,
    )


@lru_cache(maxsize=4096)
def _short_reasons(codes: str) -> tuple[str, ...]:
    return tuple(Reason(code).short for code in json.loads(codes))


def _row(
    values: tuple[Any, ...],
    people: dict[int, str],
    flags: dict[int, int],
    sealed: frozenset[int],
    linked: frozenset[int],
    grave: frozenset[int],
) -> QueueRow:
    (
        row_id, reference, state, rating, initial, clock, number, timeouts, start_at, due_at,
        nearest_start, nearest_at, nearest_agency, received_at, child, children, source, reasons,
        worker_id, asked, answered, prompts, changed, version, owing, band, missed, rounds,
    ) = values  # fmt: skip
    return QueueRow(
        row_id, reference, state, rating, initial, clock, number, timeouts, start_at, due_at,
        nearest_start, nearest_at, nearest_agency, received_at, child, children, source.short,
        _short_reasons(reasons), worker_id, people.get(worker_id) if worker_id else None, asked,
        answered, prompts, changed, version, tuple(owing.split(",")) if owing else (),
        timeouts > 0 or (band == FIRST_BAND and state is not ReferralState.UNRATED), missed, rounds,
        flags.get(row_id, 0), row_id in sealed, row_id in linked,
        row_id in grave,
    )  # fmt: skip


def _overdue_up(rows: list[QueueRow], now: datetime) -> list[QueueRow]:
    """What is overdue stands in the first band even where no sweep has put it there yet."""
    if not any(row.is_over(now) and not _is_first(row) for row in rows):
        return rows
    first = [row for row in rows if row.is_over(now) or _is_first(row)]
    rest = [row for row in rows if not (row.is_over(now) or _is_first(row))]
    return sorted(first, key=_place) + rest


def _is_first(row: QueueRow) -> bool:
    return row.reopened or row.state is ReferralState.UNRATED


def _place(row: QueueRow) -> datetime:
    return row.received_at if row.state is ReferralState.UNRATED else row.nearest_at


def _passes(row: QueueRow, wanted: QueueFilter, actor: Actor, now: datetime) -> bool:
    tests = (
        not wanted.mine or row.worker_id == actor.user_id,
        not wanted.unrated or row.state is ReferralState.UNRATED,
        not wanted.reopened or row.reopened,
        not wanted.overdue or row.is_over(now),
        wanted.rating is None or row.rating is wanted.rating,
        wanted.agency is None or wanted.agency in row.owing,
        wanted.worker is None or row.worker_id == wanted.worker,
        not wanted.text or _mentions(row, wanted.text),
    )
    return all(tests)


def _mentions(row: QueueRow, text: str) -> bool:
    seen = " ".join(
        (
            row.reference,
            row.child,
            row.source,
            *row.reasons,
            row.worker or "",
            row.state.label,
            row.rating or "",
            *row.owing,
        )
    ).casefold()
    return all(word in seen for word in text.casefold().split())


def _counts(rows: Sequence[QueueRow], actor: Actor, now: datetime) -> Counts:
    by_rating = dict.fromkeys(Rag, 0)
    unrated = mine = reopened = overdue = children = 0
    upcoming: datetime | None = None
    for row in rows:
        if row.rating is not None:
            by_rating[row.rating] += 1
        unrated += row.state is ReferralState.UNRATED
        mine += row.worker_id == actor.user_id
        reopened += row.reopened
        children += row.children
        if row.is_over(now):
            overdue += 1
        elif upcoming is None or row.nearest_at < upcoming:
            upcoming = row.nearest_at
    return Counts(
        len(rows),
        mine,
        unrated,
        by_rating[Rag.RED],
        by_rating[Rag.AMBER],
        by_rating[Rag.GREEN],
        by_rating[Rag.BLUE],
        reopened,
        overdue,
        children,
        upcoming,
    )
