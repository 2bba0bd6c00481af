from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof.desk_copy import (
    BEFORE_AUTUMN,
    BEFORE_SPRING,
    DeskCopies,
    a_busy_day,
    nothing,
)
from tests.proof.promise import DeskAtWork

PARTS = 4
"""The examples are shared out between this many tests, so that two processes can work on them."""


def examples() -> int:
    """A thousand; ten thousand when thorough; or as many as MASHDESK_EXAMPLES says."""
    usual = 10_000 if os.environ.get("MASHDESK_THOROUGH") == "1" else 1_000
    return int(os.environ.get("MASHDESK_EXAMPLES", usual))


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> DeskCopies:
    made = DeskCopies(tmp_path_factory.mktemp("promise"))
    for name, start in (("autumn", BEFORE_AUTUMN), ("spring", BEFORE_SPRING)):
        made.template(f"busy in {name}", start, a_busy_day)
        made.template(f"empty in {name}", start, nothing)
    return made


@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_whatever_people_and_the_clock_do_nothing_is_lost_and_every_clock_is_true(
    part: int, copies: DeskCopies
) -> None:
    class Machine(DeskAtWork):
        pass

    Machine.copies = copies
    Machine.templates = ("busy in autumn", "busy in spring", "empty in autumn", "empty in spring")
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=-(-examples() // PARTS),
            stateful_step_count=18,
            suppress_health_check=list(HealthCheck),
        ),
    )
