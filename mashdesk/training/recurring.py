"""Families that are told of more than once: by other senders, of a brother, under another spelling.

A hub knows whom it has met. Some contacts name a child so that the training staff would know them;
others leave it open, and a person at the desk has to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, auto
from random import Random

from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Child, Contact, Sex, age_on
from mashdesk.training import demand
from mashdesk.training.demand import Sender, Worry
from mashdesk.training.draws import drawn, several
from mashdesk.training.households import UNBORN_AGE, Household, child_of, household
from mashdesk.training.population import Population, Wanted

EVERY = 3
"""One contact in so many is about a family that was told of before, where one suits."""

CIRCLE = 6
"""How many families are told of again and again; the first that are told of at all."""

LARGEST = 5
"""Children of a family, before no more of them are told of."""

_SPELT = {
    "Yusuf": "Yousef", "Aisha": "Ayesha", "Khadija": "Khadijah", "Mariam": "Maryam",
    "Zuzanna": "Susanna", "Jakub": "Jacob", "Viktoria": "Wiktoria", "Mateusz": "Matthew",
    "Jermaine": "Germaine", "Niamh": "Neve", "Rhys": "Reece", "Callum": "Calum",
    "Alfie": "Alfred", "Ellie": "Eleanor", "Maisie": "Margaret", "Tilly": "Matilda",
    "Toby": "Tobias", "Tobi": "Toby", "Kezia": "Keziah", "Gurdeep": "Gurdip",
    "Harleen": "Harlin", "Xiu": "Hsiu", "Duc": "Duk", "Jimmy-Lee": "James", "Danny": "Daniel",
}  # fmt: skip
"""How somebody else writes the same name: as it sounds, in another alphabet's way, or in full."""


class Way(Enum):
    """How a family comes to be told of again."""

    SAME_CHILD = auto()
    OTHER_SPELLING = auto()
    SIBLING = auto()
    SAME_ADULT = auto()
    TWIN = auto()
    SAME_HOME = auto()
    EXPECTING = auto()


_WAYS = (
    Way.SAME_CHILD, Way.OTHER_SPELLING, Way.EXPECTING, Way.SIBLING, Way.SAME_CHILD, Way.SAME_ADULT,
    Way.TWIN, Way.SAME_CHILD, Way.SAME_HOME,
)  # fmt: skip
_CLEAR = (Way.SAME_CHILD, Way.SIBLING, Way.TWIN, Way.EXPECTING)


@dataclass(frozen=True, slots=True)
class Told:
    """A contact, and whether the staff who take it in would know whom it names."""

    contact: Contact
    known: bool = False
    unclear: bool = False
    """Whether a person has to say who it names."""


class Recurring:
    """A source of contacts some of which are about families that were told of before."""

    def __init__(self, rng: Random, population: Population) -> None:
        self._rng = rng
        self._population = population
        self._circle: list[Household] = []
        self._count = 0
        self._way = 0

    def contact(self, received_at: datetime, wanted: Wanted) -> Told:
        """The next contact, received at an instant (UTC)."""
        self._count += 1
        sender = wanted.sender or drawn(demand.SENDERS, self._rng)
        worries = wanted.worries or several(demand.worries_from(sender), self._rng)
        wanted = replace(wanted, sender=sender, worries=worries)
        if len(self._circle) == CIRCLE and self._count % EVERY == 0:
            way = _WAYS[self._way % len(_WAYS)]
            again = self._again(way, sender, worries, london_day(received_at))
            if again is not None:
                self._way += 1
                contact = self._population.contact(received_at, replace(wanted, about=again))
                return Told(contact, way in _CLEAR, way not in _CLEAR)
        contact = self._population.contact(received_at, wanted)
        latest = self._population.latest
        if len(self._circle) < CIRCLE and any(child.born for child in latest.children):
            self._circle.append(latest)
        return Told(contact)

    def _again(
        self, way: Way, sender: Sender, worries: Sequence[Worry], day: date
    ) -> Household | None:
        """A family as it is told of this time; None where none of them suits such a contact."""
        for at, family in enumerate(self._circle):
            told = self._retold(way, family, day)
            if told is None or not self._population.suits(told, sender, worries, day):
                continue
            del self._circle[at]
            more = told.children if way in (Way.SIBLING, Way.TWIN) else ()
            new = [child for child in more if child not in family.children]
            self._circle.append(family.only((*family.children, *new)))
            return told
        return None

    def _retold(self, way: Way, family: Household, day: date) -> Household | None:
        rng = self._rng
        child = next(child for child in family.children if child.born is not None)
        if way is Way.SAME_CHILD:
            return family.only((child,))
        if way is Way.OTHER_SPELLING:
            return family.only((otherwise(child, day, rng),))
        if way in (Way.TWIN, Way.SIBLING) and len(family.children) >= LARGEST:
            return None
        if way is Way.EXPECTING:
            unborn = child_of(rng, family, UNBORN_AGE, day, 0, set())
            return family.only((unborn, child))
        if way is Way.TWIN:
            return family.only((child, _twin(child, family, rng)))
        if way is Way.SIBLING:
            years = (age_on(child.born, day) or 0) + 3
            return family.only((_brought_up_with(family, years, day, rng),)) if years < 17 else None
        other = household(rng)
        if way is Way.SAME_ADULT:
            mine = _brought_up_with(other, rng.randint(5, 15), day, rng)
            phones = (other.phones[0], family.phones[1])
            return replace(other, other=family.other, phones=phones, children=(mine,))
        other = replace(other, home=family.home)
        return other.only((_brought_up_with(other, rng.randint(5, 15), day, rng),))


def _brought_up_with(family: Household, years: int, day: date, rng: Random) -> Child:
    taken = {each.given_name for each in family.children}
    return child_of(rng, family, years, day, rng.randint(40, 325), taken)


def otherwise(child: Child, day: date, rng: Random) -> Child:
    """A child as somebody else writes them: another spelling, one of two family names or the names
    swapped, a slip in the date; no number.
    """
    given, family, born = _SPELT.get(child.given_name, child.given_name), child.family_name, None
    if "-" in family:
        family = rng.choice(family.split("-"))
    elif given == child.given_name:
        given, family = family, given
    if child.born is not None:
        born = child.born
        swapped = date(born.year, born.day, born.month) if born.day <= 12 else born
        born = swapped if swapped <= day and rng.random() < 0.5 else born
    return replace(child, given_name=given, family_name=family, born=born, nhs_number="", upn="")


def _twin(child: Child, family: Household, rng: Random) -> Child:
    taken = {each.given_name for each in family.children}
    girl = rng.random() < 0.5
    given = [name for name in (family.of.girls if girl else family.of.boys) if name not in taken]
    sex = Sex.FEMALE if girl else Sex.MALE
    return replace(child, given_name=rng.choice(given), sex=sex, nhs_number="", upn="")
