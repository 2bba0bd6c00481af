"""Who sent a contact, and by what channel words reach the desk."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How words reached the desk, or left it."""

    FORM = "form"
    PHONE = "phone"
    NOTIFICATION = "notification"
    EMAIL = "email"
    LETTER = "letter"
    WALK_IN = "walk_in"
    MEETING = "meeting"

    @property
    def label(self) -> str:
        return {
            "form": "referral form",
            "notification": "police notification",
            "email": "e-mail",
            "walk_in": "in person",
        }.get(self.value, self.value)

    @property
    def way(self) -> str:
        """The same within a sentence: `by phone`, `in person`."""
        ways = {"walk_in": "in person", "meeting": "at a meeting"}
        return ways.get(self.value, f"by {self.label}")


class Source(StrEnum):
    """Who sent it: the London dataset's source codes, also the national census's."""

    RELATIVE = "1A"
    ACQUAINTANCE = "1B"
    SELF = "1C"
    INDIVIDUAL = "1D"
    SCHOOL = "2A"
    EDUCATION = "2B"
    GP = "3A"
    HEALTH_VISITOR = "3B"
    SCHOOL_NURSE = "3C"
    PRIMARY_HEALTH = "3D"
    A_AND_E = "3E"
    OTHER_HEALTH = "3F"
    HOUSING = "4"
    ADULT_SOCIAL_CARE = "5A"
    COUNCIL_OTHER = "5B"
    OTHER_AUTHORITY = "5C"
    EARLY_HELP = "5D"
    POLICE = "6"
    LEGAL = "7"
    OTHER = "8"
    ANONYMOUS = "9"
    UNKNOWN = "10"

    @property
    def label(self) -> str:
        """The source in the dataset's words."""
        return _SOURCES[self][0]

    @property
    def short(self) -> str:
        """At most eight characters, for the queue's column."""
        return _SOURCES[self][1]


_SOURCES: dict[Source, tuple[str, str]] = {
    Source.RELATIVE: ("family member, relative or carer", "family"),
    Source.ACQUAINTANCE: ("acquaintance", "acquaint"),
    Source.SELF: ("the child themselves", "self"),
    Source.INDIVIDUAL: ("other individual", "person"),
    Source.SCHOOL: ("school", "school"),
    Source.EDUCATION: ("education services", "educat'n"),
    Source.GP: ("GP", "GP"),
    Source.HEALTH_VISITOR: ("health visitor", "hlth vis"),
    Source.SCHOOL_NURSE: ("school nurse", "sch nrse"),
    Source.PRIMARY_HEALTH: ("other primary health", "health"),
    Source.A_AND_E: ("A&E", "A&E"),
    Source.OTHER_HEALTH: ("other health", "health"),
    Source.HOUSING: ("housing", "housing"),
    Source.ADULT_SOCIAL_CARE: ("adult social care", "adult SC"),
    Source.COUNCIL_OTHER: ("other council service", "council"),
    Source.OTHER_AUTHORITY: ("another local authority", "other LA"),
    Source.EARLY_HELP: ("early help", "early h"),
    Source.POLICE: ("police", "police"),
    Source.LEGAL: ("courts, probation, immigration, CAFCASS or prison", "legal"),
    Source.OTHER: ("other: children's centre, independent, voluntary", "other"),
    Source.ANONYMOUS: ("anonymous", "anon"),
    Source.UNKNOWN: ("not known", "unknown"),
}
