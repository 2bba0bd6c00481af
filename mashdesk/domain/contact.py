"""What arrives at the front door: a contact, who sent it, why, about which children, with what
consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mashdesk.domain.problems import Problem

LATEST_AHEAD = timedelta(minutes=5)
"""How far in the future a receipt may lie: two machines' clocks differ a little, never more."""

LATE_ENTRY = timedelta(days=7)
"""Older receipts need a sentence saying why they are entered now, so that a typing slip is noticed.
"""

OLDEST_CHILD_YEARS = 25
"""Care leavers and disabled young people are known to hubs until 25; an older date is a slip."""

WORDS_LIMIT = 20_000
LINE_LIMIT = 200
CHILDREN_LIMIT = 30


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


class Reason(StrEnum):
    """Why it was sent: the London dataset's reasons and local additions seen; several may apply."""

    ANTI_SOCIAL = "anti_social_behaviour"
    ARREST = "arrest_of_young_person"
    CHILD_MENTAL_HEALTH = "child_mental_health"
    DOMESTIC_ABUSE = "domestic_abuse"
    EMOTIONAL_ABUSE = "emotional_abuse"
    HOMELESSNESS = "homelessness"
    MISSING = "missing"
    NEGLECT = "neglect"
    PARENTAL_MENTAL_HEALTH = "parental_mental_health"
    PARENTAL_SUBSTANCE_MISUSE = "parental_substance_misuse"
    PHYSICAL_ABUSE = "physical_abuse"
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    SEXUAL_ABUSE = "sexual_abuse"
    CRIMINAL_EXPLOITATION = "criminal_exploitation"
    TRAFFICKING = "trafficking"
    FGM = "fgm"
    FORCED_MARRIAGE = "forced_marriage"
    RADICALISATION = "radicalisation"
    FABRICATED_ILLNESS = "fabricated_illness"
    PRIVATE_FOSTERING = "private_fostering"
    UNACCOMPANIED = "unaccompanied_child"
    DISABILITY = "child_disability"
    YOUNG_CARER = "young_carer"

    @property
    def label(self) -> str:
        """The reason in the dataset's words."""
        return _REASONS[self][0]

    @property
    def short(self) -> str:
        """A few characters for the queue's column."""
        return _REASONS[self][1]


_REASONS: dict[Reason, tuple[str, str]] = {
    Reason.ANTI_SOCIAL: ("anti-social behaviour", "ASB"),
    Reason.ARREST: ("arrest of young person", "arrest"),
    Reason.CHILD_MENTAL_HEALTH: ("child mental health", "child MH"),
    Reason.DOMESTIC_ABUSE: ("domestic violence or abuse", "DA"),
    Reason.EMOTIONAL_ABUSE: ("emotional abuse", "emot"),
    Reason.HOMELESSNESS: ("homelessness", "homeless"),
    Reason.MISSING: ("missing from home or care", "missing"),
    Reason.NEGLECT: ("neglect", "negl"),
    Reason.PARENTAL_MENTAL_HEALTH: ("parental mental health", "par MH"),
    Reason.PARENTAL_SUBSTANCE_MISUSE: ("parental substance misuse", "par subst"),
    Reason.PHYSICAL_ABUSE: ("physical abuse", "phys"),
    Reason.SEXUAL_EXPLOITATION: ("risk of child sexual exploitation", "CSE"),
    Reason.SEXUAL_ABUSE: ("sexual abuse", "sexual"),
    Reason.CRIMINAL_EXPLOITATION: ("gangs and criminal exploitation", "CCE"),
    Reason.TRAFFICKING: ("trafficking or modern slavery", "traffick"),
    Reason.FGM: ("female genital mutilation", "FGM"),
    Reason.FORCED_MARRIAGE: ("forced marriage", "forced m"),
    Reason.RADICALISATION: ("radicalisation", "radical"),
    Reason.FABRICATED_ILLNESS: ("fabricated or induced illness", "FII"),
    Reason.PRIVATE_FOSTERING: ("private fostering", "priv fost"),
    Reason.UNACCOMPANIED: ("unaccompanied child", "UASC"),
    Reason.DISABILITY: ("child disability", "disab"),
    Reason.YOUNG_CARER: ("young carer", "y carer"),
}


