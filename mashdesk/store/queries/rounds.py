"""Rounds: every run of a clock, past and present."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from mashdesk.store.names import AGENCIES, POLICIES, REQUESTS, ROUNDS
from mashdesk.store.views import RoundView


def round_rows(referral_id: int) -> Any:
    """The statement for a referral's rounds, each with its agency and policy, oldest first."""
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
        for row in connection.execute(round_rows(referral_id)).mappings()
    )
