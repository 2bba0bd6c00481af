"""What a search of all words finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that were found. `key` is where to go on from; `found` are the places of the excerpt
    that fit, from and to.
    """

    key: int
    referral: int
    reference: str
    child: str
    kind: str
    at: datetime
    excerpt: str
    found: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """What a search found, newest first: how many, up to a cap, and the first of them."""

    hits: tuple[Hit, ...]
    count: int
    more_than_counted: bool
    more: bool
    """Whether there are hits beyond these."""
