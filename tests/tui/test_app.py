from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event
from typing import Any

import pexpect
import pytest

from mashdesk.domain.errors import NotFound, Trouble
from mashdesk.settings import Settings
from mashdesk.tui.desk_app import DeskApp
from mashdesk.tui.opening import Opened
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.start import StartScreen, TroubleScreen
from mashdesk.tui.terminal import RESTORE, fault_notice, prepare_environment, speaks_unicode
from tests.tui.conftest import Desks, Doors

ROOT = Path(__file__).parents[2]


async def test_the_first_frame_comes_before_the_desk_is_open(desks: Desks) -> None:
    desks.doors.held = Event()
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at.until_seen("opening the desk")
        assert isinstance(at.app.screen, StartScreen)
        assert "TRAINING" in at.seen()
        desks.doors.held.set()
        await at.until_on(DeskScreen)


async def test_what_changes_while_a_screen_is_being_built_is_read_once_it_stands(
    desks: Desks,
) -> None:
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        first = await at.until_on(DeskScreen)
        assert isinstance(first, DeskScreen)
        again = DeskScreen(first.first, first.facts)
        at.app.push_screen(again)
        desks.hub.take_in(worry="Taken in between.")
        assert at.app.live is not None
        at.app.live._on_change()  # as the beat does, before the screen was built
        await at.until(lambda: again.is_mounted and len(again.rows.rows) == 1, "the new contact")


def test_importing_the_app_loads_no_database_and_no_hashing() -> None:
    heavy = (
        "{'sqlalchemy', 'sqlmodel', 'argon2', 'apscheduler', 'alembic', 'sqlcipher3', 'pydantic'}"
    )
    code = f"import sys, mashdesk.tui.desk_app; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


class _Damaged(Doors):
    """Nobody has the seat that was asked for; then the store cannot be opened; then all is well."""

    tries = 0

    def open_desk(self, settings: Settings) -> Opened:
        self.tries += 1
        if self.tries == 1:
            raise NotFound("The training hub has no desk 'clerk'.", "Give --as duty.")
        if self.tries == 2:
            raise Trouble(
                "The store is damaged.", "Restore the last backup with `mashdesk restore`."
            )
        return super().open_desk(settings)


async def test_a_store_in_trouble_is_told_in_a_sentence_and_can_be_tried_again(
    desks: Desks,
) -> None:
    app = desks.app(training=True, opening=_Damaged(desks.hub))
    async with app.run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at.until_seen("has no desk 'clerk'.")
        await pilot.press("r")
        shown = await at.until_seen("The store is damaged.")
        await at.until_on(TroubleScreen)
        assert "Restore the last backup" in shown
        await pilot.press("r")
        await at.until_on(DeskScreen)


async def test_trouble_of_the_sweep_is_an_alarm_in_the_header(desks: Desks) -> None:
    async with desks.app(training=True).run_test(size=(120, 40)) as pilot:
        at = desks.at(pilot)
        await at.until_on(DeskScreen)
        at.app.told_of_trouble("The disk is full.")
        await at.second()
        shown = await at.until_seen("The disk is full.")
        assert "ALARM" in shown.splitlines()[0]
        at.app.told_of_trouble("")
        await at.second()
        await at.until(lambda: "ALARM" not in at.seen())


async def test_leaving_stops_the_clockwork_and_ends_the_session(desks: Desks) -> None:
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at.until_on(DeskScreen)
        await pilot.press("q")
    assert desks.doors.opened[0].scheduler._stopped.is_set()


def _pictures(folder: Path) -> list[Path]:
    return list(folder.rglob("*.svg"))


async def test_pictures_shells_and_toasts_are_shut(desks: Desks, tmp_path: Path) -> None:
    async with desks.app(training=True).run_test(size=(80, 24)) as pilot:
        at = desks.at(pilot)
        await at.until_on(DeskScreen)
        at.app.action_screenshot(path=str(tmp_path))
        at.app.deliver_screenshot(path=str(tmp_path))
        at.app.action_suspend_process()
        names = {command.title for command in at.app.get_system_commands(at.app.screen)}
        assert not {"Screenshot", "Quit", "Keys", "Theme"} & names
    assert not _pictures(tmp_path)


async def _run_until_it_ends(app: DeskApp) -> None:
    async with app.run_test() as pilot:
        while app.fault is None:
            await pilot.pause()
            await asyncio.sleep(0.01)


async def test_a_crash_prints_places_in_the_code_and_no_words_or_variables(desks: Desks) -> None:
    class Broken(Doors):
        def open_desk(self, settings: Settings) -> Opened:
            password = "the very secret password"
            raise KeyError(f"Kai Brown {password}")

    app = desks.app(training=True, opening=Broken(desks.hub))
    with pytest.raises(Exception, match="Kai Brown"):
        await _run_until_it_ends(app)
    assert app.fault is not None
    notice = fault_notice(app.fault)
    assert "KeyError" in notice
    assert "mashdesk/tui/desk_app.py" in notice
    assert "Kai" not in notice
    assert "secret" not in notice
    assert app.return_code == 70


