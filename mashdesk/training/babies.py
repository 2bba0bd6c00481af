"""What is written about a baby not yet born, and about children under three. For training.

The places to fill are those of worries.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mashdesk.domain.contact import Reason

UNBORN: Mapping[Reason, tuple[str, ...]] = MappingProxyType(
    {
        Reason.NEGLECT: (
            (
                "Booked late, two scans missed; an earlier child lives with grandparents under "
                "an order."
            ),
        ),
        Reason.DOMESTIC_ABUSE: (
            (
                "{parent} is pregnant and was kicked by {other}; {parent} asks that nobody at "
                "home is told."
            ),
        ),
        Reason.PARENTAL_MENTAL_HEALTH: (
            (
                "{parent} says the baby is not hers and will be taken; the perinatal team has "
                "been asked."
            ),
        ),
        Reason.PARENTAL_SUBSTANCE_MISUSE: (
            "{parent} uses heroin and is not engaged with treatment; baby due soon.",
        ),
        Reason.HOMELESSNESS: (
            "{parent} sleeps in a car and has had no antenatal care since moving here.",
        ),
        Reason.DISABILITY: (
            (
                "A scan shows that the baby will need surgery; {parent} does not answer the "
                "ward's calls."
            ),
        ),
        Reason.TRAFFICKING: (
            (
                "{parent} is always accompanied at appointments and is not allowed to speak for "
                "herself."
            ),
        ),
    }
)
"""What is written about a baby not yet born."""

UNDER_THREE: Mapping[Reason, tuple[str, ...]] = MappingProxyType(
    {
        Reason.NEGLECT: (
            "{child} has lost weight since the last visit and feeds are made up too thin.",
            "The cot is damp, bottles are mouldy and nappy rash has broken the skin.",
        ),
        Reason.PHYSICAL_ABUSE: (
            "{child} is not yet crawling and has a bruise on the ear; nobody can say how.",
            "A healing break was found on an X-ray taken for a cough.",
        ),
        Reason.DOMESTIC_ABUSE: (
            "{parent} was holding {child} when {other} threw a chair.",
            "{parent} left in the night with {child} and went back two days later.",
        ),
        Reason.PARENTAL_MENTAL_HEALTH: (
            "{parent} says there are thoughts of harming {child} and has asked for help.",
            "{parent} does not look at {child} or answer the crying; the mood is very low.",
        ),
        Reason.PARENTAL_SUBSTANCE_MISUSE: (
            "{parent} fell asleep drunk on the sofa with {child}.",
            "{child} was found with a used wrap in one hand.",
        ),
        Reason.HOMELESSNESS: (
            "The family sleeps in one room of a hostel with nowhere to prepare a bottle.",
        ),
        Reason.FABRICATED_ILLNESS: ("Nine attendances for fits that no member of staff has seen.",),
        Reason.PRIVATE_FOSTERING: (
            "{child} has been left with a woman who minds several babies for parents working away.",
        ),
        Reason.DISABILITY: (
            "{child} came home from hospital with tube feeding that {parent} is afraid to do.",
        ),
    }
)
"""What is written about the youngest."""
