"""What reaches a hub: published mixes of sources, reasons, ratings, outcomes and volumes, as data.

Shares are per hundred. The figures are those of two London boroughs' first snapshots *after* their
hub began unless the line says otherwise; where nothing was published, the line says "assumed".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from mashdesk.domain.contact import Reason, Source
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.training.draws import Mix


class Sender(StrEnum):
    """The six groups in which the sources were published."""

    SOCIAL_CARE = "children's social care"
    POLICE = "police"
    HEALTH = "health"
    EDUCATION = "education"
    FAMILY = "parent, relative, carer or friend"
    OTHER = "other"


class Worry(StrEnum):
    """The six groups in which the reasons were published."""

    ABUSE = "neglect or abuse"
    PARENT = "behaviour of parent or carer"
    FAMILY = "family situation"
    NEEDS = "child's needs"
    VIOLENCE = "domestic violence"
    OTHER = "other or unknown"


SENDERS: Mix[Sender] = MappingProxyType(
    {
        Sender.SOCIAL_CARE: 20,
        Sender.POLICE: 34,
        Sender.HEALTH: 14,
        Sender.EDUCATION: 16,
        Sender.FAMILY: 4,
        Sender.OTHER: 12,
    }
)
"""Brent and Westminster, after: University of Greenwich evaluation of the London hubs, 2013."""

SOURCES_OF: Mapping[Sender, Mix[Source]] = MappingProxyType(
    {
        Sender.SOCIAL_CARE: {
            Source.EARLY_HELP: 45,
            Source.COUNCIL_OTHER: 30,
            Source.OTHER_AUTHORITY: 25,
        },
        Sender.POLICE: {Source.POLICE: 100},
        Sender.HEALTH: {
            Source.A_AND_E: 30,
            Source.GP: 20,
            Source.HEALTH_VISITOR: 20,
            Source.OTHER_HEALTH: 14,
            Source.SCHOOL_NURSE: 10,
            Source.PRIMARY_HEALTH: 6,
        },
        Sender.EDUCATION: {Source.SCHOOL: 85, Source.EDUCATION: 15},
        Sender.FAMILY: {Source.RELATIVE: 70, Source.ACQUAINTANCE: 20, Source.SELF: 10},
        Sender.OTHER: {
            Source.ANONYMOUS: 26,
            Source.HOUSING: 18,
            Source.LEGAL: 18,
            Source.ADULT_SOCIAL_CARE: 14,
            Source.OTHER: 12,
            Source.INDIVIDUAL: 8,
            Source.UNKNOWN: 4,
        },
    }
)
"""The dataset's codes inside each published group; assumed."""

WORRIES: Mix[Worry] = MappingProxyType(
    {
        Worry.ABUSE: 55,
        Worry.PARENT: 8,
        Worry.FAMILY: 22,
        Worry.NEEDS: 20,
        Worry.VIOLENCE: 11,
        Worry.OTHER: 9,
    }
)
"""Brent and Westminster, after; several possible, 125 in all: Greenwich evaluation, 2013."""

REASONS_OF: Mapping[Worry, Mix[Reason]] = MappingProxyType(
    {
        Worry.ABUSE: {
            Reason.NEGLECT: 44,
            Reason.PHYSICAL_ABUSE: 20,
            Reason.EMOTIONAL_ABUSE: 14,
            Reason.SEXUAL_EXPLOITATION: 8,
            Reason.SEXUAL_ABUSE: 8,
            Reason.FABRICATED_ILLNESS: 3,
            Reason.FGM: 3,
        },
        Worry.PARENT: {Reason.PARENTAL_SUBSTANCE_MISUSE: 100},
        Worry.FAMILY: {
            Reason.PARENTAL_MENTAL_HEALTH: 55,
            Reason.HOMELESSNESS: 25,
            Reason.YOUNG_CARER: 20,
        },
        Worry.NEEDS: {
            Reason.CHILD_MENTAL_HEALTH: 34,
            Reason.MISSING: 20,
            Reason.DISABILITY: 16,
            Reason.CRIMINAL_EXPLOITATION: 12,
            Reason.ARREST: 10,
            Reason.ANTI_SOCIAL: 8,
        },
        Worry.VIOLENCE: {Reason.DOMESTIC_ABUSE: 100},
        Worry.OTHER: {
            Reason.PRIVATE_FOSTERING: 30,
            Reason.UNACCOMPANIED: 25,
            Reason.RADICALISATION: 18,
            Reason.TRAFFICKING: 14,
            Reason.FORCED_MARRIAGE: 13,
        },
    }
)
"""The dataset's codes inside each published group; assumed."""

LEANINGS: Mapping[Sender, Mapping[Worry, float]] = MappingProxyType(
    {
        Sender.SOCIAL_CARE: {Worry.FAMILY: 1.5, Worry.NEEDS: 1.2},
        Sender.POLICE: {Worry.VIOLENCE: 3, Worry.NEEDS: 1.3, Worry.FAMILY: 0.6},
        Sender.HEALTH: {Worry.PARENT: 2, Worry.FAMILY: 1.4, Worry.VIOLENCE: 0.6},
        Sender.EDUCATION: {Worry.ABUSE: 1.4, Worry.VIOLENCE: 0.5, Worry.OTHER: 0.5},
        Sender.FAMILY: {Worry.PARENT: 2, Worry.ABUSE: 1.2},
        Sender.OTHER: {Worry.OTHER: 2.5, Worry.FAMILY: 1.3},
    }
)
"""How much likelier than usual a group of senders writes of a group of worries; assumed."""

