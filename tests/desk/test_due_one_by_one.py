"""What is due beside the rounds: a fault at one of several stops none of the others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Role
from mashdesk.domain.challenge import Against
from mashdesk.domain.outcome import DecisionOutcome
from tests.desk.samples import decided_as, discussed
from tests.hub import Hub


def reviewed(hub: Hub) -> int:
    """Stepped across, with a review kept."""
    by = hub.now() + timedelta(hours=4)
    return decided_as(hub, DecisionOutcome.EARLY_HELP_MULTI, review_at=by)


def stepped_up(hub: Hub) -> int:
    """Decided for a strategy discussion that nobody holds."""
    return decided_as(hub, DecisionOutcome.STRATEGY)


def challenged(hub: Hub) -> int:
    """Rated so that the police differ."""
    referral = hub.rated()
    hub.ask(referral, "POL")
    said: dict[str, Any] = {"against": Against.RATING, "wants": "red", "why": "there is more"}
    request = hub.request(referral, "POL").id
    hub.do(c.RaiseChallenge(request=request, **said), hub.actor(Role.PRACTITIONER))
    return referral


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (stepped_up, "strategy_overdue"),
        (discussed, "action_overdue"),
        (reviewed, "review_due"),
        (challenged, "challenge_overdue"),
    ],
)
def test_one_that_fails_stops_no_other_and_is_told_and_tried_again(
    sqlite_hub: Hub, made: Callable[[Hub], int], kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    hub = sqlite_hub
    first, bad, last = (made(hub) for _ in range(3))
    _let_the_store_refuse(hub, kind, bad)
    hub.later(days=8)
    with caplog.at_level(logging.ERROR):
        report = hub.sweep()
    assert [_times(hub, one, kind) for one in (first, bad, last)] == [1, 0, 1]
    # It is told: to whoever swept, on every desk's header, and in the log with what went wrong.
    assert report.failed == hub.desk.heartbeat().failed == 1
    assert "the next sweep tries again" in caplog.text
    assert "a fault of this record alone" in caplog.text
    # It is tried again, at every sweep, and the others are not told twice.
    with caplog.at_level(logging.CRITICAL):
        assert hub.sweep().failed == 1
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(text("DROP TRIGGER refuses"))
        work.commit()
    assert hub.sweep().failed == hub.desk.heartbeat().failed == 0
    assert [_times(hub, one, kind) for one in (first, bad, last)] == [1, 1, 1]


def _let_the_store_refuse(hub: Hub, kind: str, referral: int) -> None:
    """No event of this kind is written of this record, as where a row is damaged."""
    refuses = (
        f"CREATE TRIGGER refuses BEFORE INSERT ON event "
        f"WHEN NEW.referral_id = {referral} AND NEW.kind = '{kind}' "
        f"BEGIN SELECT RAISE(ABORT, 'a fault of this record alone'); END"
    )
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(text(refuses))
        work.commit()


def _times(hub: Hub, referral: int, kind: str) -> int:
    return sum(event.kind == kind for event in hub.view(referral).events)
