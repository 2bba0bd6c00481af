"""Lines of a strategy discussion, as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mashdesk.desk.intake.codes import read_date, read_instant
from mashdesk.desk.intake.discussion_lines import read_actions
from mashdesk.domain.problems import Invalid


def test_an_action_is_due_at_its_time_or_at_the_end_of_its_day_in_london() -> None:
    lines = [
        "DS Obi; 2026-07-01 16:00; speak to him",
        "",
        "Dr Hall; 2026-07-01; see him; and his brother",
    ]
    first, last = read_actions("actions", lines, read_instant, read_date)
    assert first.due_at == datetime(2026, 7, 1, 15, 0, tzinfo=UTC)
    assert last.due_at == datetime(2026, 7, 1, 22, 59, tzinfo=UTC)
    assert (last.owner, last.words) == ("Dr Hall", "see him; and his brother")


def test_what_is_no_day_is_said_once_with_its_line() -> None:
    with pytest.raises(Invalid) as refused:
        read_actions("actions", ["x; 2026-11-23; y", "x; soon; y"], read_instant, read_date)
    (problem,) = refused.value.problems
    assert problem.message.startswith("line 2, by when: “soon” is not a date and time")
    assert problem.message.count("soon") == 1
