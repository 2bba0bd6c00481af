"""The way in and out of a command: nothing reaches a terminal or a pipe but printable text."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TextIO

from mashdesk.domain.errors import Refused, Trouble
from mashdesk.text import ascii_only, plain

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is."""


@dataclass(slots=True)
class Console:
    """Standard input, output and error. Results go to output, everything else to error."""

    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)

    @property
    def attached(self) -> bool:
        """Whether a person can be shown a screen: input and output are both a terminal."""
        return _is_terminal(self.stdin) and _is_terminal(self.stdout)

    @property
    def can_ask(self) -> bool:
        """Whether a person can be asked: the question goes to error, so that output stays clean."""
        return _is_terminal(self.stdin) and _is_terminal(self.stderr)

    @property
    def draws_blocks(self) -> bool:
        """Whether a drawing of blocks reaches people as it is, where questions are asked."""
        return _speaks_utf8(self.stderr)

    def say(self, text: str = "") -> None:
        """Lines of the result."""
        with _told():
            _write(self.stdout, text)

    def json(self, value: Any) -> None:
        """The result for a program, already in plain values."""
        import json

        utf8 = _speaks_utf8(self.stdout)
        text = json.dumps(value, ensure_ascii=not utf8, indent=2)
        with _told():
            self.stdout.write(text + "\n")

    def flush(self) -> None:
        """Have the result on its way; raises Trouble if it cannot be written."""
        with _told():
            self.stdout.flush()

    def remark(self, text: str) -> None:
        """Something a person should know that is not part of the result."""
        with contextlib.suppress(Trouble):
            self.flush()  # in the order in which it happened
        _write(self.stderr, text)
        self.stderr.flush()

    def ask(self, question: str, default: str = "") -> str:
        """An answer typed by a person; raises Refused if there is nobody to ask."""
        if not self.can_ask:
            raise Refused(f"{question} was not given, and there is no terminal to ask at.")
        self.stderr.write(f"{plain(question)}{f' [{plain(default)}]' if default else ''}: ")
        self.stderr.flush()
        line = self.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        return line.strip() or default

    def ask_password(
        self, question: str, instead: str = "--password-file or MASHDESK_PASSWORD_FILE"
    ) -> str:
        """A password typed unseen; where nobody can be asked Refused says what to do instead."""
        if not self.can_ask:
            raise Refused(
                f"{question} is needed, and there is no terminal to ask at.",
                f"Name a file that holds it with {instead}.",
            )
        import getpass

        return getpass.getpass(f"{plain(question)}: ", stream=self.stderr)

    @contextlib.contextmanager
    def progress(self, doing: str, quiet: bool = False) -> Iterator[Progress | None]:
        """A progress bar on error when that is a terminal; otherwise nothing is drawn."""
        if quiet or not _is_terminal(self.stderr):
            yield None
            return
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        screen = RichConsole(file=self.stderr, markup=False, emoji=False, highlight=False)
        with RichProgress(*columns, console=screen, transient=True) as bar:
            task = bar.add_task(plain(doing), total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """A result that cannot be written is trouble in words; a reader gone away is none."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Trouble(
            f"The output cannot be written: {error.strerror}.",
            "Send it elsewhere; what was done at the desk is done.",
        ) from error


def _write(stream: TextIO, text: str) -> None:
    shown = plain(text, lines=True)
    stream.write((shown if _speaks_utf8(stream) else ascii_only(shown)) + "\n")


def _speaks_utf8(stream: TextIO) -> bool:
    name = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "").replace("_", "")
    return name in ("utf8", "utf8sig")


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False
