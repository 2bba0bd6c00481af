"""Plain text laid out: tables, named lines and paragraphs, measured in terminal cells."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from mashdesk.text import cell_width, clip, plain

WIDTH = 100
"""How wide paragraphs are set: readable on a screen and in a pipe alike."""


def table(
    headings: Sequence[str], rows: Iterable[Sequence[str]], widest: Sequence[int] | None = None
) -> list[str]:
    """Columns as wide as their text, up to `widest` (0: no limit); the last is never padded."""
    limits = widest or [0] * len(headings)
    laid = [[_cell(text, limit) for text, limit in zip(row, limits, strict=True)] for row in rows]
    laid.insert(0, list(headings))
    widths = [max(cell_width(row[n]) for row in laid) for n in range(len(headings))]
    return [
        "  ".join(_padded(text, width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in laid
    ]


def named(pairs: Iterable[tuple[str, str]], indent: str = "") -> list[str]:
    """`name: value` lines with the values in line; pairs without a value are left out."""
    kept = [(name, value) for name, value in pairs if value]
    width = max((cell_width(name) for name, _ in kept), default=0) + 2
    lines = []
    for name, value in kept:
        first, *rest = paragraph(value, "", WIDTH - width - len(indent)) or [""]
        lines.append(f"{indent}{_padded(name + ':', width)}{first}")
        lines.extend(f"{indent}{' ' * width}{line}" for line in rest)
    return lines


def paragraph(text: str, indent: str = "", width: int = WIDTH) -> list[str]:
    """Outside text, made plain, its own line breaks kept and long lines wrapped."""
    lines: list[str] = []
    for line in plain(text, lines=True).split("\n"):
        lines.extend(
            textwrap.wrap(line, max(width, 20), initial_indent=indent, subsequent_indent=indent)
            or [""]
        )
    return lines


def heading(text: str) -> list[str]:
    """A heading that a screen reader, a search and an eye all find."""
    return ["", plain(text).upper()]


def counted(number: int, one: str, many: str = "") -> str:
    """`1 child`, `2 children`: the number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _cell(text: str, limit: int) -> str:
    shown = plain(text)
    return clip(shown, limit) if limit else shown


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))
