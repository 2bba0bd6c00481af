"""Invented households: their adults, their home, their children, whoever is told of at a time."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from mashdesk.domain.contact import Adult, Child, Sex, age_on
from mashdesk.training import demand, names
from mashdesk.training.draws import drawn

UNBORN_AGE = -1
_UNKNOWN_AGE = 9
_AT_SCHOOL = 4


@dataclass(frozen=True, slots=True)
class Household:
    """A family as the whole town knows it; a contact may tell of some of its children only."""

    of: names.Heritage
    name: str
    parent: names.Person
    other: names.Person
    home: str
    phones: tuple[str, str] = ("", "")
    """Of the parent and of the other adult."""
    other_lives_there: bool = False
    children: tuple[Child, ...] = ()

    def ages(self, day: date) -> list[int]:
        """How old each child is on a London day; what is not known is taken to be some age."""
        return [_age(child, day) for child in self.children]

    def adults(self) -> tuple[Adult, ...]:
        """Both adults as whoever knows the family well would name them."""
        father = self.other.relation == "father"
        return (
            _adult(self.parent, self.home, self.phones[0], responsible=True, there=True),
            _adult(
                self.other,
                self.home if self.other_lives_there else "",
                self.phones[1],
                responsible=father,
                there=self.other_lives_there,
            ),
        )

    def only(self, children: Sequence[Child]) -> Household:
        """The same household, with no children told of but these."""
        return replace(self, children=tuple(children))


def household(rng: Random) -> Household:
    """Two adults and a home; nobody's children yet."""
    of = names.heritage(rng)
    name = names.family_name(rng, of)
    mother = names.Person(f"{rng.choice(of.women)} {name}", "mother")
    if rng.random() < 0.75:
        other = names.Person(names.man(rng), "mother's partner")
    else:
        other = names.Person(f"{rng.choice(of.men)} {name}", "father")
    phones = (names.mobile(rng), names.mobile(rng) if rng.random() < 0.5 else "")
    return Household(of, name, mother, other, names.address(rng), phones, rng.random() < 0.6)


def ages(rng: Random) -> list[int]:
    """How old the children of one contact are, the eldest first."""
    found = []
    for _ in range(drawn(demand.CHILDREN_PER_CONTACT, rng)):
        first, last = drawn(demand.AGES, rng)
        found.append(rng.randint(first, last))
    return sorted(set(found), reverse=True)


def children_of(rng: Random, family: Household, of_ages: Sequence[int], day: date) -> list[Child]:
    """Brothers and sisters, with names of their own and birthdays that one mother can have."""
    season, taken = rng.randint(40, 325), set[str]()
    children = []
    for age in of_ages:
        child = child_of(rng, family, age, day, season, taken)
        taken.add(child.given_name)
        children.append(child)
    return children


def child_of(
    rng: Random, family: Household, age: int, day: date, season: int, taken: Set[str]
) -> Child:
    """One child of a family; `season` is how many days before `day` its birthdays lie about."""
    if age == UNBORN_AGE:
        expected = day + timedelta(days=rng.randint(10, 200))
        return Child(
            given_name="Unborn",
            family_name=family.name,
            expected=expected,
            sex=Sex.UNBORN,
            address=family.home,
        )
    girl = rng.random() < 0.46
    given = [name for name in (family.of.girls if girl else family.of.boys) if name not in taken]
    # Between the last birthday and the next, leap years or not.
    born = day - timedelta(days=int(age * 365.25) + season + rng.randint(-35, 35))
    return Child(
        given_name=rng.choice(given),
        family_name=family.name,
        born=None if rng.random() < 0.03 else born,
        sex=Sex.FEMALE if girl else Sex.MALE,
        school=names.school(rng, age),
        address=family.home,
        nhs_number=names.nhs_number(rng) if rng.random() < 0.4 else "",
        upn=names.upn(rng) if age >= _AT_SCHOOL and rng.random() < 0.3 else "",
    )


def _adult(person: names.Person, home: str, phone: str, *, responsible: bool, there: bool) -> Adult:
    given, _, family = person.name.partition(" ")
    return Adult(
        given_name=given,
        family_name=family,
        role=person.relation,
        phone=phone,
        address=home,
        parental_responsibility=responsible,
        lives_with=there,
    )


def _age(child: Child, day: date) -> int:
    if child.sex is Sex.UNBORN:
        return UNBORN_AGE
    age = age_on(child.born, day)
    return _UNKNOWN_AGE if age is None else age
