"""Whether anything ran out beside rounds: asked at each beat, when nearly always nothing has."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select

from mashdesk.store.queries.challenges import LATE_STAGES
from mashdesk.store.queries.decisions import DUE_ACTIONS, DUE_REVIEWS
from mashdesk.store.queries.discussions import DUE_DISCUSSIONS

# Made once, and one for all: asking each by itself costs more than their answers.
_ANYTHING = select(
    or_(
        *(
            look.order_by(None).exists()
            for look in (LATE_STAGES, DUE_REVIEWS, DUE_ACTIONS, DUE_DISCUSSIONS)
        )
    )
)


def anything_beside(connection: Connection, now: datetime) -> bool:
    """Whether a stage of a challenge, an early help review, an action or a strategy discussion ran
    out by `now` (UTC) and nobody was told of it yet.
    """
    return bool(connection.execute(_ANYTHING, {"now": now}).scalar_one())
