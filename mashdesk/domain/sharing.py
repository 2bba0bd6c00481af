"""What an agency is shown of a referral, what it searched, and how its words were used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from mashdesk.domain.rating import Rag
from mashdesk.domain.request import Sharing


class Part(StrEnum):
    """One part of a referral that the asking worker shares with an agency, or does not.

    The children's names, dates of birth and the question always are: nobody can search without.
    """

    WORRY = "worry"
    REASONS = "reasons"
    CHILD_DETAILS = "child_details"
    HOUSEHOLD = "household"
    SENDER = "sender"
    EXPECTS = "expects"
    RATING = "rating"
    CONSENT = "consent"

    @property
    def label(self) -> str:
        return {
            "worry": "what the worry is",
            "child_details": "children's other names, school, address and NHS number",
            "household": "who lives there",
            "sender": "who referred",
            "expects": "what the referrer expects",
        }.get(self.value, self.value)


ONLY_NAMED = "only people named on it see it; tell nobody else of it, not in your agency either"
"""What somebody in an agency is told of a request that is about a sealed record."""

_SCARCE = (Part.REASONS, Part.CHILD_DETAILS, Part.RATING, Part.CONSENT)

DEFAULT_PARTS: Mapping[Rag, tuple[Part, ...]] = MappingProxyType(
    {
        Rag.RED: tuple(part for part in Part if part is not Part.SENDER),
        Rag.AMBER: (
            Part.WORRY,
            Part.REASONS,
            Part.CHILD_DETAILS,
            Part.HOUSEHOLD,
            Part.RATING,
            Part.CONSENT,
        ),
        Rag.GREEN: _SCARCE,
        Rag.BLUE: _SCARCE,
    }
)
"""What is shared unless the asking worker chooses otherwise: less where the concern is less."""


class Found(StrEnum):
    """What a search of one system for one child came to."""

    FOUND = "found"
    NOTHING = "nothing"
    UNAVAILABLE = "unavailable"
    NOT_SEARCHED = "not_searched"

    @property
    def label(self) -> str:
        return {
            "found": "found something",
            "unavailable": "not available",
            "not_searched": "not searched",
        }.get(self.value, self.value)


class Use(StrEnum):
    """What became of an answer in the decision, or why none was in it: declined, still awaited,
    decided without before its time ran out, or not given by then.
    """

    SHAPED = "shaped"
    CONSIDERED = "considered"
    DECLINED = "declined"
    LATE = "late"
    AWAITED = "awaited"
    WITHOUT = "without"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            "shaped": "shaped the decision",
            "considered": "was considered",
            "declined": "was declined by your agency",
            "late": "came after the decision",
            "awaited": "is still awaited, and may change the decision",
            "without": "was not waited for: the hub decided before its time ran out",
            "none": "was not given in time",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an answer under one marking of who may read them."""

    words: str
    sharing: Sharing = Sharing.HUB


@dataclass(frozen=True, slots=True)
class Search:
    """One system searched for one child (its id); not searched needs `why`."""

    child: int
    system: str
    found: Found
    why: str = ""


def strictest(markings: tuple[Sharing, ...]) -> Sharing:
    """The one marking that tells most about an answer of several passages; the hub's for none."""
    for marking in (Sharing.DECISION_MAKER, Sharing.NOT_FAMILY):
        if marking in markings:
            return marking
    return Sharing.HUB
