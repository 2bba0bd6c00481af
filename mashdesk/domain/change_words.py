"""How people speak of a record's fields and what stands in them, where a change is told.

The store keeps changes by the names of fields, so that a record can be replayed; whoever reads a
timeline, or why an act came too late, reads these words. `UNTOLD` are the fields whose change
people are told by others, or by the entry's own title.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from mashdesk.domain.calendar import date_text
from mashdesk.domain.consent import Consent
from mashdesk.domain.contact import Sex
from mashdesk.domain.indicators import BY_CODE
from mashdesk.domain.reason import Reason
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import RequestState
from mashdesk.domain.sharing import Part
from mashdesk.domain.source import Channel, Source

Change = tuple[str, str, str]
"""A field, and what stood and stands in it."""

UNTOLD = frozenset(
    {
        "before return",
        "returned message",
        "reference",
        "referral",
        "agency",
        "taken in by",
        "asked by",
    }
)

_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "state": "status",
        "rating": "rating",
        "initial rating": "first rating",
        "final rating": "final rating",
        "second rating": "rating after the meeting",
        "level": "level of need",
        "worker": "worker",
        "next up": "next person up",
        "clock": "waits for",
        "round": "round of its clock",
        "timeouts": "times it ran out",
        "start at": "its time counts from",
        "due at": "due",
        "missed at": "ran out",
        "received at": "received",
        "taken in at": "entered",
        "closed at": "closed",
        "sealed": "sealed",
        "named": "who sees it",
        "asked": "agencies asked",
        "answered": "agencies that answered",
        "source": "from",
        "reasons": "reasons",
        "channel": "came by",
        "consent": "consent",
        "consent at": "consent settled",
        "consent by": "consent by",
        "consent reason": "consent, why",
        "sender agency": "sent in by agency",
        "sender name": "sender",
        "sender organisation": "sender's organisation",
        "sender contact": "sender's contact",
        "sender reference": "sender's reference",
        "late because": "entered late because",
        "expects": "the referrer expects",
        "household": "household",
        "worry": "the worry",
        "asked at": "asked",
        "chased": "times chased",
        "settled at": "settled",
        "settled because": "settled because",
        "holder": "being answered by",
        "shared": "what the agency is shown",
        "next contact": "next contact there",
        "insisted": "asked all the same because",
        "question": "the question",
        "need indicators": "ticked",
        "need graded care": "Graded Care Profile grade",
        "need dv scale": "domestic violence matrix scale",
        "need dash": "DASH score",
        "need missing": "missing on",
        "need words": "remark on need",
        "need level": "level that the checklist points to",
    }
)
_OF_PEOPLE: Mapping[str, str] = MappingProxyType(
    {
        "given name": "given name",
        "family name": "family name",
        "known as": "known as",
        "born": "date of birth",
        "expected": "expected on",
        "sex": "sex",
        "school": "school",
        "address": "address",
        "nhs number": "NHS number",
        "upn": "UPN",
        "role": "what they are to the children",
        "phone": "phone number",
        "individual": "known as number",
        "parental responsibility": "has parental responsibility",
        "lives with": "lives with the children",
    }
)
_PERSON = re.compile(r"(child|adult) (\d+) (.+)")
_SOMEBODY = frozenset({"worker", "next up", "holder", "named", "consent by", "next contact"})
"""Fields that hold people: empty, they hold nobody."""

_STATES = {one.value: one.label for kind in (ReferralState, RequestState) for one in kind}


def _each(say: Callable[[str], str]) -> Callable[[str], str]:
    """Several codes as the store joins them, each in words."""
    return lambda value: "; ".join(say(one.replace(" ", "_")) for one in value.split(", "))


def _day(value: str) -> str:
    return date_text(date.fromisoformat(value))


_VALUES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "state": lambda value: _STATES[value],
        "clock": lambda value: ClockKind(value).waits_for,
        "source": lambda value: Source(value).label,
        "channel": lambda value: Channel(value).label,
        "consent": lambda value: Consent(value).label,
        "reasons": _each(lambda code: Reason(code).label),
        "shared": _each(lambda code: Part(code).label),
        "need indicators": _each(lambda code: BY_CODE[code].words),
        "need missing": lambda value: ", ".join(map(_day, value.split(", "))),
        "born": _day,
        "expected": _day,
        "sex": lambda value: Sex(value).label,
    }
)
_EMPTY = frozenset({"", "\u2014"})


def label_of(field: str) -> str | None:
    """What people call a field; None for one that has no words here."""
    if (person := _PERSON.fullmatch(field)) is None:
        return _LABELS.get(field)
    called = _OF_PEOPLE.get(person[3])
    return called and f"{person[1]} {person[2]}, {called}"


def in_words(change: Change) -> Change | None:
    """A change as it is told; None for one that is not. A field without words is told as it is."""
    named, *values = change
    field = named.replace("_", " ")
    if field in UNTOLD:
        return None
    before, after = (_said(field, value) for value in values)
    return label_of(field) or field, before, after


def _said(field: str, value: str) -> str:
    if value in _EMPTY:
        return "nobody" if field in _SOMEBODY else "none"
    person = _PERSON.fullmatch(field)
    say = _VALUES.get(person[3] if person else field)
    try:
        return value if say is None else say(value)
    except (KeyError, ValueError):  # of an older or another hub's program
        return value
