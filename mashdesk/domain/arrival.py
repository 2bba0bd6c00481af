"""What a hand-over asks of the hub that takes it in: by when, and in which words that is told.

A transfer must not quietly lengthen a clock: what an earlier hub expects by a moment is due here by
that moment, and what it missed is told where everybody reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from mashdesk.domain.calendar import london_date_text, london_text
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.source import Channel
from mashdesk.domain.transfer import History, PastDecision, PastFamily, PastRound


def expected_by(histories: Sequence[History], taken_in_at: datetime) -> datetime | None:
    """By when (UTC) this hub is expected to act; None where nobody said.

    The sender's word counts even where its moment had passed; an earlier hub's for as long as it
    lay ahead when the file was taken in, for the hubs in between did not do it either.
    """
    return min(expecting(histories, taken_in_at), default=None)


def expected_yet(histories: Sequence[History], taken_in_at: datetime) -> datetime | None:
    """The same without what had passed when the file was taken in: that was missed at once, and no
    clock that starts later misses it a second time.
    """
    asked = expecting(histories, taken_in_at)
    return min((at for at in asked if at > taken_in_at), default=None)


def expecting(histories: Sequence[History], taken_in_at: datetime) -> dict[datetime, str]:
    """Which hub it is that expects something by each of those moments (UTC); of several that name
    one moment the last.
    """
    return {
        decision.expected_by: history.hub
        for history, decision in _asking(histories, taken_in_at)
        if decision.expected_by is not None
    }


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
    """How it stood at the sender, in sentences with London times: what is expected of this hub by
    when, what was decided, its rating, and each clock that was missed or still ran.
    """
    return tuple(_lines(histories, taken_in_at)) if histories else ()


def first_received(histories: Sequence[History], channel: Channel) -> str:
    """Which hub the contact itself came to, when (London's time) and how: here it came as a
    hand-over, however it was told there. Empty where no history can be read.
    """
    if not histories:
        return ""
    first = histories[0]
    return f"{first.hub} received it {london_text(first.received_at)} {channel.way}"


def _lines(histories: Sequence[History], taken_in_at: datetime) -> Iterator[str]:
    for history, asked in reversed(_asking(histories, taken_in_at)):
        yield _expected(history.hub, asked, taken_in_at)
    last = histories[-1]
    if (made := last.decision) is not None:
        when = london_text(made.decided_at)
        yield f"Decided there {when} by {made.decider}, {made.outcome.label}: {made.rationale}"
    rated = f"rated {last.rating.value}" if last.rating else "not rated"
    if last.rating and last.initial_rating not in (None, last.rating):
        rated += f", first {last.initial_rating.value}"
    yield f"Received there {london_text(last.received_at)}, {rated}."
    if last.family is not None:
        yield _others(last.family)
    names = {request.agency: request.agency_name for request in last.requests}
    for title, clocks in (
        ("Missed there", _missed(last.rounds, names)),
        ("Still running there", _running(last.rounds, names)),
    ):
        if clocks:
            yield f"{title}: {'; '.join(clocks)}."


def _expected(hub: str, asked: PastDecision, taken_in_at: datetime) -> str:
    what = asked.expected or "no words on what"
    if asked.expected_by is None:
        return f"{hub} expects of this hub, no time said: {what}"
    passed = asked.expected_by <= taken_in_at
    late = " That had passed when it came: it was missed from the start." if passed else ""
    return f"{hub} expects of this hub by {london_text(asked.expected_by)}: {what}{late}"


def _others(family: PastFamily) -> str:
    of = "of the child, siblings and household"
    since = london_date_text(family.since)
    if not family.contacts:
        return f"No other contact {of} was known there since {since}."
    many = f"{len(family.contacts)}{' or more' if family.more else ''}"
    contact = "contact" if many == "1" else "contacts"
    return f"{many} other {contact} {of} known there since {since}: its events tell of each."


def _missed(rounds: Sequence[PastRound], names: Mapping[str, str]) -> list[str]:
    """Each clock that ran out, by its first deadline, and in how many rounds it did."""
    found: dict[tuple[str, ClockKind], list[PastRound]] = {}
    for one in rounds:
        if one.missed_at is not None:
            found.setdefault((one.agency or "", one.clock), []).append(one)
    told = []
    for several in found.values():
        rounds_missed = f" ({len(several)} rounds)" if len(several) > 1 else ""
        told.append(_clock(several[0], names) + rounds_missed)
    return told


def _running(rounds: Sequence[PastRound], names: Mapping[str, str]) -> list[str]:
    return [_clock(one, names) for one in rounds if one.missed_at is None and one.ended_at is None]


def _clock(one: PastRound, names: Mapping[str, str]) -> str:
    whose = f"{names.get(one.agency, one.agency)}: " if one.agency else ""
    held = ", held" if one.paused_at is not None else ""
    return f"{whose}{one.clock.waits_for}{held}, due {london_text(one.due_at)}"
