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
    """A part of a child's life; each begins with a letter of its own, by which screens jump."""

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
        ("behind", 2, "behind where children of this age are, or losing ground"),
        ("excluded", 3, "excluded, on a reduced timetable, or without a school place"),
        ("persistent_absence", 3, "persistently absent: a tenth of school or more"),
        ("no_education", 4, "no education at all, and nobody sees the child"),
    ),
    *_of(
        NeedGroup.HEALTH,
        ("appointments", 2, "appointments or immunisations missed"),
        ("substances", 3, "drink or drugs harm the child's daily life"),
        ("disability", 3, "disabled, with needs that several services meet"),
        ("mental_health", 3, "mental health limits daily life"),
        ("untreated", 4, "treatment the child's health depends on is not given"),
        ("self_harm", 4, "self-harm or talk of suicide, with risk now"),
        ("unexplained_injury", 4, "injury that is not explained, or was done on purpose"),
    ),
    *_of(
        NeedGroup.SOCIAL,
        ("withdrawn", 2, "withdrawn, anxious or angry more than before"),
        ("bullying", 2, "bullying, or being bullied"),
        ("young_carer", 3, "young carer, and it tells"),
        ("offending", 3, "offending, or close to people who offend"),
        ("online_harm", 3, "harm met online"),
        ("exploited", 4, "exploited, sexually or criminally, or being drawn in"),
        ("sexual_abuse", 4, "sexual abuse told of, or signs of it"),
        ("harms_others", 4, "dangerous to others, seriously"),
    ),
    *_of(
        NeedGroup.FAMILY,
        ("money", 2, "money, heating or food is short"),
        ("isolated", 2, "isolated, with nobody to turn to"),
        ("conflict", 2, "quarrels of adults at home that the children hear"),
        ("housing", 3, "home overcrowded, unsafe, or about to be lost"),
        ("bereavement", 3, "loss: a death, separation or imprisonment"),
        ("domestic_abuse", 3, "domestic abuse at home, now or lately"),
        ("homeless_child", 4, "nowhere safe for the child to live"),
        ("dangerous_person", 4, "person dangerous to children lives there or visits"),
        ("forced", 4, "forced marriage, FGM or so-called honour is feared"),
        ("trafficked", 4, "trafficked, perhaps, or alone in the country"),
    ),
    *_of(
        NeedGroup.PARENTING,
        ("routines", 2, "routines, meals, sleep or boundaries uneven"),
        ("supervision", 2, "supervision falls short of the child's age"),
        ("parent_substances", 3, "drink or drugs of a parent get in the way of care"),
        ("parent_mental_health", 3, "mental health of a parent gets in the way of care"),
        ("emotional_warmth", 3, "blamed, ignored or spoken to with contempt"),
        ("help_refused", 3, "early help refused, or tried without change"),
        ("neglected", 4, "neglected: hungry, dirty, cold or alone, with harm"),
        ("physical_abuse", 4, "physically hurt by whoever looks after them"),
        ("unborn_at_risk", 4, "unborn baby whose parents may not keep it safe"),
        ("no_carer", 4, "carer: there is no adult who can look after them"),
    ),
)  # fmt: skip
"""All of them, in the order they are offered: by group, the milder first."""

BY_CODE: Mapping[str, Indicator] = MappingProxyType({one.code: one for one in INDICATORS})

DISABILITY = "health_disability"
DOMESTIC_ABUSE = "family_domestic_abuse"
"""Two that other rules ask after by name."""


def indicators_of(group: NeedGroup) -> tuple[Indicator, ...]:
    """Those of one group, in the order they are offered."""
    return tuple(one for one in INDICATORS if one.group is group)
