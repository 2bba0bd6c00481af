"""Who and what a contact or an answer speaks of: people known to the hub, and how they are tied."""

from __future__ import annotations

from enum import StrEnum


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
