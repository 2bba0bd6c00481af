"""What decisions set going, and what managers and meetings added, for one record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, bindparam, select

from mashdesk.domain.follow_up import Participant
from mashdesk.store.names import (
    ALLOCATIONS,
    EARLY_HELP_REVIEWS,
    OVERSIGHTS,
    REFERRALS,
    SECOND_RATINGS,
    STRATEGY_ACTIONS,
    STRATEGY_DISCUSSIONS,
    STRATEGY_PARTICIPANTS,
)
from mashdesk.store.queries.discussions import next_discussion
from mashdesk.store.views.decisions import (
    ActionView,
    AllocationView,
    FollowUp,
    OversightView,
    ReviewView,
    SecondRatingView,
    StrategyView,
)

People = Mapping[int, str]


def _of(table: Table) -> Select[Any]:
    return select(table).where(table.c.referral_id == bindparam("of")).order_by(table.c.id)


def _of_discussions(table: Table) -> Select[Any]:
    wanted = table.c.discussion_id.in_(bindparam("discussions", expanding=True))
    return select(table).where(wanted).order_by(table.c.id)


# Made once: building a statement costs as much as running it.
_STRATEGIES, _ALLOCATIONS = _of(STRATEGY_DISCUSSIONS), _of(ALLOCATIONS)
_REVIEWS, _SECONDS, _OVERSIGHT = _of(EARLY_HELP_REVIEWS), _of(SECOND_RATINGS), _of(OVERSIGHTS)
_PARTICIPANTS = _of_discussions(STRATEGY_PARTICIPANTS)
_ACTIONS = _of_discussions(STRATEGY_ACTIONS)
DUE_REVIEWS = (
    select(EARLY_HELP_REVIEWS.c.id)
    .where(
        EARLY_HELP_REVIEWS.c.due_at <= bindparam("now"),
        EARLY_HELP_REVIEWS.c.done_at.is_(None),
        EARLY_HELP_REVIEWS.c.surfaced_at.is_(None),
    )
    .order_by(EARLY_HELP_REVIEWS.c.due_at)
)
DUE_ACTIONS = (
    select(STRATEGY_DISCUSSIONS.c.referral_id)
    .distinct()
    .select_from(STRATEGY_ACTIONS)
    .join(STRATEGY_DISCUSSIONS, STRATEGY_DISCUSSIONS.c.id == STRATEGY_ACTIONS.c.discussion_id)
    .join(REFERRALS, REFERRALS.c.id == STRATEGY_DISCUSSIONS.c.referral_id)
    .where(
        STRATEGY_ACTIONS.c.due_at <= bindparam("now"),
        STRATEGY_ACTIONS.c.ended_at.is_(None),
        STRATEGY_ACTIONS.c.surfaced_at.is_(None),
        REFERRALS.c.closed_at.is_(None),
    )
)
_NEXT_ACTION = (
    select(STRATEGY_ACTIONS.c.due_at)
    .select_from(STRATEGY_ACTIONS)
    .join(STRATEGY_DISCUSSIONS, STRATEGY_DISCUSSIONS.c.id == STRATEGY_ACTIONS.c.discussion_id)
    .join(REFERRALS, REFERRALS.c.id == STRATEGY_DISCUSSIONS.c.referral_id)
    .where(
        STRATEGY_ACTIONS.c.ended_at.is_(None),
        STRATEGY_ACTIONS.c.surfaced_at.is_(None),
        REFERRALS.c.closed_at.is_(None),
    )
    .order_by(STRATEGY_ACTIONS.c.due_at)
    .limit(1)
)
_NEXT = (
    select(EARLY_HELP_REVIEWS.c.due_at)
    .where(EARLY_HELP_REVIEWS.c.done_at.is_(None), EARLY_HELP_REVIEWS.c.surfaced_at.is_(None))
    .order_by(EARLY_HELP_REVIEWS.c.due_at)
    .limit(1)
)


def due_reviews(connection: Connection, now: datetime) -> list[int]:
    """Ids of reviews whose time has come (`now` in UTC) and that nobody was given yet."""
    return list(connection.execute(DUE_REVIEWS, {"now": now}).scalars())


def due_actions(connection: Connection, now: datetime) -> list[int]:
    """Ids of open referrals with an action of a strategy discussion whose time has run out (`now`
    in UTC) and of which nobody was told yet.
    """
    return list(connection.execute(DUE_ACTIONS, {"now": now}).scalars())


def next_of_follow_up(connection: Connection) -> datetime | None:
    """When (UTC) the next review comes back by itself, or the next action or strategy discussion
    is overdue.
    """
    found = [connection.execute(one).scalar_one_or_none() for one in (_NEXT, _NEXT_ACTION)]
    found.append(next_discussion(connection))
    return min((one for one in found if one is not None), default=None)


def follow_up(
    connection: Connection, referral: int, people: People, standing: RowMapping | None
) -> FollowUp:
    """Everything of one record; `people` are full names by id, `standing` the decision in force."""
    of = {"of": referral}

    def rows(query: Select[Any]) -> list[RowMapping]:
        return list(connection.execute(query, of).mappings())

    discussions = rows(_STRATEGIES)
    is_held = standing is not None and any(
        row["decision_id"] == standing["id"] for row in discussions
    )
    return FollowUp(
        _strategies(connection, discussions, people),
        tuple(_allocation(row, people) for row in rows(_ALLOCATIONS)),
        tuple(_review(row, people) for row in rows(_REVIEWS)),
        tuple(_second(row, people) for row in rows(_SECONDS)),
        tuple(
            OversightView(row["at"], people.get(row["by"], "—"), row["words"])
            for row in rows(_OVERSIGHT)
        ),
        None if standing is None or is_held else standing["strategy_due"],
    )


def _strategies(
    connection: Connection, found: list[RowMapping], people: People
) -> tuple[StrategyView, ...]:
    if not found:
        return ()
    wanted = {"discussions": [row["id"] for row in found]}
    took: dict[int, list[Participant]] = {}
    for row in connection.execute(_PARTICIPANTS, wanted).mappings():
        one = Participant(row["agency"], row["name"], row["role"])
        took.setdefault(row["discussion_id"], []).append(one)
    asked: dict[int, list[ActionView]] = {}
    for row in connection.execute(_ACTIONS, wanted).mappings():
        asked.setdefault(row["discussion_id"], []).append(_action(row, people))
    return tuple(
        StrategyView(
            row["id"],
            row["held_at"],
            row["result"],
            row["decision"],
            row["why_not"],
            row["recorded_at"],
            people.get(row["recorded_by"], "—"),
            tuple(took.get(row["id"], ())),
            tuple(asked.get(row["id"], ())),
        )
        for row in found
    )


def _action(row: RowMapping, people: People) -> ActionView:
    return ActionView(
        row["id"],
        row["owner"],
        row["words"],
        row["due_at"],
        row["ended"],
        row["ended_at"],
        people.get(row["ended_by"], ""),
        row["ended_because"],
    )


def _allocation(row: RowMapping, people: People) -> AllocationView:
    return AllocationView(
        row["id"],
        row["worker"],
        row["person_id"],
        row["due_at"],
        row["ended_at"],
        row["ended"],
        row["acknowledged_by"],
        row["channel"],
        row["words"],
        people.get(row["ended_by"], ""),
    )


def _review(row: RowMapping, people: People) -> ReviewView:
    return ReviewView(
        row["id"],
        row["due_at"],
        people.get(row["set_by"], "—"),
        row["surfaced_at"],
        row["done_at"],
        people.get(row["done_by"], ""),
        row["result"],
        row["words"],
    )


def _second(row: RowMapping, people: People) -> SecondRatingView:
    by = people.get(row["by"], "—")
    return SecondRatingView(row["rating"], row["at"], by, row["took_part"], row["reason"])
