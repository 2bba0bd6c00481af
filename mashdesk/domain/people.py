"""Who and what a contact or an answer speaks of: people known to the hub, and how they are tied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mashdesk.domain.limits import LINE_LIMIT, too_long
from mashdesk.domain.problems import Problem

SOMEBODY_NEW = 0
"""Stands for an individual where a person says that it is nobody known."""

ROLE_LIMIT = 60
"""As the store keeps what somebody is to the children."""


class IndividualKind(StrEnum):
    """Whether somebody is known to the hub as a child or as an adult."""

    CHILD = "child"
    ADULT = "adult"


class MentionKind(StrEnum):
    """What a contact or an answer mentions besides the children it concerns.

    A `child` here is one of the household who is no subject of the contact; an associate is
    somebody outside the household.
    """

    ADULT = "adult"
    CHILD = "child"
    ASSOCIATE = "associate"
    ADDRESS = "address"
    PHONE = "phone"
    VEHICLE = "vehicle"
    SCHOOL = "school"

    @property
    def is_person(self) -> bool:
        """Whether it names somebody, not something."""
        return self in (MentionKind.ADULT, MentionKind.CHILD, MentionKind.ASSOCIATE)

    @property
    def label(self) -> str:
        return {
            "child": "child of the household",
            "phone": "phone number",
            "school": "school or nursery",
        }.get(self.value, self.value)


def between_names(tie: str) -> str:
    """How one is tied to another, said between their names: "is sibling of", "lives with"."""
    return tie if tie.startswith(("has ", "lives ")) else f"is {tie}"


class RelationshipKind(StrEnum):
    """How one person is tied to another: the first is the ... of the second, or they are both."""

    PARENT = "parent"
    RESPONSIBILITY = "parental_responsibility"
    SIBLING = "sibling"
    LIVES_WITH = "lives_with"
    PARTNER = "partner"
    CARER = "carer"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            "parent": "parent of",
            "parental_responsibility": "has parental responsibility for",
            "sibling": "sibling of",
            "lives_with": "lives with",
            "partner": "partner of",
            "carer": "carer of",
            "other": "tied to",
        }[self.value]

    @property
    def sentence(self) -> str:
        """The same between two names: "is sibling of", "lives with"."""
        return between_names(self.label)

    @property
    def other_way(self) -> str:
        """The same read from the second person."""
        return {
            "parent": "child of",
            "parental_responsibility": "under parental responsibility of",
            "carer": "cared for by",
        }.get(self.value, self.label)

    @property
    def both_ways(self) -> bool:
        """Whether it says the same when the two are swapped."""
        return self in (
            RelationshipKind.SIBLING,
            RelationshipKind.LIVES_WITH,
            RelationshipKind.PARTNER,
            RelationshipKind.OTHER,
        )


class Verdict(StrEnum):
    """What a person said of two known people: the same, different, or not sure yet."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        return {"same": "the same person", "different": "different people", "unsure": "not sure"}[
            self.value
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adult:
    """One adult a contact speaks of: what they are to the children, and how to reach them.

    `individual` is who they are known as; None leaves it as it was, or makes somebody new, and
    SOMEBODY_NEW says that it is nobody known.
    """

    given_name: str
    family_name: str
    known_as: str = ""
    role: str = ""
    born: date | None = None
    phone: str = ""
    address: str = ""
    parental_responsibility: bool = False
    lives_with: bool = False
    individual: int | None = None

    def problems(self, today: date, where: str) -> list[Problem]:
        """What is wrong with it, named by field path."""
        found = []
        named = self.given_name.strip() or self.family_name.strip() or self.known_as.strip()
        if not named:
            found.append(Problem(f"{where}.given_name", 'give a name, or "unknown"'))
        if self.born is not None and self.born > today:
            found.append(Problem(f"{where}.born", "is in the future; check the year"))
        if len(self.role) > ROLE_LIMIT:
            said = f"is longer than {ROLE_LIMIT} characters; shorten it"
            found.append(Problem(f"{where}.role", said))
        return found + too_long(self, _ADULT_LINES, LINE_LIMIT, f"{where}.")


_ADULT_LINES = ("given_name", "family_name", "known_as", "phone", "address")