REASON_LEANINGS: Mapping[Sender, Mapping[Reason, float]] = MappingProxyType(
    {
        Sender.POLICE: {
            Reason.MISSING: 3,
            Reason.ARREST: 4,
            Reason.ANTI_SOCIAL: 3,
            Reason.CRIMINAL_EXPLOITATION: 2,
            Reason.CHILD_MENTAL_HEALTH: 0.4,
            Reason.DISABILITY: 0,
            Reason.FABRICATED_ILLNESS: 0,
        },
        Sender.HEALTH: {
            Reason.FABRICATED_ILLNESS: 4,
            Reason.CHILD_MENTAL_HEALTH: 3,
            Reason.DISABILITY: 3,
            Reason.FGM: 3,
            Reason.ARREST: 0,
            Reason.ANTI_SOCIAL: 0,
        },
        Sender.EDUCATION: {Reason.ARREST: 0, Reason.YOUNG_CARER: 2},
    }
)
"""The same inside a group of worries; nought where such a sender would not know. Assumed."""

INITIAL_RATINGS: Mix[Rag] = MappingProxyType({Rag.GREEN: 60, Rag.AMBER: 29, Rag.RED: 11})
"""Westminster, a two-week snapshot, after: Greenwich evaluation, 2013."""

FINAL_RATINGS: Mapping[Rag, Mix[Rag]] = MappingProxyType(
    {
        Rag.GREEN: {Rag.BLUE: 22, Rag.GREEN: 27, Rag.AMBER: 11},
        Rag.AMBER: {Rag.GREEN: 9, Rag.AMBER: 20},
        Rag.RED: {Rag.AMBER: 5, Rag.RED: 6},
        # Blue is nobody's initial rating in the snapshot; a desk may give it all the same.
        Rag.BLUE: {Rag.BLUE: 100},
    }
)
"""Final by initial rating: a table that gives all of Westminster's figures, after: initial as
above; final blue 22, green 36, amber 36, red 6; no change 53, escalated 11, de-escalated 36."""

OUTCOMES: Mapping[Rag, Mix[DecisionOutcome]] = MappingProxyType(
    {
        Rag.RED: {DecisionOutcome.STRATEGY: 100},
        Rag.AMBER: {
            DecisionOutcome.STRATEGY: 45,
            DecisionOutcome.ASSESSMENT: 45,
            DecisionOutcome.ALLOCATED: 10,
        },
        Rag.GREEN: {
            DecisionOutcome.ASSESSMENT: 55,
            DecisionOutcome.EARLY_HELP_SINGLE: 18,
            DecisionOutcome.EARLY_HELP_MULTI: 15,
            DecisionOutcome.ALLOCATED: 12,
        },
        Rag.BLUE: {
            DecisionOutcome.NFA: 60,
            DecisionOutcome.UNIVERSAL: 18,
            DecisionOutcome.ADVICE: 12,
            DecisionOutcome.SPECIALIST: 10,
        },
    }
)
"""Outcome by final rating; assumed, in the order of the published ones, after (several possible):
assessment 46, strategy discussion 29, no further action 13, localities 11, universal 4."""

AGES: Mix[tuple[int, int]] = MappingProxyType(
    {(-1, -1): 2, (0, 4): 23.6, (5, 9): 24.8, (10, 15): 30.6, (16, 17): 19}
)
"""First and last age of a band, -1 unborn. Under five and 10-15: children in need in England, year
to March 2016 (Department for Education); the unborn and the rest assumed."""

CHILDREN_PER_CONTACT: Mix[int] = MappingProxyType({1: 62, 2: 22, 3: 11, 4: 4, 5: 1})
"""Assumed: partners count a contact once, children's services once per child."""

CONSENT_RECORDED = 40
"""Contacts in a hundred with consent recorded: an audit of 63 found appropriate consent in 25."""

MONTHLY_CONTACTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "walsall": (1271, 1801),  # 2019
        "northamptonshire": (1200, 1200),
        "cornwall": (850, 1000),
        "blackburn": (650, 950),
        "merton": (400, 400),
        "sandwell": (171, 171),  # February 2014
    }
)
"""Contacts a month at named hubs, least and most: their audits, the Home Office report, 2014."""


@cache
def worries_from(sender: Sender) -> Mix[Worry]:
    """The mix of worries from one group of senders; over all senders it is the published one.

    Iterative proportional fitting: the leanings shape the table, the published margins hold it.
    """
    return _worries_by_sender()[sender]


@cache
def _worries_by_sender() -> Mapping[Sender, Mix[Worry]]:
    whole = sum(WORRIES.values())
    table = {
        sender: {worry: LEANINGS[sender].get(worry, 1.0) * WORRIES[worry] for worry in Worry}
        for sender in Sender
    }
    for _ in range(40):
        for worry in Worry:
            reached = sum(SENDERS[sender] * table[sender][worry] for sender in Sender) / 100
            for sender in Sender:
                table[sender][worry] *= WORRIES[worry] / reached
        for row in table.values():
            scale = whole / sum(row.values())
            for worry in Worry:
                row[worry] *= scale
    return table
