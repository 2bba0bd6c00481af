"""Who looked at a child's record, and what a person looked at, as the audit has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Which rows are asked for: at or after `since` and before `until` (UTC), older than the row
    `before`, at most `limit` of them; looks alone, unless `acts` are wanted too.
    """

    since: datetime | None = None
    until: datetime | None = None
    acts: bool = False
    before: int | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look, act or refusal. `said` is the reason its person gave, `reason` the audit's own word
    for why or why not; `child`, `said` and `referral` are empty where the reader may not see the
    record. `name` is the person's sign-in name.
    """

    seq: int
    at: datetime
    who: str
    name: str
    role: str
    agency: str
    workstation: str
    act: str
    reference: str | None
    referral: int | None
    child: str
    request: int | None
    allowed: bool
    reason: str
    said: str


@dataclass(frozen=True, slots=True)
class LooksView:
    """The answer: about whom or what in words, rows newest first, and whether there are more."""

    about: tuple[str, ...]
    rows: tuple[LookRow, ...]
    more: bool = False
