"""Reopening what ran out, as SYSTEM and with its audit rows, whoever's act brought it to light."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, bindparam, insert, select, update

from mashdesk import __version__
from mashdesk.desk.clockwork import hand_over
from mashdesk.desk.clockwork.run_out import Ladder, RunOut, Values
from mashdesk.desk.partners.requests_of import tell_agencies
from mashdesk.desk.sealing.sealed import managers_named
from mashdesk.domain.actor import SYSTEM, Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.commands import ReopenTimedOut
from mashdesk.domain.referral import ClockKind
from mashdesk.store import audit
from mashdesk.store.names import (
    EVENTS,
    NOTICES,
    PROMPTS,
    REFERRALS,
    REQUESTS,
    ROUNDS,
    id_of,
)
from mashdesk.store.places import write_places
from mashdesk.store.queries.due import held_rounds
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work, audit_row

CHUNK = 500
"""Rounds in one transaction: the lock is held for tens of milliseconds, not seconds."""


def reopen_audited(work: Work, rows: Sequence[RowMapping]) -> RunOut:
    """Record each round as missed at its true instant, reopen its item, and audit each.

    It is the clock's doing: whoever acts on an item before any sweep saw its breach is not the one
    who timed it out.
    """
    returned = [row["referral_id"] for row in rows if row["clock"] is ClockKind.RETURNED]
    held = held_rounds(work.connection, returned)
    sealed = managers_named(work, [row["referral_id"] for row in rows if row["r_sealed"]])
    given = [row["referral_id"] for row in rows if row["clock"] is ClockKind.ALLOCATED]
    handed = hand_over.concerned(work, given)
    found = RunOut(work.now, work.policy, work.policy_of, _ladder(work), held, sealed, handed)
    for row in rows:
        found.take(row)
    _write(work, found)
    hand_over.lapse(work, given)
    _tell_agencies(work, rows)
    _audit(work, found)
    return found


_OPEN_AGAIN = {
    ClockKind.RETURNED: ("resumed", "open again after its return.", "Nothing more was heard by"),
    ClockKind.ALLOCATED: ("reopened", "reopened.", "No allocated worker took it up by"),
}


def _tell_agencies(work: Work, rows: Sequence[RowMapping]) -> None:
    """A return that woke by its time, or a hand-over that nobody took up, is told to whoever was
    told of it: the agencies that were asked, and the one that sent it in.
    """
    actor, work.actor = work.actor, SYSTEM
    try:
        for one in rows:
            if one["request_id"] is None and one["clock"] in _OPEN_AGAIN:
                kind, said, why = _OPEN_AGAIN[one["clock"]]
                row = work.get(Referral, one["referral_id"])
                tell_agencies(work, row, kind, said, f"{why} {london_text(one['due_at'])}.")
    finally:
        work.actor = actor


def this_process() -> str:
    """The machine and the process, for the audit and the heartbeat."""
    return f"{platform.node()[:60]} {os.getpid()}"


def _ladder(work: Work) -> Ladder:
    people: dict[Role, tuple[int, str]] = {}
    for person in work.names().values():
        if person.active:
            people.setdefault(person.role, (id_of(person), person.full_name))
    return Ladder(people)


def _write(work: Work, found: RunOut) -> None:
    connection = work.connection
    for rows in (found.ended, found.missed, found.resumed):
        _update(connection, ROUNDS, rows)
    if found.started:
        connection.execute(insert(ROUNDS), found.started)
    _update(connection, REQUESTS, list(found.requests.values()))
    seq = work.next_event()
    for offset, event in enumerate(found.events):
        event |= {"seq": seq + offset, "actor_id": SYSTEM.user_id, "actor": SYSTEM.name}
    if found.events:
        connection.execute(insert(EVENTS), found.events)
    for known in found.referrals.values():
        known["changed"] = seq + len(found.events) - 1
    _update(connection, REFERRALS, list(found.referrals.values()))
    _raise_prompts(connection, found)
    _leave_notices(connection, found)
    if found.referrals:
        write_places(connection, list(found.referrals))


def _update(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    if rows:
        named: Values = {name: bindparam(name) for name in rows[0] if name != "b_id"}
        connection.execute(update(table).where(table.c.id == bindparam("b_id")).values(named), rows)


_STANDING = select(
    PROMPTS.c.id,
    PROMPTS.c.referral_id,
    PROMPTS.c.request_id,
    PROMPTS.c.code,
    PROMPTS.c.rests_on,
)


def _raise_prompts(connection: Connection, found: RunOut) -> None:
    """One standing prompt per clock, brought up to date: it has stood since it was first raised,
    and what it says now came just now.
    """
    if not found.prompts:
        return
    standing = {
        (row.referral_id, row.request_id, row.code): row
        for row in connection.execute(
            _STANDING.where(
                PROMPTS.c.referral_id.in_(set(found.referrals)), PROMPTS.c.answered_at.is_(None)
            )
        )
    }
    fresh, renewed = [], []
    for prompt in found.prompts:
        known = standing.get((prompt["referral_id"], prompt["request_id"], prompt["code"]))
        if known is None:
            fresh.append(prompt)
        else:
            # One that rests on facts as well rests on this round besides.
            rests_on = [*known.rests_on, prompt["evidence_key"]] if known.rests_on else []
            said = {name: prompt[name] for name in ("evidence_key", "evidence")}
            again = {"renewed_at": found.now, "rests_on": rests_on}
            renewed.append({"b_id": known.id, **again, **said})
    _update(connection, PROMPTS, renewed)
    if fresh:
        connection.execute(insert(PROMPTS), fresh)


def _leave_notices(connection: Connection, found: RunOut) -> None:
    """One entry per person and item, brought up to date: a weekend leaves one, not sixty."""
    standing = _standing_notices(connection, found)
    fresh, renewed = [], []
    for (person, referral, about), text in found.notices.items():
        said: dict[str, Any] = {"at": found.now, "by": SYSTEM.name, "text": text}
        known = standing.get((person, referral, about))
        if known is not None:
            renewed.append({"b_id": known, **said})
            continue
        of = {"person_id": person, "agency_id": None, "referral_id": referral, "about": about}
        fresh.append({**of, **said, "kind": "timed_out", "why": "time ran out"})
    fresh += [{**notice, "by": SYSTEM.name} for notice in found.agency_notices]
    _update(connection, NOTICES, renewed)
    if fresh:
        connection.execute(insert(NOTICES), fresh)


def _standing_notices(connection: Connection, found: RunOut) -> dict[tuple[int, int, str], int]:
    if not found.notices:
        return {}
    columns = (NOTICES.c.id, NOTICES.c.person_id, NOTICES.c.referral_id, NOTICES.c.about)
    query = select(*columns).where(
        NOTICES.c.kind == "timed_out",
        NOTICES.c.acknowledged_at.is_(None),
        NOTICES.c.person_id.is_not(None),
        NOTICES.c.referral_id.in_({referral for _, referral, _ in found.notices}),
    )
    return {
        (row.person_id, row.referral_id, row.about): row.id for row in connection.execute(query)
    }


def _audit(work: Work, found: RunOut) -> None:
    """One row for each item that was reopened or left overdue."""
    audited = [
        audit_row(
            ReopenTimedOut.label,
            SYSTEM,
            work.now,
            __version__,
            workstation=this_process(),
            referral_id=event["referral_id"],
            request_id=event["request_id"],
            version_before=event["version"] - 1,
            version_after=event["version"],
        )
        for event in found.events
    ]
    audit.append(work.connection, work.store.audit_key, audited)
