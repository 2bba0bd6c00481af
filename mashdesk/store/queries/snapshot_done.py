"""What was done with referrals, for their snapshots: ratings, requests, returns, checklists; as it
is now, or as it was at a moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from mashdesk.domain import indicators
from mashdesk.domain.prompts.snapshot import Asked, Load, Ticked
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.store.queries import snapshot_rows as rows
from mashdesk.store.queries.snapshot_people import Row, read_all
from mashdesk.store.tracking import EXPLAINED

LEVEL_4 = 4
HELP_REFUSED = "parenting_help_refused"
ByReferral = dict[int, list[Row]]


@dataclass(frozen=True, slots=True)
class Then:
    """A moment of a referral's history: an event of it, just before (`proposed`) or after it was
    done, with the state that the referral had by its events.
    """

    seq: int
    at: datetime
    proposed: bool
    state: dict[str, Any]

    def has(self, event: Row) -> bool:
        """Whether an event of the referral had happened."""
        return bool(event.seq < self.seq if self.proposed else event.seq <= self.seq)

    def since(self, at: datetime | None) -> bool:
        """Whether something that ended then, or never, was still so."""
        return at is None or at > self.at or (self.proposed and at == self.at)


def _empty() -> ByReferral:
    return defaultdict(list)


@dataclass(slots=True)
class Done:
    """What was done with each referral, as it is stored."""

    requests: ByReferral = field(default_factory=_empty)
    events: ByReferral = field(default_factory=_empty)
    challenges: ByReferral = field(default_factory=_empty)
    needs: ByReferral = field(default_factory=_empty)
    loads: dict[int, Load] = field(default_factory=dict)


def read_done(connection: Connection, own: Mapping[int, Row], *, ever: bool = False) -> Done:
    """What was done with these referrals; `ever`, also what is settled since."""
    done = Done()
    differences = rows.EVERY_DIFFERENCE if ever else rows.DIFFERENCES
    for kept, statement in (
        (done.requests, rows.OF_REQUESTS),
        (done.events, rows.WHAT_WAS_DONE),
        (done.challenges, differences),
        (done.needs, rows.OF_NEED),
    ):
        for row in read_all(connection, statement, own):
            kept[row.referral_id].append(row)
    workers = {row.worker_id for row in own.values()} - {None}
    for row in read_all(connection, rows.HELD, workers):
        done.loads[row.worker_id] = Load(row.worker_id, row.full_name, row.held, row.newest)
    return done


def asked(requests: Iterable[Row], then: Then | None) -> tuple[Asked, ...]:
    """Each request with the newest view of the risk that came with an answer."""
    found: dict[int, Asked] = {}
    for row in requests:
        if then is None:
            is_open = row.state is RequestState.OPEN
        elif row.asked_at > then.at:
            continue
        else:
            is_open = then.since(row.settled_at)
        before = found.get(row.id)
        view = row.risk_view
        if then is not None and row.recorded_at is not None and row.recorded_at > then.at:
            view = None
        if view is None and before is not None:
            view = before.view
        found[row.id] = Asked(row.id, row.name, is_open, view)
    return tuple(found.values())


def challenged(challenges: Iterable[Row], then: Then | None) -> tuple[int, ...]:
    """The professional differences without an answer."""
    return tuple(
        row.id
        for row in challenges
        if then is None or (row.raised_at <= then.at and then.since(row.resolved_at))
    )


@dataclass(frozen=True, slots=True)
class Story:
    """What the events of one referral come to, for its rules."""

    ratings: tuple[Rag, ...] = ()
    returned: tuple[int, ...] = ()
    history_opened: bool = False
    explained: frozenset[tuple[tuple[str, ...], Rag]] = frozenset()


NOTHING = Story()


def story(events: Sequence[Row], needs: Sequence[Row], then: Then | None) -> Story:
    """The ratings, the returns, whether the history was opened, and which differences from a
    checklist somebody explained.
    """
    if not events:
        return NOTHING
    known = [row for row in events if then is None or then.has(row)]
    ratings = [Rag(row.changes["rating"][1]) for row in known if "rating" in row.changes]
    said = [row.changes[EXPLAINED][1] for row in known if EXPLAINED in row.changes]
    ticked = {row.id: _level_4(row) for row in needs} if said else {}
    return Story(
        tuple(ratings),
        tuple(row.seq for row in known if row.kind == "returned"),
        any(row.kind == "history_opened" for row in known),
        frozenset((ticked[need], Rag(rating)) for need, rating in said if need in ticked),
    )


def newest_ticked(needs: Sequence[Row], then: Then | None) -> Ticked | None:
    """The checklist of need that stands."""
    known = [row for row in needs if then is None or row.at <= then.at]
    return _ticked(known[-1]) if known else None


def _level_4(row: Row) -> tuple[str, ...]:
    known = [indicators.BY_CODE[code] for code in row.indicators if code in indicators.BY_CODE]
    return tuple(one.words for one in known if one.level == LEVEL_4)


def _ticked(row: Row) -> Ticked:
    level_4 = _level_4(row)
    return Ticked(
        level_4,
        indicators.DISABILITY in row.indicators,
        indicators.DOMESTIC_ABUSE in row.indicators,
        HELP_REFUSED in row.indicators,
        row.dv_scale,
        frozenset(date.fromisoformat(day) for day in row.missing),
        indicators.NEGLECT in row.indicators,
        indicators.PHYSICAL_ABUSE in row.indicators,
        row.suggested_level == LEVEL_4 and not level_4,
    )
