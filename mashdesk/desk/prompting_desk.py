"""Prompts beyond one record: trying one against history, and considering what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, select

from mashdesk.desk.considering import consider
from mashdesk.desk.permit import looking
from mashdesk.desk.trying import fired
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.calendar import london_day
from mashdesk.domain.permissions import Look, may_look
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import PROMPTS, PromptKind
from mashdesk.domain.toml_table import did_you_mean
from mashdesk.store.names import POLICIES, REFERRALS
from mashdesk.store.names import PROMPTS as PROMPT
from mashdesk.store.queries.sight import in_sight
from mashdesk.store.views.prompting import Tried

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

LONGEST = timedelta(days=366)
MOST_NAMED = 50
"""So many references are told, the newest."""


class PromptingDesk:
    """Reached as `desk.prompting`. Any thread may; it blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def consider(self) -> int:
        """Raise what is to be raised; how many prompts that were. Any process may."""
        return consider(self._desk.store, self._desk.clock)

    def tried(
        self, actor: Actor, code: str, thresholds: Mapping[str, int], over: timedelta
    ) -> Tried:
        """How often a prompt would have fired with these thresholds (the hub's own where none is
        given) on what was received in the last days, as things stood then.

        For managers, auditors and, without references, administrators. What is out of their sight
        is not counted. Raises Invalid.
        """
        desk, now = self._desk, self._desk.clock.now()
        look = Look.SETTINGS if actor.role is Role.ADMINISTRATOR else Look.COUNTS
        with looking(desk.store, desk.clock, actor, look) as connection:
            kind = _kind(code)
            if not timedelta(0) < over <= LONGEST:
                raise Invalid(Problem("over", f"is from 1 day to {LONGEST.days} days"))
            version = connection.execute(_NEWEST_POLICY).scalar_one()
            own = desk.store.policy(connection, version).prompts.of(kind)
            figures = {**own, **_checked(kind, thresholds)}
            since = now - over
            received = _received(connection, actor, since, now)
            found = _fired(connection, kind, figures, received, now, since)
        names = may_look(actor.role, Look.QUEUE)
        newest = tuple(reversed([received[one] for one in sorted(found)]))[:MOST_NAMED]
        return Tried(
            kind.code,
            kind.title,
            tuple(figures.items()),
            london_day(since) + timedelta(days=1),
            london_day(now),
            len(received),
            len(found),
            newest if names else (),
        )


def _kind(code: str) -> PromptKind:
    kind = PROMPTS.get(code.strip().lower())
    if kind is None:
        raise Invalid(
            Problem("code", f"there is no prompt of that name; {did_you_mean(code, PROMPTS)}")
        )
    return kind


def _checked(kind: PromptKind, thresholds: Mapping[str, int]) -> dict[str, int]:
    known = {one.name: one for one in kind.thresholds}
    problems = []
    for name, figure in thresholds.items():
        if (one := known.get(name)) is None:
            there = ", ".join(known) or "none"
            problems.append(Problem(name[:40], f"is no figure of this prompt; it has {there}"))
        elif not one.least <= figure <= one.most:
            problems.append(Problem(name, f"is from {one.least} to {one.most}"))
    if problems:
        raise Invalid(problems)
    return dict(thresholds)


def _received(
    connection: Connection, actor: Actor, since: datetime, now: datetime
) -> dict[int, str]:
    query = (
        select(REFERRALS.c.id, REFERRALS.c.reference)
        .where(
            REFERRALS.c.received_at > since,
            REFERRALS.c.received_at <= now,
            in_sight(actor.user_id, now),
        )
        .order_by(REFERRALS.c.id)
    )
    return {row.id: row.reference for row in connection.execute(query)}


def _fired(
    connection: Connection,
    kind: PromptKind,
    figures: Mapping[str, int],
    received: Mapping[int, str],
    now: datetime,
    since: datetime,
) -> list[int]:
    """Those of the referrals received that it would have fired on."""
    if kind.rule is None:
        raised = connection.execute(_RAISED, {"code": kind.code, "since": since}).scalars()
        return sorted(set(raised) & received.keys())
    return fired(connection, kind, figures, list(received), now)


_NEWEST_POLICY = select(func.max(POLICIES.c.version))
_RAISED = select(PROMPT.c.referral_id).where(
    PROMPT.c.code == bindparam("code"), PROMPT.c.raised_at > bindparam("since")
)
