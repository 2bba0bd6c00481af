"""Opening the training hub: continued, made anew, and never in place of a real one."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mashdesk.clock import FixedClock
from mashdesk.domain.errors import Trouble
from mashdesk.domain.policy import PRESETS
from mashdesk.settings import Settings
from mashdesk.store.keys import read_key
from mashdesk.wiring import SetUp, open_desk, open_training, set_up
from mashdesk.wiring.places import TRAINING_KEY_FILE

# In one process: each that ran some of these would fill a training hub of its own.
pytestmark = pytest.mark.xdist_group("training")

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made_at_noon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a training hub opened for the first time at noon, to be copied."""
    folder = tmp_path_factory.mktemp("noon") / "training"
    first, trainee = open_training(Settings(training=True, store=folder), FixedClock(NOON))
    assert first.desk.queue(trainee).counts.open >= 38
    first.close()
    return folder


@pytest.fixture
def settings(made_at_noon: Path, tmp_path: Path) -> Settings:
    """A desk whose training hub was opened at noon, by itself, and left."""
    shutil.copytree(made_at_noon, tmp_path / "training")
    return Settings(training=True, store=tmp_path / "training")


def test_a_training_hub_is_continued_for_half_a_day_and_then_made_anew(settings: Settings) -> None:
    clock = FixedClock(NOON)
    head = read_key(settings.store / TRAINING_KEY_FILE)

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

    with pytest.raises(Trouble, match="it is not a training store"):
        open_training(Settings(training=True, store=settings.store), FixedClock(NOON), fresh=True)

    wired = open_desk(settings, FixedClock(NOON))
    assert wired.desk.hub().name == "Northbridge"
    wired.close()


def held(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.*")}


@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_that_holds_anything_else_is_refused_and_nothing_in_it_is_touched(
    tmp_path: Path, fresh: bool
) -> None:
    folder = tmp_path / "mine"
    (folder / "deep").mkdir(parents=True)
    (folder / "thesis.txt").write_text("three years")
    (folder / "deep" / "notes.txt").write_text("four more")
    mode = folder.stat().st_mode
    before = held(folder)
    with pytest.raises(Trouble, match="holds something else"):
        open_training(Settings(training=True, store=folder), FixedClock(NOON), fresh=fresh)
    assert held(folder) == before
    assert folder.stat().st_mode == mode
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_file_in_the_place_of_the_folder_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years")
    settings = Settings(training=True, store=tmp_path / "thesis.txt")
    with pytest.raises(Trouble, match="cannot be kept in"):
        open_training(settings, FixedClock(NOON))
    assert settings.store.read_text() == "three years"


def test_a_training_hub_made_anew_replaces_its_own_files_alone(
    settings: Settings, tmp_path: Path
) -> None:
    old = read_key(settings.store / TRAINING_KEY_FILE)
    (settings.store / "thesis.txt").write_text("three years")
    (settings.store / "store-id").write_text("1234abcd\n")

    anew, trainee = open_training(settings, FixedClock(NOON), fresh=True)
    assert anew.store.key != old
    assert anew.desk.queue(trainee).counts.open >= 38
    anew.close()
    assert (settings.store / "thesis.txt").read_text() == "three years"
    assert [path.name for path in tmp_path.iterdir()] == ["training"]


def test_a_training_folder_with_a_store_put_aside_is_never_touched(settings: Settings) -> None:
    (settings.store / "mashdesk.db.aside-1").write_bytes(b"somebody's records")
    before = held(settings.store)
    for fresh in (False, True):
        with pytest.raises(Trouble, match=r"put aside: mashdesk\.db\.aside-1"):
            open_training(settings, FixedClock(NOON), fresh=fresh)
    assert held(settings.store) == before


def test_a_training_hub_whose_making_anew_was_cut_short_is_made_again(settings: Settings) -> None:
    # The new key is there, and the old store still is.
    (settings.store / "training.key").write_text("00" * 32 + "\n")
    again, trainee = open_training(settings, FixedClock(NOON))
    assert again.desk.queue(trainee).counts.open >= 38
    again.close()
