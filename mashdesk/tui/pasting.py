"""What is pasted is text, whatever it holds: no control character in it presses a key.

A terminal marks a paste at both ends. Textual's reading of it stops at the first escape character
inside, and takes the rest for keys: a pasted Ctrl+S would submit the form.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

from mashdesk.text import plain

START, END = "\x1b[200~", "\x1b[201~"


class PasteGuard:
    """Makes what stands between a paste's two marks plain and visible, in pieces as they arrive."""

    def __init__(self) -> None:
        self._inside = False
        self._passed = ""
        self._held = ""

    def made_plain(self, data: str) -> str:
        """The same input, its pastes without a control character but line breaks and tabs.

        The beginning of an end mark is held back until the rest of it is there.
        """
        rest, said = self._held + data, ""
        self._held = ""
        while rest:
            rest, piece = self._of_paste(rest) if self._inside else self._of_keys(rest)
            said += piece
        return said

    def _of_keys(self, rest: str) -> tuple[str, str]:
        """Keys pass as they are, up to the end of a start mark, wherever it was cut in two."""
        at = (self._passed + rest).find(START)
        if at < 0:
            self._passed = (self._passed + rest)[-(len(START) - 1) :]
            return "", rest
        end = at + len(START) - len(self._passed)
        self._inside, self._passed = True, ""
        return rest[end:], rest[:end]

    def _of_paste(self, rest: str) -> tuple[str, str]:
        at = rest.find(END)
        if at >= 0:
            self._inside = False
            return rest[at + len(END) :], plain(rest[:at], lines=True) + END
        kept = next((n for n in range(len(END) - 1, 0, -1) if rest.endswith(END[:n])), 0)
        self._held = rest[len(rest) - kept :]
        return "", plain(rest[: len(rest) - kept], lines=True)


class PasteSafeParser(XTermParser):
    """Textual's parser of what the terminal sends, fed through the guard."""

    def __init__(self, debug: bool = False) -> None:
        self._guard = PasteGuard()
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """What the input means; an empty string is its end, so nothing is fed in its place."""
        safe = self._guard.made_plain(data) if data else data
        return super().feed(safe) if safe or not data else ()


def guard_pastes() -> None:
    """Have the terminal's driver read through the guard; call before the app runs."""
    vars(linux_driver)["XTermParser"] = PasteSafeParser
