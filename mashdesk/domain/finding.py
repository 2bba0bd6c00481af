"""The keys by which known people are found, and those to look under for whoever is meant.

A key is a date of birth, a number, the sounds of a given and a family name, a sound with the month
or the day of birth, or the plain letters of a name: whatever of them was written down wrongly,
another holds. Each begins with a letter for its kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from mashdesk.domain.diminutives import full_names
from mashdesk.domain.numbers import digits_of, upn_of
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.spelling import sound, tokens

KEY_LENGTH = 40
MOST_KEYS = 28
"""So many places are looked in for one person at most: the work stays bounded."""


def keys_of(one: Particulars) -> frozenset[str]:
    """The keys that somebody with these particulars is found by."""
    given, family = _given_sounds(one), _family_sounds(one)
    found = set(_name_keys(one)) | set(_number_keys(one))
    for code in {*given, *family}:
        found.update(_dated(one.born, code))
    if one.born is not None:
        found.add(f"d{one.born:%Y%m%d}")
    if one.expected is not None:
        found.update(f"x{one.expected:%Y%m}{code}" for code in family)
    found.update(_pairs(given, family))
    return frozenset(key[:KEY_LENGTH] for key in found)


def lookup_keys(one: Particulars) -> tuple[str, ...]:
    """The keys to look under for whoever these particulars may mean, the most telling first: also a
    date whose day, month or year is wrong, and an unborn child who has been born since.
    """
    given, family = _given_sounds(one), _family_sounds(one)
    found = [*_number_keys(one), *_pairs(given, family)]
    if one.is_nameless:
        found.extend(_name_keys(one))
    if one.born is not None:
        for code in (*family, *given):
            found.extend(_dated(one.born, code))
        found.append(f"d{one.born:%Y%m%d}")
        found.extend(f"x{month}{code}" for month in _months_round(one.born) for code in family)
        if (turned := swapped(one.born)) is not None:
            found.append(f"d{turned:%Y%m%d}")
    if one.expected is not None:
        # A name said alone may be the family name: an unborn child seldom has another.
        for month in _months_round(one.expected):
            found.extend(f"x{month}{code}" for code in family or given)
            found.extend(f"m{month[2:]}{code}" for code in family or given)
    return tuple(dict.fromkeys(key[:KEY_LENGTH] for key in found))[:MOST_KEYS]


def prefixes(one: Particulars) -> tuple[str, ...]:
    """How the name keys begin of whoever is being typed; empty before there is enough to go by. Of
    two names one is looked for whole and the other by its first letters, for slips further on.
    """
    given, family = "".join(_first(one.given_name)), "".join(tokens(one.family_name))
    known = "".join(_first(one.known_as))
    typed = [f"n{family}{first}" for first in (given, known) if family and first]
    if given and family:
        typed += [f"n{given}{family}", f"n{family}{given[:2]}", f"n{given}{family[:2]}"]
    else:
        typed.append(f"n{given or family or known}")
    return tuple(dict.fromkeys(key[:KEY_LENGTH] for key in typed if len(key) > 3))


def _first(name: str) -> tuple[str, ...]:
    return tokens(name)[:1]


def _given_sounds(one: Particulars) -> tuple[str, ...]:
    """The sounds of the first given name and of the known-as name, as their full names."""
    called = (*_first(one.given_name), *_first(one.known_as))
    return tuple(dict.fromkeys(sound(full) for name in called for full in full_names(name)))[:4]


def _family_sounds(one: Particulars) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sound(part) for part in tokens(one.family_name)))[:3]


def _pairs(given: Iterable[str], family: Iterable[str]) -> list[str]:
    """A given and a family name together, whichever came first on the form."""
    names = [tuple(sorted((first, last))) for first in given for last in family]
    return [f"p{first}.{last}" for first, last in names][:6]


def _dated(born: date | None, code: str) -> tuple[str, ...]:
    """A name with the month of birth, for a wrong day; and with the birthday, for a wrong year."""
    return () if born is None else (f"m{born:%y%m}{code}", f"y{born:%m%d}{code}")


def swapped(born: date) -> date | None:
    """The date with day and month swapped; None where that is none, or the same."""
    if born.day > 12 or born.day == born.month:
        return None
    return born.replace(month=born.day, day=born.month)


def _months_round(day: date) -> Iterator[str]:
    """The month before, the month itself and the one after, as six digits."""
    for step in (-1, 0, 1):
        months = day.year * 12 + day.month - 1 + step
        yield f"{months // 12:04}{months % 12 + 1:02}"


def _name_keys(one: Particulars) -> Iterator[str]:
    """The plain letters of a name, both ways round, for whoever is still typing it."""
    given, family = "".join(_first(one.given_name)), "".join(tokens(one.family_name))
    if given or family:
        yield f"n{family}{given}"
        yield f"n{given}{family}"
    if known := "".join(_first(one.known_as)):
        yield f"n{known}{family}"


def _number_keys(one: Particulars) -> Iterator[str]:
    """Numbers sort behind all other keys: a hit there counts for more than any other."""
    if number := digits_of(one.nhs_number):
        yield f"zh{number}"
    if number := upn_of(one.upn):
        yield f"zu{number.lower()}"
