"""A report as Markdown: whatever people wrote is shown as they wrote it, and marks up nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mashdesk.domain.report import Entry, Report
from mashdesk.text import plain

# What CommonMark, or a common dialect of it, takes for its own anywhere; what it takes so at the
# beginning of a line; and what it makes links of by itself. An underscore within a word and an
# ampersand by itself are no signs, and an e-mail address is copied from the file as it stands.
_SIGNS = re.compile(r"([\\`*{}\[\]<>|~^$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))")
_FIRST = re.compile(r"^([#+\-=:]|\d+(?=[.)]))")
_LINKS = re.compile(r"(:(?=//)|(?<=www)\.)", re.IGNORECASE)


def to_markdown(report: Report) -> str:
    """The whole report; it ends in a line break."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"# {_text(report.title)}"
    yield "\\\n".join(_entry(one) for one in report.head)
    if report.note:
        yield f"> {_text(report.note)}"
    for section in report.sections:
        if section.heading:
            yield f"## {_text(section.heading)}"
        yield from (_entry(one) for one in section.entries)
    yield "---"
    yield _text(report.foot)


def _entry(entry: Entry) -> str:
    label = f"**{_text(entry.label)}:** " if entry.label else ""
    marked = f"**{_text(f'[{entry.marked}]')}** " if entry.marked else ""
    return f"{label}{marked}{_text(entry.words)}"


def _text(words: str) -> str:
    r"""Words that stay words: every sign escaped, line breaks kept as such, no blank line."""
    lines = (line.strip() for line in plain(words, lines=True).split("\n"))
    return "\\\n".join(inert(line) for line in lines if line)


def inert(line: str) -> str:
    """One line of plain words in which nothing is a sign of its own."""
    said = _LINKS.sub(r"\\\1", _SIGNS.sub(r"\\\1", line))
    first = _FIRST.match(said)
    if first is None:
        return said
    if first[0].isdigit():  # a number with a point would begin a list
        return f"{first[0]}\\{said[first.end() :]}"
    return f"\\{said}"
