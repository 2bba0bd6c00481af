"""Who is meant in what another hub tells. The numbers that a hub knows people by are its own: under
the same number somebody else is known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_NUMBERED = re.compile(r" \(number (\d+)\)")
_KNOWN_AS = re.compile(r"(child|adult) \d+ individual")


def by_birth(said: str, born: Mapping[int, str]) -> str:
    """What an entry says for another hub to read: people by name and, of those in `born`, when they
    were born, in place of the number this hub knows them by.
    """
    return _NUMBERED.sub(lambda found: _born(born.get(int(found[1]), "")), said)


def _born(when: str) -> str:
    return f" ({when})" if when else ""


def is_number(field: str) -> bool:
    """Whether a changed field holds the number that this hub knows somebody by."""
    return bool(_KNOWN_AS.fullmatch(field))


def there(said: str) -> str:
    """What another hub's entry says, where it names people by numbers of that hub."""
    return _NUMBERED.sub(r" (number \1 there)", said)
