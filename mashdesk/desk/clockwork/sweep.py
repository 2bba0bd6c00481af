"""The sweep: reopens what timed out. Stateless and idempotent; any number of desks may run it.

It works in chunks, each one transaction, so that the store is never held for long. A chunk that
fails is done again item by item, so that one bad row never keeps the rest from coming back to the
queue.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, bindparam, insert, select, update

from mashdesk.clock import Clock, ClockTrouble
from mashdesk.desk.clockwork.actions import bring_actions_up
from mashdesk.desk.clockwork.discussions import bring_discussions_up
from mashdesk.desk.clockwork.late_challenges import note_late_challenges
from mashdesk.desk.clockwork.reopening import CHUNK, reopen_audited, this_process
from mashdesk.desk.clockwork.reviews import bring_reviews_back
from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.errors import Trouble
from mashdesk.store.names import BEATS
from mashdesk.store.queries.beside import anything_beside
from mashdesk.store.queries.due import anything_due, due_round_ids, due_rounds
from mashdesk.store.store import Store
from mashdesk.store.work import Work

log = logging.getLogger(__name__)


CLOCK_WARNING = timedelta(minutes=10)
"""How long a jump of the wall clock is told to every desk after it was noticed."""

_WARNING = ("trouble", "trouble_at", "trouble_jump")
_APART = timedelta(minutes=1)
"""How far the clocks of two machines may stand apart and still tell the same time here."""


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one sweep did: rounds reopened, last rounds left overdue, failures, references, and what
    came up beside: early help reviews that came back, referrals with overdue actions, and strategy
    discussions that were not recorded in time.

    Sealed records are left out: whoever sweeps may not know of them, and those named are told.
    """

    reopened: int = 0
    last_rounds: int = 0
    failed: int = 0
    references: tuple[str, ...] = ()
    reviews: int = 0
    actions: int = 0
    discussions: int = 0

    @property
    def found(self) -> int:
        beside = self.reviews + self.actions + self.discussions
        return self.reopened + self.last_rounds + beside


def sweep(store: Store, clock: Clock, trouble: ClockTrouble | None = None) -> SweepReport:
    """Reopen every round whose time is up at the clock's now, then leave a heartbeat.

    `trouble` is what the process noticed about its wall clock; the header shows it on every desk,
    and no other desk's sweep takes it away for as long as `CLOCK_WARNING`.
    """
    now = clock.now()
    report = SweepReport()
    failed: list[int] = []
    while _anything_due(store, now, failed):
        done, bad = _one_chunk(store, now, failed)
        report = _sum(report, done)
        failed += bad
    report = _sum(report, SweepReport(failed=len(failed)))
    if _anything_beside(store, now):
        late = SweepReport(failed=note_late_challenges(store, now))
        report = _sum(report, late)
        for bring in (_reviews_back, _actions_up, _discussions_up):
            report = _sum(report, bring(store, now))
    _beat(store, now, report, trouble)
    return report


def _reviews_back(store: Store, now: datetime) -> SweepReport:
    back, failed = bring_reviews_back(store, now)
    seen = tuple(reference for reference in back if reference)
    return SweepReport(failed=failed, references=seen, reviews=len(seen))


def _actions_up(store: Store, now: datetime) -> SweepReport:
    found, failed = bring_actions_up(store, now)
    seen = tuple(reference for reference in found if reference)
    return SweepReport(failed=failed, references=seen, actions=len(seen))


def _discussions_up(store: Store, now: datetime) -> SweepReport:
    found, failed = bring_discussions_up(store, now)
    seen = tuple(reference for reference in found if reference)
    return SweepReport(failed=failed, references=seen, discussions=len(seen))


def _anything_due(store: Store, now: datetime, apart: Sequence[int]) -> bool:
    """A look without the writers' turn: nearly always there is nothing to do."""
    with store.read() as connection:
        return anything_due(connection, now, apart)


def _anything_beside(store: Store, now: datetime) -> bool:
    """The same look for all that runs out beside rounds."""
    with store.read() as connection:
        return anything_beside(connection, now)


def _one_chunk(store: Store, now: datetime, apart: Sequence[int]) -> tuple[SweepReport, list[int]]:
    try:
        with store.begin(now) as work:
            rows = due_rounds(work.connection, now, CHUNK, apart=apart)
            done = _reopen(work, rows)
            work.commit()
            return done, []
    except Trouble:
        raise
    except Exception:
        log.exception("a chunk of the sweep failed; doing its items one by one")
    return _one_by_one(store, now, apart)


def _one_by_one(store: Store, now: datetime, apart: Sequence[int]) -> tuple[SweepReport, list[int]]:
    with store.read() as connection:
        wanted = due_round_ids(connection, now, apart, limit=CHUNK)
    report = SweepReport()
    bad: list[int] = []
    for round_id in wanted:
        try:
            with store.begin(now) as work:
                rows = due_rounds(work.connection, now, 1, only=round_id)
                report = _sum(report, _reopen(work, rows))
                work.commit()
        except Trouble:
            raise
        except Exception:
            log.exception("round %s could not be reopened; it stays overdue in the queue", round_id)
            bad.append(round_id)
    return report, bad


def _reopen(work: Work, rows: Sequence[RowMapping]) -> SweepReport:
    work.actor = SYSTEM
    done = reopen_audited(work, rows)
    names = tuple(dict.fromkeys(row["r_reference"] for row in rows if not row["r_sealed"]))
    return SweepReport(done.reopened, done.last_rounds, 0, names)


def _sum(one: SweepReport, other: SweepReport) -> SweepReport:
    return SweepReport(
        one.reopened + other.reopened,
        one.last_rounds + other.last_rounds,
        one.failed + other.failed,
        one.references + other.references,
        one.reviews + other.reviews,
        one.actions + other.actions,
        one.discussions + other.discussions,
    )


def _beat(store: Store, now: datetime, report: SweepReport, trouble: ClockTrouble | None) -> None:
    """One row, rewritten: when a sweep last ran, where, and what it found."""
    said = {
        "beat_at": now,
        "by": this_process(),
        "reopened": report.found,
        "failed": report.failed,
        "trouble": "" if trouble is None else str(trouble)[:300],
        "trouble_at": None if trouble is None else trouble.noticed_at,
        "trouble_jump": 0.0 if trouble is None else trouble.jump,
    }
    with store.begin(now) as work:
        known = work.connection.execute(_LAST_BEAT).mappings().one_or_none()
        if known is None:
            work.connection.execute(insert(BEATS), {"id": 1, **said})
        else:
            if trouble is None and _still_warns(known, now):
                said |= {name: known[name] for name in _WARNING}
            work.connection.execute(_NEXT_BEAT, said)
        work.commit()


# Made once: every desk beats every ten seconds, and building these costs as much as running them.
_THE_BEAT = BEATS.c.id == 1
_LAST_BEAT = select(BEATS).where(_THE_BEAT)
_NEXT_BEAT = (
    update(BEATS)
    .where(_THE_BEAT)
    .values({column.name: bindparam(column.name) for column in BEATS.c if column.name != "id"})
)


def _still_warns(known: RowMapping, now: datetime) -> bool:
    """Whether a warning that some process left still stands.

    Its instant is told by the clock that jumped; on a machine whose own did not jump, it was then
    as late as that clock said before.
    """
    noticed: datetime | None = known["trouble_at"]
    if noticed is None:
        return False
    before = noticed - timedelta(seconds=known["trouble_jump"])
    return any(-_APART <= now - at < CLOCK_WARNING for at in (noticed, before))
