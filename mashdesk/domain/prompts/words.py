"""How evidence is worded: contacts by reference and date, items by id, calendar months."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from mashdesk.domain.calendar import day_text
from mashdesk.domain.prompts.snapshot import Seen
from mashdesk.text import first_of

MOST_NAMED = 8
"""So many references are spelt out, the newest; the rest are counted."""


def item(seen: Seen) -> str:
    """A contact as an item of evidence."""
    return f"r{seen.id}"


@lru_cache(maxsize=4096)
def _day(day: date) -> str:
    return day_text(day)


def named(seen: Seen) -> str:
    """A contact by its reference and the day it was received."""
    return f"{seen.reference} ({_day(seen.received)})"


def listed(contacts: Iterable[Seen]) -> str:
    """Contacts by reference and date, newest first; of very many only the newest."""
    return shortened([named(one) for one in sorted(set(contacts), reverse=True)])


def shortened(words: list[str]) -> str:
    """A list in a sentence, the rest of a long one counted."""
    return first_of(words, MOST_NAMED)


def counted(number: int, what: str) -> str:
    """`1 contact`, `3 contacts`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@lru_cache(maxsize=4096)
def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
