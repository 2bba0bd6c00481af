"""Why a strategy discussion is due when it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select

from mashdesk.domain.calendar import london_text
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import explain_due
from mashdesk.store.names import POLICIES, ROUNDS
from mashdesk.store.queries.discussions import waiting_discussion
from mashdesk.store.views import ClockExplained

if TYPE_CHECKING:
    from mashdesk.store.store import Store

# The decision starts the clock of feedback in the same instant, which keeps the policy of then.
_POLICY = (
    select(POLICIES.c.version, POLICIES.c.name)
    .join(ROUNDS, ROUNDS.c.policy_version == POLICIES.c.version)
    .where(
        ROUNDS.c.referral_id == bindparam("of"),
        ROUNDS.c.request_id.is_(None),
        ROUNDS.c.clock == ClockKind.FEEDBACK,
        ROUNDS.c.started_at == bindparam("decided_at"),
    )
    .order_by(ROUNDS.c.id)
    .limit(1)
)


def explain_discussion(
    connection: Connection, store: Store, referral: int, now: datetime
) -> tuple[ClockExplained, ...]:
    """The account of the discussion that the standing decision asks for; empty where it is recorded
    or none is asked for.
    """
    decision = waiting_discussion(connection, referral)
    if decision is None:
        return ()
    began, due_at = decision["decided_at"], decision["strategy_due"]
    lines = [f"A strategy discussion was decided on at {london_text(began)}."]
    of = {"of": referral, "decided_at": began}
    kept = connection.execute(_POLICY, of).mappings().one_or_none()
    if kept is not None:
        policy = store.policy(connection, kept["version"])
        lines.append(f"Policy “{kept['name']}”, version {kept['version']}: {policy.strategy}.")
        lines += explain_due(began, policy.strategy, policy.calendar).lines()
    else:
        lines.append(f"Due {london_text(due_at)}.")
    if due_at <= now:
        lines.append("That has passed: it is overdue until the discussion is recorded.")
    return (ClockExplained("Strategy discussion: waits to be recorded", due_at, tuple(lines)),)
