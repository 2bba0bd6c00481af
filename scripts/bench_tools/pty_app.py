"""A program run in a real pseudo-terminal, with its screen kept by pyte and its answers timed.

Times are taken as output is read, before it is interpreted, so what pyte costs is not measured.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType

import psutil

from scripts.bench_tools.shown_screen import FRAMES_ASKED, FRAMES_KNOWN, NotShown, ShownScreen

DOWN, UP, END, HOME, ENTER = b"\x1b[B", b"\x1b[A", b"\x1b[F", b"\x1b[H", b"\r"


@dataclass(frozen=True, slots=True)
class Latencies:
    """Times from a key to what it does on screen, in milliseconds."""

    samples: tuple[float, ...]

    @property
    def median(self) -> float:
        return self._at(0.5)

    @property
    def p99(self) -> float:
        return self._at(0.99)

    def _at(self, share: float) -> float:
        ordered = sorted(self.samples)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class PtyApp(ShownScreen):
    """A running program: press keys, read its screen, time it, weigh it. Use it in a `with`."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 120,
        lines: int = 40,
        env: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(columns, lines)
        size = struct.pack("HHHH", lines, columns, 0, 0)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            **(env or {}),
        }
        self._started = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:  # the child: the program itself, or nothing
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                os.execvpe(argv[0], list(argv), environment)  # noqa: S606 - no shell is wanted
            finally:
                os._exit(127)
        self._process = psutil.Process(self.pid)
        self._closed = False
        self._status: int | None = None

    def __enter__(self) -> PtyApp:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    # What is on the screen.

    def cursor_picture(self, marker: str) -> tuple[int, str] | None:
        """On which line the list's cursor stands, and what the line says past its countdown."""
        for y in range(self.screen.lines):
            line = self.screen.buffer[y]
            for x in range(self.screen.columns):
                if line[x].data == marker:
                    said = "".join(line[at].data for at in range(x + 16, self.screen.columns))
                    return y, said[:44]
        return None

    def wait_for(self, shown: str, seconds: float = 20) -> float:
        """Seconds from the start of the program until this text was on the screen."""
        return self.seen(shown, seconds) - self._started

    def seen(self, shown: str, seconds: float = 20) -> float:
        """The instant at which this text was on the screen."""
        return self._when(lambda: shown in self.text, seconds, shown)

    def reference_at_cursor(self, marker: str) -> str:
        """The reference on the cursor's line."""
        for line in self.screen.display:
            if marker in line and (found := re.search(r"MD-\d\d-\d{4,}", line)):
                return found[0]
        raise NotShown(f"no reference on the cursor's line:\n{self.text}")

    def when_twice(self, shown: str, seconds: float = 5) -> float:
        """The instant at which a text was on the screen twice: in the list and beside it."""
        if self.text.count(shown) >= 2:
            return time.perf_counter()
        return self._when(lambda: self.text.count(shown) >= 2, seconds, f"{shown} twice")

    def settle(self, quiet: float = 0.3, seconds: float = 10) -> None:
        """Read until nothing was written for so long, at most `seconds` (a clock never is)."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and (pieces := self._read(quiet)):
            for _, written in pieces:
                self.show(written)

    # What it is asked, and what that costs.

    def write(self, keys: bytes) -> None:
        """Type these bytes."""
        os.write(self._terminal, keys)

    def press(self, key: bytes, marker: str, seconds: float = 5) -> float:
        """Milliseconds from a key to the frame in which the list's cursor stands elsewhere."""
        before = self.cursor_picture(marker)
        pressed = time.perf_counter()
        self.write(key)
        seen = self._when(lambda: self._moved(before, marker), seconds, "the cursor elsewhere")
        return (seen - pressed) * 1_000

    def presses(self, key: bytes, marker: str, count: int, gap: float = 0.03) -> Latencies:
        """As many presses, `gap` seconds from one to the next as a held key has them, or as soon
        as what the last one did was painted and read.
        """
        samples = []
        for _ in range(count):
            pressed = time.perf_counter()
            samples.append(self.press(key, marker))
            left = pressed + gap - time.perf_counter()
            if left > 0:
                self.settle(quiet=left, seconds=left)
        return Latencies(tuple(samples))

    def cpu_seconds(self) -> float:
        """The processor's time that the program took so far."""
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def resident_mb(self) -> float:
        """Resident memory of the program and its children, in megabytes."""
        family = [self._process, *self._process.children(recursive=True)]
        return sum(float(member.memory_info().rss) for member in family) / 1_000_000

    def close(self, seconds: float = 5) -> int | None:
        """Ask the program to end, insist if it will not; its exit status, None if it was killed."""
        if self._closed:
            return self._status
        self._closed = True
        os.kill(self.pid, signal.SIGTERM)
        end = time.perf_counter() + seconds
        ended, status = 0, 0
        while not ended and time.perf_counter() < end:
            self._read(0.02)
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        if ended:
            self._status = os.waitstatus_to_exitcode(status)
        else:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._terminal)
        return self._status

    # Reading.

    def _moved(self, before: tuple[int, str] | None, marker: str) -> bool:
        after = self.cursor_picture(marker)
        return after is not None and after != before

    def _when(self, seen: Callable[[], bool], seconds: float, what: str) -> float:
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) < end:
            found = None
            for arrived, written in self._read(end - now):
                self.show(written)
                if found is None and seen():
                    found = arrived
            if found is not None:
                return found
        raise NotShown(f"{what!r} was not shown within {seconds} s:\n{self.text}")

    def _read(self, seconds: float) -> list[tuple[float, bytes]]:
        """All that is written next, in pieces, each with when it arrived; nothing if none came.

        Read to its end before it is interpreted: a program whose output is not taken away waits.
        """
        pieces: list[tuple[float, bytes]] = []
        while select.select([self._terminal], [], [], 0.001 if pieces else seconds)[0]:
            try:
                written = os.read(self._terminal, 1 << 16)
            except OSError:  # Linux reports the end of a terminal so
                written = b""
            if not written:
                time.sleep(min(seconds, 0.01))
                break
            pieces.append((time.perf_counter(), written))
            if FRAMES_ASKED in written:
                self.write(FRAMES_KNOWN)
        return pieces
