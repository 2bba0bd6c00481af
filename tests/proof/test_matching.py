"""Matching held against the truth: a population whose people come again as people are written down.

Seeded, so that what it finds is the same each time; the figures are printed (`pytest -s`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import pytest

from mashdesk.domain.contact import Child
from mashdesk.domain.diminutives import full_names
from mashdesk.domain.finding import keys_of, lookup_keys, prefixes
from mashdesk.domain.matching import Certainty, Likeness, likeness
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import MentionKind
from mashdesk.training import names
from tests.hub import Hub

PEOPLE = 4_000
AGAIN = 800
MOST_COMPARED = 120
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


@pytest.fixture(scope="module")
def truth() -> Truth:
    return population(Random(41))


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


def suggested(truth: Truth, asked: Particulars) -> list[tuple[int, Likeness]]:
    """As the desk does it: keys and the home that is said, the most hits first, a bounded number
    compared, the best ten.
    """
    hits: Counter[int] = Counter()
    for key in lookup_keys(asked):
        for number in truth.keys.get(key, ()):
            hits[number] += 50 if key > "z" else 1
    if asked.address:
        for number in truth.homes.get(key_of(MentionKind.ADDRESS, asked.address), ()):
            hits[number] += 2
    if asked.born is None:
        for key in prefixes(asked):
            first = bisect_left(truth.sorted_keys, key)
            for there in truth.sorted_keys[first : first + MOST_COMPARED]:
                hits.update(truth.keys[there] if there.startswith(key) else ())
    best = sorted(hits, key=lambda one: (-hits[one], -one))[:MOST_COMPARED]
    alike = [(number, likeness(asked, truth.people[number])) for number in best]
    found = [(number, one) for number, one in alike if one.suggested]
    return sorted(found, key=lambda one: -one[1].score)[:10]


def recall(found: Sequence[tuple[bool, bool]], which: Callable[[bool], bool]) -> float:
    hits = [hit for dated, hit in found if which(dated)]
    return sum(hits) / max(1, len(hits))


def test_somebody_told_of_again_is_among_the_first_ten_with_a_date_of_birth(truth: Truth) -> None:
    rng = Random(42)
    found: list[tuple[bool, bool]] = []
    others: list[int] = []
    missed: Counter[str] = Counter()
    for number in rng.sample(range(len(truth.people)), AGAIN):
        asked, done = told_again(rng, truth.people[number])
        dated = asked.born is not None and truth.people[number].born is not None
        ten = suggested(truth, asked)
        hit = number in [one for one, _ in ten]
        found.append((dated, hit))
        others.append(len(ten) - hit)
        if not hit:
            missed.update(done or {"nothing"})
    with_date, without = recall(found, bool), recall(found, lambda dated: not dated)
    false = sum(others) / len(others)
    print(
        f"\nrecall at 10 of {AGAIN} among {len(truth.people)}: {with_date:.4f} with a date of"
        f" birth, {without:.4f} without; {false:.2f} false suggestions each;"
        f" {sum(map(bool, others)) / len(others):.2f} have any; missed: {dict(missed)}"
    )
    assert with_date >= 0.97
    assert without >= 0.92
    assert false <= 0.8


def test_the_desk_suggests_whom_this_proof_does(truth: Truth, sqlite_hub: Hub) -> None:
    some = truth_of(truth.people[:25], [])
    for one in some.people:
        child = Child(
            given_name=one.given_name, family_name=one.family_name, born=one.born,
            address=one.address, nhs_number=one.nhs_number,
        )  # fmt: skip
        sqlite_hub.take_in(children=(child,))
    rng, compared = Random(49), 0
    for person in some.people:
        asked, _ = told_again(rng, person)
        expected = {number + 1 for number, _ in suggested(some, asked)}
        found = sqlite_hub.desk.known.candidates(sqlite_hub.duty, asked)
        assert {one.individual for one in found} == expected, asked
        compared += len(expected)
    assert compared >= len(some.people)


def test_whoever_is_new_looks_like_few_and_likely_like_nobody(truth: Truth) -> None:
    strangers = population(Random(44)).people[:400]
    found = [suggested(truth, one) for one in strangers]
    likely = sum(any(one.certainty is not Certainty.POSSIBLE for _, one in ten) for ten in found)
    some = sum(map(bool, found))
    print(f"\nof {len(strangers)} strangers {some} look like somebody, {likely} likely")
    assert likely <= len(strangers) * 0.02
    assert some <= len(strangers) * 0.35


def test_twins_are_never_suggested_as_one_person_with_certainty(truth: Truth) -> None:
    rng = Random(47)
    assert len(truth.twins) > 100
    certain: list[Particulars] = []
    for one, other in truth.twins:
        for asked, known in ((one, other), (other, one)):
            again, _ = told_again(rng, truth.people[asked])
            tried: list[Particulars] = []
            for said in (truth.people[asked], replace(again, born=truth.people[known].born)):
                number = truth.people[known].nhs_number  # written down for the wrong one of them
                tried += [said, replace(said, nhs_number=number)]
            certain += [
                one
                for one in tried
                if likeness(one, truth.people[known]).certainty is Certainty.CERTAIN
            ]
    assert certain == []
