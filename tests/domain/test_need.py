"""What a checklist of need points to, and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashdesk.domain.indicators import BY_CODE, INDICATORS, NeedGroup
from mashdesk.domain.need import Checklist, NeedRules, differing, suggest
from mashdesk.domain.rating import Rag

TODAY = date(2026, 11, 20)
RULES = NeedRules()


def points_to(**said: Any) -> tuple[int, Rag]:
    found = suggest(Checklist(**said), RULES, tuple(Rag), TODAY)
    return found.level, found.rating


def days_ago(*days: int) -> tuple[date, ...]:
    return tuple(TODAY - timedelta(days=day) for day in days)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({}, 1),
        *[({"graded_care": n}, level) for n, level in ((1, 1), (2, 1), (3, 2), (4, 3), (5, 4))],
        *[({"dv_scale": n}, level) for n, level in ((1, 2), (2, 2), (3, 4), (4, 4))],
        ({"dash": 13}, 1),
        ({"dash": 14}, 4),
        ({"missing": days_ago(3)}, 1),
        ({"missing": days_ago(3, 80)}, 3),
        ({"missing": days_ago(3, 80, 90)}, 4),
        ({"missing": days_ago(3, 80, 91)}, 3),
        ({"indicators": ("learning_attendance",)}, 2),
        ({"indicators": ("learning_attendance", "health_disability")}, 3),
        ({"indicators": ("parenting_neglected",), "graded_care": 2}, 4),
    ],
)  # fmt: skip
def test_the_level_is_that_of_the_gravest_thing_recorded(said: dict[str, Any], level: int) -> None:
    rating = {1: Rag.BLUE, 2: Rag.GREEN, 3: Rag.AMBER, 4: Rag.RED}[level]
    assert points_to(**said) == (level, rating)


def test_a_hub_without_blue_is_pointed_to_its_mildest_rating() -> None:
    assert suggest(Checklist(), RULES, (Rag.RED, Rag.AMBER, Rag.GREEN), TODAY).rating is Rag.GREEN


def test_a_hub_sets_its_own_figure_for_high_risk() -> None:
    strict = NeedRules(dash_high=10)
    found = suggest(Checklist(dash=11), strict, tuple(Rag), TODAY)
    assert found.reasons == ("DASH score 11, high risk from 10 (level 4)",)


def test_reasons_say_everything_that_points_above_level_1_the_gravest_first() -> None:
    said = Checklist(indicators=("learning_attendance", "family_forced"), graded_care=4)
    assert suggest(said, RULES, tuple(Rag), TODAY).reasons == (
        "family: forced marriage, FGM or honour is feared (level 4)",
        "Graded Care Profile grade 4 (level 3)",
        "learning: often absent from school or nursery (level 2)",
    )


def test_a_difference_is_said_of_rating_and_of_a_level_that_was_judged() -> None:
    assert differing((4, Rag.RED), Rag.RED, None) == ""
    assert differing((4, Rag.RED), Rag.RED, 4) == ""
    assert differing((4, Rag.RED), Rag.AMBER, None) == "red, not amber"
    assert differing((4, Rag.RED), Rag.AMBER, 3) == "red, not amber and level 4, not 3"


def test_what_cannot_be_is_named() -> None:
    said = Checklist(
        indicators=("no_such",), graded_care=6, dv_scale=0, dash=28,
        missing=(TODAY + timedelta(days=1),),
    )  # fmt: skip
    fields = [problem.field for problem in said.problems(TODAY)]
    assert fields == ["indicators", "graded_care", "dv_scale", "dash", "missing"]
    assert Checklist(graded_care=5, dv_scale=1, dash=0, missing=(TODAY,)).problems(TODAY) == []


def test_every_group_has_indicators_of_levels_2_to_4_and_no_code_twice() -> None:
    assert len(BY_CODE) == len(INDICATORS)
    for group in NeedGroup:
        assert {one.level for one in INDICATORS if one.group is group} == {2, 3, 4}
    assert max(len(one.words) for one in INDICATORS) <= 42


@given(st.sets(st.sampled_from([one.code for one in INDICATORS])), st.sampled_from(sorted(BY_CODE)))
def test_one_more_indicator_never_points_lower(codes: set[str], more: str) -> None:
    level = points_to(indicators=tuple(sorted(codes)))[0]
    assert points_to(indicators=tuple(sorted(codes | {more})))[0] >= level
