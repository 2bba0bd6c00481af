"""How names are written and how they sound: one plain form, its sound, how alike two of them are.

The libraries are imported where they are first needed: most acts of a desk need none of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mashdesk.domain.diminutives import same_in_short

_STAND_INS = """
unknown baby unborn child boy girl infant newborn unnamed nk tbc none not known male female twin
mr mrs miss ms
"""
PLACEHOLDERS = frozenset(_STAND_INS.split())
"""Words that stand where a name is not known: they are no name, and nobody is found by them."""

_BETWEEN = "al el ul ur bin ibn bint van von de del della la le der den da di st"
_PARTICLES = frozenset(_BETWEEN.split())
_NO_LETTER = re.compile(r"[^a-z]+")
_JOINED = re.compile("['`.\u2019\u02bc]")
_MEASURED = 6
"""Sounds after this many say little of a name, and are often heard wrongly."""


@lru_cache(maxsize=20_000)
def tokens(name: str) -> tuple[str, ...]:
    """The parts of a name in lower-case Latin letters, without placeholders; particles such as
    "al" or "van" only where nothing else is left.
    """
    if not name.isascii():
        from anyascii import anyascii

        name = anyascii(name)
    parts = _NO_LETTER.split(_JOINED.sub("", name.lower()))
    known = [part for part in parts if part and part not in PLACEHOLDERS]
    return tuple(part for part in known if part not in _PARTICLES) or tuple(known)


@lru_cache(maxsize=20_000)
def sound(token: str) -> str:
    """How a part of a name sounds: the same for most ways of writing it down as it was heard."""
    from jellyfish import metaphone

    code = metaphone(_SOUNDED.sub(_one_sound, token)).replace("H", "").lower()
    kept = [letter for n, letter in enumerate(code) if n == 0 or letter != code[n - 1]]
    first = "a" if kept and kept[0] in "aeiouy" else "".join(kept[:1])
    return (first + "".join(kept[1:]))[:_MEASURED] or token[:_MEASURED]


# Ways of writing one sound that metaphone hears as two, from other languages than English.
_SOUNDED = re.compile("^th|^wr|cz|sz|rz|w(?=ski|ska)|kh|dh|gh(?=[aeiou])|ou|ee|^y(?=[aeiou])|q|ck")
_ONE_SOUND = {
    "th": "t", "wr": "r", "cz": "ch", "sz": "sh", "rz": "z", "w": "v", "kh": "k", "dh": "d",
    "gh": "g", "ou": "u", "ee": "i", "y": "j", "q": "k", "ck": "k",
}  # fmt: skip


def _one_sound(found: re.Match[str]) -> str:
    return _ONE_SOUND[found[0]]


@lru_cache(maxsize=50_000)
def alike(one: str, other: str, *, given: bool) -> float:
    """How alike two parts of names are, from 0 to 1: forms of one `given` name are nearly equal."""
    if one == other:
        return 1.0
    if given and same_in_short(one, other):
        return 0.93
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) == 1:
        return 0.75 if longer[0] == shorter else 0.0
    if len(shorter) > 2 and longer.startswith(shorter):
        return 0.9  # typed so far, or cut short
    return _measured(one, other)


def _measured(one: str, other: str) -> float:
    """How alike two spellings are by slips of the hand and by sound."""
    from rapidfuzz.distance import OSA, JaroWinkler

    likeness = JaroWinkler.normalized_similarity(one, other)
    slips, longer = OSA.distance(one, other), max(len(one), len(other))
    unvowelled = not (_VOWEL.search(one) and _VOWEL.search(other))
    for found, holds in (
        (max(0.9, likeness), slips == 1 and longer > 3),
        (0.88, likeness > 0.7 and sound(one) == sound(other)),
        (0.86, unvowelled and skeleton(one) == skeleton(other)),
        (0.82, slips == 2 and longer > 6),
        (likeness * 0.85, likeness > 0.85),
        (likeness * 0.4, likeness > 0.7),
    ):
        if holds:
            return found
    return 0.0


_VOWEL = re.compile("[aeiou]")
_WEAK = re.compile("[aeiouwy]|(.)(?=\\1)")


def skeleton(token: str) -> str:
    """A name without its vowels: as scripts that write none give it, letter by letter."""
    return _WEAK.sub("", token)
