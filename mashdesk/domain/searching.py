"""What was typed to be searched for, as words; and where they stand in a text that was found.

What is typed is data: no sign in it means anything to a store's full text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

MOST_WORDS = 8
"""So many words of a question count; more would hardly narrow it."""

LONGEST_WORD = 60
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Text without case and without the marks of letters, sign for sign where that is possible."""
    return "".join(map(_folded, text))


def _folded(char: str) -> str:
    if char.isascii():
        return char.lower()
    parts = unicodedata.normalize("NFKD", char)
    return "".join(part for part in parts if not unicodedata.combining(part)).lower()


def words_of(asked: str) -> tuple[str, ...]:
    """The words of a question, each once; the last may be the beginning of a longer one."""
    found = [word[:LONGEST_WORD] for word in _WORD.findall(folded(asked))]
    last = found[-1:]
    whole = [word for word in found if word not in last]
    return (*list(dict.fromkeys(whole))[: MOST_WORDS - 1], *last)


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text has all these words, the last of them as the beginning of one."""
    if not words:
        return True
    *whole, beginning = words
    found = set(_WORD.findall(folded(text)))
    return found.issuperset(whole) and any(word.startswith(beginning) for word in found)


def excerpt(
    text: str, words: tuple[str, ...], width: int = 160
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A piece of a text about the first of the words, on one line, and where the words stand in it:
    from and to.
    """
    plainly, places = _unmarked(text)
    found = sorted(_stands(plainly, words))
    at = places(found[0][0]) if found else 0
    start = max(0, min(at - width // 4, len(text) - width))
    if start:
        start = text.find(" ", start, at) + 1 or start
    end = min(len(text), start + width)
    before, after = ("…" if start else ""), ("…" if end < len(text) else "")
    shift = len(before) - start
    spans = ((places(a), places(b)) for a, b in found)
    inside = tuple((a + shift, b + shift) for a, b in spans if a >= start and b <= end)
    piece = text[start:end].translate(_BLANKS)
    return f"{before}{piece}{after}", inside


_BLANKS = {ord(char): " " for char in "\n\t\r\v\f\u2028\u2029\x85"}


def _stands(plainly: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where the words stand in folded text, from and to: whole, or the last as a beginning."""
    for word in words:
        at = plainly.find(word)
        while at >= 0:
            end = at + len(word)
            while word == words[-1] and plainly[end : end + 1].isalnum():
                end += 1
            if not plainly[at - 1 : at].isalnum() and not plainly[end : end + 1].isalnum():
                yield at, end
            at = plainly.find(word, end)


def _unmarked(text: str) -> tuple[str, Callable[[int], int]]:
    """A text folded, and where each place of that stands in the text itself."""
    if text.isascii():
        return text.lower(), lambda place: place
    parts = [_folded(char) for char in text]
    starts = [at for at, part in enumerate(parts) for _ in part]
    starts.append(len(text))
    return "".join(parts), starts.__getitem__
