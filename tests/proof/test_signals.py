"""However the desk ends, the terminal is given back, and no byte of a record stands on it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof.canary import CANARY, PASSWORD, CanaryHub, canary_hub
from tests.proof.hands import Hands
from tests.proof.terminal import ENTER

LEFT = b"\x1b[?1049l"
"""The alternate screen is left: what is written from here on stays in the scrollback."""
MOUSE_OFF, PASTE_OFF, CURSOR_ON = b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?25h"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[CanaryHub]:
    with canary_hub(tmp_path) as made:
        yield made


def is_given_back(desk: Hands, since: int) -> None:
    """Nothing of a record is on the screen, nor in what was written once the screen was left.

    The terminal of this test knows no alternate screen, like a console: what the desk leaves on its
    own screen would stand here.
    """
    written = bytes(desk.raw[since:])
    assert LEFT in written
    assert CANARY.encode() not in written[written.rindex(LEFT) :]
    assert CANARY not in desk.text
    assert "LIVE" not in desk.text
    for sequence in (MOUSE_OFF, PASTE_OFF, CURSOR_ON):
        assert sequence in written


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM", "SIGINT", "SIGQUIT"])
def test_a_signal_leaves_no_word_of_a_record_on_the_terminal(hub: CanaryHub, name: str) -> None:
    number = getattr(signal, name)
    with Hands(env=hub.env) as desk:
        hub.signed_in(desk)
        before = len(desk.raw)
        desk.kill(number)
        assert desk.leave() == 128 + number
        is_given_back(desk, before)
        assert b"Traceback" not in desk.raw[before:]
        assert desk.echoes()


def test_a_desk_whose_terminal_reads_no_more_and_is_closed_ends_all_the_same(
    hub: CanaryHub,
) -> None:
    """A connection that stalls, then breaks: one that waited on would take a core for good."""
    with Hands(env=hub.env) as desk:
        hub.signed_in(desk)
        desk.press("?")
        desk.wait_for("Done to the desk")
        desk.stall(b"\x1b?" * 400)
        assert desk.close_and_wait(seconds=40), "it went on without a terminal"


def test_a_window_that_is_closed_is_noted_as_no_fault(hub: CanaryHub) -> None:
    with Hands(env=hub.env) as desk:
        hub.signed_in(desk)
        assert desk.close_and_wait(seconds=40)
    assert not [*Path(hub.env["HOME"]).rglob("faults.log")]


def test_leaving_leaves_no_word_of_a_record_either(hub: CanaryHub) -> None:
    with Hands(env=hub.env) as desk:
        hub.signed_in(desk)
        before = len(desk.raw)
        desk.press("q")
        assert desk.leave() == 0
        is_given_back(desk, before)
        assert desk.echoes()


def test_a_killed_desk_leaves_a_watcher_that_empties_the_screen(hub: CanaryHub) -> None:
    """Raw mode stays: only who has the terminal next can end it, and every shell does."""
    with Hands(env=hub.env) as desk:
        hub.signed_in(desk)
        before = len(desk.raw)
        desk.kill(signal.SIGKILL)
        desk.leave()
        is_given_back(desk, before)


def test_a_desk_that_was_stopped_locks_before_it_draws_again_and_none_can_be_put_to_sleep(
    hub: CanaryHub,
) -> None:
    with Hands(env=hub.env) as desk:
        hub.signed_in(desk)
        desk.kill(signal.SIGTSTP)
        desk.wait_for("Locked by Asha Rao")
        assert CANARY not in desk.text
        desk.press(PASSWORD)
        desk.wait_for("•" * len(PASSWORD))
        desk.press(ENTER)
        desk.wait_for("LIVE", CANARY * 3)
        desk.kill(signal.SIGSTOP)
        desk.drain(0.5)
        stopped = len(desk.raw)
        desk.kill(signal.SIGCONT)
        desk.wait_for("Locked by Asha Rao")
        assert CANARY.encode() not in desk.raw[stopped:]
        assert CANARY not in desk.text
