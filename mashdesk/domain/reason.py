"""Why a contact was sent, in the dataset's words."""

from __future__ import annotations

from enum import StrEnum


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
