"""The level of need of a record, as it was recorded last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mashdesk.domain.rating import Rag


@dataclass(frozen=True, slots=True)
class NeedView:
    """What was ticked (codes) and scored, by whom, and the level and rating it pointed to, with
    the reasons in words, the gravest first.
    """

    at: datetime
    by: str
    level: int
    rating: Rag
    reasons: tuple[str, ...]
    indicators: tuple[str, ...]
    graded_care: int | None
    dv_scale: int | None
    dash: int | None
    missing: tuple[date, ...]
    words: str