def test_the_aids_that_write_screens_and_keys_to_files_are_taken_out() -> None:
    environment = {
        "TEXTUAL_LOG": "/tmp/keys.log",
        "TEXTUAL": "devtools",
        "TEXTUAL_COLOR_SYSTEM": "256",
        "TEXTUAL_FPS": "60",
        "HOME": "/home/asha",
    }
    prepare_environment(environment)
    assert environment == {
        "TEXTUAL_COLOR_SYSTEM": "256",
        "TEXTUAL_FPS": "60",
        "TEXTUAL_ANIMATIONS": "none",
        "HOME": "/home/asha",
    }


@pytest.mark.parametrize(
    ("environment", "unicode"),
    [
        ({"TERM": "vt100", "LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "en_GB.utf8@euro"}, True),
        ({"LANG": "en_GB.ISO-8859-1"}, False),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, True),
    ],
)
def test_what_a_terminal_can_draw_is_read_from_its_name_and_locale(
    environment: dict[str, str], unicode: bool
) -> None:
    assert speaks_unicode(environment) is unicode


_PROGRAM = """
import sys
from mashdesk.settings import Settings
from mashdesk.domain.errors import Trouble
from mashdesk.tui.app import run_desk
class Doors:
    def is_set_up(self, settings):
        raise Trouble("This is a trial.", "Leave it.")
sys.exit(run_desk(Settings(), Doors()))
"""


def written(child: Any) -> bytes:
    """What the program wrote up to what was last waited for."""
    return bytes(child.before)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT"])
def test_a_signal_gives_the_terminal_back_as_it_was(name: str) -> None:
    number = getattr(signal, name)
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    child = pexpect.spawn(
        sys.executable, ["-c", _PROGRAM], env=environment, dimensions=(24, 80), timeout=30
    )
    child.expect("This is a trial")
    assert b"\x1b[?1049h" in written(child)
    child.kill(number)
    child.expect(pexpect.EOF)
    child.close()
    last = written(child)
    for sequence in ("\x1b[?1049l", "\x1b[?25h", "\x1b[?1000l", "\x1b[?2004l"):
        assert sequence in RESTORE
        assert sequence.encode() in last, sequence
    assert child.exitstatus == 128 + number
    assert b"Traceback" not in last


def test_a_desk_that_hangs_is_ended_by_the_second_signal() -> None:
    hanging = _PROGRAM.replace(
        'raise Trouble("This is a trial.", "Leave it.")',
        'import time; print("hangs", file=sys.__stderr__, flush=True); time.sleep(60)',
    )
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    child = pexpect.spawn(
        sys.executable, ["-c", hanging], env=environment, dimensions=(24, 80), timeout=30
    )
    child.expect("hangs")
    began = time.monotonic()
    child.kill(signal.SIGTERM)
    child.expect("1049l")
    child.kill(signal.SIGTERM)
    child.expect(pexpect.EOF)
    child.close()
    assert time.monotonic() - began < 20


_BROKEN = """
import sys
from mashdesk.__main__ import Doors
from mashdesk.settings import Settings
class Broken(Doors):
    def is_set_up(self, settings):
        raise KeyError("Kai Brown")
sys.exit(Broken().run_desk(Settings()))
"""


def test_a_fault_that_stops_the_desk_is_noted_by_its_places_in_the_log(tmp_path: Path) -> None:
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    child = pexpect.spawn(
        sys.executable, ["-c", _BROKEN], env=environment, dimensions=(24, 80), timeout=30
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 70
    (log,) = tmp_path.rglob("faults.log")
    noted = log.read_text()
    assert "the desk had to stop" in noted
    assert "KeyError" in noted
    assert "mashdesk/tui/desk_app.py" in noted
    assert "Kai" not in noted


def test_what_fails_in_a_thread_prints_its_places_and_not_a_word_and_memory_is_not_dumped() -> None:
    code = """
import gc, resource, threading
from mashdesk.tui.terminal import keep_faults_quiet
keep_faults_quiet()
class Dropped:
    def __del__(self):
        raise ValueError("Kai Brown")
def fail():
    raise KeyError("Kai Brown")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
dropped = Dropped()
del dropped
gc.collect()
print(resource.getrlimit(resource.RLIMIT_CORE))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "KeyError" in done.stderr
    assert "ValueError" in done.stderr
    assert "Kai" not in done.stderr
    assert done.stdout == "(0, 0)\n"
