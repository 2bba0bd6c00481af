"""Counts of what agencies were asked and challenged over a period; of what this person sees."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, func, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.challenge import Stage
from mashdesk.domain.period import Period
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, RequestState
from mashdesk.store.names import (
    AGENCIES,
    ANSWERS,
    CHALLENGE_STAGES,
    CHALLENGES,
    REQUESTS,
)
from mashdesk.store.queries.returns import returns
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.views.counts import AgencyCount, ChallengeCount, CountsView

_NEWEST = (
    select(func.max(ANSWERS.c.id))
    .where(ANSWERS.c.request_id == REQUESTS.c.id)
    .correlate(REQUESTS)
    .scalar_subquery()
)
_IS = REQUESTS.c.state
_SAID_NO = and_(_IS == RequestState.ANSWERED, ANSWERS.c.answer == AnswerKind.DECLINED)
_ANSWERED = and_(_IS == RequestState.ANSWERED, ANSWERS.c.answer != AnswerKind.DECLINED)
_NOT_COMMISSIONED = and_(_SAID_NO, ANSWERS.c.declined == Declined.NOT_COMMISSIONED)
_KEY = (AGENCIES.c.id, AGENCIES.c.code, AGENCIES.c.name, REQUESTS.c.asked_rating)


def _counted(*conditions: Any) -> Any:
    return func.count().filter(and_(*conditions))


def _asked_in(period: Period, query: Any) -> Any:
    """The requests asked in the period that this person sees, each with its newest answer."""
    return (
        query.join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
        .outerjoin(ANSWERS, ANSWERS.c.id == _NEWEST)
        .where(
            REQUESTS.c.asked_at >= period.begins,
            REQUESTS.c.asked_at < period.ends,
            in_sight(PERSON, NOW, REQUESTS.c.referral_id),
        )
    )


def counts(connection: Connection, actor: Actor, period: Period, now: Any) -> CountsView:
    """Everything a period holds, agencies in the roster's order, the gravest rating first."""
    sight = sight_of(actor.user_id, now)
    return CountsView(
        period.since,
        period.until,
        _requests(connection, period, sight),
        _challenges(connection, period, sight),
        returns(connection, period, sight),
    )


def _requests(
    connection: Connection, period: Period, sight: dict[str, Any]
) -> tuple[AgencyCount, ...]:
    query = _asked_in(
        period,
        select(
            *_KEY,
            func.count(),
            _counted(_ANSWERED, ANSWERS.c.late.is_(False)),
            _counted(_ANSWERED, ANSWERS.c.late.is_(True)),
            _counted(_NOT_COMMISSIONED),
            _counted(_SAID_NO) - _counted(_NOT_COMMISSIONED),
            _counted(_IS == RequestState.WITHDRAWN),
            _counted(_IS == RequestState.DECIDED_WITHOUT),
            _counted(_IS == RequestState.OPEN),
            _counted(_IS == RequestState.OPEN, ANSWERS.c.partial.is_(True)),
            _counted(REQUESTS.c.insisted != ""),
            _counted(REQUESTS.c.missed_at.is_not(None)),
        ).select_from(REQUESTS),
    ).group_by(*_KEY)
    reasons = _reasons(connection, period, sight)
    rows = sorted(connection.execute(query, sight).all(), key=_place)
    return tuple(
        replace(AgencyCount(*row[1:]), reasons=tuple(reasons.get((row[0], row[3]), ())))
        for row in rows
    )


def _place(row: Any) -> tuple[int, int]:
    return row.id, -row.asked_rating.severity if row.asked_rating is not None else 0


def _reasons(
    connection: Connection, period: Period, sight: dict[str, Any]
) -> dict[tuple[int, Rag | None], list[tuple[Declined, int]]]:
    """Why agencies declined, by agency and rating; not being commissioned is counted apart."""
    query = (
        _asked_in(
            period,
            select(
                AGENCIES.c.id, REQUESTS.c.asked_rating, ANSWERS.c.declined, func.count()
            ).select_from(REQUESTS),
        )
        .where(_SAID_NO, ANSWERS.c.declined != Declined.NOT_COMMISSIONED)
        .group_by(AGENCIES.c.id, REQUESTS.c.asked_rating, ANSWERS.c.declined)
    )
    found: dict[tuple[int, Rag | None], list[tuple[Declined, int]]] = {}
    order = list(Declined)
    for agency, rating, why, number in sorted(
        connection.execute(query, sight).all(), key=lambda row: order.index(row[2])
    ):
        found.setdefault((agency, rating), []).append((why, number))
    return found


def _challenges(
    connection: Connection, period: Period, sight: dict[str, Any]
) -> tuple[ChallengeCount, ...]:
    key = (CHALLENGES.c.agency_id, AGENCIES.c.code, AGENCIES.c.name)
    query = (
        select(*key, CHALLENGE_STAGES.c.stage, func.count())
        .select_from(CHALLENGE_STAGES)
        .join(CHALLENGES, CHALLENGES.c.id == CHALLENGE_STAGES.c.challenge_id)
        .outerjoin(AGENCIES, AGENCIES.c.id == CHALLENGES.c.agency_id)
        .where(
            CHALLENGE_STAGES.c.raised_at >= period.begins,
            CHALLENGE_STAGES.c.raised_at < period.ends,
            in_sight(PERSON, NOW, CHALLENGES.c.referral_id),
        )
        .group_by(*key, CHALLENGE_STAGES.c.stage)
    )
    found: dict[tuple[int, str, str], dict[Stage, int]] = {}
    for agency, code, name, stage, number in connection.execute(query, sight):
        found.setdefault((agency or 0, code or "", name or "the desk"), {})[stage] = number
    return tuple(
        ChallengeCount(code, name, _in_order(stages))
        for (_, code, name), stages in sorted(found.items())
    )


def _in_order(stages: dict[Stage, int]) -> tuple[tuple[Stage, int], ...]:
    return tuple((stage, stages[stage]) for stage in Stage if stage in stages)
