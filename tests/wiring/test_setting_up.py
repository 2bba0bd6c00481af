"""Setting a hub up and opening it: cut short anywhere, under a wrong key, after half a restore."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mashdesk.clock import FixedClock
from mashdesk.domain.errors import Trouble
from mashdesk.domain.presets import PRESETS
from mashdesk.domain.problems import Invalid
from mashdesk.settings import Secret, Settings
from mashdesk.store.backup import backup
from mashdesk.wiring import SetUp, Wired, is_set_up, key_path, open_desk, restore_backup, set_up
from tests.engines import Postgres
from tests.hub import CHEAP

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLAN = SetUp("Northbridge", PRESETS["london"], "ines", "Ines Calder", "seven green bottles")


def founded(settings: Settings) -> Wired:
    return set_up(settings, PLAN, FixedClock(NOON), CHEAP)


def audited(wired: Wired) -> list[tuple[str, str, str]]:
    """The audit's acts, who did them and where, newest first."""
    from sqlalchemy import text

    with wired.store.read() as connection:
        rows = connection.execute(
            text("SELECT act, actor, workstation FROM audit ORDER BY seq DESC")
        )
        return [(row.act, row.actor, row.workstation) for row in rows]


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(store=tmp_path / "hub", workstation="desk 4")


@pytest.fixture
def shared(postgres_server: Postgres, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a hub in a database that others share."""
    url = postgres_server.create()
    yield Settings(database=url, store=tmp_path / "hub", key_file=tmp_path / "hub.key")
    postgres_server.drop(url)


# -- the key ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["file", "variable"])
def test_a_database_opens_under_no_key_but_its_hubs_own(
    shared: Settings, tmp_path: Path, given: str
) -> None:
    founded(shared).close()
    if given == "file":
        wrong = replace(shared, key_file=tmp_path / "other.key")
        (tmp_path / "other.key").write_text("ab" * 32 + "\n")
    else:
        wrong = replace(shared, key=Secret("ab" * 32))
    named = r"other\.key" if given == "file" else "MASHDESK_KEY"
    with pytest.raises(Trouble, match=f"The key in .*{named} is not the one") as told:
        open_desk(wrong, FixedClock(NOON), CHEAP)
    assert "abab" not in str(told.value)
    assert is_set_up(wrong)

    wired = open_desk(shared, FixedClock(NOON), CHEAP)
    with wired.store.read() as connection:
        from mashdesk.store import audit

        assert audit.verify(connection, wired.store.audit_key).whole
    wired.close()


CUT = """
import os, sys
from pathlib import Path
from mashdesk.store.keys import write_key
from mashdesk.settings import Settings
from mashdesk.wiring import key_path

at = int(sys.argv[2])

def heard(event, arguments):
    global at
    if event in ("open", "os.link", "os.rename", "os.remove") and "hub" in str(arguments[0]):
        at -= 1
        if at < 0:
            os._exit(9)

sys.addaudithook(heard)
settings = Settings(store=Path(sys.argv[1]))
write_key(key_path(settings), bytes(range(32)))
"""


def test_a_set_up_killed_while_it_writes_the_stores_name_or_key_is_simply_done_again(
    tmp_path: Path,
) -> None:
    code = 9
    for step in range(30):
        settings = Settings(store=tmp_path / f"hub-{step}")
        words = [sys.executable, "-c", CUT, str(settings.store), str(step)]
        code = subprocess.run(words, cwd=ROOT, timeout=60, check=False).returncode
        for whole in (settings.store / "store-id", *tmp_path.glob("config/mashdesk/keys/*.key")):
            assert not whole.exists() or whole.stat().st_size, f"empty after step {step}: {whole}"
        if code == 0:
            break
        assert code == 9
    assert code == 0
    assert step > 2
    wired = founded(Settings(store=tmp_path / "hub-1"))
    assert wired.desk.hub().name == "Northbridge"
    wired.close()


def test_a_store_whose_name_is_lost_is_told(settings: Settings) -> None:
    founded(settings).close()
    (settings.store / "store-id").write_text("")
    with pytest.raises(Trouble, match="does not hold a store's name"):
        open_desk(settings)


# -- the plan --------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["hub", "admin_full_name", "worker_full_name"])
def test_a_name_too_long_for_the_store_is_told_by_its_field_before_anything_is_made(
    settings: Settings, field: str
) -> None:
    plan = replace(
        PLAN, worker_name="wes", worker_full_name="Wes", worker_password="nine blue kettles"
    )
    with pytest.raises(Invalid) as told:
        set_up(settings, replace(plan, **{field: "x" * 201}), FixedClock(NOON), CHEAP)
    assert [str(problem) for problem in told.value.problems] == [
        f"{field}: is longer than 200 characters; shorten it"
    ]
    assert not settings.store.exists()
    set_up(settings, replace(plan, **{field: "x" * 200}), FixedClock(NOON), CHEAP).close()


def test_the_founding_says_at_which_workstation_and_under_which_account(
    settings: Settings,
) -> None:
    wired = founded(settings)
    act, actor, workstation = audited(wired)[-1]
    wired.close()
    assert (act, actor) == ("found the hub", "SYSTEM")
    assert workstation.endswith(" at desk 4")


# -- what a restore left ---------------------------------------------------------------------------


@pytest.mark.parametrize("left", ["mashdesk.db.aside-1", ".mashdesk.db.part"])
def test_what_a_restore_left_is_never_taken_for_a_new_machine(
    settings: Settings, left: str
) -> None:
    founded(settings).close()
    (settings.store / "mashdesk.db").rename(settings.store / left)
    for ask in (is_set_up, open_desk, founded):
        with pytest.raises(Trouble, match="what a restore left there") as told:
            ask(settings)
        assert left in str(told.value)
    assert not (settings.store / "mashdesk.db").exists()


def test_the_store_put_aside_is_restored_as_the_way_out_says(settings: Settings) -> None:
    founded(settings).close()
    aside = (settings.store / "mashdesk.db").rename(settings.store / "mashdesk.db.aside-1")
    restore_backup(settings, aside, clock=FixedClock(NOON))
    wired = open_desk(settings, FixedClock(NOON), CHEAP)
    assert wired.desk.hub().name == "Northbridge"
    wired.close()


def test_a_restored_store_says_so_in_its_audit_after_its_proof(
    settings: Settings, tmp_path: Path
) -> None:
    wired = founded(settings)
    backup(wired.store, tmp_path / "night.backup")
    wired.close()
    proof = restore_backup(
        settings, tmp_path / "night.backup", replace=True, clock=FixedClock(NOON)
    )
    wired = open_desk(settings, FixedClock(NOON), CHEAP)
    rows = audited(wired)
    wired.close()
    assert len(rows) == proof.audit_rows + 1
    assert rows[0][:2] == ("restored from a backup", "SYSTEM")
    assert rows[0][2].endswith(" at desk 4")


def test_a_training_stores_key_lies_beside_it(tmp_path: Path) -> None:
    settings = Settings(training=True, store=tmp_path / "training")
    assert key_path(settings) == tmp_path / "training" / "training.key"
    assert not settings.store.exists()
