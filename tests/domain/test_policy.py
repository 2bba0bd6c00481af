"""Policies: the ready-made ones, a hub's own in TOML, and what is said about one that cannot be."""

from __future__ import annotations

from datetime import date, time

import pytest

from mashdesk.domain.calendar import Closure, DeskCalendar, Nation
from mashdesk.domain.policy import (
    PRESETS,
    Band,
    Clock,
    parse_policy,
    policy_text,
    preset,
)
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.domain.spans import Span
from tests.domain.hubs import OWN


@pytest.mark.parametrize(
    ("name", "firsts"),
    [
        ("london", ("4 hours", "1 working day", "3 working days")),
        ("sefton", ("2 hours", "6 hours", "24 hours")),
        ("sandwell", ("4 hours", "24 hours", "72 hours")),
        ("merton", ("4 hours", "1 working day", "3 working days", "3 working days")),
    ],
)
def test_each_preset_gives_the_published_clocks_and_the_later_rounds(
    name: str, firsts: tuple[str, ...]
) -> None:
    policy = preset(name)
    bands = [policy.band(rag) for rag in policy.ratings]
    later = ("1 hour", "4 desk hours", "1 working day", "1 working day")
    assert tuple(str(band.first) for band in bands) == firsts
    assert tuple(str(band.later) for band in bands) == later[: len(bands)]
    assert all(band.answer == band.first for band in bands)
    assert policy.calendar == DeskCalendar(Nation.ENG, time(9), time(17), frozenset(range(5)))
    assert policy.unrated == Clock(Span.parse("1 desk hour"), Span.parse("1 desk hour"))
    assert policy.feedback == Clock(Span.parse("1 working day"), Span.parse("1 working day"))
    assert policy.returned.first == Span.parse("3 working days")
    assert policy.longest_return == Span.parse("10 working days")
    assert (policy.name, policy.version, policy.rounds) == (name, 1, 3)
    assert policy.text == PRESETS[name]


def test_only_mertons_red_goes_straight_to_allocation_and_only_merton_uses_blue() -> None:
    silent = {
        (name, rag) for name in PRESETS for rag, band in preset(name).bands.items() if not band.asks
    }
    assert silent == {("merton", Rag.RED)}
    assert [name for name in PRESETS if Rag.BLUE in preset(name).bands] == ["merton"]


def test_a_hubs_own_policy_is_read_with_what_it_leaves_out_filled_in() -> None:
    policy = parse_policy(OWN, 7)
    closures = (
        Closure(date(2026, 12, 24), "Office closed"),
        Closure(date(2026, 12, 31), "Hogmanay"),
    )
    assert policy.calendar == DeskCalendar(
        Nation.SCT, time(8), None, frozenset({0, 1, 6}), closures
    )
    assert policy.band(Rag.RED) == Band(
        Span.parse("4 desk hours"), Span.parse("1 hour"), Span.parse("4 desk hours")
    )
    assert policy.band(Rag.AMBER).answer == Span.parse("6 desk hours")
    assert policy.band(Rag.GREEN).asks is False
    assert (policy.name, policy.version, policy.rounds) == ("Northbridge", 7, 2)
    assert policy.ratings == (Rag.RED, Rag.AMBER, Rag.GREEN)
    with pytest.raises(KeyError):
        policy.band(Rag.BLUE)


def test_a_policy_says_everything_its_text_says_and_reads_back_the_same() -> None:
    policy = parse_policy(OWN, 1)
    assert parse_policy(policy.text, 1) == policy
    assert hash(parse_policy(policy.text, 1)) == hash(policy)
    assert parse_policy(policy.text, 2) != policy


def test_a_preset_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(Invalid, match="there is no preset 'londn'; did you mean 'london'"):
        preset("londn")


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("closes", [time(20), None])
def test_a_preset_takes_on_a_hubs_own_hours(name: str, closes: time | None) -> None:
    closures = [Closure(date(2026, 12, 24), 'The "old" hall\\ is shut')]
    text = policy_text(
        name,
        nation=Nation.NIR,
        opens=time(7, 30),
        closes=closes,
        weekdays=[0, 5, 6],
        closures=closures,
    )
    policy = parse_policy(text, 1)
    assert policy.calendar == DeskCalendar(
        Nation.NIR, time(7, 30), closes, frozenset({0, 5, 6}), tuple(closures)
    )
    assert policy.bands == preset(name).bands


@pytest.mark.parametrize(
    ("opens", "closes", "weekdays", "closures", "field"),
    [
        (time(17), time(9), [0], [], "calendar.closes"),
        (time(9), time(17), [], [], "calendar.weekdays"),
        (time(9), time(17), [0], [Closure(date(2026, 1, 5), "")], "calendar.closures[1].reason"),
    ],
)
def test_hours_that_cannot_be_are_refused_by_their_field(
    opens: time, closes: time, weekdays: list[int], closures: list[Closure], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        policy_text(
            "london",
            nation=Nation.ENG,
            opens=opens,
            closes=closes,
            weekdays=weekdays,
            closures=closures,
        )
    assert [problem.field for problem in caught.value.problems] == [field]
