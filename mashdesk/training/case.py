"""One referral of the training hub as its story knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mashdesk.domain.contact import Contact
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.training.recurring import Told
from mashdesk.training.stages import Part


@dataclass(slots=True)
class Case:
    """What a story must remember: versions are read again after a sweep has touched it."""

    part: Part
    told: Told
    worker: str | None
    clock_from: datetime
    id: int = 0
    reference: str = ""
    version: int = 1
    requests: dict[int, tuple[str, int]] = field(default_factory=dict)
    touched: bool = False
    past: bool = False
    """Whether it was closed months ago."""
    outcome: DecisionOutcome | None = None

    @property
    def contact(self) -> Contact:
        """The contact it began with."""
        return self.told.contact
