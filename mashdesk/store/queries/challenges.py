"""Challenges: those of one referral or request with their words, the open ones, and the counts.

An agency's own are found by the agency's id, so that nothing of another's can show through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, select

from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import ChallengeState, Stage
from mashdesk.store.names import AGENCIES, CHALLENGE_STAGES, CHALLENGES, PEOPLE, REFERRALS
from mashdesk.store.queries.events import names
from mashdesk.store.queries.sight import in_sight
from mashdesk.store.views.challenges import (
    ChallengeRow,
    ChallengeStageView,
    ChallengesView,
    ChallengeView,
    StageCount,
)

_WAITS = and_(CHALLENGE_STAGES.c.answered_at.is_(None), CHALLENGE_STAGES.c.ended_at.is_(None))
_NEWEST = (
    select(func.max(CHALLENGE_STAGES.c.id))
    .where(CHALLENGE_STAGES.c.challenge_id == CHALLENGES.c.id)
    .correlate(CHALLENGES)
    .scalar_subquery()
)
_WHOLE = (
    select(
        CHALLENGES,
        REFERRALS.c.reference,
        AGENCIES.c.code.label("agency"),
        AGENCIES.c.name.label("agency_name"),
        PEOPLE.c.full_name,
    )
    .join(REFERRALS, REFERRALS.c.id == CHALLENGES.c.referral_id)
    .join(PEOPLE, PEOPLE.c.id == CHALLENGES.c.raised_by)
    .outerjoin(AGENCIES, AGENCIES.c.id == CHALLENGES.c.agency_id)
    .order_by(CHALLENGES.c.id)
)
_STAGES = select(CHALLENGE_STAGES).order_by(CHALLENGE_STAGES.c.id)
_ROWS = (
    _WHOLE.add_columns(CHALLENGE_STAGES.c.due_at, CHALLENGE_STAGES.c.missed_at)
    .join(CHALLENGE_STAGES, CHALLENGE_STAGES.c.id == _NEWEST)
    .where(CHALLENGES.c.resolved_at.is_(None))
)


def challenges_of(
    connection: Connection, actor: Actor, which: ColumnElement[bool]
) -> tuple[ChallengeView, ...]:
    """The challenges that `which` says, oldest first, with all that was said. What of them this
    reader sees is the caller's part of `which`.
    """
    rows = connection.execute(_WHOLE.where(which)).mappings().all()
    if not rows:
        return ()
    people = names(connection)
    wanted = CHALLENGE_STAGES.c.challenge_id.in_([row["id"] for row in rows])
    stages: dict[int, list[ChallengeStageView]] = {row["id"]: [] for row in rows}
    for stage in connection.execute(_STAGES.where(wanted)).mappings():
        stages[stage["challenge_id"]].append(_stage(stage, people))
    return tuple(_view(row, stages[row["id"]], actor) for row in rows)


def of_referral(connection: Connection, actor: Actor, referral: int) -> tuple[ChallengeView, ...]:
    """Every challenge on a referral."""
    return challenges_of(connection, actor, CHALLENGES.c.referral_id == referral)


def of_agency_on(
    connection: Connection, actor: Actor, agency: int, request: int
) -> tuple[ChallengeView, ...]:
    """An agency's own challenges through one of its requests, which this reader has opened."""
    own = and_(CHALLENGES.c.agency_id == agency, CHALLENGES.c.request_id == request)
    return challenges_of(connection, actor, own)


def _view(row: Any, stages: Sequence[ChallengeStageView], actor: Actor) -> ChallengeView:
    partner = actor.role is Role.PRACTITIONER
    return ChallengeView(
        id=row["id"],
        version=row["version"],
        referral=None if partner else row["referral_id"],
        request=row["request_id"],
        reference=row["reference"],
        agency=row["agency"] or "",
        by=row["agency_name"] or row["full_name"],
        own=partner or (row["agency_id"] is None and row["raised_by"] == actor.user_id),
        against=row["against"],
        wants=row["wants"],
        state=row["state"],
        stage=row["stage"],
        raised_at=row["raised_at"],
        resolved_at=row["resolved_at"],
        stages=tuple(stages),
    )


