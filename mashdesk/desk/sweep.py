"""The sweep: reopens what timed out. Stateless and idempotent; any number of desks may run it.

It works in chunks, each one transaction, so that the store is never held for long. A chunk that
fails is done again item by item, so that one bad row never keeps the rest from coming back to the
queue.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from mashdesk.clock import Clock
from mashdesk.desk.reopening import CHUNK, reopen_audited, this_process
from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.errors import Trouble
from mashdesk.store.names import BEATS
from mashdesk.store.queries.due import due_round_ids, due_rounds
from mashdesk.store.store import Store
from mashdesk.store.work import Work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one sweep did: rounds reopened, last rounds left overdue, failures, and references."""

    reopened: int = 0
    last_rounds: int = 0
    failed: int = 0
    references: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        return self.reopened + self.last_rounds


def sweep(store: Store, clock: Clock, trouble: str = "") -> SweepReport:
    """Reopen every round whose time is up at the clock's now, then leave a heartbeat.

    `trouble` is what the process noticed about its wall clock; the header shows it on every desk.
    """
    now = clock.now()
    report = SweepReport()
    failed: list[int] = []
    while _anything_due(store, now, failed):
        done, bad = _one_chunk(store, now, failed)
        report = _sum(report, done)
        failed += bad
    report = _sum(report, SweepReport(failed=len(failed)))
    _beat(store, now, report, trouble)
    return report


def _anything_due(store: Store, now: datetime, apart: Sequence[int]) -> bool:
    """A look without the writers' turn: nearly always there is nothing to do."""
    with store.read() as connection:
        return bool(due_round_ids(connection, now, apart, limit=1))


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
    names = tuple(dict.fromkeys(row["r_reference"] for row in rows))
    return SweepReport(done.reopened, done.last_rounds, 0, names)


def _sum(one: SweepReport, other: SweepReport) -> SweepReport:
    return SweepReport(
        one.reopened + other.reopened,
        one.last_rounds + other.last_rounds,
        one.failed + other.failed,
        one.references + other.references,
    )


def _beat(store: Store, now: datetime, report: SweepReport, trouble: str) -> None:
    """One row, rewritten: when a sweep last ran, where, and what it found."""
    said = {
        "beat_at": now,
        "by": this_process(),
        "reopened": report.found,
        "failed": report.failed,
        "trouble": trouble[:300],
    }
    with store.begin(now) as work:
        known = work.connection.execute(
            select(BEATS.c.beat_at).where(BEATS.c.id == 1)
        ).scalar_one_or_none()
        if known is None:
            work.connection.execute(insert(BEATS), {"id": 1, **said})
        else:
            work.connection.execute(update(BEATS).where(BEATS.c.id == 1).values(**said))
        work.commit()
