from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mashdesk.store.keys import write_key
from mashdesk.training.people import staff
from mashdesk.wiring.places import TRAINING_KEY_FILE
from tests.cli.conftest import FRIDAY_MORNING, Desk
from tests.engines import KEY
from tests.training.conftest import founded

WORRY = "He sleeps in the shed when his mother works nights."


def checks(desk: Desk) -> dict[str, dict[str, Any]]:
    said = desk("doctor", "--json", by=None)
    return {check["name"]: check for check in said.json["checks"]}


def forge(desk: Desk, *statements: str) -> None:
    """What somebody with the key and no scruples could do to the store behind the desk's back."""
    import sqlcipher3.dbapi2 as sqlite

    key = (desk.folder / "hub.key").read_text().strip()
    connection = sqlite.connect(str(desk.store / "mashdesk.db"))
    connection.execute(f"PRAGMA key = \"x'{key}'\"")
    triggers = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
    ).fetchall()
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_backup_is_restored_elsewhere_and_both_prove_the_same(desk: Desk, tmp_path: Path) -> None:
    ref = desk.take_in(worry=WORRY)
    saved = tmp_path / "night.backup"
    made = desk("backup", str(saved), "--json", by=None)
    assert made.code == 0, made
    assert saved.stat().st_mode & 0o077 == 0
    # A short word would be met by chance in so many bytes.
    assert WORRY.encode() not in saved.read_bytes()
    elsewhere = ("--store", str(tmp_path / "elsewhere"), "--key-file", str(desk.folder / "hub.key"))
    other = tmp_path / "other.key"
    other.write_text("11" * 32)
    wrong = desk.bare("restore", str(saved), *elsewhere[:2], "--key-file", str(other))
    assert wrong.code == 7
    assert f"The backup {saved} and the key do not belong together" in wrong.err
    assert "store" not in wrong.err.replace(str(saved), "")
    back = desk.bare("restore", str(saved), *elsewhere, "--json")
    assert back.code == 0, back
    before, after = made.json["proof"], back.json["proof"]
    assert before["counts"] == after["counts"]
    assert before["counts"]["referral"] == 1
    assert before["audit_head"] == after["audit_head"]
    who = ("--as", "dee", "--password-file", str(desk.password_file))
    assert ref in desk.bare("queue", *elsewhere, *who).out


def test_a_backup_and_a_restore_say_what_they_proved(desk: Desk, tmp_path: Path) -> None:
    desk.take_in()
    saved = str(tmp_path / "night.backup")
    for said in (
        desk("backup", saved, by=None),
        desk("restore", saved, "--replace", by=None),
    ):
        assert said.code == 0, said
        assert "Integrity: whole" in said.out
        assert "the chain holds" in said.out
        assert "1 referral, 1 child" in said.out


def test_a_backup_and_a_restore_are_in_the_audit_with_who_and_where(
    desk: Desk, tmp_path: Path
) -> None:
    def rows(by: str = "aud") -> list[dict[str, Any]]:
        shown: list[dict[str, Any]] = desk("audit", "show", "--json", by=by).json["rows"]
        return shown

    assert desk("backup", str(tmp_path / "one"), by=None).code == 0
    assert desk("backup", str(tmp_path / "two"), by="ada").code == 0
    made = [row for row in rows() if row["act"] == "back up the store"]
    assert [(row["actor"], row["reason"]) for row in made] == [
        ("Ada Admin", "two"),
        ("SYSTEM", "one"),
    ]
    assert " at " in made[1]["workstation"]
    assert desk("restore", str(tmp_path / "one"), "--replace", by=None).code == 0
    kept = [row["reason"] for row in rows() if row["act"] == "restored from a backup"]
    assert kept == ["one"]
    assert desk("audit", "verify", by="aud").code == 0


def test_a_backup_never_overwrites_and_a_restore_only_puts_aside(
    desk: Desk, tmp_path: Path
) -> None:
    saved = tmp_path / "night.backup"
    assert desk("backup", str(saved), by=None).code == 0
    again = desk("backup", str(saved), by=None)
    assert again.code == 7
    assert "never overwrites" in again.err
    later = desk.take_in()
    refused = desk("restore", str(saved), by=None)
    assert refused.code == 7
    assert "--replace" in refused.err
    assert later in desk("queue").out
    done = desk("restore", str(saved), "--replace", by=None)
    assert done.code == 0
    assert "put aside beside it as mashdesk.db.aside-1" in done.out
    assert later not in desk("queue").out
    aside = desk.store / "mashdesk.db.aside-1"
    aside.replace(tmp_path / "was.backup")
    assert desk("restore", str(tmp_path / "was.backup"), "--replace", by=None).code == 0
    assert later in desk("queue").out


