"""Time left and time waited, as people read it at a glance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashdesk.domain.countdown import Shade, countdown_text, shade, waited_text

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(minutes=7, seconds=41), "0:07:41"),
        (timedelta(hours=26, seconds=5), "26:00:05"),
        (timedelta(seconds=1), "0:00:01"),
        (timedelta(seconds=40.2), "0:00:41"),
        (timedelta(microseconds=1), "0:00:01"),
        (timedelta(0), "-0:00:00"),
        (timedelta(seconds=-0.5), "-0:00:00"),
        (timedelta(minutes=-12, seconds=-4), "-0:12:04"),
        (timedelta(minutes=-12, seconds=-4.9), "-0:12:04"),
        (timedelta(hours=47, minutes=59, seconds=59), "47:59:59"),
        (timedelta(hours=47, minutes=59, seconds=59.5), "2d 0h"),
        (timedelta(hours=48), "2d 0h"),
        (timedelta(days=2, hours=4, minutes=59), "2d 4h"),
        (timedelta(days=-2, hours=-4, minutes=-59), "-2d 4h"),
        (timedelta(hours=-47, minutes=-59, seconds=-59.9), "-47:59:59"),
        (timedelta(days=120), "120d 0h"),
    ],
)
def test_time_left_is_shown_to_the_second_and_by_days_when_far(left: timedelta, text: str) -> None:
    assert countdown_text(NOW, NOW + left) == text


@given(st.timedeltas(timedelta(hours=-47), timedelta(hours=47)))
def test_what_is_shown_is_the_next_whole_second_and_the_sign_turns_as_it_falls_due(
    left: timedelta,
) -> None:
    text = countdown_text(NOW, NOW + left)
    hours, minutes, seconds = (int(part) for part in text.lstrip("-").split(":"))
    shown = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    shown = -shown if text.startswith("-") else shown
    assert timedelta(0) <= shown - left < timedelta(seconds=1)
    assert text.startswith("-") == (shade(NOW, NOW, NOW + left) is Shade.OVER)


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (0, Shade.CALM),
        (66.9, Shade.CALM),
        (67, Shade.SOON),
        (89.9, Shade.SOON),
        (90, Shade.NOW),
        (99.99, Shade.NOW),
        (100, Shade.OVER),
        (5000, Shade.OVER),
    ],
)
def test_the_shade_follows_the_share_of_the_clock_that_is_left(
    passed: float, expected: Shade
) -> None:
    due = NOW + timedelta(minutes=100)
    assert shade(NOW + timedelta(minutes=passed), NOW, due) is expected


def test_a_clock_that_was_over_before_it_started_is_never_calm() -> None:
    due = NOW + timedelta(minutes=1)
    assert shade(NOW, NOW + timedelta(hours=1), due) is Shade.NOW
    assert shade(due, NOW + timedelta(hours=1), due) is Shade.OVER


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0m"),
        (0, "0m"),
        (59.9, "0m"),
        (47 * 60, "47m"),
        (3600, "1h 00m"),
        (3 * 3600 + 12 * 60 + 59, "3h 12m"),
        (48 * 3600 - 1, "47h 59m"),
        (52 * 3600, "2d 4h"),
    ],
)
def test_time_waited_is_rounded_down(seconds: float, text: str) -> None:
    assert waited_text(seconds) == text
