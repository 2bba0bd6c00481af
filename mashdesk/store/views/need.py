"""The level of need of a record, as it was recorded last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mashdesk.domain.indicators import DANGER_AT_HOME
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

    @property
    def danger_at_home(self) -> bool:
        """Whether somebody at home may be who the child is in danger from, by what was ticked and
        scored.
        """
        return bool(self.dv_scale or self.dash) or not DANGER_AT_HOME.isdisjoint(self.indicators)
