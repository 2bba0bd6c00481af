"""Prompts beyond one record: trying one against history, and considering what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, select

from mashdesk.desk.permit import looking
from mashdesk.desk.prompts.considering import consider, consider_one
from mashdesk.desk.prompts.giving_way import GiveWay, on_at_once
from mashdesk.desk.prompts.standing import kept_prompts
from mashdesk.desk.prompts.trying import fired
from mashdesk.desk.reads.noticed_besides import noticed_besides
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import day_text, london_day
from mashdesk.domain.errors import OpenPrompt
from mashdesk.domain.permissions import Look, may_look, may_read_answer
from mashdesk.domain.policy import parse_policy
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import PROMPTS, PromptKind
from mashdesk.domain.prompts.family import FAMILY
from mashdesk.domain.prompts.moments import matters_at_rating, passes
from mashdesk.domain.prompts.weighing import weighed
from mashdesk.domain.prompts.written import checked_figures, kind_of, with_prompt
from mashdesk.domain.request import Sharing
from mashdesk.store.names import POLICIES, REFERRALS
from mashdesk.store.names import PROMPTS as PROMPT
from mashdesk.store.queries.lists import FOR_DECIDERS, prompts
from mashdesk.store.queries.sight import in_sight, sees
from mashdesk.store.queries.snapshot import snapshots
from mashdesk.store.views import BesidesView
from mashdesk.store.views.prompting import PromptSet, Tried
from mashdesk.text import plain

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

LONGEST = timedelta(days=366)
MOST_NAMED = 50
"""So many references are told, the newest."""


class PromptingDesk:
    """Reached as `desk.prompting`. Any thread may; it blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def as_set(self) -> tuple[PromptSet, ...]:
        """Every prompt as the policy in force has it."""
        settings = parse_policy(self._desk.policy_text(), 1).prompts
        return tuple(
            PromptSet(
                kind.code,
                kind.title,
                kind.severity.value,
                kind.suggests,
                kind.code not in settings.off,
                tuple((one, settings.of(kind)[one.name]) for one in kind.thresholds),
                by_clock=kind.rule is None,
            )
            for kind in PROMPTS.values()
        )

    def set_otherwise(
        self, actor: Actor, code: str, *, on: bool, figures: Mapping[str, int], reason: str
    ) -> c.AdoptPolicy:
        """The act by which this prompt is on or off with these figures, and all else stays as it
        is in the policy in force. Raises Invalid.
        """
        desk, kind = self._desk, kind_of(code)
        if not reason.strip():
            raise Invalid(Problem("reason", "say why, in a sentence"))
        over, text = desk.hub().policy_version, desk.policy_text()
        day = day_text(london_day(desk.clock.now()))
        said = plain(" ".join(f"{day}, {actor.name}: {reason}".split()))
        text = with_prompt(text, kind, on=on, figures=figures, said=said)
        return c.AdoptPolicy(text=text, reason=reason, over=over)

    def consider(self, give_way: GiveWay = on_at_once) -> int:
        """Raise what is to be raised; how many prompts that were. Any process may."""
        return consider(self._desk.store, self._desk.clock, give_way)

    def consider_one(self, referral: int) -> int:
        """Raise what is to be raised on this record, the rest at the next beat; how many prompts
        that were.
        """
        return consider_one(self._desk.store, self._desk.clock, referral)

    def besides(self, actor: Actor, referral: int) -> tuple[BesidesView, ...]:
        """What is noticed of a record with sealed ones that this reader sees, the gravest first."""
        desk, now = self._desk, self._desk.clock.now()
        with looking(desk.store, desk.clock, actor, Look.QUEUE) as connection:
            if not sees(connection, actor.user_id, referral, now):
                return ()
            return noticed_besides(connection, desk.store, actor, referral, now)

    def at_rating(self, actor: Actor, referral: int) -> tuple[OpenPrompt, ...]:
        """What to consider as this record is rated, the gravest first: prompts that stand, and what
        is noticed just now and not raised yet, which has no number. Nothing is changed by asking.
        """
        desk, now = self._desk, self._desk.clock.now()
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            if not sees(connection, actor.user_id, referral, now):
                return ()
            standing = prompts(connection, actor, referral, now)
            version = connection.execute(_NEWEST_POLICY).scalar_one()
            settings = desk.store.policy(connection, version).prompts
            kept = kept_prompts(connection, [referral])[referral]
            seen = snapshots(connection, [referral], now)
            plans = [weighed(one, kept, settings) for _, one in seen]
        decides = may_read_answer(actor.role, Sharing.DECISION_MAKER)
        found = [
            one.to_answer
            for one in standing
            if one.code in PROMPTS and matters_at_rating(PROMPTS[one.code]) and not one.passes
        ]
        for kind, evidence in (each for plan in plans for each in plan.fresh):
            if matters_at_rating(kind) and not passes(kind, evidence.items):
                text = evidence.text if decides or kind not in FAMILY else FOR_DECIDERS
                found.append(OpenPrompt(0, kind.code, kind.title, text, kind.suggests, kind.grave))
        return tuple(sorted(found, key=lambda one: not one.grave))

    def tried(
        self, actor: Actor, code: str, thresholds: Mapping[str, int], over: timedelta
    ) -> Tried:
        """How often a prompt would have fired with these thresholds (the hub's own where none is
        given) on what was received in the last days, as things stood then.

        For managers, auditors and, without references, administrators. What is out of their sight
        is not counted. Raises Invalid.
        """
        desk, now = self._desk, self._desk.clock.now()
        with looking(desk.store, desk.clock, actor, Look.TRIALS) as connection:
            kind = kind_of(code)
            if not timedelta(0) < over <= LONGEST:
                raise Invalid(Problem("over", f"is from 1 day to {LONGEST.days} days"))
            version = connection.execute(_NEWEST_POLICY).scalar_one()
            own = desk.store.policy(connection, version).prompts.of(kind)
            figures = {**own, **checked_figures(kind, thresholds)}
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
