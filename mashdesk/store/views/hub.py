"""The hub itself: roster, people, policy, heartbeat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mashdesk.domain.calendar import Nation
from mashdesk.domain.hours import shut_words
from mashdesk.domain.need import NeedRules
from mashdesk.domain.rating import Rag


@dataclass(frozen=True, slots=True)
class AgencyView:
    """A roster entry; `nation` is the hub's, whose bank holidays its hours leave out."""

    code: str
    name: str
    asked_at: tuple[Rag, ...]
    in_room: bool
    contact: str
    next_contact: str
    lead: str
    systems: tuple[str, ...] = ()
    hours: str = ""
    not_at: tuple[Rag, ...] = ()
    nation: Nation = Nation.ENG

    def shut(self, now: datetime) -> str:
        """`shut now; opens ...` outside its hours at `now` (UTC), else nothing."""
        return shut_words(self.hours, now, self.nation)


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person who can be given work, with how much they hold."""

    id: int
    name: str
    full_name: str
    role: str
    holds: int = 0


@dataclass(frozen=True, slots=True)
class AccountView(PersonView):
    """An account as administrators see it; `role_code` and `agency` are codes, `workstation` is
    where its owner is signed in.
    """

    role_code: str = ""
    agency: str = ""
    active: bool = True
    locked: bool = False
    must_change: bool = False
    second_factor: bool = False
    workstation: str = ""

    @property
    def state(self) -> str:
        """How it stands, in a word or two."""
        if not self.active:
            return "shut"
        if self.locked:
            return "locked"
        return "one-time password" if self.must_change else "open"


LATE_AFTER_BEATS = 3
"""So many beats may pass before the heartbeat is called late, here and everywhere."""

AHEAD = timedelta(seconds=5)
"""A heartbeat further in the future than this means that some machine's clock is wrong."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a sweep last ran (UTC), by which process, what it found, and the wall clock's trouble if
    any.
    """

    beat_at: datetime | None
    by: str
    reopened: int
    failed: int
    trouble: str = ""

    def is_late(self, now: datetime, beat_seconds: int) -> bool:
        """Whether no sweep came by for so long that what runs out is not reopened."""
        late = timedelta(seconds=LATE_AFTER_BEATS * beat_seconds)
        return self.beat_at is not None and now - self.beat_at > late

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is of a time still to come: nobody can tell then whether sweeps go on."""
        return self.beat_at is not None and self.beat_at - now > AHEAD


@dataclass(frozen=True, slots=True)
class HubView:
    """The hub this store belongs to; `need` is what its policy sets of the level of need."""

    name: str
    training: bool
    policy_name: str
    policy_version: int
    ratings: tuple[Rag, ...] = field(default=(Rag.RED, Rag.AMBER, Rag.GREEN))
    need: NeedRules = field(default_factory=NeedRules)
    contact: str = ""
    """How people reach it, for its letters; empty where nobody has said."""
    rounds: int = 3
    """How many rounds a clock has by its policy."""
