"""How often somebody told of again is found, and who else is suggested: the quality of matching.

The proof of matching holds the same figures (tests/proof/test_matching.py), and the desk's own
query against how they are looked up here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from mashdesk.domain.finding import lookup_keys, prefixes
from mashdesk.domain.matching import Likeness, likeness
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import MentionKind
from scripts.bench_tools.figures import Figure
from scripts.bench_tools.truth import PEOPLE, Truth, population, told_again

AGAIN = 800
MOST_COMPARED = 120


@dataclass(frozen=True)
class Recall:
    """Of people told of again: how many stand among the first ten, with a date of birth on both
    sides and without, how many others are suggested for each, how many have any such, and what had
    been done to those missed.
    """

    dated: float
    undated: float
    false: float
    any_false: float
    missed: Mapping[str, int]


def recall(truth: Truth, rng: Random) -> Recall:
    """Tell of some people again, and look whether each is found."""
    found: list[tuple[bool, bool]] = []
    others: list[int] = []
    missed: Counter[str] = Counter()
    for number in rng.sample(range(len(truth.people)), AGAIN):
        asked, done = told_again(rng, truth.people[number])
        ten = [one for one, _ in suggested(truth, asked)]
        hit = number in ten
        found.append((None not in (asked.born, truth.people[number].born), hit))
        others.append(len(ten) - hit)
        if not hit:
            missed.update(done or {"nothing"})
    dated, undated = ([hit for said, hit in found if said is which] for which in (True, False))
    return Recall(
        sum(dated) / len(dated),
        sum(undated) / len(undated),
        sum(others) / len(others),
        sum(map(bool, others)) / len(others),
        missed,
    )


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


def measured() -> Recall:
    """Of the population that the proof of matching holds."""
    return recall(population(Random(41)), Random(42))


def recall_figures(found: Recall) -> list[Figure]:
    """What is missed and what is suggested wrongly, of a population whose truth is known."""
    of = f"{AGAIN} told of again among {PEOPLE:,}"
    dated = f"recall at 10 {found.dated:.4f}, at least 0.97; {of}"
    undated = f"recall at 10 {found.undated:.4f}, at least 0.92; {of}"
    false = f"at most 0.8; {found.any_false:.0%} of them have any"
    missed = "missed, %s a date of birth"
    return [
        Figure(missed % "with", (1 - found.dated) * 100, None, 3.0, dated, "%"),
        Figure(missed % "without", (1 - found.undated) * 100, None, 8.0, undated, "%"),
        Figure("false suggestions for each", found.false, None, 0.8, false, "each"),
    ]
