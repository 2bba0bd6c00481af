"""Which columns are the record's state, and what changed between two moments of it.

Events carry these changes, so a record's state is the replay of its events, and a stale write can
be answered field by field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from mashdesk.store.tables import Referral, Request

EXPLAINED = "explained"
"""What an event keeps of a rating that differs from a checklist of need: which, by its id."""

NOT_STATE = frozenset(
    {
        EXPLAINED,
        "id",
        "version",
        "band",
        "sort_at",
        "nearest_start",
        "nearest_at",
        "nearest_agency",
        "missed",
        "rounds",
        "owing",
        "prompts",
        "challenges",
        "changed",
        "prompted",
        "linked",
        "child_label",
        "children",
        "digest",
        # Not every agency that reads its request's events may know the rating.
        "asked_rating",
    }
)
"""Keys, counters and what the queue derives; everything else is state."""

REFERRAL_STATE = tuple(name for name in Referral.model_fields if name not in NOT_STATE)
REQUEST_STATE = tuple(name for name in Request.model_fields if name not in NOT_STATE)
_REFERRAL_VALUES = attrgetter(*REFERRAL_STATE)
_REQUEST_VALUES = attrgetter(*REQUEST_STATE)


def state_of(row: Referral | Request) -> dict[str, Any]:
    """The tracked fields as JSON values: instants as ISO text in UTC."""
    of_referral = isinstance(row, Referral)
    names = REFERRAL_STATE if of_referral else REQUEST_STATE
    values = (_REFERRAL_VALUES if of_referral else _REQUEST_VALUES)(row)
    return {
        name: _PLAIN[type(value)](value) if type(value) in _PLAIN else value
        for name, value in zip(names, values, strict=True)
    }


_PLAIN: dict[type, Callable[[Any], Any]] = {
    datetime: datetime.isoformat,
    date: date.isoformat,
    list: list,
}


def changes_between(
    before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> dict[str, list[Any]]:
    """Field by field, what was and what is; a new record changes from nothing."""
    if before is None:
        return {name: [None, value] for name, value in after.items() if value not in (None, "", [])}
    return {name: [before[name], value] for name, value in after.items() if before[name] != value}


def replay(changes: Iterable[Mapping[str, list[Any]]], names: Iterable[str]) -> dict[str, Any]:
    """The state that a record's events add up to, from the first on."""
    state: dict[str, Any] = dict.fromkeys(names)
    for change in changes:
        for name, (_, after) in change.items():
            if name in state:
                state[name] = after
    return state
