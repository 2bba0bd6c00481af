"""A request asks one agency what it knows; its states, answers and how an answer may be shared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RequestState(StrEnum):
    """Where a request is; always exactly one. After DECIDED_WITHOUT an answer is still welcome."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    DECIDED_WITHOUT = "decided_without"

    @property
    def label(self) -> str:
        return {"open": "asked", "decided_without": "decided without"}.get(self.value, self.value)

    @property
    def takes_answer(self) -> bool:
        """Open requests, and those the hub decided without: late information still counts."""
        return self in (RequestState.OPEN, RequestState.DECIDED_WITHOUT)


class AnswerKind(StrEnum):
    """What an agency said."""

    RELEVANT = "relevant"
    NOTHING = "nothing"
    NOT_RELEVANT = "not_relevant"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return {
            "relevant": "relevant information held",
            "nothing": "nothing held",
            "not_relevant": "held, not relevant",
            "declined": "declined",
        }[self.value]


class Declined(StrEnum):
    """Why an agency declined; counted."""

    NO_CONSENT = "no_consent"
    NOT_COMMISSIONED = "not_commissioned"
    NOT_OUR_AREA = "not_our_area"
    CAPACITY = "capacity"
    LEGAL = "legal"

    @property
    def label(self) -> str:
        return {
            "no_consent": "no consent",
            "not_commissioned": "not commissioned at this rating",
            "not_our_area": "not our area",
        }.get(self.value, self.value)


class Sharing(StrEnum):
    """Who may read an answer."""

    HUB = "hub"
    DECISION_MAKER = "decision_maker"
    NOT_FAMILY = "not_family"

    @property
    def label(self) -> str:
        return {
            "hub": "whole hub",
            "decision_maker": "decision maker only",
            "not_family": "hub, not to the family",
        }[self.value]


@dataclass(frozen=True, slots=True)
class AgencyEntry:
    """A standing entry in a hub's roster, as set-up proposes it."""

    code: str
    name: str
    asked_at: tuple[str, ...]
    in_room: bool


STANDARD_ROSTER: tuple[AgencyEntry, ...] = (
    AgencyEntry("POL", "Police", ("red", "amber", "green"), True),
    AgencyEntry("HLT", "Health (community)", ("red", "amber"), True),
    AgencyEntry("ACU", "Health (acute and GP liaison)", ("red",), False),
    AgencyEntry("EDU", "Education and early years", ("red", "amber", "green"), True),
    AgencyEntry("EH", "Early help", ("amber", "green"), True),
    AgencyEntry("PRO", "Probation", ("red",), False),
    AgencyEntry("YJS", "Youth justice", (), False),
    AgencyEntry("HOU", "Housing", ("red",), False),
    AgencyEntry("ASC", "Adult social care", (), False),
    AgencyEntry("AMH", "Adult mental health", (), False),
    AgencyEntry("SUB", "Substance misuse", (), False),
    AgencyEntry("DAS", "Domestic abuse service (IDVA)", (), False),
    AgencyEntry("FRS", "Fire and rescue", (), False),
    AgencyEntry("VCS", "Voluntary sector", (), False),
)
"""The agencies of a usual hub and the ratings at which they are asked by default; a hub edits its
own.
"""
