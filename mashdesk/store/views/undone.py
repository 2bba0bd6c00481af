"""Decisions of a record that were undone: what was decided, and why it was opened again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mashdesk.store.views.record import EventView

_DECIDED = "decided"
_STAND = ("decided", "closed")
"""States in which a decision stands."""


@dataclass(frozen=True, slots=True)
class UndoneDecision:
    """A decision that no longer stands: `outcome` in words, `rationale` and all that was said with
    it, and when, by whom and why the record was opened again (UTC).
    """

    decided_at: datetime
    decided_by: str
    outcome: str
    rationale: str
    undone_at: datetime
    undone_by: str
    because: str


def undone_decisions(events: Iterable[EventView]) -> tuple[UndoneDecision, ...]:
    """Every decision that was reopened since, the newest first, from a record's timeline in any
    order. One that still stands is not among them.
    """
    found: list[UndoneDecision] = []
    made: EventView | None = None
    for event in sorted(events, key=lambda one: one.seq):
        if event.kind == _DECIDED:
            made = event
        elif made is not None and _opens_again(event):
            found.append(_undone(made, event))
            made = None
    return tuple(reversed(found))


def _opens_again(event: EventView) -> bool:
    """Whether somebody reopened it, or its time did: nobody took up what was passed on."""
    return any(
        field == "state" and before in _STAND and after not in _STAND
        for field, before, after in event.changes
    )


def _undone(made: EventView, opened: EventView) -> UndoneDecision:
    outcome = made.title.removeprefix("Decided: ").rstrip(".")
    return UndoneDecision(
        made.at, made.by, outcome, made.text, opened.at, opened.by, opened.text or opened.title
    )
