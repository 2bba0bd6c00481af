"""What became of an agency's contributions: the standing decision, in the words chosen for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.domain.sharing import Use
from mashdesk.store.names import ANSWERS, DECISIONS, REFERRALS, REQUESTS
from mashdesk.store.views import AgencyRow, BecameView

_AT_ONCE = 500
"""Requests asked about in one statement: engines bound how many parameters one may have."""

_NEWEST = (
    select(func.max(DECISIONS.c.id))
    .where(DECISIONS.c.referral_id == REFERRALS.c.id)
    .correlate(REFERRALS)
    .scalar_subquery()
)
_FIRST_ANSWER = (
    select(func.min(ANSWERS.c.recorded_at))
    .where(ANSWERS.c.request_id == REQUESTS.c.id)
    .correlate(REQUESTS)
    .scalar_subquery()
)
_FIRST_SAID = (
    select(func.min(ANSWERS.c.recorded_at))
    .where(ANSWERS.c.request_id == REQUESTS.c.id, ANSWERS.c.answer != AnswerKind.DECLINED)
    .correlate(REQUESTS)
    .scalar_subquery()
)
# Made once: building a statement costs as much as running it.
_DECIDED = (
    select(
        DECISIONS,
        REQUESTS.c.id.label("request"),
        REQUESTS.c.state.label("request_state"),
        REQUESTS.c.missed_at.label("request_missed"),
        REFERRALS.c.state.label("standing"),
        _FIRST_ANSWER.label("answered_at"),
        _FIRST_SAID.label("said_at"),
    )
    .join(REFERRALS, REFERRALS.c.id == REQUESTS.c.referral_id)
    .join(DECISIONS, DECISIONS.c.id == _NEWEST)
    .where(REQUESTS.c.id.in_(bindparam("requests", expanding=True)))
    .order_by(DECISIONS.c.decided_at.desc(), REQUESTS.c.id.desc())
)


def became_of(
    connection: Connection,
    agency: str,
    rows: Mapping[int, AgencyRow],
    people: Mapping[int, str],
) -> tuple[BecameView, ...]:
    """What became of these requests of one agency (its code), by request id; newest decision first.

    All of them are on referrals whose decision stands. One that was withdrawn before anything was
    said contributed nothing, and is left out.
    """
    found = [
        _view(row, rows[row["request"]], agency, people)
        for chunk in _chunks(sorted(rows))
        for row in connection.execute(_DECIDED, {"requests": chunk}).mappings()
        if row["answered_at"] is not None or row["request_state"] is not RequestState.WITHDRAWN
    ]
    return tuple(sorted(found, key=lambda one: (one.decided_at, one.request), reverse=True))


def _chunks(requests: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(requests), _AT_ONCE):
        yield requests[first : first + _AT_ONCE]


def _view(row: Any, listed: AgencyRow, agency: str, people: Mapping[int, str]) -> BecameView:
    return BecameView(
        row["request"],
        listed.reference,
        listed.child,
        row["outcome"].label,
        row["agency_words"],
        row["final_rating"],
        _use(row, agency),
        row["decided_at"],
        people.get(row["decider_id"], "—"),
        row["standing"] is ReferralState.CLOSED,
    )


def _use(row: Any, agency: str) -> Use:
    if row["answered_at"] is None:
        return _unanswered(row)
    if row["said_at"] is None:
        return Use.DECLINED
    if row["said_at"] > row["decided_at"]:
        return Use.LATE
    return Use.SHAPED if agency in row["shaped_by"] else Use.CONSIDERED


def _unanswered(row: Any) -> Use:
    """Why nothing was said: only of what ran out is it told that it was not in time."""
    if row["request_state"] is RequestState.OPEN:
        return Use.AWAITED
    return Use.NONE if row["request_missed"] is not None else Use.WITHOUT
