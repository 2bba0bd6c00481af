"""What a person should know: notices, departures, news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.store.views.record import EventView


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Something that changed for this person; it stays until they acknowledge it."""

    id: int
    referral: int
    reference: str
    kind: str
    text: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Departure:
    """A referral that left the shared queue: when, by whom and why."""

    seq: int
    referral: int
    reference: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What happened since a given event, for the banner and the bell."""

    seq: int
    items: tuple[EventView, ...] = ()
    references: tuple[str, ...] = ()
    referrals: tuple[int, ...] = ()
