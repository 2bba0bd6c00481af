"""Sealed records: who is named on one, and the emergency accesses that managers review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody who is, or can be, named on a sealed record. `keeps`: a manager who is not
    locked out, of whom every sealed record needs one; `agency` is a practitioner's, by its roster
    code.
    """

    id: int
    name: str
    full_name: str
    role: str
    agency: str
    keeps: bool


@dataclass(frozen=True, slots=True)
class SealView:
    """Who is named on a sealed record. `until` is when the reader's own emergency access ends
    (UTC); None for somebody named.
    """

    people: tuple[NamedPerson, ...]
    until: datetime | None = None

    def names_nobody_of(self, agency: str) -> bool:
        """Whether no practitioner of this agency sees what it is asked."""
        return all(person.agency != agency for person in self.people)


@dataclass(frozen=True, slots=True)
class EmergencyAct:
    """One look, act or refusal during an emergency access."""

    at: datetime
    act: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """An emergency access that waits for a manager's review. `opened` is False for a try at a
    reference that is no sealed record; `own` says that its reader used it and reviews it not.
    """

    id: int
    by: str
    role: str
    reference: str
    reason: str
    from_at: datetime
    until_at: datetime
    opened: bool
    own: bool
    acts: tuple[EmergencyAct, ...] = ()

    def is_over(self, now: datetime) -> bool:
        """Whether it can be reviewed: nothing more is done under it."""
        return not self.opened or self.until_at <= now
