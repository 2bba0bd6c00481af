"""A referral's place in the queue, derived from its running rounds and its requests.

The queue has two bands. First comes what somebody must see now: contacts nobody has rated, and
whatever ran out and was reopened or stays overdue. Then the rest. Within a band, what runs out
first comes first, and of one referral's clocks what was missed before all others; an unrated
contact counts by its receipt, so that no rated one it came before can stand above it. Nothing
moves as time passes, only when something happens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Table,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    update,
)

from mashdesk.domain.prompts import NOTES
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.request import RequestState
from mashdesk.store.names import AGENCIES, PROMPTS, REFERRALS, REQUESTS, ROUNDS
from mashdesk.store.tables import Referral

FIRST_BAND, SECOND_BAND = 0, 1


def _count(of: Table, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    query = select(func.count()).select_from(of).where(of.c.referral_id == REFERRALS.c.id, *which)
    return query.correlate(REFERRALS).scalar_subquery()


# No parameters: every command asks this.
_MARKS_ROW: ColumnElement[Any] = literal_column(
    f"prompt.code NOT IN ({', '.join(repr(code) for code in NOTES)})"
)
_STANDING = _count(PROMPTS, PROMPTS.c.answered_at.is_(None), _MARKS_ROW)
# Made once: every command asks this, and building a statement costs as much as running it.
_RUNNING = (
    select(
        REFERRALS.c.id,
        REFERRALS.c.received_at,
        REFERRALS.c.timeouts,
        _count(REQUESTS, REQUESTS.c.state != RequestState.WITHDRAWN).label("asked"),
        _count(REQUESTS, REQUESTS.c.state == RequestState.ANSWERED).label("answered"),
        _STANDING.label("prompts"),
        ROUNDS.c.request_id,
        ROUNDS.c.clock,
        ROUNDS.c.started_at,
        ROUNDS.c.due_at,
        ROUNDS.c.number,
        ROUNDS.c.missed_at,
        AGENCIES.c.code.label("agency"),
    )
    .outerjoin(
        ROUNDS,
        and_(
            ROUNDS.c.referral_id == REFERRALS.c.id,
            ROUNDS.c.ended_at.is_(None),
            ROUNDS.c.paused_at.is_(None),
        ),
    )
    .outerjoin(REQUESTS, REQUESTS.c.id == ROUNDS.c.request_id)
    .outerjoin(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
    .where(REFERRALS.c.id.in_(bindparam("referrals", expanding=True)))
    .order_by(ROUNDS.c.due_at, ROUNDS.c.id)
)
"""One row for each running round of a referral; a referral without any has one row all the same."""


def places(connection: Connection, referrals: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The queue's columns for each referral, by id; without running rounds its places are None."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(_RUNNING, {"referrals": list(referrals)}):
        found[row.id].append(row)
    return {
        referral: _columns(rows, rows[0].received_at, rows[0].timeouts)
        for referral, rows in found.items()
    }


def place_of(connection: Connection, referral: Referral) -> dict[str, Any]:
    """The queue's columns for a referral in hand: what it says of itself may not be written yet,
    but its rounds, requests and prompts are.
    """
    rows = connection.execute(_RUNNING, {"referrals": [referral.id]}).all()
    return _columns(rows, referral.received_at, referral.timeouts)


def write_places(connection: Connection, referrals: Sequence[int]) -> None:
    """Bring the queue's columns of these referrals up to date."""
    rows = [
        {"b_id": referral, **place} for referral, place in places(connection, referrals).items()
    ]
    statement = (
        update(REFERRALS)
        .where(REFERRALS.c.id == bindparam("b_id"))
        .values({name: bindparam(name) for name in rows[0] if name != "b_id"})
    )
    connection.execute(statement, rows)


def write_prompts(connection: Connection, referrals: Sequence[int]) -> None:
    """Bring how many prompts mark these referrals up to date; their place does not depend on it."""
    connection.execute(_MARKED, {"referrals": list(referrals)})


_MARKED = (
    update(REFERRALS)
    .where(REFERRALS.c.id.in_(bindparam("referrals", expanding=True)))
    .values(prompts=_STANDING)
)


def _columns(rows: Sequence[Any], received_at: datetime, timeouts: int) -> dict[str, Any]:
    running = [row for row in rows if row.clock is not None]
    return {
        **_place(running, received_at, timeouts),
        "asked": rows[0].asked,
        "answered": rows[0].answered,
        "prompts": rows[0].prompts,
    }


def _place(running: Sequence[Any], received_at: datetime, timeouts: int) -> dict[str, Any]:
    if not any(row.request_id is None for row in running):
        return {
            "band": SECOND_BAND,
            "sort_at": None,
            "nearest_start": None,
            "nearest_at": None,
            "nearest_agency": None,
            "missed": False,
            "rounds": 1,
            "owing": "",
        }
    # What was missed stays the most pressing even if the wall clock was set back since.
    nearest = next((row for row in running if row.missed_at is not None), running[0])
    unrated = any(row.clock is ClockKind.UNRATED for row in running)
    raised = timeouts > 0 or any(row.number > 1 or row.missed_at for row in running)
    owing = [row.agency for row in running if row.request_id is not None]
    return {
        "band": FIRST_BAND if unrated or raised else SECOND_BAND,
        "sort_at": received_at if unrated else nearest.due_at,
        "nearest_start": nearest.started_at,
        "nearest_at": nearest.due_at,
        "nearest_agency": nearest.agency,
        "missed": nearest.missed_at is not None,
        "rounds": _rounds(running, timeouts),
        "owing": ",".join(owing)[:200],
    }


def _rounds(running: Sequence[Any], timeouts: int) -> int:
    """The highest round of its clocks; where its own is in its first, how often it came to the top.

    A return that woke puts a clock's first round back: that it came up again only time-outs tell.
    """
    own = next(row for row in running if row.request_id is None)
    numbers = [int(row.number) for row in running]
    if own.number == 1:
        # A last round that ran out stays: it has not come up again.
        numbers.append(timeouts + (own.missed_at is None))
    return max(numbers)
