"""Who looked at a child's record, and what a person looked at, as the audit has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.calendar import london_text
from mashdesk.domain.sealing import Finding


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
class AccessRow:
    """What is kept of an emergency access, or of a try at one: the reason that was given, and once
    a manager has reviewed it who did, when (UTC), what they found, as its code, and their words.
    """

    reason: str
    reviewed_by: str = ""
    reviewed_at: datetime | None = None
    finding: str = ""
    words: str = ""

    @property
    def told(self) -> str:
        """All of it in words."""
        if self.reviewed_at is None:
            return f"{self.reason} (not reviewed yet)"
        found, at = Finding(self.finding).label, london_text(self.reviewed_at)
        return f"{self.reason} (reviewed by {self.reviewed_by}, {at}: {found}; {self.words})"


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look, act or refusal. `said` is the reason its person gave, `reason` the audit's own word
    for why or why not; `child`, `said` and `referral` are empty where the reader may not see the
    record. `name` is the person's sign-in name. `access` is there where
    the act was an emergency access, whether or not the reader may see the record.
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
    access: AccessRow | None = None

    @property
    def why(self) -> str:
        """Everything that is said of why, or why not."""
        access = "" if self.access is None else self.access.told
        return "; ".join(filter(None, (self.said, access, self.reason)))


@dataclass(frozen=True, slots=True)
class LooksView:
    """The answer: about whom or what in words, rows newest first, and whether there are more."""

    about: tuple[str, ...]
    rows: tuple[LookRow, ...]
    more: bool = False
