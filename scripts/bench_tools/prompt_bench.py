"""What prompts cost: all of one referral's, and all open ones weighed anew after a new policy.

`one_referral` beside `one_referral_raw`, and `after_policy` beside `all_open_raw`.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from mashdesk.clock import FixedClock
from mashdesk.desk.prompts.considering import consider, read
from mashdesk.store.names import POLICIES, REFERRALS
from mashdesk.store.store import Store
from mashdesk.store.work import Work

MARK = "\n# Figures of the bench.\n"
FIGURES = "[prompts.repeat-contact]\ncontacts = {contacts}\n"


def one_referral(store: Store, clock: FixedClock, referrals: Sequence[int]) -> list[float]:
    """Milliseconds to weigh all prompts of each of these referrals, one at a time."""
    took = []
    with store.read() as connection:
        newest = connection.execute(select(func.max(POLICIES.c.version))).scalar_one()
        policy = store.policy(connection, newest)
    for referral in referrals:
        with store.read() as connection:
            began = time.perf_counter()
            read(connection, policy, [referral], clock.now())
            took.append((time.perf_counter() - began) * 1000)
    return took


def one_referral_raw(store: Store, referrals: Sequence[int]) -> list[float]:
    """The floor: the same facts by plain SQL, without a rule or a snapshot (SQLite)."""
    took = []
    for referral in referrals:
        with store.read() as connection:
            cursor = connection.connection.cursor()
            began = time.perf_counter()
            for statement in _RAW:
                cursor.execute(statement, {"of": referral})
                cursor.fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return took


_CONTACTS = """
SELECT c.referral_id, r.received_at, r.rating, r.reasons FROM individual i
JOIN child c ON c.individual_id = i.id JOIN referral r ON r.id = c.referral_id
WHERE i.root_id IN (SELECT i.root_id FROM child c JOIN individual i ON i.id = c.individual_id
                    WHERE c.referral_id = :of)"""
_TIES = """
SELECT * FROM relationship WHERE from_id IN
(SELECT individual_id FROM child WHERE referral_id = :of)
UNION ALL SELECT * FROM relationship WHERE to_id IN
(SELECT individual_id FROM child WHERE referral_id = :of)"""
_THINGS = """
SELECT o.referral_id, o.kind FROM mention m JOIN mention o ON o.key = m.key AND o.kind = m.kind
WHERE m.referral_id = :of AND m.key <> '' AND o.key <> ''
AND m.kind IN ('address', 'phone', 'vehicle')"""
_PEOPLE = """
SELECT o.referral_id, o.kind FROM mention m JOIN mention o ON o.individual_id = m.individual_id
WHERE m.referral_id = :of AND m.individual_id IS NOT NULL AND o.individual_id IS NOT NULL"""
_DONE = """
SELECT seq, kind, changes FROM event
WHERE referral_id = :of AND kind IN ('rated', 'returned', 'history_opened')"""
_RAW = (
    "SELECT * FROM referral WHERE id = :of",
    _CONTACTS,
    _TIES,
    _THINGS,
    _PEOPLE,
    _DONE,
    "SELECT * FROM request WHERE referral_id = :of",
    "SELECT other_id FROM considered WHERE referral_id = :of",
    "SELECT * FROM need WHERE referral_id = :of",
    "SELECT * FROM prompt WHERE referral_id = :of",
)


@dataclass(frozen=True, slots=True)
class Considered:
    """`seconds` in all, the longest time in milliseconds that the writers' turn was held, how many
    referrals were open, and how many prompts were raised.
    """

    seconds: float
    held: float
    referrals: int
    raised: int


class TimedStore(Store):
    """A store that keeps how long each writer's turn was held, in milliseconds."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine, store.key)
        self.held: list[float] = []

    @contextlib.contextmanager
    def begin(self, now: datetime) -> Iterator[Work]:
        """As any store's, timed from when the turn was had."""
        with super().begin(now) as work:
            began = time.perf_counter()
            yield work
            self.held.append((time.perf_counter() - began) * 1000)


def after_policy(store: Store, clock: FixedClock, contacts: int = 2) -> Considered:
    """Weigh every open referral anew after a figure of the policy changed, for which a version of
    it is written.
    """
    consider(store, clock)
    newest = select(POLICIES).order_by(POLICIES.c.version.desc()).limit(1)
    with store.begin(clock.now()) as work:
        row = work.connection.execute(newest).mappings().one()
        words = row["text"].partition(MARK)[0] + MARK + FIGURES.format(contacts=contacts)
        fresh = {**row, "version": row["version"] + 1, "text": words}
        work.connection.execute(POLICIES.insert(), fresh)
        work.commit()
    timed = TimedStore(store)
    began = time.perf_counter()
    raised = consider(timed, clock)
    took = time.perf_counter() - began
    with store.read() as connection:
        still_open = select(func.count()).where(REFERRALS.c.closed_at.is_(None))
        number = connection.execute(still_open).scalar_one()
    return Considered(took, max(timed.held, default=0.0), number, raised)


def all_open_raw(store: Store) -> float:
    """The floor of the same: seconds to read every open referral with its children and all other
    contacts about them, in one plain statement.
    """
    with store.read() as connection:
        began = time.perf_counter()
        connection.execute(_ALL_RAW).all()
        return time.perf_counter() - began


_ALL_RAW = text("""
SELECT r.id, o.referral_id, s.received_at, s.rating, s.reasons FROM referral r
JOIN child c ON c.referral_id = r.id JOIN individual i ON i.id = c.individual_id
JOIN individual j ON j.root_id = i.root_id JOIN child o ON o.individual_id = j.id
JOIN referral s ON s.id = o.referral_id WHERE r.closed_at IS NULL""")
