"""Strategy discussions that a standing decision asks for and nobody has recorded yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Connection,
    RowMapping,
    String,
    bindparam,
    cast,
    literal,
    literal_column,
    select,
)

from mashdesk.domain.prompts.clocks import STRATEGY_OVERDUE
from mashdesk.domain.referral import ReferralState
from mashdesk.store.names import DECISIONS, PROMPTS, REFERRALS, STRATEGY_DISCUSSIONS

_NEWER = DECISIONS.alias("newer")
_COLUMNS = ("id", "referral_id", "decider_id", "decided_at", "strategy_due")
_KEY = "decision "

# Made once: building a statement costs as much as running it.
_WAITING = (
    select(*(DECISIONS.c[name] for name in _COLUMNS))
    .join(REFERRALS, REFERRALS.c.id == DECISIONS.c.referral_id)
    .where(
        DECISIONS.c.strategy_due.is_not(None),
        # Not a parameter: only then does the partial index serve it. What is closed is not decided.
        literal_column(f"referral.state = '{ReferralState.DECIDED.value}'"),
        ~select(_NEWER.c.id)
        .where(_NEWER.c.referral_id == DECISIONS.c.referral_id, _NEWER.c.id > DECISIONS.c.id)
        .exists(),
        ~select(STRATEGY_DISCUSSIONS.c.id)
        .where(
            # Told twice over, for there is an index by referral and none by decision.
            STRATEGY_DISCUSSIONS.c.referral_id == DECISIONS.c.referral_id,
            STRATEGY_DISCUSSIONS.c.decision_id == DECISIONS.c.id,
        )
        .exists(),
    )
)
# The prompt is what remembers that it was told: there is one for each decision, ever.
_UNTOLD = _WAITING.where(
    ~select(PROMPTS.c.id)
    .where(
        PROMPTS.c.referral_id == DECISIONS.c.referral_id,
        PROMPTS.c.code == STRATEGY_OVERDUE.code,
        PROMPTS.c.evidence_key == literal(_KEY) + cast(DECISIONS.c.id, String),
    )
    .exists()
)
DUE_DISCUSSIONS = _UNTOLD.where(DECISIONS.c.strategy_due <= bindparam("now"))
_DUE_OF = DUE_DISCUSSIONS.where(DECISIONS.c.referral_id == bindparam("of"))
_WAITING_OF = _WAITING.where(DECISIONS.c.referral_id == bindparam("of"))
_NEXT = (
    _UNTOLD.with_only_columns(DECISIONS.c.strategy_due).order_by(DECISIONS.c.strategy_due).limit(1)
)


def key_of(decision: int) -> str:
    """What the prompt of an overdue discussion rests on: the decision (its id) asking for it."""
    return f"{_KEY}{decision}"


def waiting_discussion(connection: Connection, referral: int) -> RowMapping | None:
    """The decision whose discussion is still to be recorded; None where there is none."""
    return connection.execute(_WAITING_OF, {"of": referral}).mappings().one_or_none()


def due_discussions(connection: Connection, now: datetime) -> list[int]:
    """Ids of referrals whose discussion was to be recorded by `now` (UTC) and of which nobody was
    told yet.
    """
    return [
        row["referral_id"] for row in connection.execute(DUE_DISCUSSIONS, {"now": now}).mappings()
    ]


def due_discussion(connection: Connection, referral: int, now: datetime) -> RowMapping | None:
    """The decision by which this referral is one of those."""
    return connection.execute(_DUE_OF, {"of": referral, "now": now}).mappings().one_or_none()


def next_discussion(connection: Connection) -> datetime | None:
    """When (UTC) the next discussion is overdue."""
    found: datetime | None = connection.execute(_NEXT).scalar_one_or_none()
    return found
