from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashdesk.training import demand
from mashdesk.training.demand import Sender, Worry
from mashdesk.training.draws import dealt, drawn, several


@given(count=st.integers(0, 300), seed=st.integers())
def test_dealing_gives_every_kind_its_share_to_within_one(count: int, seed: int) -> None:
    cards = dealt(demand.SENDERS, count, Random(seed))
    assert len(cards) == count
    for kind, share in demand.SENDERS.items():
        assert abs(cards.count(kind) - share * count / 100) < 1


def test_a_kind_is_drawn_as_often_as_its_share() -> None:
    rng = Random(4)
    found = Counter(drawn(demand.INITIAL_RATINGS, rng) for _ in range(20_000))
    for rating, share in demand.INITIAL_RATINGS.items():
        assert found[rating] / 200 == pytest.approx(share, abs=1)


def test_several_kinds_are_drawn_each_as_often_as_its_share_though_shares_exceed_a_hundred() -> (
    None
):
    rng = Random(4)
    hands = [several(demand.WORRIES, rng) for _ in range(20_000)]
    assert {len(hand) for hand in hands} == {1, 2}
    assert all(len(set(hand)) == len(hand) for hand in hands)
    found = Counter(kind for hand in hands for kind in hand)
    for worry, share in demand.WORRIES.items():
        assert found[worry] / 200 == pytest.approx(share, abs=1)


def test_what_each_group_of_senders_writes_about_adds_up_to_the_published_mix() -> None:
    for worry in Worry:
        total = sum(demand.SENDERS[s] * demand.worries_from(s)[worry] for s in Sender) / 100
        assert total == pytest.approx(demand.WORRIES[worry], abs=0.01)
    for sender in Sender:
        mix = demand.worries_from(sender)
        assert sum(mix.values()) == pytest.approx(125, abs=0.5)
        assert max(mix.values()) <= 100


def test_the_table_of_final_ratings_gives_every_published_figure() -> None:
    initial, table = demand.INITIAL_RATINGS, demand.FINAL_RATINGS
    joint = {
        (before, after): initial[before] * share / sum(table[before].values())
        for before in initial
        for after, share in table[before].items()
    }
    final = Counter[str]()
    change = Counter[str]()
    for (before, after), share in joint.items():
        final[after.value] += share  # type: ignore[assignment]
        step = after.severity - before.severity
        change["up" if step > 0 else "down" if step < 0 else "none"] += share  # type: ignore[assignment]
    assert final == pytest.approx({"blue": 22, "green": 36, "amber": 36, "red": 6})
    assert change == pytest.approx({"none": 53, "up": 11, "down": 36})


def test_mixes_published_in_per_cent_add_up() -> None:
    assert sum(demand.SENDERS.values()) == 100
    assert sum(demand.INITIAL_RATINGS.values()) == 100
    assert sum(demand.WORRIES.values()) == 125
    assert sum(demand.AGES.values()) == pytest.approx(100)
    assert set(demand.REASONS_OF) == set(Worry)
    assert set(demand.SOURCES_OF) == set(Sender)
