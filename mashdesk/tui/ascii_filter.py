"""What Textual's own scroll bars, borders and arrows become on a terminal that knows only ASCII."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_FORMS = {
    **dict.fromkeys("│┃▏▕▎▍║╎┆", "|"),
    **dict.fromkeys("─━═▁▔▂╌┄", "-"),
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼╔╗╚╝", "+"),
    **dict.fromkeys("█▌▐▊▉▋▆▇▅", "#"),
    **dict.fromkeys("▼▾⌄", "v"),
    **dict.fromkeys("▲▴⌃", "^"),
    **dict.fromkeys("▶▸→", ">"),
    **dict.fromkeys("◀◂←", "<"),
    **dict.fromkeys("▄▃", "_"),
    **dict.fromkeys("▀", '"'),
    **dict.fromkeys("•●", "*"),
    "…": ".",
}


class AsciiOnly(LineFilter):
    """The last look at every line: cell for cell, nothing but ASCII goes out."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        return [
            segment
            if segment.text.isascii()
            else Segment(in_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]


@lru_cache(4096)
def in_ascii(text: str) -> str:
    """The text in as many cells as before, whatever has no form of its own as question marks."""
    return "".join(
        char if char.isascii() else _FORMS.get(char, "?" * cell_len(char)) for char in text
    )
