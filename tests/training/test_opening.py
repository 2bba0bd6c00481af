"""Opening the training hub: continued, made anew, and never in place of a real one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mashdesk.clock import FixedClock
from mashdesk.domain.errors import Trouble
from mashdesk.domain.policy import PRESETS
from mashdesk.settings import Settings
from mashdesk.wiring import SetUp, open_desk, open_training, set_up

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_training_hub_is_continued_for_half_a_day_and_then_made_anew(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    settings = Settings(training=True, store=tmp_path / "training")
    first, trainee = open_training(settings, clock)
    head = first.store.key
    assert first.desk.queue(trainee).counts.open >= 38
    first.close()

    clock.advance(timedelta(hours=12))
    again, _ = open_training(settings, clock)
    assert again.store.key == head, "half a day later it is the same hub"
    again.close()

    clock.advance(timedelta(minutes=1))
    anew, trainee = open_training(settings, clock)
    assert anew.store.key != head, "later it is made anew"
    assert anew.desk.queue(trainee).counts.open >= 38
    anew.close()


def test_a_real_hubs_store_is_never_taken_for_a_training_store(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "hub", key_file=tmp_path / "key")
    plan = SetUp("Northbridge", PRESETS["london"], "ines", "Ines Calder", "seven green bottles")
    set_up(settings, plan, FixedClock(NOON)).close()

    with pytest.raises(Trouble, match="is not a training store"):
        open_training(Settings(training=True, store=settings.store), FixedClock(NOON), fresh=True)

    wired = open_desk(settings, FixedClock(NOON))
    assert wired.desk.hub().name == "Northbridge"
    wired.close()