def test_a_store_somebody_has_open_is_not_exchanged(desk: Desk, tmp_path: Path) -> None:
    from mashdesk.settings import load_settings

    saved = tmp_path / "night.backup"
    assert desk("backup", str(saved), by=None).code == 0
    settings = load_settings(store=desk.store, key_file=desk.folder / "hub.key")
    opened = desk.doors.open_desk(settings)
    try:
        opened.desk.hub()
        said = desk("restore", str(saved), "--replace", by=None)
    finally:
        opened.close()
    assert said.code == 7
    assert "is open in another program" in said.err
    assert desk("restore", str(saved), "--replace", by=None).code == 0


def test_what_is_no_backup_is_refused_and_the_store_stays(desk: Desk, tmp_path: Path) -> None:
    ref = desk.take_in()
    for name, content in (("text", b"not a store"), ("nothing", b""), ("noise", bytes(8192))):
        file = tmp_path / name
        file.write_bytes(content)
        said = desk("restore", str(file), "--replace", by=None)
        assert said.code == 7, (name, said)
        assert said.err.startswith("mashdesk: ")
    assert desk("restore", str(tmp_path / "missing"), "--replace", by=None).code == 7
    assert ref in desk("queue").out


def test_the_audit_verifies_and_holds_its_anchor(desk: Desk, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor"
    assert desk("audit", "anchor", str(anchor), by="ada").code == 0
    desk.take_in()
    said = desk("audit", "verify", "--anchor", str(anchor), by="aud")
    assert said.code == 0, said
    assert "holds the anchor" in said.out
    assert desk("audit", "anchor", str(anchor), by="ada").code == 0
    printed = desk("audit", "anchor", "-", by="ada").out
    assert len(printed.strip().partition(":")[2]) == 64
    assert desk("audit", "verify", "--json", by="aud").json["whole"] is True


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit SET actor = 'Nobody' WHERE seq = 5",
        "DELETE FROM audit WHERE seq = 5",
        "UPDATE audit SET seq = seq + 1000 WHERE seq = 5",
    ],
)
def test_an_edit_a_deletion_and_a_new_order_are_found(desk: Desk, act: str) -> None:
    desk.take_in()
    forge(desk, act)
    said = desk("audit", "verify", by="aud")
    assert said.code == 8, said
    assert "does not hold" in said.err
    assert desk("audit", "verify", "--json", by="aud").json["broken"]
    assert desk("doctor", by=None).code == 8


