"""Which words about other records, weighed in one, a reader may read: what was said of several at
once is for those alone who see every one of them, as on the timeline.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, literal_column

from mashdesk.store.names import CONSIDERED
from mashdesk.store.queries.sight import NOW, PERSON, in_sight

_BESIDE = CONSIDERED.alias("weighed_beside")

SEES_ALL: Any = ~exists(literal_column("1")).where(
    _BESIDE.c.referral_id == CONSIDERED.c.referral_id,
    _BESIDE.c.at == CONSIDERED.c.at,
    _BESIDE.c.by == CONSIDERED.c.by,
    ~in_sight(PERSON, NOW, _BESIDE.c.other_id),
)
"""The condition on what was weighed that the reader sees all that was weighed in the same act."""

NOT_OPEN = "The words are not open to you."
"""What stands in their place."""
