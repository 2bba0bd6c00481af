"""The indicators of need: what a worker can tick, by group, each with the level it points to.

Source: the continuum of need as Walsall published it in 2018 (levels 1-4; groups of learning,
health, social and emotional development, family and environment, parenting). The words are this
product's own. A code is kept in records for good: it is never renamed or used for anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class NeedGroup(StrEnum):
    """A part of a child's life."""

    LEARNING = "learning"
    HEALTH = "health"
    SOCIAL = "social"
    FAMILY = "family"
    PARENTING = "parenting"

    @property
    def label(self) -> str:
        return "social and emotional" if self is NeedGroup.SOCIAL else self.value


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that can be so, and the level of need (2-4) it points to."""

    code: str
    group: NeedGroup
    level: int
    words: str


def _of(group: NeedGroup, *rows: tuple[str, int, str]) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(f"{group.value}_{code}", group, level, said) for code, level, said in rows
    )


INDICATORS: tuple[Indicator, ...] = (
    *_of(
        NeedGroup.LEARNING,
        ("attendance", 2, "often absent from school or nursery"),
        ("behind", 2, "behind for their age, or losing ground"),
        ("excluded", 3, "excluded, or without a school place"),
        ("persistent_absence", 3, "persistently absent (a tenth or more)"),
        ("no_education", 4, "no education at all, and seen by nobody"),
    ),
    *_of(
        NeedGroup.HEALTH,
        ("appointments", 2, "appointments or immunisations missed"),
        ("substances", 3, "drink or drugs harm their daily life"),
        ("disability", 3, "disabled, with needs across services"),
        ("mental_health", 3, "mental health limits daily life"),
        ("untreated", 4, "treatment they depend on is not given"),
        ("self_harm", 4, "self-harm or talk of suicide now"),
        ("unexplained_injury", 4, "injury unexplained, or done on purpose"),
    ),
    *_of(
        NeedGroup.SOCIAL,
        ("withdrawn", 2, "withdrawn, anxious or angry lately"),
        ("bullying", 2, "bullying, or being bullied"),
        ("young_carer", 3, "young carer, and it tells"),
        ("offending", 3, "offending, or close to those who do"),
        ("online_harm", 3, "harm met online"),
        ("exploited", 4, "exploited, or being drawn into it"),
        ("sexual_abuse", 4, "sexual abuse told of, or signs of it"),
        ("harms_others", 4, "dangerous to others, seriously"),
    ),
    *_of(
        NeedGroup.FAMILY,
        ("money", 2, "money, heating or food is short"),
        ("isolated", 2, "isolated, with nobody to turn to"),
        ("conflict", 2, "quarrels of adults that children hear"),
        ("housing", 3, "home overcrowded, unsafe or at risk"),
        ("bereavement", 3, "loss: death, separation or prison"),
        ("domestic_abuse", 3, "domestic abuse at home, now or lately"),
        ("homeless_child", 4, "nowhere safe for the child to live"),
        ("dangerous_person", 4, "person dangerous to children is near"),
        ("forced", 4, "forced marriage, FGM or honour is feared"),
        ("trafficked", 4, "trafficked, or alone in the country"),
    ),
    *_of(
        NeedGroup.PARENTING,
        ("routines", 2, "routines, meals or boundaries uneven"),
        ("supervision", 2, "supervision falls short of their age"),
        ("parent_substances", 3, "drink or drugs of a parent harm care"),
        ("parent_mental_health", 3, "mental health of a parent harms care"),
        ("emotional_warmth", 3, "blamed, ignored or treated with scorn"),
        ("help_refused", 3, "early help refused, or without change"),
        ("neglected", 4, "neglected: hungry, dirty, cold, alone"),
        ("physical_abuse", 4, "physically hurt by who looks after them"),
        ("unborn_at_risk", 4, "unborn baby that may not be kept safe"),
        ("no_carer", 4, "carer: no adult can look after them"),
    ),
)  # fmt: skip
"""All of them, in the order they are offered: by group, the milder first. Each fits the narrowest
screen, and within a group few begin with the same letter.
"""

BY_CODE: Mapping[str, Indicator] = MappingProxyType({one.code: one for one in INDICATORS})

DISABILITY = "health_disability"
DOMESTIC_ABUSE = "family_domestic_abuse"
NEGLECT = "parenting_neglected"
PHYSICAL_ABUSE = "parenting_physical_abuse"
"""Those that other rules ask after by name."""

DANGER_AT_HOME = frozenset(
    {
        DOMESTIC_ABUSE,
        PHYSICAL_ABUSE,
        "social_exploited",
        "social_sexual_abuse",
        "family_dangerous_person",
        "family_forced",
        "family_trafficked",
    }
)
"""Those of which somebody at home may be who the child is in danger from."""


def indicators_of(group: NeedGroup) -> tuple[Indicator, ...]:
    """Those of one group, in the order they are offered."""
    return tuple(one for one in INDICATORS if one.group is group)
