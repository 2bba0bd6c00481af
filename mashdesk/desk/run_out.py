"""What happens to rounds whose time is up: missed at their true instant, and reopened in the next
round.

Written for many at once: the sweep hands over hundreds, a command just the ones of its own
referral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update

from mashdesk.domain.actor import Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.ladder import NextRound, agency_rung, next_round, rung
from mashdesk.domain.policy import Policy
from mashdesk.domain.prompts import AFTER_TIME_OUT
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.timescales import Span, resume_due
from mashdesk.store.names import AGENCIES, EVENTS, NOTICES, PROMPTS, REFERRALS, REQUESTS, ROUNDS
from mashdesk.store.places import write_places
from mashdesk.store.work import Work

REFERRAL_CLOCK = (
    "state",
    "clock",
    "round",
    "timeouts",
    "start_at",
    "due_at",
    "next_up",
    "before_return",
)
REQUEST_CLOCK = ("round", "timeouts", "start_at", "due_at", "missed_at", "next_contact")


@dataclass(slots=True)
class RunOut:
    """Everything the store is to be told about rounds that ran out, gathered before anything is
    written.
    """

    ended: list[dict[str, Any]] = field(default_factory=list)
    missed: list[dict[str, Any]] = field(default_factory=list)
    resumed: list[dict[str, Any]] = field(default_factory=list)
    started: list[dict[str, Any]] = field(default_factory=list)
    referrals: dict[int, dict[str, Any]] = field(default_factory=dict)
    requests: dict[int, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    prompts: list[dict[str, Any]] = field(default_factory=list)
    notices: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    reopened: int = 0
    last_rounds: int = 0


def due_rounds(
    work: Work,
    *,
    limit: int,
    referral: int | None = None,
    only: int | None = None,
    apart: Sequence[int] = (),
) -> list[RowMapping]:
    """Running rounds whose deadline has passed, oldest first, with what their item needs.

    Of one `referral`, or `only` one round, if given; those `apart` are skipped.
    """
    query = (
        select(
            ROUNDS,
            *(
                REFERRALS.c[name].label(f"r_{name}")
                for name in (
                    *REFERRAL_CLOCK,
                    "rating",
                    "version",
                    "worker_id",
                    "reference",
                    "received_at",
                )
            ),
            *(REQUESTS.c[name].label(f"q_{name}") for name in (*REQUEST_CLOCK, "version")),
            AGENCIES.c.code.label("agency"),
            AGENCIES.c.name.label("agency_name"),
            AGENCIES.c.next_contact.label("agency_next"),
            AGENCIES.c.lead.label("agency_lead"),
        )
        .join(REFERRALS, REFERRALS.c.id == ROUNDS.c.referral_id)
        .outerjoin(REQUESTS, REQUESTS.c.id == ROUNDS.c.request_id)
        .outerjoin(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
        .where(
            ROUNDS.c.ended_at.is_(None),
            ROUNDS.c.missed_at.is_(None),
            ROUNDS.c.paused_at.is_(None),
            ROUNDS.c.due_at <= work.now,
        )
        .order_by(ROUNDS.c.due_at, ROUNDS.c.id)
        .limit(limit)
    )
    if referral is not None:
        query = query.where(ROUNDS.c.referral_id == referral)
    if only is not None:
        query = query.where(ROUNDS.c.id == only)
    if apart:
        query = query.where(ROUNDS.c.id.not_in(apart))
    return list(work.connection.execute(query).mappings())


def reopen(work: Work, rows: Sequence[RowMapping]) -> RunOut:
    """Record each round as missed at its true instant and reopen its item; returns what was done."""
    found = RunOut()
    policy, people = work.policy, _ladder_people(work)
    paused = _paused_rounds(
        work, [r["referral_id"] for r in rows if r["clock"] is ClockKind.RETURNED]
    )
    for row in rows:
        if row["request_id"] is not None:
            _request_ran_out(found, row, policy, work.now)
        else:
            _referral_ran_out(found, row, policy, work, people, paused)
    _write(work, found)
    return found


def _ladder_people(work: Work) -> dict[Role, tuple[int, str]]:
    people: dict[Role, tuple[int, str]] = {}
    for person in work.names().values():
        if person.active and person.id is not None:
            people.setdefault(person.role, (person.id, person.full_name))
    return people


def _paused_rounds(work: Work, referrals: list[int]) -> dict[int, RowMapping]:
    if not referrals:
        return {}
    query = select(ROUNDS).where(
        ROUNDS.c.referral_id.in_(referrals),
        ROUNDS.c.paused_at.is_not(None),
        ROUNDS.c.ended_at.is_(None),
    )
    return {row["referral_id"]: row for row in work.connection.execute(query).mappings()}


def _referral_ran_out(
    found: RunOut,
    row: RowMapping,
    policy: Policy,
    work: Work,
    people: dict[Role, tuple[int, str]],
    paused: dict[int, RowMapping],
) -> None:
    now, clock, number = work.now, row["clock"], row["number"]
    before = {name: row[f"r_{name}"] for name in REFERRAL_CLOCK}
    after = dict(before, timeouts=before["timeouts"] + 1)
    who_id, who = people.get(
        rung(number + 1), (None, f"the {rung(number + 1).label} (nobody has this role)")
    )
    after["next_up"] = who
    if clock is ClockKind.RETURNED:
        after |= _woken(found, row, paused[row["referral_id"]], work)
        said = f"No reply from the referrer by {london_text(row['due_at'])}; it is open again"
    elif (later := next_round(policy, clock, row["r_rating"], number, now)) is not None:
        _next(found, row, later, policy, now)
        after |= {"round": later.number, "start_at": now, "due_at": later.due_at}
        said = f"Waited for {clock.waits_for} until {london_text(row['due_at'])}; reopened in round {later.number}"
    else:
        found.missed.append({"b_id": row["id"], "missed_at": row["due_at"]})
        found.last_rounds += 1
        said = f"The last round waited for {clock.waits_for} until {london_text(row['due_at'])}; it stays overdue"
    title = f"{said}. Next: {who}."
    _change_referral(found, row, before, after, title, now)
    _prompt(found, row, title, now)
    for person in {row["r_worker_id"], who_id} - {None}:
        text = f"{row['r_reference']}: {title}"
        found.notices[person, row["referral_id"]] = {"at": now, "text": text}


def _woken(found: RunOut, row: RowMapping, held: RowMapping, work: Work) -> dict[str, Any]:
    """The returned round is over; the round it had paused runs on with what it had left."""
    now = work.now
    found.reopened += 1
    found.ended.append(_over(row, now))
    calendar = work.policy_of(held["policy_version"]).calendar
    # A wall clock set back since it was returned makes the pause empty, never shorter than nothing.
    until = max(now, held["paused_at"])
    due_at = resume_due(
        held["due_at"], held["paused_at"], until, Span.parse(held["span"]), calendar
    )
    pause = {
        "began": held["paused_at"].isoformat(),
        "ends": until.isoformat(),
        "reason": "returned to referrer",
    }
    found.resumed.append(
        {
            "b_id": held["id"],
            "due_at": due_at,
            "paused_at": None,
            "pauses": [*held["pauses"], pause],
        }
    )
    state = row["r_before_return"] or ReferralState.UNRATED
    return {
        "state": state,
        "before_return": None,
        "clock": held["clock"],
        "round": held["number"],
        "start_at": held["started_at"],
        "due_at": due_at,
    }


def _request_ran_out(found: RunOut, row: RowMapping, policy: Policy, now: datetime) -> None:
    number = row["number"]
    before = {name: row[f"q_{name}"] for name in REQUEST_CLOCK}
    after = dict(
        before, timeouts=before["timeouts"] + 1, missed_at=before["missed_at"] or row["due_at"]
    )
    named = row["agency_next"] if number == 1 else row["agency_lead"]
    after["next_contact"] = named or f"{row['agency_name']}'s {agency_rung(number + 1)}"
    later = next_round(policy, ClockKind.ANSWER, row["r_rating"], number, now)
    said = f"{row['agency_name']} had not answered by {london_text(row['due_at'])}"
    if later is not None:
        _next(found, row, later, policy, now)
        after |= {"round": later.number, "start_at": now, "due_at": later.due_at}
        title = f"{said}; asked again in round {later.number}. Next: {after['next_contact']}."
    else:
        found.missed.append({"b_id": row["id"], "missed_at": row["due_at"]})
        found.last_rounds += 1
        title = f"{said}; the last round stays overdue. Next: {after['next_contact']}."
    request_id = row["request_id"]
    version = found.requests.get(request_id, {}).get("version", row["q_version"]) + 1
    found.requests[request_id] = {"b_id": request_id, "version": version, **after}
    _touch_referral(found, row)
    _event(found, row, before, after, version, title, now)
    _prompt(found, row, title, now)


def _next(found: RunOut, row: RowMapping, later: NextRound, policy: Policy, now: datetime) -> None:
    found.reopened += 1
    found.ended.append(_over(row, now))
    found.started.append(
        {
            "referral_id": row["referral_id"],
            "request_id": row["request_id"],
            "clock": row["clock"],
            "number": later.number,
            "span": str(later.span),
            "policy_version": policy.version,
            "started_at": now,
            "due_at": later.due_at,
            "first_due_at": later.due_at,
            "pauses": [],
        }
    )


def _over(row: RowMapping, now: datetime) -> dict[str, Any]:
    return {
        "b_id": row["id"],
        "missed_at": row["due_at"],
        "ended_at": now,
        "ended_because": "timed out",
    }


def _touch_referral(found: RunOut, row: RowMapping) -> dict[str, Any]:
    """The referral as gathered so far: several of its rounds may run out in one go."""
    known = found.referrals.get(row["referral_id"])
    if known is None:
        known = {"b_id": row["referral_id"], "version": row["r_version"]}
        known |= {name: row[f"r_{name}"] for name in REFERRAL_CLOCK}
        found.referrals[row["referral_id"]] = known
    return known


def _change_referral(
    found: RunOut,
    row: RowMapping,
    before: dict[str, Any],
    after: dict[str, Any],
    title: str,
    now: datetime,
) -> None:
    known = _touch_referral(found, row)
    known |= after
    known["version"] += 1
    _event(found, row, before, after, known["version"], title, now)


def _event(
    found: RunOut,
    row: RowMapping,
    before: dict[str, Any],
    after: dict[str, Any],
    version: int,
    title: str,
    now: datetime,
) -> None:
    changes = {
        name: [_plain(before[name]), _plain(after[name])]
        for name in after
        if before[name] != after[name]
    }
    changes["version"] = [version - 1, version]
    found.events.append(
        {
            "at": now,
            "kind": "timed_out",
            "referral_id": row["referral_id"],
            "request_id": row["request_id"],
            "version": version,
            "changes": changes,
            "title": title,
            "text": "",
        }
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _prompt(found: RunOut, row: RowMapping, title: str, now: datetime) -> None:
    kind = AFTER_TIME_OUT[row["clock"]]
    found.prompts.append(
        {
            "referral_id": row["referral_id"],
            "request_id": row["request_id"],
            "code": kind.code,
            "evidence_key": f"round {row['id']}",
            "grave": kind.grave,
            "raised_at": now,
            "evidence": title,
            "reason": "",
        }
    )


def _write(work: Work, found: RunOut) -> None:
    connection = work.connection
    for rows in (found.ended, found.missed, found.resumed):
        if rows:
            connection.execute(_update(ROUNDS, rows[0]), rows)
    if found.started:
        connection.execute(insert(ROUNDS), found.started)
    if found.requests:
        rows = list(found.requests.values())
        connection.execute(_update(REQUESTS, rows[0]), rows)
    if found.prompts:
        connection.execute(insert(PROMPTS), found.prompts)
    seq = work.next_event()
    for offset, event in enumerate(found.events):
        event |= {"seq": seq + offset, "actor_id": work.actor.user_id, "actor": work.actor.name}
    if found.events:
        connection.execute(insert(EVENTS), found.events)
    if found.referrals:
        for known in found.referrals.values():
            known["changed"] = seq + len(found.events) - 1
        rows = list(found.referrals.values())
        connection.execute(_update(REFERRALS, rows[0]), rows)
        write_places(connection, list(found.referrals))
    _leave_notices(work, found)


def _update(table: Any, example: dict[str, Any]) -> Any:
    return (
        update(table)
        .where(table.c.id == bindparam("b_id"))
        .values({name: bindparam(name) for name in example if name != "b_id"})
    )


def _leave_notices(work: Work, found: RunOut) -> None:
    """One entry per person and referral, brought up to date: a weekend leaves three rounds, not
    sixty notes.
    """
    if not found.notices:
        return
    standing = {
        (row.person_id, row.referral_id): row.id
        for row in work.connection.execute(
            select(NOTICES.c.id, NOTICES.c.person_id, NOTICES.c.referral_id).where(
                NOTICES.c.kind == "timed_out",
                NOTICES.c.acknowledged_at.is_(None),
                NOTICES.c.referral_id.in_({referral for _, referral in found.notices}),
            )
        )
    }
    fresh, renewed = [], []
    for (person, referral), said in found.notices.items():
        said = {**said, "by": work.actor.name, "why": "time ran out"}
        if (person, referral) in standing:
            renewed.append({"b_id": standing[person, referral], **said})
        else:
            fresh.append(
                {
                    "person_id": person,
                    "agency_id": None,
                    "referral_id": referral,
                    "kind": "timed_out",
                    **said,
                }
            )
    if renewed:
        work.connection.execute(_update(NOTICES, renewed[0]), renewed)
    if fresh:
        work.connection.execute(insert(NOTICES), fresh)