def _stage(row: Any, people: Mapping[int, str]) -> ChallengeStageView:
    return ChallengeStageView(
        stage=row["stage"],
        raised_by=people.get(row["raised_by"], "—"),
        raised_at=row["raised_at"],
        why=row["why"],
        was=row["was"],
        started_at=row["raised_at"],
        due_at=row["due_at"],
        missed_at=row["missed_at"],
        answered_by=people.get(row["answered_by"], ""),
        answered_at=row["answered_at"],
        reply=row["reply"],
        answer=row["answer"],
        ended_at=row["ended_at"],
        ended=row["ended"],
    )


def open_and_counts(
    connection: Connection, actor: Actor, now: datetime, agency: int | None
) -> ChallengesView:
    """Everything open, what is overdue first and then what runs out first, and the counts; of one
    agency alone if it is given.
    """
    whose = [in_sight(actor.user_id, now, CHALLENGES.c.referral_id)]
    if agency is not None:
        whose.append(CHALLENGES.c.agency_id == agency)
    found = connection.execute(_ROWS.where(*whose)).mappings()
    rows = sorted((_row(row, actor, now) for row in found), key=_place)
    resolved = select(func.count()).where(CHALLENGES.c.resolved_at.is_not(None), *whose)
    return ChallengesView(
        open=tuple(rows),
        overdue=sum(row.overdue for row in rows),
        resolved=int(connection.execute(resolved).scalar_one()),
        stages=_counts(connection, now, whose),
    )


def _place(row: ChallengeRow) -> tuple[bool, bool, datetime, int]:
    waits = row.state is ChallengeState.WAITING
    return (not row.overdue, not waits, row.due_at, row.id)


def _row(row: Any, actor: Actor, now: datetime) -> ChallengeRow:
    waits = row["state"] is ChallengeState.WAITING
    return ChallengeRow(
        id=row["id"],
        version=row["version"],
        referral=None if actor.role is Role.PRACTITIONER else row["referral_id"],
        request=row["request_id"],
        reference=row["reference"],
        by=row["agency_name"] or row["full_name"],
        against=row["against"],
        state=row["state"],
        stage=row["stage"],
        raised_at=row["raised_at"],
        due_at=row["due_at"],
        missed_at=row["missed_at"],
        overdue=waits and (row["missed_at"] is not None or row["due_at"] <= now),
    )


def _counts(
    connection: Connection, now: datetime, whose: Sequence[ColumnElement[bool]]
) -> tuple[StageCount, ...]:
    stage = CHALLENGE_STAGES.c
    over = stage.missed_at.is_not(None) | (stage.due_at <= now)
    query = (
        select(
            stage.stage,
            func.count(),
            func.count().filter(stage.answered_at.is_not(None), stage.missed_at.is_(None)),
            func.count().filter(stage.answered_at.is_not(None), stage.missed_at.is_not(None)),
            func.count().filter(stage.answered_at.is_(None), stage.ended_at.is_not(None)),
            func.count().filter(_WAITS),
            func.count().filter(_WAITS, over),
        )
        .join(CHALLENGES, CHALLENGES.c.id == stage.challenge_id)
        .where(*whose)
        .group_by(stage.stage)
    )
    counted = {row[0]: StageCount(*row) for row in connection.execute(query)}
    return tuple(counted.get(one, StageCount(one)) for one in Stage)


# Made once: every desk asks with every beat, and building a statement costs more than running it.
LATE_STAGES = (
    select(CHALLENGE_STAGES.c.challenge_id)
    .where(
        _WAITS,
        CHALLENGE_STAGES.c.missed_at.is_(None),
        CHALLENGE_STAGES.c.due_at <= bindparam("now"),
    )
    .order_by(CHALLENGE_STAGES.c.due_at)
    .limit(100)
)


def late_stages(connection: Connection, now: datetime, apart: Sequence[int] = ()) -> list[int]:
    """Ids of challenges at a stage whose time is up and not noted yet, but those set `apart`."""
    found = connection.execute(LATE_STAGES, {"now": now}).scalars()
    return [challenge for challenge in found if challenge not in apart]
