"""A hub is founded in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from mashdesk.domain.errors import Trouble
from mashdesk.domain.policy import PRESETS
from mashdesk.settings import Settings
from mashdesk.wiring import SetUp, set_up
from tests.hub import CHEAP

PLAN = SetUp("Northbridge", PRESETS["london"], "ines", "Ines Calder", "seven green bottles")


def test_a_folder_of_other_files_is_not_taken_over(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir(mode=0o755)
    (folder / "thesis.txt").write_text("years of work", encoding="utf-8")
    mode = folder.stat().st_mode
    settings = Settings(store=folder, key_file=tmp_path / "key")
    with pytest.raises(Trouble, match=r"holds other files, such as thesis\.txt"):
        set_up(settings, PLAN, passwords=CHEAP)
    assert folder.stat().st_mode == mode
    assert not (tmp_path / "key").exists()
    assert sorted(file.name for file in folder.iterdir()) == ["thesis.txt"]


def test_a_key_may_be_made_inside_the_folder_before(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    folder.mkdir()
    set_up(Settings(store=folder, key_file=folder / "key"), PLAN, passwords=CHEAP).close()
