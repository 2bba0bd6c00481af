"""Trying a prompt's rule against history: every referral is led again through the moments it went
through, each as things stood then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.desk.prompts.raising import CHUNK
from mashdesk.domain.prompts import Moment, PromptKind, Proposal
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.store.names import DECISIONS
from mashdesk.store.queries import snapshot_rows as rows
from mashdesk.store.queries.snapshot import Reading, readings
from mashdesk.store.queries.snapshot_done import Then
from mashdesk.store.queries.snapshot_people import Row, read_all

MOMENTS = frozenset(
    {"taken_in", "corrected", "consent", "need", "rated", "returned", "decided", "closed",
     "reopened"}
)  # fmt: skip
"""Kinds of events at which a prompt may have had something new to say."""

_KEPT = ("state", "rating", "final_rating", "level", "consent", "reasons")
_DECIDED = (
    select(
        DECISIONS.c.referral_id,
        DECISIONS.c.decided_at,
        DECISIONS.c.outcome,
        DECISIONS.c.final_rating,
        DECISIONS.c.voice,
        DECISIONS.c.no_voice_because,
        DECISIONS.c.rationale,
    )
    .where(DECISIONS.c.referral_id.in_(bindparam("ids", expanding=True)))
    .order_by(DECISIONS.c.id)
)


def fired(
    connection: Connection,
    kind: PromptKind,
    figures: Mapping[str, int],
    referrals: Sequence[int],
    now: datetime,
) -> list[int]:
    """Those of these referrals in whose history, up to now, this prompt would have been raised."""
    found: list[int] = []
    for first in range(0, len(referrals), CHUNK):
        for read in readings(connection, referrals[first : first + CHUNK], ever=True):
            past = _past(connection, read)
            found += [one for one in read.own if _fires(past, kind, figures, one, now)]
    return found


@dataclass(frozen=True, slots=True)
class _Past:
    """What happened to some referrals, by referral, in the order in which it did."""

    read: Reading
    events: Mapping[int, Sequence[Row]]
    decisions: Mapping[int, Sequence[Row]]


def _past(connection: Connection, read: Reading) -> _Past:
    events: dict[int, list[Row]] = defaultdict(list)
    decisions: dict[int, list[Row]] = defaultdict(list)
    for kept, statement in ((events, rows.STORY), (decisions, _DECIDED)):
        for row in read_all(connection, statement, read.own):
            kept[row.referral_id].append(row)
    return _Past(read, events, decisions)


def _fires(
    past: _Past, kind: PromptKind, figures: Mapping[str, int], referral: int, now: datetime
) -> bool:
    assert kind.rule is not None
    read, own = past.read, past.read.own[referral]
    for then, proposal in _moments(past, referral, proposed=kind.proposed):
        if kind.rule(read.made(referral, now, then), proposal, figures) is not None:
            return True
    # What stands open is asked now, too: others may have come since it was last touched.
    if kind.proposed or own.closed_at is not None:
        return False
    return kind.rule(read.made(referral, now), None, figures) is not None


def _moments(
    past: _Past, referral: int, *, proposed: bool
) -> Iterator[tuple[Then, Proposal | None]]:
    """The moments of one referral: for what is `proposed`, just before each act that may be in
    question; else after whatever was done, and before it was closed.
    """
    state: dict[str, Any] = {}
    for event in past.events[referral]:
        before = dict(state)
        state.update({one: event.changes[one][1] for one in _KEPT if one in event.changes})
        if event.kind not in MOMENTS and "rating" not in event.changes:
            continue
        if proposed:
            then = Then(event.seq, event.at, True, before)
            if (proposal := _proposal(past, referral, event, before)) is not None:
                yield then, proposal
        elif event.kind == "closed":
            yield Then(event.seq, event.at, True, before), None
        else:
            yield Then(event.seq, event.at, False, dict(state)), None


def _proposal(past: _Past, referral: int, event: Row, before: Mapping[str, Any]) -> Proposal | None:
    """What this event was as it was proposed; None for what no prompt asks about."""
    if event.kind == "returned":
        return Proposal(moment=Moment.RETURNING)
    if "rating" in event.changes:
        old, new = before.get("rating"), event.changes["rating"][1]
        if old is None or Rag(new).severity >= Rag(old).severity:
            return None
        return Proposal(moment=Moment.LOWERING, rating=Rag(new))
    if event.kind not in ("decided", "closed"):
        return None
    made = [one for one in past.decisions[referral] if one.decided_at <= event.at]
    if not made:
        return None
    outcome, words = made[-1].outcome, made[-1].rationale
    if event.kind == "closed":
        return Proposal(moment=Moment.CLOSING, outcome=outcome, words=words)
    return Proposal(
        moment=Moment.DECIDING,
        rating=made[-1].final_rating,
        outcome=outcome,
        voice=made[-1].voice,
        no_voice=made[-1].no_voice_because,
        without=_without(past, referral, event.at),
        words=words,
    )


def _without(past: _Past, referral: int, at: datetime) -> frozenset[int]:
    """The requests that were knowingly decided without at that time."""
    return frozenset(
        row.id
        for row in past.read.done.requests[referral]
        if row.state is RequestState.DECIDED_WITHOUT and row.settled_at == at
    )
