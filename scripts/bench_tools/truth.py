"""A population of which it is known who is who, and its people as they are written down again.

Seeded by whoever asks, so that what is found among them is the same each time.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from mashdesk.domain.diminutives import full_names
from mashdesk.domain.finding import keys_of
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import MentionKind
from mashdesk.training import names

PEOPLE = 4_000
TODAY = date(2026, 11, 20)


@dataclass
class Truth:
    """Everybody there is, by number, and the keys that they are found by."""

    people: list[Particulars]
    twins: list[tuple[int, int]]
    keys: dict[str, list[int]]
    sorted_keys: list[str]
    homes: dict[str, list[int]]


def population(rng: Random) -> Truth:
    """Families of one to four children, one in twenty with twins; two in a hundred undated."""
    people: list[Particulars] = []
    twins: list[tuple[int, int]] = []
    while len(people) < PEOPLE:
        of, home = names.heritage(rng), names.address(rng)
        family = names.family_name(rng, of)
        given = rng.sample(of.girls + of.boys, rng.randint(1, 4))
        born = TODAY - timedelta(days=rng.randint(30, 17 * 365))
        twinned = len(given) > 1 and rng.random() < 0.15
        for n, name in enumerate(given):
            middle = f" {rng.choice(of.girls + of.boys)}" if rng.random() < 0.2 else ""
            if not (twinned and n == 1):
                born -= timedelta(days=rng.randint(300, 1200)) * (n > 0)
            else:
                twins.append((len(people) - 1, len(people)))
            dated = None if rng.random() < 0.02 and not twinned else born
            people.append(
                Particulars(
                    given_name=name + middle, family_name=family, born=dated, address=home,
                    nhs_number=names.nhs_number(rng) if rng.random() < 0.3 else "",
                )
            )  # fmt: skip
    return truth_of(people, twins)


def truth_of(people: list[Particulars], twins: list[tuple[int, int]]) -> Truth:
    """These people, with the keys and the homes that they are found by."""
    keys: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        for key in keys_of(person):
            keys[key].append(number)
    homes: dict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        homes[key_of(MentionKind.ADDRESS, person.address)].append(number)
    return Truth(people, twins, keys, sorted(keys), homes)


def slip(rng: Random, word: str) -> str:
    """A slip of the hand: a letter left out, doubled, swapped with the next, or another."""
    if len(word) < 3:
        return word
    n = rng.randrange(len(word) - 1)
    return rng.choice(
        (
            word[:n] + word[n + 1 :],
            word[:n] + word[n] + word[n:],
            word[:n] + word[n + 1] + word[n] + word[n + 2 :],
            word[:n] + rng.choice("aeiorstnl") + word[n + 1 :],
        )
    )


def wrong_day(rng: Random, born: date) -> date:
    """A date of birth as it is mistyped: a day, a month or a year off, or day and month swapped."""
    kind = rng.randrange(4)
    if kind == 0 and born.day <= 12:
        return born.replace(month=born.day, day=born.month)
    if kind == 1:
        return born.replace(year=born.year - 1, day=min(born.day, 28))
    if kind == 2:
        return born.replace(day=rng.randint(1, 28))
    return born + timedelta(days=rng.choice((-1, 1)))


def told_again(rng: Random, person: Particulars) -> tuple[Particulars, frozenset[str]]:
    """The same person as somebody else writes them down, and what was done to them."""
    given, family, done = person.given_name, person.family_name, set()
    if rng.random() < 0.25:
        given = slip(rng, given)
        done.add("typo")
    if rng.random() < 0.2:
        family = slip(rng, family)
        done.add("typo")
    if " " in given and rng.random() < 0.5:
        given = given.split()[0]
        done.add("one given name")
    if rng.random() < 0.06:
        given, family = family, given
        done.add("swapped")
    if rng.random() < 0.1 and full_names(given.lower()) != (given.lower(),):
        given = full_names(given.lower())[0].title()
        done.add("nickname")
    if "-" in family and rng.random() < 0.5:
        family = family.split("-")[0]
        done.add("half a name")
    elif rng.random() < 0.04:
        family = f"{family}-{rng.choice(names.heritage(rng).families)}"
        done.add("double")
    born = person.born
    if born is not None and rng.random() < 0.15:
        born = wrong_day(rng, born)
        done.add("wrong date")
    elif rng.random() < 0.08:
        born = None
        done.add("no date")
    moved = rng.random() < 0.4
    return (
        replace(
            person, given_name=given, family_name=family, born=born,
            address="" if moved else person.address,
            nhs_number=person.nhs_number if rng.random() < 0.3 else "",
        ),
        frozenset(done),
    )  # fmt: skip
