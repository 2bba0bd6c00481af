"""What somebody is called, of all that records told of them.

The one place that says whose name is shown: a newer spelling stands beside the name that people
know, and takes its place only once it is told more often.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import NamedTuple, TypeVar

from mashdesk.domain.spelling import tokens

Value = TypeVar("Value", bound=Hashable)


class ToldName(NamedTuple):
    """A name as one record told it. Records are numbered in the order of their coming; `numbered`
    is whether a number that only one person has was told with it.
    """

    given_name: str
    family_name: str
    known_as: str
    record: int
    numbered: bool = False


Name = tuple[str, str, str]
"""Given name, family name, and what somebody is known as."""


def by_use(told: Iterable[ToldName]) -> tuple[Name, ...]:
    """Every name told of one person once, the one to call them by first; after it the most used.

    A whole name goes before half of one; then the name that most records told; of those equally
    often told one that an NHS number or UPN stood beside; and of those the one told first.
    """
    spellings: dict[tuple[str, str], list[ToldName]] = defaultdict(list)
    for one in told:
        spellings[_plainly(one.given_name), _plainly(one.family_name)].append(one)
    ranked = sorted(spellings.values(), key=_rank)
    shown = [_shown(those) for those in ranked]
    others = [
        (one.given_name, one.family_name, one.known_as)
        for those, (_, _, known_as) in zip(ranked, shown, strict=True)
        for one in those
        if one.known_as not in ("", known_as)
    ]
    return tuple(dict.fromkeys((*shown, *others)))


def most_told(told: Iterable[tuple[int, Value]]) -> tuple[Value, ...]:
    """Every value once, by the record that told it: the most told first, then the first told."""
    every = sorted(set(told), key=lambda one: one[0])
    counts = Counter(value for _, value in every)
    return tuple(sorted(counts, key=lambda value: -counts[value]))


def _rank(those: list[ToldName]) -> tuple[int, int, bool, int]:
    one, records = those[0], {each.record for each in those}
    parts = bool(tokens(one.given_name)) + bool(tokens(one.family_name))
    return -parts, -len(records), not any(each.numbered for each in those), min(records)


def _shown(those: list[ToldName]) -> Name:
    """One spelling as it was first written, with what most records say it is known as."""
    first = min(those, key=lambda one: one.record)
    known_as = most_told((one.record, one.known_as) for one in those if one.known_as)
    return first.given_name, first.family_name, known_as[0] if known_as else ""


def _plainly(name: str) -> str:
    return " ".join(name.casefold().split())
