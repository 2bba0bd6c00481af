"""Rounds: every run of a clock, and the account of why one is due when it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from mashdesk.domain.calendar import london_text
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import Pause, Span, due_with_pauses, explain_due
from mashdesk.store.names import AGENCIES, POLICIES, REQUESTS, ROUNDS
from mashdesk.store.views import ClockExplained, RoundView

if TYPE_CHECKING:
    from mashdesk.store.store import Store


def _rows(referral_id: int) -> Any:
    return (
        select(
            ROUNDS,
            AGENCIES.c.code.label("agency"),
            AGENCIES.c.name.label("agency_name"),
            POLICIES.c.name.label("policy_name"),
        )
        .join(POLICIES, POLICIES.c.version == ROUNDS.c.policy_version)
        .outerjoin(REQUESTS, REQUESTS.c.id == ROUNDS.c.request_id)
        .outerjoin(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
        .where(ROUNDS.c.referral_id == referral_id)
        .order_by(ROUNDS.c.id)
    )


def rounds(connection: Connection, referral_id: int) -> tuple[RoundView, ...]:
    """Every round of a referral and its requests, oldest first."""
    return tuple(
        RoundView(
            row["id"],
            row["clock"],
            row["request_id"],
            row["agency"],
            row["number"],
            row["started_at"],
            row["due_at"],
            row["first_due_at"],
            row["span"],
            f"{row['policy_name']} v{row['policy_version']}",
            row["missed_at"],
            row["ended_at"],
            row["ended_because"],
            row["paused_at"],
        )
        for row in connection.execute(_rows(referral_id)).mappings()
    )


def explain(
    connection: Connection, store: Store, referral_id: int, now: datetime
) -> tuple[ClockExplained, ...]:
    """One account per running or held clock: start, policy, what was counted, skipped, paused."""
    return tuple(
        ClockExplained(_clock_title(row), row["due_at"], _account(connection, store, row, now))
        for row in _open_rows(connection, referral_id)
    )


def _clock_title(row: Any) -> str:
    whose = row["agency_name"] or "The referral"
    number = f", round {row['number']}" if row["number"] > 1 else ""
    held = " (held)" if row["paused_at"] is not None else ""
    return f"{whose}: waits for {ClockKind(row['clock']).waits_for}{number}{held}"


def _open_rows(connection: Connection, referral_id: int) -> list[Any]:
    """Running and held rounds."""
    return list(
        connection.execute(_rows(referral_id).where(ROUNDS.c.ended_at.is_(None))).mappings()
    )


def _account(connection: Connection, store: Store, row: Any, now: datetime) -> tuple[str, ...]:
    """Why this round is due when it is, in sentences with London times."""
    policy = store.policy(connection, row["policy_version"])
    span = Span.parse(row["span"])
    pauses = tuple(
        Pause(
            datetime.fromisoformat(p["began"]),
            datetime.fromisoformat(p["ends"]),
            p.get("reason", ""),
        )
        for p in row["pauses"]
    )
    lines = [f"Policy “{row['policy_name']}”, version {row['policy_version']}: {span}."]
    if row["number"] > 1:
        lines.append(f"Round {row['number']}: reckoned from the moment of reopening.")
    reckoned = due_with_pauses(row["started_at"], span, policy.calendar, pauses)
    lines += explain_due(row["started_at"], span, policy.calendar, pauses).lines()
    if reckoned != row["due_at"]:
        lines.append(_differs(row, reckoned))
    if row["paused_at"] is not None:
        lines.append(f"Held since {london_text(row['paused_at'])}, while the referrer is asked.")
    if row["missed_at"] is not None:
        lines.append(
            f"It ran out at {london_text(row['missed_at'])} and stays overdue until a person acts."
        )
    elif row["due_at"] <= now:
        lines.append("That has passed: it is overdue.")
    return tuple(lines)


def _differs(row: Any, reckoned: datetime) -> str:
    """A kept shorter deadline, a stated wake time, or a manager's: the stored instant is what
    counts.
    """
    why = {
        "returned": "the wake time was chosen when it was returned",
    }.get(
        row["clock"].value,
        "a raised rating never lengthens a clock, or a manager gave a fresh deadline",
    )
    stored, by_rule = london_text(row["due_at"]), london_text(reckoned)
    return f"The stored deadline is {stored}, not {by_rule}: {why}; see the events."