class Consent(StrEnum):
    """The forms of consent; a contact cannot be rated without one."""

    OBTAINED = "obtained"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_SOUGHT = "not_sought"
    OVERRIDDEN = "overridden"
    NOT_REQUIRED = "not_required"

    @property
    def label(self) -> str:
        return {
            "not_sought": "not sought",
            "not_required": "not required (level 4, section 47)",
        }.get(self.value, self.value)

    @property
    def needs_reason(self) -> bool:
        """Not seeking or overriding consent is a judgement and carries its reason."""
        return self in (Consent.NOT_SOUGHT, Consent.OVERRIDDEN)

    @property
    def needs_person(self) -> bool:
        """Obtained by whom, overridden by whom."""
        return self in (Consent.OBTAINED, Consent.OVERRIDDEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """Consent in one of its forms, by whom and when (UTC) it was obtained or overridden, and why."""

    form: Consent
    by: str = ""
    at: datetime | None = None
    reason: str = ""

    def problems(self, now: datetime) -> list[Problem]:
        """What is missing for this form; empty when it is complete."""
        found = []
        if self.form.needs_reason and not self.reason.strip():
            found.append(Problem("consent.reason", f"say why consent was {self.form.label}"))
        if self.form.needs_person and not self.by.strip():
            found.append(Problem("consent.by", f"say by whom consent was {self.form.label}"))
        if self.at is not None and self.at > now + LATEST_AHEAD:
            found.append(
                Problem("consent.at", "is in the future; give the time consent was settled")
            )
        return found


class Sex(StrEnum):
    """As the census records it; unborn children are U."""

    MALE = "M"
    FEMALE = "F"
    UNBORN = "U"
    NOT_KNOWN = "X"

    @property
    def label(self) -> str:
        return {"M": "male", "F": "female", "U": "unborn", "X": "not known"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One child a contact concerns. `born` is a date of birth; `expected` is for an unborn child."""

    given_name: str
    family_name: str
    known_as: str = ""
    born: date | None = None
    expected: date | None = None
    sex: Sex = Sex.NOT_KNOWN
    school: str = ""
    address: str = ""
    nhs_number: str = ""

    def problems(self, today: date, where: str) -> list[Problem]:
        """Impossible or missing particulars, named by their field path."""
        found = []
        if not (self.given_name.strip() or self.family_name.strip() or self.sex is Sex.UNBORN):
            found.append(
                Problem(f"{where}.given_name", 'give a name, or "unknown" if there is none yet')
            )
        if self.born is not None and self.born > today:
            found.append(
                Problem(f"{where}.born", 'is in the future; use "expected" for an unborn child')
            )
        if self.born is not None and self.born.year < today.year - OLDEST_CHILD_YEARS:
            found.append(
                Problem(
                    f"{where}.born", f"is more than {OLDEST_CHILD_YEARS} years ago; check the year"
                )
            )
        if self.expected is not None and not (
            today - timedelta(days=60) <= self.expected <= today + timedelta(days=320)
        ):
            found.append(
                Problem(f"{where}.expected", "is not within a pregnancy of today; check the date")
            )
        for name in ("given_name", "family_name", "known_as", "school", "address", "nhs_number"):
            if len(getattr(self, name)) > LINE_LIMIT:
                found.append(Problem(f"{where}.{name}", f"is longer than {LINE_LIMIT} characters"))
        return found


def age_on(born: date | None, today: date) -> int | None:
    """Whole years on a London date; None when the date of birth is not known."""
    if born is None or born > today:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact as it was received (UTC instant), before anybody judged it."""

    received_at: datetime
    channel: Channel
    source: Source
    sender_name: str = ""
    sender_organisation: str = ""
    sender_contact: str = ""
    sender_reference: str = ""
    reasons: tuple[Reason, ...] = ()
    worry: str
    expects: str = ""
    household: str = ""
    children: tuple[Child, ...]
    consent: ConsentGiven | None = None
    late_because: str = ""

    def problems(self, now: datetime, today: date) -> list[Problem]:
        """Everything wrong with this contact at `now` (UTC; `today` in London); empty when it can
        be taken in.
        """
        found = self._receipt_problems(now)
        if not self.worry.strip():
            found.append(
                Problem("worry", "say what the worry is, in the sender's words if you have them")
            )
        if not self.reasons:
            found.append(Problem("reasons", "choose at least one reason"))
        if not self.children:
            found.append(Problem("children", "name at least one child, or an unborn child"))
        if len(self.children) > CHILDREN_LIMIT:
            found.append(
                Problem("children", f"more than {CHILDREN_LIMIT}; take them in as several contacts")
            )
        for name in ("worry", "expects", "household"):
            if len(getattr(self, name)) > WORDS_LIMIT:
                found.append(
                    Problem(
                        name,
                        f"is longer than {WORDS_LIMIT:,} characters; shorten it, attach the rest elsewhere",
                    )
                )
        for name in (
            "sender_name",
            "sender_organisation",
            "sender_contact",
            "sender_reference",
            "late_because",
        ):
            if len(getattr(self, name)) > LINE_LIMIT:
                found.append(Problem(name, f"is longer than {LINE_LIMIT} characters"))
        for index, child in enumerate(self.children):
            found.extend(child.problems(today, f"children.{index + 1}"))
        if self.consent is not None:
            found.extend(self.consent.problems(now))
        return found

    def _receipt_problems(self, now: datetime) -> list[Problem]:
        if self.received_at > now + LATEST_AHEAD:
            return [
                Problem(
                    "received_at", "is in the future; give the time the contact reached the hub"
                )
            ]
        if now - self.received_at > LATE_ENTRY and not self.late_because.strip():
            return [
                Problem(
                    "received_at",
                    f"is more than {LATE_ENTRY.days} days ago; check the date, "
                    'or say in "late_because" why it is entered now',
                )
            ]
        return []
