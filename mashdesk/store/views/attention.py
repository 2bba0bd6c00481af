"""What a person should know: notices, departures, news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.store.views.record import EventView


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Something that changed for this person, or for their agency; it stays until they, or anybody
    in the agency, acknowledge it. `request` is the one it is about, where it is about one.
    """

    id: int
    referral: int
    reference: str
    kind: str
    text: str
    why: str
    by: str
    at: datetime
    agency: bool = False
    request: int | None = None


@dataclass(frozen=True, slots=True)
class Departure:
    """A referral that left the shared queue: when, by whom and why."""

    seq: int
    referral: int
    reference: str
    text: str
    by: str
    at: datetime


MOST_COUNTED = 1_000
"""Departures are counted up to here; counting on would take longer than it tells anybody."""


def departures_told(number: int) -> str:
    """A count of departures for people: `12`, and `1,000+` where counting stopped."""
    return f"{number:,}+" if number >= MOST_COUNTED else f"{number:,}"


@dataclass(frozen=True, slots=True)
class News:
    """What happened since a given event, for the banner and the bell."""

    seq: int
    items: tuple[EventView, ...] = ()
    references: tuple[str, ...] = ()
    referrals: tuple[int, ...] = ()
