"""The whole store at one moment, read by plain SQL: what the laws are held against.

None of the product's own queries is used, so that a fault in one of them cannot hide itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from operator import itemgetter
from typing import Any

from mashdesk.domain.actor import Actor, Role
from mashdesk.store.store import Store

Row = dict[str, Any]

_TABLES = {
    "referral": "SELECT * FROM referral ORDER BY id",
    "request": "SELECT * FROM request ORDER BY id",
    "round": "SELECT * FROM round ORDER BY id",
    "notice": "SELECT * FROM notice ORDER BY id",
    "allocation": "SELECT id, referral_id, due_at, ended_at, ended FROM allocation ORDER BY id",
    "review": "SELECT id, referral_id, due_at, surfaced_at, done_at, result"
    " FROM early_help_review ORDER BY id",
    "action": "SELECT a.id, d.referral_id, a.due_at, a.surfaced_at, a.ended_at"
    " FROM strategy_action a JOIN strategy_discussion d ON d.id = a.discussion_id ORDER BY a.id",
    "prompt": (
        "SELECT id, referral_id, answered_at, code, evidence_key, rests_on, evidence"
        " FROM prompt ORDER BY id"
    ),
    "decision": (
        "SELECT id, referral_id, strategy_due AS discuss_at,"
        " EXISTS (SELECT 1 FROM strategy_discussion d WHERE d.decision_id = decision.id) AS held"
        " FROM decision ORDER BY id"
    ),
    "agency": "SELECT id, code FROM agency ORDER BY id",
}


@dataclass(frozen=True)
class Picture:
    """Every row by its id, instants as aware UTC; `seq` and `audit` are the newest numbers."""

    referrals: dict[int, Row]
    requests: dict[int, Row]
    rounds: dict[int, Row]
    notices: dict[int, Row]
    prompts: dict[int, Row]
    agencies: dict[int, Row]
    allocations: dict[int, Row]
    reviews: dict[int, Row]
    actions: dict[int, Row]
    decisions: dict[int, Row]
    children: dict[int, int]
    seq: int
    audit: int

    @classmethod
    def of(cls, store: Store) -> Picture:
        """Everything as one read transaction sees it."""
        driver = store.engine.raw_connection()
        try:
            cursor = driver.cursor()
            cursor.execute("BEGIN")
            read = {name: _table(cursor, name, query) for name, query in _TABLES.items()}
            cursor.execute("SELECT referral_id, count(*) FROM child GROUP BY referral_id")
            children = dict(cursor.fetchall())
            cursor.execute(
                "SELECT (SELECT coalesce(max(seq), 0) FROM event),"
                " (SELECT coalesce(max(seq), 0) FROM audit)"
            )
            seq, audited = cursor.fetchall()[0]
            cursor.execute("COMMIT")
        finally:
            driver.close()
        return cls(
            read["referral"],
            read["request"],
            read["round"],
            read["notice"],
            read["prompt"],
            read["agency"],
            read["allocation"],
            read["review"],
            read["action"],
            read["decision"],
            children,
            seq,
            audited,
        )

    @cached_property
    def open(self) -> dict[int, Row]:
        """Referrals nobody has closed."""
        return {key: row for key, row in self.referrals.items() if row["closed_at"] is None}

    @cached_property
    def running(self) -> list[Row]:
        """Rounds that neither ended nor are held; an overdue last round is one of them."""
        return [r for r in self.rounds.values() if r["ended_at"] is None and r["paused_at"] is None]

    def actions_due(self, now: datetime) -> set[int]:
        """Open referrals with an action of a strategy discussion that ran out and nobody was told
        of.
        """
        return {
            row["referral_id"]
            for row in self.actions.values()
            if row["ended_at"] is None and row["surfaced_at"] is None and row["due_at"] <= now
            if row["referral_id"] in self.open
        }

    @cached_property
    def discussions(self) -> dict[int, Row]:
        """Decisions in force by their id that ask for a strategy discussion nobody has recorded."""
        last = {row["referral_id"]: row for row in self.decisions.values()}
        return {
            row["id"]: row
            for key, row in last.items()
            if self.referrals[key]["state"] == "decided" and row["discuss_at"] and not row["held"]
        }

    @cached_property
    def told_of_discussions(self) -> dict[int, list[bool]]:
        """Of each decision whose discussion was told as overdue, which of its prompts stand."""
        found: dict[int, list[bool]] = {}
        for row in self.prompts.values():
            if row["code"] == "strategy-overdue":
                of = int(row["evidence_key"].removeprefix("decision "))
                found.setdefault(of, []).append(row["answered_at"] is None)
        return found

    def discussions_due(self, now: datetime) -> set[int]:
        """Decisions whose discussion was to be recorded by now and of which nobody was told."""
        late = {key for key, row in self.discussions.items() if row["discuss_at"] <= now}
        return late - self.told_of_discussions.keys()

    def own(self, referral: int) -> list[Row]:
        """A referral's own running rounds: there should be one while it is open."""
        return [r for r in self.running if r["referral_id"] == referral and r["request_id"] is None]

    def asked(self, request: int) -> list[Row]:
        """A request's running rounds: there should be one while it is open."""
        return [r for r in self.running if r["request_id"] == request]

    def held(self, referral: int) -> list[Row]:
        """Rounds of a referral that stand still while its referrer is asked."""
        return [
            r
            for r in self.rounds.values()
            if r["referral_id"] == referral and r["paused_at"] and r["ended_at"] is None
        ]

    def put_to(self, agency: str) -> list[Row]:
        """The requests put to an agency, by its code."""
        return [
            row
            for row in self.requests.values()
            if self.agencies[row["agency_id"]]["code"] == agency
        ]

    def is_for(self, notice: Row, actor: Actor) -> bool:
        """Whether an explanation is for this person, or for the agency they answer for."""
        if notice["person_id"] is not None:
            return bool(notice["person_id"] == actor.user_id)
        code = self.agencies[notice["agency_id"]]["code"]
        return actor.role is Role.PRACTITIONER and code == actor.agency

    def waiting_for(self, actor: Actor) -> set[int]:
        """Ids of explanations that this person, or their agency, has not acknowledged; of what both
        are told, the person's own.
        """
        waiting = {
            key: row
            for key, row in self.notices.items()
            if row["acknowledged_at"] is None and self.is_for(row, actor)
        }
        same = itemgetter("referral_id", "kind", "about", "at")
        own = {same(row) for row in waiting.values() if row["person_id"] is not None}
        return {
            key
            for key, row in waiting.items()
            if row["person_id"] is not None or same(row) not in own
        }

    def mine(self, person: int) -> set[int]:
        """The ids on a person's own list."""
        return {key for key, row in self.open.items() if row["worker_id"] == person}

    def ran_out(self, now: datetime) -> set[int]:
        """Ids of running rounds whose time is up and which nobody has recorded as missed."""
        return {r["id"] for r in self.running if r["missed_at"] is None and r["due_at"] <= now}

    def overdue(self, now: datetime) -> set[int]:
        """Ids of open referrals with anything running whose time is up, or once was.

        A missed last round stays overdue until a person acts, wherever the wall clock is put.
        """
        late = {r["referral_id"] for r in self.running if r["missed_at"] or r["due_at"] <= now}
        return late & set(self.open)


