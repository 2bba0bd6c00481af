"""Rating, the level of need it rests on, and who works on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mashdesk.domain.commands.base import OnReferral
from mashdesk.domain.commands.prompting import AnswersPrompts
from mashdesk.domain.rating import Rag


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(AnswersPrompts):
    """Rate, or rate again, with the reason. `level` is the level of need 1-4 if judged.

    The reason is the hub's own; `agency_words` are what the agencies that were asked read of it,
    and a lowered rating is not told to them without. `differs_because` is needed where rating or
    level are not what the recorded checklist of need points to.
    """

    label = "rate"
    required = ("reason",)
    rating: Rag
    reason: str
    level: int | None = None
    agency_words: str = ""
    differs_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNeed(OnReferral):
    """Record the checklist of the level of need; each recording is kept, and the newest stands.

    `indicators` are codes, `graded_care` a grade 1-5, `dv_scale` a scale 1-4 of the domestic
    violence matrix, `dash` a score, `missing` the London dates of missing incidents.
    """

    label = "record the level of need"
    indicators: tuple[str, ...] = ()
    graded_care: int | None = None
    dv_scale: int | None = None
    dash: int | None = None
    missing: tuple[date, ...] = ()
    words: str = ""


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
