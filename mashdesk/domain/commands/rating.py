"""Rating, and who works on it."""

from __future__ import annotations

from dataclasses import dataclass

from mashdesk.domain.commands.base import OnReferral
from mashdesk.domain.rating import Rag


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(OnReferral):
    """Rate, or rate again, with the reason. `level` is the level of need 1-4 if judged.

    The reason is the hub's own; `agency_words` are what the agencies that were asked read of it,
    and a lowered rating is not told to them without.
    """

    label = "rate"
    required = ("reason",)
    rating: Rag
    reason: str
    level: int | None = None
    agency_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(OnReferral):
    """Take it as one's own work."""

    label = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(OnReferral):
    """Give it to a worker (user id); the clock is not touched."""

    label = "assign"
    required = ("reason",)
    worker: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(OnReferral):
    """Put it back for anybody to claim."""

    label = "release"
    required = ("reason",)
    reason: str
