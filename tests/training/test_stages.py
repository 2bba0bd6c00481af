from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashdesk.domain.calendar import Nation
from mashdesk.domain.ladder import first_span, later_span
from mashdesk.domain.policy import Policy, parse_policy, policy_text, preset
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import due
from mashdesk.training.hub import POLICY_TEXT
from mashdesk.training.stages import PARTS, Ending, Rounds

TRAINING = parse_policy(POLICY_TEXT, 1)
DAY_AND_NIGHT = parse_policy(
    policy_text(
        "london", nation=Nation.ENG, opens=time(0), closes=None, weekdays=range(7), closures=()
    ),
    1,
)
INSTANTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minute: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)


def rounds(
    policy: Policy, rating: Rag = Rag.AMBER, clock: ClockKind = ClockKind.DECISION
) -> Rounds:
    first, later = first_span(policy, clock, rating), later_span(policy, clock, rating)
    return Rounds(first, later, policy.rounds, policy.calendar)


@given(now=INSTANTS, position=st.floats(0.01, 4), rating=st.sampled_from(tuple(Rag)))
def test_a_start_is_found_for_every_position_at_any_moment(
    now: datetime, position: float, rating: Rag
) -> None:
    ladder = rounds(TRAINING, rating)
    start = ladder.start_for(position, now)
    assert ladder.position(start, now) == pytest.approx(position, abs=0.001)


@given(
    now=INSTANTS,
    position=st.floats(0.05, 3.5),
    policy=st.sampled_from((preset("london"), DAY_AND_NIGHT)),
)
def test_with_working_days_and_bank_holidays_the_first_start_that_is_far_enough_is_found(
    now: datetime, position: float, policy: Policy
) -> None:
    ladder = rounds(policy)
    start = ladder.start_for(position, now)
    assert ladder.position(start, now) >= position
    assert ladder.position(start + timedelta(seconds=1), now) < position


def test_position_counts_rounds_and_goes_on_past_the_last() -> None:
    ladder = rounds(TRAINING, Rag.RED)
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for hours, expected in ((1, 0.25), (4, 1), (4.5, 1.5), (5, 2), (5.5, 2.5), (6, 3), (8.5, 5.5)):
        assert ladder.position(now - timedelta(hours=hours), now) == pytest.approx(expected)


def test_the_training_policy_counts_plain_hours_so_no_day_or_night_stops_it() -> None:
    starts = [datetime(2026, 12, 20, tzinfo=UTC) + timedelta(hours=hour) for hour in range(24 * 16)]
    for clock in (ClockKind.UNRATED, ClockKind.DECISION, ClockKind.FEEDBACK, ClockKind.RETURNED):
        span = first_span(TRAINING, clock, Rag.GREEN)
        lengths = {due(start, span, TRAINING.calendar) - start for start in starts}
        assert len(lengths) == 1
    assert "plain hours" in TRAINING.name


def test_the_plan_has_forty_open_referrals_rated_in_the_published_mix() -> None:
    still_open = [part for part in PARTS if part.ending is not Ending.CLOSED]
    assert sum(part.count for part in still_open) == 40
    rated = {
        rating: sum(part.count for part in still_open if part.rating is rating)
        for rating in (Rag.RED, Rag.AMBER, Rag.GREEN)
    }
    whole = sum(rated.values())
    assert 100 * rated[Rag.RED] / whole == pytest.approx(11, abs=3)
    assert 100 * rated[Rag.AMBER] / whole == pytest.approx(29, abs=3)
    assert 100 * rated[Rag.GREEN] / whole == pytest.approx(60, abs=3)


def test_no_part_of_the_plan_straddles_the_end_of_a_round() -> None:
    for part in PARTS:
        assert int(part.low) == int(part.high) or part.low > 3
        assert part.low < part.high


def test_later_starts_never_stand_further_on() -> None:
    now = datetime(2026, 12, 29, 12, tzinfo=UTC)
    ladder = rounds(preset("london"), Rag.GREEN)
    ages = [timedelta(minutes=17 * step) for step in range(1_500)]
    positions = [ladder.position(now - age, now) for age in ages]
    assert all(one <= other for one, other in pairwise(positions))
