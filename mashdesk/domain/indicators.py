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
        ("attendance", 2, "misses school or nursery often"),
        ("behind", 2, "is behind where children of this age are, or has lost ground"),
        ("excluded", 3, "is excluded, on a reduced timetable, or has no school place"),
        ("persistent_absence", 3, "misses a tenth of school or more, and it has not improved"),
        ("no_education", 4, "has no education at all, and nobody is able to see the child"),
    ),
    *_of(
        NeedGroup.HEALTH,
        ("appointments", 2, "misses health appointments or immunisations"),
        ("substances", 3, "drinks or uses drugs so that it harms daily life"),
        ("disability", 3, "is disabled and needs help from several services"),
        ("mental_health", 3, "has poor mental health that limits daily life"),
        ("untreated", 4, "is not given treatment that the child's health depends on"),
        ("self_harm", 4, "harms themselves or speaks of suicide, and is at risk now"),
        ("unexplained_injury", 4, "has an injury that is not explained, or was hurt on purpose"),
    ),
    *_of(
        NeedGroup.SOCIAL,
        ("withdrawn", 2, "is withdrawn, anxious or angry more than before"),
        ("bullying", 2, "bullies or is bullied"),
        ("young_carer", 3, "looks after a parent or a brother or sister, and it tells"),
        ("offending", 3, "offends, or goes about with people who do"),
        ("online_harm", 3, "is drawn into harm online"),
        ("exploited", 4, "is exploited, sexually or criminally, or somebody is trying to"),
        ("sexual_abuse", 4, "says, or shows, that they were sexually abused"),
        ("harms_others", 4, "is a serious danger to other people"),
    ),
    *_of(
        NeedGroup.FAMILY,
        ("money", 2, "the family struggles with money, heating or food"),
        ("isolated", 2, "the family has nobody to turn to"),
        ("conflict", 2, "adults at home quarrel often, and the children hear it"),
        ("housing", 3, "the home is overcrowded, unsafe, or about to be lost"),
        ("bereavement", 3, "a death, separation or imprisonment has shaken the family"),
        ("domestic_abuse", 3, "there is domestic abuse at home, now or lately"),
        ("homeless_child", 4, "the child has nowhere safe to live"),
        ("dangerous_person", 4, "somebody who is a danger to children lives there or visits"),
        ("forced", 4, "forced marriage, FGM, or so-called honour is feared"),
        ("trafficked", 4, "the child may have been trafficked, or is alone in the country"),
    ),
    *_of(
        NeedGroup.PARENTING,
        ("routines", 2, "routines, meals, sleep or boundaries are uneven"),
        ("supervision", 2, "is not always supervised as their age needs"),
        ("parent_substances", 3, "a parent's drinking or drug use gets in the way of care"),
        ("parent_mental_health", 3, "a parent's mental health gets in the way of care"),
        ("emotional_warmth", 3, "is blamed, ignored or spoken to with contempt"),
        ("help_refused", 3, "help that was offered early has been refused or has not worked"),
        ("neglected", 4, "is hungry, dirty, cold or alone so that it harms them"),
        ("physical_abuse", 4, "is hit, shaken or otherwise hurt by whoever looks after them"),
        ("unborn_at_risk", 4, "an unborn baby whose parents may not be able to keep it safe"),
        ("no_carer", 4, "has no adult who can look after them"),
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
