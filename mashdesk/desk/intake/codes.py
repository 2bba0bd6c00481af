"""Codes, dates and instants as people and systems write them, read strictly, with the way out.

Every reader raises ValueError with a message that completes "the field ...".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from typing import TypeVar, cast

from mashdesk.domain.calendar import london_instant
from mashdesk.text import clip, plain

HOW_TO_WRITE_A_DATE = "write it like 2026-11-20"
HOW_TO_WRITE_AN_INSTANT = (
    "write it like 2026-11-20 14:05 for London time, or with its zone like 2026-11-20T14:05:00Z"
)

INSTANT_PATTERN = (
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(INSTANT_PATTERN)
_BETWEEN_WORDS = re.compile(r"[\W_]+")

E_ = TypeVar("E_", bound=StrEnum)
Codes = type[E_] | tuple[E_, ...]
"""What can be said: every member of an enumeration, or only some of them."""


def read_code(choices: Codes[E_], said: object) -> E_:
    """The member whose code, label or short label was given, in any case; a number may be one."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        raise ValueError(f"must be text in quotation marks, one of: {offered(choices)}")
    word = _folded(str(said)[:200])
    found = _spellings(choices).get(word, ())
    if len(found) == 1:
        return cast("E_", found[0])
    if found:
        either = " or ".join(map(_told, found))
        raise ValueError(f"{shown(said)} could be {either}; give the code")
    raise ValueError(f"{shown(said)} is not known; {_nearest(choices, word)}")


def read_date(said: object) -> date:
    """A calendar date; nothing else that Python would take for one."""
    if isinstance(said, str) and _DATE.fullmatch(said.strip()):
        try:
            return date.fromisoformat(said.strip())
        except ValueError:
            raise ValueError(f"{shown(said)} is not a day that exists; check it") from None
    raise ValueError(f"{shown(said)} is not a date; {HOW_TO_WRITE_A_DATE}")


def read_instant(said: object) -> datetime:
    """An instant, in UTC: with its zone, or a clock time in London (the first if there are two)."""
    found = _INSTANT.fullmatch(said.strip()) if isinstance(said, str) else None
    if found is None:
        raise ValueError(f"{shown(said)} is not a date and time; {HOW_TO_WRITE_AN_INSTANT}")
    day, clock, zone = found.groups()
    try:
        if zone is None:
            return london_instant(date.fromisoformat(day), time.fromisoformat(clock))
        return datetime.fromisoformat(f"{day}T{clock}{zone.replace('Z', '+00:00')}").astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{shown(said)} is not a time that exists; check it") from None


def offered(choices: Iterable[StrEnum]) -> str:
    """Every code, each with its label where that says more."""
    return ", ".join(_told(choice) for choice in choices)


def shown(said: object) -> str:
    """What was given, short, in quotation marks and inert."""
    return f"“{clip(plain(str(said)[:200]), 60)}”"


@cache
def _spellings(choices: Codes[StrEnum]) -> dict[str, tuple[StrEnum, ...]]:
    spelt: dict[str, dict[StrEnum, None]] = {}
    for choice in choices:
        for word in (choice.value, _label(choice), getattr(choice, "short", "")):
            if word:
                spelt.setdefault(_folded(word), {})[choice] = None
    # A code is exact: it wins over another member's label that reads the same.
    exact = {_folded(choice.value): (choice,) for choice in choices}
    return {word: tuple(found) for word, found in spelt.items()} | exact


def _nearest(choices: Codes[E_], word: str) -> str:
    import difflib  # only a mistake needs it

    near = difflib.get_close_matches(word[:80], _spellings(choices), n=1, cutoff=0.7)
    if near:
        return f"did you mean {' or '.join(map(_told, _spellings(choices)[near[0]]))}?"
    return f"it can be: {offered(choices)}"


def _told(choice: StrEnum) -> str:
    label = _label(choice)
    same = _folded(label) == _folded(choice.value)
    return choice.value if same else f"{choice.value} ({label})"


def _label(choice: StrEnum) -> str:
    return str(getattr(choice, "label", choice.value))


def _folded(word: str) -> str:
    return _BETWEEN_WORDS.sub(" ", word.casefold()).strip()