def test_rows_cut_off_the_end_are_found_by_the_anchor_which_is_not_replaced(
    desk: Desk, tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor"
    desk.take_in()
    assert desk("audit", "anchor", str(anchor), by="ada").code == 0
    known = anchor.read_text()
    forge(desk, "DELETE FROM audit WHERE seq > 10")
    said = desk("audit", "verify", "--anchor", str(anchor), by="aud")
    assert said.code == 8
    assert desk("audit", "anchor", str(anchor), by="ada").code == 8
    assert anchor.read_text() == known


def test_an_anchor_that_is_none_is_told(desk: Desk, tmp_path: Path) -> None:
    assert desk("audit", "verify", "--anchor", str(tmp_path / "no"), by="aud").code == 5
    (tmp_path / "bad").write_text("nothing of the kind")
    assert desk("audit", "verify", "--anchor", str(tmp_path / "bad"), by="aud").code == 7


def test_the_audit_is_listed_by_referral_and_page_without_record_text(desk: Desk) -> None:
    ref = desk.take_in()
    desk("rate", ref, "red", "--reason", "Bruises on both arms.")
    rows = desk("audit", "show", "--referral", ref, "--json", by="tom").json["rows"]
    assert {row["reference"] for row in rows} == {ref}
    assert {"rate", "open a record", "take a contact in"} <= {row["act"] for row in rows}
    text = desk("audit", "show", by="tom").out
    assert "Bruises" not in text
    older = desk("audit", "show", "--before", "4", "--limit", "2", "--json", by="tom").json["rows"]
    assert [row["seq"] for row in older] == [3, 2]


def test_the_doctor_finds_a_healthy_hub_healthy(desk: Desk) -> None:
    desk("sweep", by=None)
    said = desk("doctor", by=None)
    assert said.code == 0, said
    assert {check["finding"] for check in checks(desk).values()} == {"good"}


def test_the_doctor_finds_a_dead_clockwork_and_a_clock_set_back(desk: Desk) -> None:
    assert checks(desk)["clockwork"]["finding"] == "remark"
    desk("sweep", by=None)
    desk.clock.advance(timedelta(minutes=5))
    assert checks(desk)["clockwork"]["finding"] == "trouble"
    assert desk("doctor", by=None).code == 7
    desk.take_in()
    desk.clock.set(desk.clock.now() - timedelta(hours=2))
    assert checks(desk)["clock"]["finding"] == "trouble"


def test_the_doctor_finds_files_and_a_key_that_others_may_read(desk: Desk) -> None:
    desk("sweep", by=None)
    (desk.store / "mashdesk.db").chmod(0o644)
    assert "closed now" in checks(desk)["store"]["said"]
    assert checks(desk)["store"]["finding"] == "good"
    key = desk.folder / "hub.key"
    key.chmod(0o644)
    assert checks(desk)["key"]["finding"] == "trouble"
    key.unlink()
    found = checks(desk)
    assert "missing" in found["key"]["said"]
    assert found["opens"]["finding"] == "trouble"


def test_the_doctor_remarks_a_key_beside_its_records_but_not_in_training(desk: Desk) -> None:
    inside = desk.store / "hub.key"
    inside.write_text((desk.folder / "hub.key").read_text())
    inside.chmod(0o600)
    places = ("--store", str(desk.store), "--key-file", str(inside))
    own = desk.bare("doctor", *places, "--json").json["checks"]
    assert [c["finding"] for c in own if c["name"] == "key"] == ["remark"]
    ground = ("--training", "--store", str(a_training_store(desk.folder / "training")))
    assert desk.bare("queue", *ground).code == 0
    said = desk.bare("doctor", *ground, "--json").json["checks"]
    assert [c["finding"] for c in said if c["name"] == "key"] == ["good"], said


def a_training_store(folder: Path) -> Path:
    """Its people and nothing else: no need to fill a whole training hub to look at its key."""
    empty, _ = founded(folder, FRIDAY_MORNING)
    staff(empty)
    empty.sweep()
    empty.store.close()
    write_key(folder / TRAINING_KEY_FILE, KEY)
    return folder


def test_the_doctor_finds_a_damaged_store(desk: Desk) -> None:
    desk.take_in()
    file = desk.store / "mashdesk.db"
    raw = bytearray(file.read_bytes())
    raw[-40_000:-38_000] = b"\xee" * 2000
    file.write_bytes(raw)
    assert desk("doctor", by=None).code == 8


def test_people_agencies_and_policy_are_kept_by_the_administrator(
    desk: Desk, tmp_path: Path
) -> None:
    added = desk(
        "agency", "add", "CAF", "--name", "CAFCASS", "--asked-at", "red", "amber", by="ada"
    )
    assert added.code == 0, added
    assert "CAFCASS" in desk("agency", "list").out
    again = ("agency", "add", "CAF", "--name", "Cafcass")
    taken = desk(*again, by="ada")
    assert taken.code == 6
    assert "on the roster already: name CAFCASS; asked at red, amber. " in taken.err
    assert "--replace" in taken.err
    replaced = desk(*again, "--replace", by="ada")
    assert replaced.code == 0, replaced
    assert "name: CAFCASS → Cafcass; asked at: red, amber → nothing." in replaced.out
    short = tmp_path / "short"
    short.write_text("short\n")
    weak = desk(
        "user", "add", "new", "--full-name", "New", "--role", "auditor",
        "--new-password-file", str(short), by="ada",
    )  # fmt: skip
    assert weak.code == 3
    assert "password" in weak.err
    mine = tmp_path / "mine.toml"
    mine.write_text(desk("policy", "show").out.replace("4 hours", "3 hours"))
    assert desk("policy", "adopt", str(mine), by="dee").code == 4
    assert desk("policy", "adopt", str(mine), by="ada").code == 0
    assert "version 2" in desk("policy", "show").out
    mine.write_text('name = "mine"\nrouns = 3\n')
    bad = desk("policy", "check", str(mine), by=None)
    assert bad.code == 3
    assert "did you mean 'rounds'?" in bad.err
    for preset in ("london", "sefton", "sandwell", "merton"):
        assert desk("policy", "check", preset, by=None).code == 0


def test_a_hub_is_set_up_once_and_every_fault_of_the_plan_is_named(
    desk: Desk, tmp_path: Path
) -> None:
    twice = desk("init", "--hub", "Again", "--admin", "ada", by=None)
    assert twice.code == 6
    short = tmp_path / "short"
    short.write_text("short\n")
    bad = desk.bare(
        "init", "--store", str(tmp_path / "new"), "--key-file", str(tmp_path / "new.key"),
        "--hub", " ", "--admin", "a b", "--admin-full-name", "A", "--password-file", str(short),
    )  # fmt: skip
    assert bad.code == 3
    for field in ("hub", "admin_name", "admin_password"):
        assert f"mashdesk: {field}: " in bad.err
    assert not (tmp_path / "new.key").exists()


def test_watch_keeps_the_clockwork_running_until_it_is_told_to_end(desk: Desk) -> None:
    watching = subprocess.Popen(
        [sys.executable, "-m", "mashdesk", "watch", *desk.places],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watching.stdout is not None
    first = watching.stdout.readline()
    watching.terminate()
    rest, wrong = watching.communicate(timeout=60)
    assert "watching Northbridge" in first
    assert rest.strip().endswith("stopped")
    assert wrong == ""
    assert watching.returncode == 0
