"""The real program on a pseudo-terminal: keys go in as bytes, the screen is read as text."""

from __future__ import annotations

import contextlib
import os
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pexpect
import psutil

from scripts.bench_tools.shown_screen import FRAMES_ASKED, FRAMES_KNOWN, NotShown, ShownScreen

ENTER, ESCAPE, TAB, SPACE = b"\r", b"\x1b", b"\t", b" "
UP, DOWN = b"\x1b[A", b"\x1b[B"
SUBMIT = b"\x13"
"""Ctrl+S, which sends every form."""

_FRAME_BEGINS, _FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"
_SEED = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
ROOT = Path(__file__).resolve().parents[2]


def home_of_nobody(folder: Path) -> dict[str, str]:
    """An environment whose every place is in `folder`: no settings, store or key of this user's."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "COVERAGE_FILE")}
    places = {
        "HOME": folder,
        "XDG_CONFIG_HOME": folder / "config",
        "XDG_DATA_HOME": folder / "data",
        "XDG_STATE_HOME": folder / "state",
        "XDG_CACHE_HOME": folder / "cache",
        "PYTHONPATH": ROOT,
    }
    return kept | _SEED | {name: str(place) for name, place in places.items()}


class Terminal(ShownScreen):
    """`python -m mashdesk ...` on a terminal of its own, in a `with`; `raw` is all it wrote.

    `program` is another module to run in its place.
    """

    def __init__(
        self,
        *arguments: str,
        env: dict[str, str],
        columns: int = 120,
        lines: int = 40,
        program: str = "mashdesk",
    ) -> None:
        super().__init__(columns, lines)
        self.raw = bytearray()
        self._program = pexpect.spawn(
            sys.executable,
            ["-m", program, *arguments],
            env=env,
            cwd=str(ROOT),
            dimensions=(lines, columns),
            timeout=30,
        )
        self._program.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._program.close(force=True)

    def press(self, *keys: bytes | str) -> None:
        """Type these, one after the other."""
        for key in keys:
            self._program.send(key)

    def wait_for(self, *shown: str, seconds: float = 30) -> str:
        """Read until all of these are on the screen; returns the screen."""
        return self.wait_until(
            lambda: all(text in self.text for text in shown),
            " and ".join(map(repr, shown)),
            seconds,
        )

    def wait_until(self, seen: Callable[[], bool], what: str, seconds: float = 30) -> str:
        """Read until the screen is as wanted; NotShown, with the screen, when it will not be."""
        end = time.monotonic() + seconds
        while not seen():
            left = end - time.monotonic()
            if left <= 0 or not self.read(left):
                raise NotShown(f"{what} was not shown within {seconds} s:\n{self.text}")
        return self.text

    def wait_gone(self, text: str, seconds: float = 30) -> str:
        """Read until this is no longer on the screen."""
        return self.wait_until(lambda: text not in self.text, f"a screen without {text!r}", seconds)

    def kill(self, number: int) -> None:
        """Send the program a signal."""
        self._program.kill(number)

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed, as it does for whoever had it before."""
        return bool(termios.tcgetattr(self._program.child_fd)[3] & termios.ECHO)

    def drain(self, quiet: float, most: float = 2) -> None:
        """Read until nothing was written for so long, at most so many seconds: clocks go on."""
        end = time.monotonic() + most
        while self.read(quiet) and time.monotonic() < end:
            pass

    def stall(self, keys: bytes) -> None:
        """Type these and read nothing of what comes of them: what is written has nowhere to go."""
        os.set_blocking(self._program.child_fd, False)
        with contextlib.suppress(BlockingIOError):
            for at in range(0, len(keys), 64):
                os.write(self._program.child_fd, keys[at : at + 64])

    def close_and_wait(self, seconds: float) -> bool:
        """Take the terminal away; whether the program ends."""
        # The stubs do not know it.
        terminal: Any = vars(self._program)["ptyproc"]
        program = psutil.Process(self._program.pid)
        terminal.fileobj.close()
        ended, _ = psutil.wait_procs([program], timeout=seconds)
        if not ended:
            program.kill()
            program.wait()
        terminal.closed = terminal.terminated = True
        return bool(ended)

    def leave(self, seconds: float = 30) -> int | None:
        """Read until the program has ended; its exit status."""
        end = time.monotonic() + seconds
        while self.read(max(0.0, end - time.monotonic())):
            pass
        self._program.wait()
        return self._program.exitstatus

    def read(self, seconds: float) -> bool:
        """Take in what is written next, whole frames of it; False when it ended or kept silent."""
        written = self._next(seconds)
        while written and written.count(_FRAME_BEGINS) > written.count(_FRAME_ENDS):
            more = self._next(5)
            if not more:
                break
            written += more
        self.show(written)
        return bool(written)

    def _next(self, seconds: float) -> bytes:
        try:
            # The stubs say text; without an encoding pexpect gives bytes.
            read: Any = self._program.read_nonblocking(1 << 16, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return b""
        written = bytes(read)
        self.raw += written
        if FRAMES_ASKED in written:
            self._program.send(FRAMES_KNOWN)
        return written
