"""Why a challenge's answer is due when it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, select

from mashdesk.domain.calendar import london_text
from mashdesk.domain.timescales import Span, explain_due
from mashdesk.store.names import CHALLENGE_STAGES, CHALLENGES, POLICIES
from mashdesk.store.views import ClockExplained

if TYPE_CHECKING:
    from mashdesk.store.store import Store

_WAITING = (
    select(CHALLENGE_STAGES, CHALLENGES.c.against, POLICIES.c.name.label("policy_name"))
    .join(CHALLENGES, CHALLENGES.c.id == CHALLENGE_STAGES.c.challenge_id)
    .join(POLICIES, POLICIES.c.version == CHALLENGE_STAGES.c.policy_version)
    .where(CHALLENGE_STAGES.c.answered_at.is_(None), CHALLENGE_STAGES.c.ended_at.is_(None))
    .order_by(CHALLENGE_STAGES.c.id)
)


def explain_challenges(
    connection: Connection, store: Store, which: ColumnElement[bool]
) -> tuple[ClockExplained, ...]:
    """One account for each of these challenges that waits for an answer, in plain sentences."""
    told = []
    for row in connection.execute(_WAITING.where(which)).mappings():
        policy, span = store.policy(connection, row["policy_version"]), Span.parse(row["span"])
        lines = [
            f"Policy “{row['policy_name']}”, version {row['policy_version']}: {span} a stage.",
            *explain_due(row["raised_at"], span, policy.calendar).lines(),
        ]
        if row["missed_at"] is not None:
            lines.append(f"It ran out at {london_text(row['missed_at'])}, unanswered.")
        title = f"Challenge of the {row['against'].label}: {row['stage'].label}"
        told.append(ClockExplained(title, row["due_at"], tuple(lines)))
    return tuple(told)
