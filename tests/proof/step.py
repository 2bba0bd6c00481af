"""One step of the promise's machine, from one picture of a store to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM, Actor
from tests.proof.picture import Row


@dataclass(frozen=True)
class Step:
    """What was done between two pictures, by whom, at what time, and how it ended."""

    now: datetime
    command: c.Command | None = None
    actor: Actor = SYSTEM
    refused: Exception | None = None
    swept: bool = False
    repeated: bool = False
    events: list[Row] = field(default_factory=list)

    def kinds(self, referral: int) -> set[str]:
        """The kinds of event this step left on a referral."""
        return {e["kind"] for e in self.events if e["referral_id"] == referral}

    @property
    def time_outs(self) -> list[Row]:
        """The reopenings among its events."""
        return [e for e in self.events if e["kind"] == "timed_out"]

    def of_kind(self, kind: str) -> list[Row]:
        """Its events of a kind: reviews that came back by their time, prompts that were raised."""
        return [e for e in self.events if e["kind"] == kind]
