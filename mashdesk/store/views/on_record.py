"""Whom and what one record speaks of: the contact itself, the desk, and its agencies' answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mashdesk.domain.people import MentionKind
from mashdesk.store.views.names import NameView


@dataclass(frozen=True, slots=True)
class PersonHere:
    """Somebody a record speaks of; `as_` says as what. Of a child it concerns, `child` is the id.

    `source` is which contact or answer told it, or that the desk did; `mention` None for children.
    """

    individual: int
    name: NameView
    as_: str
    source: str
    born: date | None = None
    child: int | None = None
    mention: int | None = None
    kind: MentionKind = MentionKind.CHILD
    responsible: bool = False
    lives_with: bool = False
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ThingHere:
    """An address, phone number, vehicle or school a record speaks of; whose, where it is known."""

    mention: int
    kind: MentionKind
    value: str
    source: str
    individual: int | None = None
    role: str = ""
    since: date | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class OnRecordView:
    """Everybody and everything a record speaks of, children first, in the order told."""

    people: tuple[PersonHere, ...]
    things: tuple[ThingHere, ...]
