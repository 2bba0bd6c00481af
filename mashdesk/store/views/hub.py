"""The hub itself: roster, people, policy, heartbeat."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mashdesk.domain.rating import Rag


@dataclass(frozen=True, slots=True)
class AgencyView:
    """A roster entry."""

    code: str
    name: str
    asked_at: tuple[Rag, ...]
    in_room: bool
    contact: str
    next_contact: str
    lead: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person who can be given work, with how much they hold."""

    id: int
    name: str
    full_name: str
    role: str
    holds: int = 0


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


@dataclass(frozen=True, slots=True)
class HubView:
    """The hub this store belongs to."""

    name: str
    training: bool
    policy_name: str
    policy_version: int
    ratings: tuple[Rag, ...] = field(default=(Rag.RED, Rag.AMBER, Rag.GREEN))
