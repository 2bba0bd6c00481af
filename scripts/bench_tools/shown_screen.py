"""What a program wrote to its terminal, read as a person sees it; for figures and for tests."""

from __future__ import annotations

import re

import pyte

# Keyboard, mode and window reports, which pyte would print as text; and colours, which nobody reads
# here and which pyte takes letter by letter: nearly all that is written is colours.
_LEFT_OUT = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;:]*m")
_UNFINISHED = re.compile(rb"\x1b[^A-Za-z~]{0,24}$")
# Synchronised output: the program says where a frame begins and ends once it is told it may.
FRAMES_ASKED, FRAMES_KNOWN = b"\x1b[?2026$p", b"\x1b[?2026;2$y"


class NotShown(AssertionError):
    """What was waited for did not come to the screen in time; the screen is in the message."""


class ShownScreen:
    """A terminal's screen, kept up with what is written to it in whatever pieces that comes."""

    def __init__(self, columns: int, lines: int) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._left_over = b""

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def lines(self) -> list[str]:
        """Each line of the screen, at its full width."""
        # Not pyte's own `display`: it stumbles over a wide character of which something drawn
        # later covers the first half. The cell behind a wide character is empty.
        columns, buffer = range(self.screen.columns), self.screen.buffer
        return ["".join(buffer[y][x].data for x in columns) for y in range(self.screen.lines)]

    def show(self, written: bytes) -> None:
        """Take in what was written; a sequence cut in two waits for its other half."""
        written = self._left_over + written
        unfinished = _UNFINISHED.search(written)
        cut = unfinished.start() if unfinished else len(written)
        self._left_over = written[cut:]
        self._stream.feed(_LEFT_OUT.sub(b"", written[:cut]))
