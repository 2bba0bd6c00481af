"""The few shapes every tab is made of: headings, labelled facts, paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from mashdesk.tui.show import Part, Show
from mashdesk.tui.widgets.page import Line

LABEL_CELLS = 11

BLANK = Line(Content(""))


def heading(show: Show, text: str) -> Line:
    """A heading within a tab."""
    return Line(show.line((text, "bold $key")))


def fact(show: Show, label: str, *parts: Part) -> Line:
    """A label and what is known, on a line of its own; long ones wrap."""
    return Line(show.line(*parts), label=show.line((f"{label:<{LABEL_CELLS}}", "$quiet")))


def paragraphs(show: Show, text: str, indent: int = 0, style: str = "") -> Iterator[Line]:
    """Outside text of several lines, as it was written."""
    for line in show.lines(text).strip("\n").split("\n"):
        yield Line(show.line((line, style) if style else line), indent=indent)