def events(store: Store, after: int = 0, referral: int | None = None) -> list[Row]:
    """Events after a number, of one referral or of all, oldest first, with their changes."""
    driver = store.engine.raw_connection()
    try:
        cursor = driver.cursor()
        about = "" if referral is None else f" AND referral_id = {int(referral)}"
        found = _rows(cursor, f"SELECT * FROM event WHERE seq > {int(after)}{about} ORDER BY seq")
        cursor.execute("ROLLBACK") if driver.in_transaction else None
    finally:
        driver.close()
    return list(found.values())


_READ: dict[tuple[str, int], tuple[tuple[Any, ...], Row]] = {}
"""The rows of the last picture as they were read: hardly one differs in the next."""


def _table(cursor: Any, name: str, query: str) -> dict[int, Row]:
    cursor.execute(query)
    names = [column[0] for column in cursor.description]
    found = {}
    for row in cursor.fetchall():
        known = _READ.get((name, row[0]))
        if known is None or known[0] != row:
            values = zip(names, row, strict=True)
            known = _READ[name, row[0]] = (row, {one: _value(one, value) for one, value in values})
        found[row[0]] = known[1]
    return found


def _rows(cursor: Any, query: str) -> dict[int, Row]:
    cursor.execute(query)
    names = [column[0] for column in cursor.description]
    return {
        row[0]: {name: _value(name, value) for name, value in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    }


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "at" or name.endswith("_at") or name == "nearest_start":
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return json.loads(value) if name in ("reasons", "changes", "pauses", "shared") else value
