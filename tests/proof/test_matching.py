"""Matching held against the truth: a population whose people come again as people are written down.

Seeded, so that what it finds is the same each time; `scripts/bench judgement` reports the figures.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from mashdesk.domain.contact import Child
from mashdesk.domain.matching import Certainty, likeness
from mashdesk.domain.particulars import Particulars
from scripts.bench_tools.recall_bench import Recall, recall, recall_figures, suggested
from scripts.bench_tools.truth import PEOPLE, Truth, population, told_again, truth_of
from tests.hub import Hub


@pytest.fixture(scope="module")
def truth() -> Truth:
    return population(Random(41))


@pytest.fixture(scope="module")
def found(truth: Truth) -> Recall:
    return recall(truth, Random(42))


def test_somebody_told_of_again_is_among_the_first_ten_with_a_date_of_birth(found: Recall) -> None:
    assert found.dated >= 0.97, found
    assert found.undated >= 0.92, found
    assert found.false <= 0.8, found


def test_the_bench_reports_recall_and_false_suggestions(truth: Truth, found: Recall) -> None:
    figures = recall_figures(found)
    assert [figure.name for figure in figures] == [
        "missed, with a date of birth",
        "missed, without a date of birth",
        "false suggestions for each",
    ]
    assert all(figure.kept for figure in figures)
    assert f"recall at 10 {found.dated:.4f}" in figures[0].line()
    assert len(truth.people) >= PEOPLE
    worse = recall_figures(replace(found, dated=0.96, undated=0.9, false=1.0))
    assert not any(figure.kept for figure in worse)


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
