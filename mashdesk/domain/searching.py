"""What was typed to be searched for, as words; and where they stand in a text that was found.

What is typed is data: no sign in it means anything to a store's full text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

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
    return len({word for word, _, _ in _places(text, words)}) == len(words)


def excerpt(
    text: str, words: tuple[str, ...], width: int = 160
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A piece of a text about the first of the words, on one line, and where the words stand in it:
    from and to.
    """
    places = list(_places(text, words))
    first = places[0][1] if places else 0
    start = max(0, min(first - width // 4, len(text) - width))
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = min(len(text), start + width)
    before, after = ("…" if start else ""), ("…" if end < len(text) else "")
    shift = len(before) - start
    inside = tuple((a + shift, b + shift) for _, a, b in places if a >= start and b <= end)
    piece = re.sub(r"\s", " ", text[start:end])
    return f"{before}{piece}{after}", inside


def _places(text: str, words: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    """Each word of the text that was asked for: which one, from and to."""
    if not words:
        return
    *whole, beginning = words
    for start, end in _runs(text):
        found = folded(text[start:end])
        if found in whole:
            yield found, start, end
        if found.startswith(beginning):
            yield beginning, start, end


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """The words of a text: letters and digits, and the marks that stand on them."""
    start = None
    for at, char in enumerate(text):
        if char.isalnum() or (start is not None and unicodedata.combining(char)):
            start = at if start is None else start
        elif start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(text)
