from __future__ import annotations

import argparse
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mashdesk import __version__
from mashdesk.cli.exits import Exit
from mashdesk.cli.program import build_parser
from mashdesk.domain.calendar import Nation
from mashdesk.domain.errors import Trouble
from tests.cli.conftest import Desk
from tests.hostile import assert_printable_only


def program(
    *arguments: str, given: bytes = b"", **changed: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "mashdesk", *arguments],
        input=given,
        capture_output=True,
        env=os.environ | changed,
        timeout=120,
        check=False,
    )


def test_help_loads_no_screen_no_database_and_no_validation() -> None:
    heavy = ("textual", "rich", "sqlalchemy", "sqlcipher3", "pydantic", "apscheduler", "argon2")
    script = (
        "import sys; from mashdesk.__main__ import main; code = main(['--help']);"
        f"print(code, [name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "0 []"


def test_help_names_every_exit_code_with_its_meaning() -> None:
    helped = build_parser().format_help()
    for code in Exit:
        assert f"{code.value}  {code.meaning}" in helped


def commands() -> dict[str, Any]:
    parser: Any = build_parser()
    return next(dict(action.choices) for action in parser._actions if action.choices)


def test_the_documentation_names_every_command_and_every_exit_code() -> None:
    told = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    for name in commands():
        assert f"mashdesk {name}" in told, name
    for code in Exit:
        assert f"| {code.value} | {code.meaning} |" in told


def test_every_command_has_help_in_printable_text() -> None:
    for name, parser in commands().items():
        helped = parser.format_help()
        assert helped.startswith(f"usage: mashdesk {name}")
        assert_printable_only(helped)


def parsers(parser: Any) -> Iterator[Any]:
    yield parser
    for action in parser._actions:
        if isinstance(action.choices, dict):
            for one in action.choices.values():
                yield from parsers(one)


def test_an_option_of_several_values_that_is_given_twice_takes_all_of_them() -> None:
    several = [
        (parser.prog, action)
        for parser in parsers(build_parser())
        for action in parser._actions
        if action.option_strings and action.nargs in ("+", "*")
    ]
    assert len(several) > 10
    for name, action in several:
        given = argparse.Namespace()
        for value in ("one", "two"):
            action(None, given, [value], action.option_strings[0])
        assert getattr(given, action.dest) == ["one", "two"], (name, action.dest)


def test_the_version_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.bare("--version").code == 0
    assert capsys.readouterr().out == f"mashdesk {__version__}\n"


@pytest.mark.parametrize(
    "words", [("que",), ("queue", "--nonsense"), ("audit",), ("policy",), ("user", "ad"), ("show",)]
)
def test_a_command_line_that_makes_no_sense_is_told_in_one_sentence(
    desk: Desk, words: tuple[str, ...]
) -> None:
    said = desk.bare(*words)
    assert said.code == 2
    assert said.err.startswith("mashdesk: ")
    assert "--help" in said.err
    assert said.err.count("\n") == 1


def test_a_fault_of_the_program_is_one_sentence_and_a_note_without_record_text(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_settings: object) -> object:
        secret = "Kit Brown has bruises"
        raise RuntimeError(secret)

    monkeypatch.setattr(desk.doors, "open_desk", fail)
    said = desk("queue")
    assert said.code == 70
    log = tmp_path / "state" / "mashdesk" / "faults.log"
    assert str(log) in said.err
    assert said.err.count("\n") == 1
    noted = log.read_text()
    assert "builtins.RuntimeError" in noted
    assert "test_program.py" in noted
    assert "Kit" not in noted + said.err
    assert log.stat().st_mode & 0o077 == 0


def test_what_libraries_log_is_noted_without_record_text_and_never_printed(
    desk: Desk, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    desk("queue")
    logging.getLogger("apscheduler.executors").error("Job %r failed", "Kit Brown")
    try:
        raise RuntimeError("Kit Brown has bruises")
    except RuntimeError:
        logging.getLogger("mashdesk.desk.clockwork.sweep").exception("round %s stays overdue", 7)
    noted = (tmp_path / "state" / "mashdesk" / "faults.log").read_text()
    assert "apscheduler.executors: Job %r failed" in noted
    assert "round 7 stays overdue" in noted
    assert "builtins.RuntimeError" in noted
    assert "Kit" not in noted
    assert capfd.readouterr() == ("", "")


def test_trouble_of_the_store_is_its_own_sentence_and_code(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_settings: object) -> object:
        raise Trouble("The store is locked.", "Close the other program.")

    monkeypatch.setattr(desk.doors, "open_desk", locked)
    said = desk("queue")
    assert (said.code, said.err) == (
        7,
        "mashdesk: The store is locked. Close the other program.\n",
    )


def test_a_missing_wrong_or_foreign_key_is_told_and_opens_nothing(desk: Desk) -> None:
    key = desk.folder / "hub.key"
    right = key.read_text()
    for wrong in ("ab" * 32, "not a key", ""):
        key.write_text(wrong)
        said = desk("queue")
        assert said.code == 7, said
        assert "key" in said.err
    key.unlink()
    assert "missing" in desk("queue").err
    key.write_text(right)
    assert desk("queue").code == 0


def test_a_damaged_store_is_told_plainly(desk: Desk) -> None:
    desk.take_in()
    file = desk.store / "mashdesk.db"
    raw = bytearray(file.read_bytes())
    for at in range(4096, len(raw), 4096):
        raw[at : at + 64] = b"\xee" * 64
    file.write_bytes(raw)
    for words in (("queue",), ("doctor",), ("backup", str(desk.folder / "b.db"))):
        said = desk(*words)
        assert said.code in (7, 8), said
        assert "Traceback" not in said.err


def test_a_password_file_is_read_and_one_open_to_others_is_remarked_on(desk: Desk) -> None:
    desk.password_file.chmod(0o644)
    said = desk("queue")
    assert said.code == 0
    assert "can be read by others" in said.err
    desk.password_file.unlink()
    assert desk("queue").code == 7


def test_the_password_file_may_come_from_the_environment(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASHDESK_PASSWORD_FILE", str(desk.password_file))
    assert desk.bare("queue", *desk.places, "--as", "dee").code == 0


def test_without_a_name_or_password_and_nobody_to_ask_the_way_out_is_told(desk: Desk) -> None:
    said = desk("queue", by=None)
    assert said.code == 4
    assert "--as NAME" in said.err
    said = desk.bare("queue", *desk.places, "--as", "dee")
    assert said.code == 4
    assert "--password-file" in said.err


def test_options_may_stand_before_or_behind_the_command(desk: Desk) -> None:
    who = ("--as", "dee", "--password-file", str(desk.password_file))
    assert desk.bare(*desk.places, *who, "queue").code == 0
    assert desk.bare(*who, "queue", *desk.places).code == 0


def test_without_a_terminal_the_desk_is_its_queue_in_text_and_how_to_open_it(desk: Desk) -> None:
    ref = desk.take_in()
    said = desk()
    assert said.code == 0
    assert ref in said.out
    assert "run `mashdesk` at a terminal" in said.out
    assert desk.doors.shown == []


def test_without_a_terminal_or_a_name_the_hub_is_told_in_figures_and_never_by_names(
    desk: Desk,
) -> None:
    ref = desk.take_in()
    said = desk(by=None)
    assert said.code == 4
    assert "1 open, 1 unrated" in said.out
    assert "at a terminal to sign in" in said.err
    assert ref not in said.out + said.err


def test_at_a_terminal_the_desk_is_the_screen(desk: Desk) -> None:
    assert desk(terminal=True).code == 0
    assert desk.bare("demo", terminal=True).code == 0
    assert desk.doors.shown == ["desk", "training"]


def test_without_a_hub_the_way_to_one_is_told(desk: Desk, tmp_path: Path) -> None:
    nowhere = ("--store", str(tmp_path / "nowhere"))
    for words in ((), ("queue", "--as", "dee"), ("sweep",), ("doctor",)):
        said = desk.bare(*words, *nowhere)
        assert said.code == 7, said
        assert "mashdesk init" in said.err + said.out
    assert not (tmp_path / "nowhere" / "mashdesk.db").exists()


def test_a_terminal_that_knows_only_ascii_is_given_only_ascii(desk: Desk) -> None:
    ref = desk.take_in(sender_name="Zoë Łukasz", worry="„Bruises“ – 漢")
    desk.encoding = "ascii"
    said = desk("show", ref)
    assert said.code == 0
    assert "Zoe Lukasz" in said.out
    assert desk("show", ref, "--json").out.isascii()


def test_settings_at_fault_are_told_by_field_and_source(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASHDESK_IDLE_MINUTES", "99")
    said = desk("queue")
    assert said.code == 3
    assert "idle_minutes" in said.err
    assert "MASHDESK_IDLE_MINUTES in the environment" in said.err


def test_a_reader_that_goes_away_ends_the_program_quietly() -> None:
    command = [sys.executable, "-m", "mashdesk", "policy", "check", "london"]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(write)
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_output_that_cannot_be_written_is_told_in_words() -> None:
    command = [sys.executable, "-m", "mashdesk", "policy", "check", "london"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 7
    assert done.stderr.startswith(b"mashdesk: The output cannot be written: No space left")
    assert done.stderr.count(b"\n") == 1


def test_the_real_program_colours_nothing_that_is_no_terminal() -> None:
    done = program("policy", "check", "london", "--json", FORCE_COLOR="1")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    wrong = program("queue", "--no-such-option")
    assert wrong.returncode == 2
    assert b"\x1b" not in wrong.stderr


def test_the_roles_offered_for_an_account_are_those_of_people(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.bare("user", "add", "--help")
    helped = capsys.readouterr().out
    assert "administrator" in helped
    assert not re.search(r"\bsystem\b", helped)
    said = desk(
        "user", "add", "x", "--full-name", "X", "--role", "system",
        "--new-password-file", str(desk.password_file), by="ada",
    )  # fmt: skip
    assert said.code == 2
    assert "“system” is not known" in said.err
    assert "SYSTEM" not in said.err


def test_a_nation_is_taken_by_code_or_name_in_any_case() -> None:
    parser = build_parser()
    spelt = ("england", "ENG", "eng", "Northern Ireland", "northern ireland")
    taken = [parser.parse_args(["init", "--nation", name]).nation for name in spelt]
    assert taken == [*[Nation.ENG] * 3, *[Nation.NIR] * 2]
