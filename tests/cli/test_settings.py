from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mashdesk.domain.problems import Invalid
from mashdesk.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("MASHDESK_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.toml"


def faults(**given: object) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        load_settings(**given)  # type: ignore[arg-type]
    return {problem.field: problem.message for problem in caught.value.problems}


def test_with_nothing_set_every_setting_has_its_usual_value(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.store == tmp_path / "data" / "mashdesk" / "hub"
    assert (settings.theme, settings.idle_minutes, settings.bell) == ("dark", 5, True)
    assert settings.conceal_minutes == 2
    assert settings.workstation


def test_flags_go_over_the_environment_and_the_environment_over_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file.write_text('theme = "light"\nidle_minutes = 2\nworkstation = "from the file"\n')
    monkeypatch.setenv("MASHDESK_IDLE_MINUTES", "3")
    monkeypatch.setenv("MASHDESK_WORKSTATION", "from the environment")
    settings = load_settings(config=file, workstation="from a flag", store=tmp_path / "store")
    assert settings.theme == "light"
    assert settings.idle_minutes == 3
    assert settings.workstation == "from a flag"
    assert settings.store == tmp_path / "store"
    assert settings.config == file


def test_the_usual_file_is_read_when_it_is_there(tmp_path: Path) -> None:
    usual = tmp_path / "config" / "mashdesk" / "config.toml"
    usual.parent.mkdir(parents=True)
    usual.write_text("bell = false\n")
    assert load_settings().bell is False


def test_relative_paths_in_a_file_are_read_from_where_it_stands(file: Path) -> None:
    file.write_text('store = "records/hub"\nkey_file = "../key"\n')
    settings = load_settings(config=file)
    assert settings.store == file.parent / "records" / "hub"
    assert settings.key_file is not None
    assert settings.key_file.is_absolute()


def test_every_fault_names_its_field_and_where_it_came_from(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('idle_minutes = 99\nconceal_minutes = 0\nbell = "maybe"\nthem = "light"\n')
    monkeypatch.setenv("MASHDESK_BEAT_SECONDS", "often")
    monkeypatch.setenv("MASHDESK_STOER", "/srv")
    found = faults(config=file)
    assert found["idle_minutes"] == f"must be a whole number from 1 to 10, not 99 ({file})"
    assert found["conceal_minutes"] == f"must be a whole number from 1 to 10, not 0 ({file})"
    assert found["bell"] == f"must be true or false, not 'maybe' ({file})"
    assert "did you mean 'theme'?" in found["them"]
    assert "not 'often' (MASHDESK_BEAT_SECONDS in the environment)" in found["beat_seconds"]
    assert "did you mean 'MASHDESK_STORE'?" in found["MASHDESK_STOER"]


def test_a_theme_that_there_is_not_is_told_with_those_there_are(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('theme = "purple"\n')
    there_are = "choose one of dark, colour-blind-safe, high-contrast, light"
    assert faults(config=file)["theme"] == f"is not right: {there_are}, not 'purple' ({file})"
    monkeypatch.setenv("MASHDESK_THEME", "Dark")
    assert "not 'Dark' (MASHDESK_THEME in the environment)" in faults()["theme"]
    for theme in ("dark", "light", "high-contrast", "colour-blind-safe"):
        monkeypatch.setenv("MASHDESK_THEME", theme)
        assert load_settings().theme == theme


def test_a_file_that_is_no_toml_is_told_by_its_line(file: Path) -> None:
    file.write_text('bell = true\ntheme = "dark\n')
    with pytest.raises(Invalid) as caught:
        load_settings(config=file)
    assert caught.value.problems[0].line == 2


def test_a_file_that_was_named_must_be_there(file: Path) -> None:
    assert "cannot be read" in faults(config=file)[str(file)]


def test_secrets_are_never_shown_and_never_taken_from_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASHDESK_KEY", "ab" * 32)
    monkeypatch.setenv("MASHDESK_DATABASE", "postgresql+psycopg://desk:hunter2@db/hub")
    settings = load_settings()
    assert settings.key is not None
    assert settings.key.get_secret_value() == "ab" * 32
    assert "abab" not in repr(settings)
    assert "hunter2" not in repr(settings)
    monkeypatch.setenv("MASHDESK_DATABASE", "mysql://desk:hunter2@db/hub")
    assert "hunter2" not in str(faults())
    monkeypatch.delenv("MASHDESK_DATABASE")
    file.write_text('key = "secret"\n')
    assert "keep it apart" in faults(config=file)["key"]


def test_training_asked_for_by_flag_never_opens_the_hubs_own_store(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file.write_text('store = "hub"\nkey_file = "hub.key"\n')
    monkeypatch.setenv("MASHDESK_DATABASE", "postgresql+psycopg://desk@db/hub")
    settings = load_settings(config=file, training=True)
    assert settings.store == tmp_path / "data" / "mashdesk" / "training"
    assert (settings.key_file, settings.database) == (None, None)
    named = load_settings(config=file, training=True, store=tmp_path / "mine")
    assert named.store == tmp_path / "mine"


def test_a_path_in_the_environment_is_taken_as_it_is_and_an_empty_one_as_not_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MASHDESK_STORE", "records")
    monkeypatch.setenv("mashdesk_key_file", "~/hub.key")
    settings = load_settings()
    assert settings.store == tmp_path / "records"
    assert settings.key_file == Path("~/hub.key").expanduser()
    assert load_settings(store=tmp_path / "flag").store == tmp_path / "flag"
    # The same with a file beside them, which has everything checked by Pydantic.
    (tmp_path / "desk.toml").write_text("bell = false\n")
    checked = load_settings(config=tmp_path / "desk.toml")
    assert (checked.store, checked.key_file) == (settings.store, settings.key_file)
    monkeypatch.setenv("MASHDESK_STORE", "")
    assert load_settings().store == tmp_path / "data" / "mashdesk" / "hub"


def test_importing_the_settings_loads_neither_pydantic_nor_a_database() -> None:
    heavy = ("pydantic", "pydantic_settings", "sqlalchemy", "textual", "rich")
    script = (
        "import os, sys; from mashdesk.settings import load_settings; load_settings();"
        "os.environ['MASHDESK_STORE'] = 'records'; load_settings();"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_settings_are_plain_values_that_can_be_made_without_reading_anything() -> None:
    assert Settings(training=True).store.name == "training"
    assert Settings(store=Path("/srv/hub")).store == Path("/srv/hub")
