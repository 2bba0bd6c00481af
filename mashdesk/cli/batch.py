"""Reading many JSON values from one file so that a fault in one does not cost the others.

A file is one object, an array, or JSON Lines. In JSON Lines every line stands for itself. In an
array everything before a fault is read and nothing behind it, for where the next entry begins can
then only be guessed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mashdesk.domain.problems import Problem
from mashdesk.text import clip, plain


@dataclass(frozen=True, slots=True)
class Entry:
    """One value and the line it begins on, or what is wrong there."""

    line: int
    value: Any = None
    problem: Problem | None = None


def read_batch(raw: bytes) -> Iterator[Entry]:
    """Every entry of a file, in order; an empty file is an entry that says so."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield _fault(1, "is UTF-16 text; save it as UTF-8")
    elif not raw.strip():
        yield _fault(1, "is empty; give one contact, a list of them, or one on each line")
    elif raw.lstrip()[:1] == b"[":
        yield from _array(raw)
    elif _is_lines(raw):
        yield from _lines(raw)
    else:
        yield _whole(raw)


class _Repeated(ValueError):
    """A name given twice in one object: which one counts would be a guess."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Repeated(f"“{clip(plain(twice), 60)}” is given twice; keep one")
    return found


def _constant(name: str) -> Any:
    raise _Repeated(f"{name} is not JSON; leave the field out if there is no value")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)


def _is_lines(raw: bytes) -> bool:
    """Whether this is JSON Lines: some line, not the only one, is a whole object by itself."""
    lines = [line for line in raw.split(b"\n") if line.strip()]
    if len(lines) < 2:
        return False
    return any(line[:1] == b"{" and _decoded(line) is not None for line in lines)


def _decoded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _lines(raw: bytes) -> Iterator[Entry]:
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if line.strip():
            yield _whole(line, number)


def _whole(raw: bytes, line: int = 1) -> Entry:
    """One value, with nothing behind it."""
    try:
        text = raw.decode("utf-8")
        first = len(text) - len(text.lstrip())
        value, end = _DECODER.raw_decode(text, first)
        if text[end:].strip():
            rest = end + len(text[end:]) - len(text[end:].lstrip())
            raise json.JSONDecodeError("something follows the closing bracket", text, rest)
    except (ValueError, RecursionError) as error:
        return _told(error, line)
    return Entry(line + text.count("\n", 0, first), value)


def _array(raw: bytes) -> Iterator[Entry]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        yield _told(error, 1)
        return
    at = _after_space(text, text.index("[") + 1)
    line, counted_to = 1, 0
    if text[at : at + 1] == "]":
        yield _fault(1, "is an empty list; there is nothing to take in")
    while text[at : at + 1] != "]":
        line, counted_to = line + text.count("\n", counted_to, at), at
        try:
            value, end = _DECODER.raw_decode(text, at)
            at = _after_space(text, end)
            closing = text[at : at + 1]
            if closing == "," and _next(text, at + 1) == "]":
                raise json.JSONDecodeError("nothing follows the last comma", text, at)
            if closing not in (",", "]"):
                raise json.JSONDecodeError("a comma or the closing bracket is missing", text, at)
        except (ValueError, RecursionError) as error:
            yield _told(error, 1 if isinstance(error, json.JSONDecodeError) else line)
            return
        yield Entry(line, value)
        if closing == ",":
            at = _after_space(text, at + 1)
    if text[at + 1 :].strip():
        yield _fault(
            line + text.count("\n", counted_to, at), "something follows the closing bracket"
        )


def _after_space(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\n", "\r"):
        at += 1
    return at


def _next(text: str, at: int) -> str:
    at = _after_space(text, at)
    return text[at : at + 1]


def _told(error: Exception, line: int) -> Entry:
    """A fault in words, on the line it stands on; `line` is where the text that was read begins."""
    if isinstance(error, UnicodeDecodeError):
        at = line + error.object[: error.start].count(b"\n")
        return _fault(at, "holds bytes that are not UTF-8 text; save it as UTF-8")
    if isinstance(error, json.JSONDecodeError):
        what = error.msg[:1].lower() + error.msg[1:]
        return _fault(line + error.lineno - 1, f"is broken at column {error.colno}: {what}")
    if isinstance(error, RecursionError):
        return _fault(line, "is nested too deeply to be a contact")
    if isinstance(error, _Repeated):
        return _fault(line, str(error))
    return _fault(line, "holds a number too long to be one")


def _fault(line: int, message: str) -> Entry:
    return Entry(line, problem=Problem("JSON", message, line))
