"""What a hand-over asks of the hub that takes it in: by when, and in which words that is told.

A transfer must not quietly lengthen a clock: what an earlier hub expects by a moment is due here by
that moment, and what it missed is told where everybody reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from mashdesk.domain.calendar import london_text
from mashdesk.domain.transfer import History, PastDecision, PastRound


def expected_by(histories: Sequence[History], taken_in_at: datetime) -> datetime | None:
    """By when (UTC) this hub is expected to act; None where nobody said.

    The sender's word counts even where its moment had passed; an earlier hub's for as long as it
    lay ahead when the file was taken in, for the hubs in between did not do it either.
    """
    asked = (decision.expected_by for _, decision in _asking(histories, taken_in_at))
    return min((at for at in asked if at is not None), default=None)


def _asking(
    histories: Sequence[History], taken_in_at: datetime
) -> list[tuple[History, PastDecision]]:
    """The decisions that ask something of whoever takes the child on, the sender's last."""
    found = []
    for number, history in enumerate(histories, 1):
        made = history.decision
        if made is None or not (made.expected or made.expected_by):
            continue
        ahead = made.expected_by is not None and made.expected_by > taken_in_at
        if ahead or number == len(histories):
            found.append((history, made))
    return found


def arrival_lines(histories: Sequence[History], taken_in_at: datetime) -> tuple[str, ...]:
    """How it stood at the sender, in sentences with London times: its rating, each clock that was
    missed or still ran, what was decided, and what is expected of this hub by when.
    """
    return tuple(_lines(histories, taken_in_at)) if histories else ()


def _lines(histories: Sequence[History], taken_in_at: datetime) -> Iterator[str]:
    last = histories[-1]
    rated = f"rated {last.rating.value}" if last.rating else "not rated"
    if last.rating and last.initial_rating not in (None, last.rating):
        rated += f", first {last.initial_rating.value}"
    yield f"Received there {london_text(last.received_at)}, {rated}."
    names = {request.agency: request.agency_name for request in last.requests}
    missed = [one for one in last.rounds if one.missed_at is not None]
    running = [one for one in last.rounds if one.missed_at is None and one.ended_at is None]
    for title, rounds in (("Missed there", missed), ("Still running there", running)):
        if rounds:
            yield f"{title}: {'; '.join(_clock(one, names) for one in rounds)}."
    if (made := last.decision) is not None:
        when = london_text(made.decided_at)
        yield f"Decided there {when} by {made.decider}, {made.outcome.label}: {made.rationale}"
    for history, asked in reversed(_asking(histories, taken_in_at)):
        yield _expected(history.hub, asked, taken_in_at)


def _expected(hub: str, asked: PastDecision, taken_in_at: datetime) -> str:
    what = asked.expected or "no words on what"
    if asked.expected_by is None:
        return f"{hub} expects of this hub, no time said: {what}"
    passed = asked.expected_by <= taken_in_at
    late = " That had passed when it came: it was missed from the start." if passed else ""
    return f"{hub} expects of this hub by {london_text(asked.expected_by)}: {what}{late}"


def _clock(one: PastRound, names: dict[str, str]) -> str:
    """Which clock: `a decision, round 2, due 20 Nov 2026 10:00`."""
    whose = f"{names.get(one.agency, one.agency)}: " if one.agency else ""
    number = f", round {one.number}" if one.number > 1 else ""
    held = ", held" if one.paused_at is not None and one.ended_at is None else ""
    return f"{whose}{one.clock.waits_for}{number}{held}, due {london_text(one.due_at)}"
