"""The account of why each clock of a referral is due when it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from mashdesk.domain.calendar import london_text
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.timescales import Pause, Span, after_pauses, due_with_pauses, explain_due
from mashdesk.store.names import CHALLENGES, EVENTS, REFERRALS
from mashdesk.store.queries.explaining_challenges import explain_challenges
from mashdesk.store.queries.explaining_discussions import explain_discussion
from mashdesk.store.queries.rounds import round_rows
from mashdesk.store.queries.transfers import arrived
from mashdesk.store.views import ClockExplained

if TYPE_CHECKING:
    from mashdesk.store.store import Store

RENEWED = "given a fresh deadline"
"""Why a round ended that a manager's fresh deadline follows."""


def explain(
    connection: Connection, store: Store, referral_id: int, now: datetime
) -> tuple[ClockExplained, ...]:
    """One account per running or held clock: start, policy, what was counted, skipped, paused; and
    one of the strategy discussion that is still to be recorded.

    A clock in a later round is accounted for from its first one on, which was missed.
    """
    rows = list(connection.execute(round_rows(referral_id)).mappings())
    teller = _Teller(connection, store, referral_id, now)
    own = tuple(
        ClockExplained(_title(row), row["due_at"], teller.lines(row, _run_before(rows, row)))
        for row in rows
        if row["ended_at"] is None
    )
    discussion = explain_discussion(connection, store, referral_id, now)
    challenges = explain_challenges(connection, store, CHALLENGES.c.referral_id == referral_id)
    return (*own, *discussion, *challenges)


def _title(row: Any) -> str:
    whose = row["agency_name"] or "The referral"
    number = f", round {row['number']}" if row["number"] > 1 else ""
    held = " (held)" if row["paused_at"] is not None else ""
    return f"{whose}: waits for {ClockKind(row['clock']).waits_for}{number}{held}"


def _run_before(rows: Sequence[Any], row: Any) -> list[Any]:
    """The rounds this one follows, from the first of its clock on; none for a first round."""
    before: list[Any] = []
    for other in reversed([one for one in rows if one["id"] < row["id"]]):
        if (other["request_id"], other["clock"]) != (row["request_id"], row["clock"]):
            continue
        latest = before[0] if before else row
        if latest["number"] == 1 and other["ended_because"] != RENEWED:
            break
        before.insert(0, other)
    return before


class _Teller:
    """Tells one referral's clocks in sentences with London times."""

    def __init__(
        self, connection: Connection, store: Store, referral_id: int, now: datetime
    ) -> None:
        self._connection, self._store, self._now = connection, store, now
        received = select(REFERRALS.c.received_at).where(REFERRALS.c.id == referral_id)
        self._received: datetime = connection.execute(received).scalar_one()
        moving = (
            select(EVENTS)
            .where(
                EVENTS.c.referral_id == referral_id,
                EVENTS.c.kind.in_(("fresh_deadline", "rated", "returned")),
            )
            .order_by(EVENTS.c.seq)
        )
        self._events = list(connection.execute(moving).mappings())

    def lines(self, row: Any, before: Sequence[Any]) -> tuple[str, ...]:
        """Why this round is due when it is, and why the first one of its clock was."""
        if not before:
            return (*self._reckoning(row), *self._standing(row))
        first = before[0]
        told = [
            f"The contact was received at {london_text(self._received)}.",
            *(f"Round 1: {line}" for line in self._reckoning(first)),
        ]
        if first["missed_at"] is not None:
            told.append(f"Round 1: It ran out at {london_text(first['missed_at'])}, missed.")
        told += [
            f"Round {one['number']} ran out at {london_text(one['missed_at'])}, missed."
            for one in before[1:]
            if one["missed_at"] is not None
        ]
        if before[-1]["ended_because"] == RENEWED:
            told.append(f"Round {row['number']} began anew with a manager's fresh deadline.")
        else:
            told.append(f"Round {row['number']}: reckoned from the moment of reopening.")
        return (*told, *self._reckoning(row), *self._standing(row))

    def _reckoning(self, row: Any) -> list[str]:
        policy = self._store.policy(self._connection, row["policy_version"])
        span, pauses = Span.parse(row["span"]), _pauses(row)
        reckoned = due_with_pauses(row["started_at"], span, policy.calendar, pauses)
        lines = [
            f"Policy “{row['policy_name']}”, version {row['policy_version']}: {span}.",
            *explain_due(row["started_at"], span, policy.calendar, pauses).lines(),
        ]
        if reckoned != row["due_at"]:
            stored, by_rule = london_text(row["due_at"]), london_text(reckoned)
            why = self._why_not_by_rule(row)
            lines.append(f"The stored deadline is {stored}, not {by_rule}: {why}.")
        return lines

    def _why_not_by_rule(self, row: Any) -> str:
        """What moved the deadline: the events of this round tell."""
        if (hub := self._handed_on(row)) is not None:
            return f"{hub}, expects something of this hub by then"
        chosen = self._at_start(row, "returned")
        if row["clock"] is ClockKind.RETURNED and chosen is not None:
            return f"the wake time was chosen when it was returned, by {chosen['actor']}"
        given = self._at_start(row, "fresh_deadline")
        if given is not None and row["due_at"] == row["first_due_at"]:
            at = london_text(given["at"])
            return f"{given['actor']} gave it as a fresh deadline on {at} (“{given['text']}”)"
        rated = self._last_rating(row)
        if rated is not None:
            was, became = rated["changes"]["rating"]
            at = london_text(rated["at"])
            return (
                f"it was rated {was} → {became} by {rated['actor']} on {at}, and a raised rating"
                " never lengthens a clock, so the deadline it had is kept"
            )
        return "the record's events tell what moved it"

    def _handed_on(self, row: Any) -> str | None:
        """The hub whose expectation makes this round due: the one that handed it over, or one that
        had it before.
        """
        if row["request_id"] is not None or row["number"] > 1:
            return None
        came = arrived(self._connection, row["referral_id"])
        if came is None:
            return None
        from mashdesk.domain.arrival import expected_by, expected_yet, expecting

        when = came.histories, came.taken_in_at
        policy = self._store.policy(self._connection, row["policy_version"])
        span = Span.parse(row["span"])
        for at in {expected_by(*when), expected_yet(*when)} - {None}:
            assert at is not None
            if row["due_at"] in (at, after_pauses(at, span, policy.calendar, _pauses(row))):
                hub = expecting(*when)[at]
                last = hub == came.histories[-1].hub
                return f"{hub}, which {'handed it over' if last else 'had it before that'}"
        return None

    def _at_start(self, row: Any, kind: str) -> Any | None:
        """The event that began this round."""
        return next(
            (
                event
                for event in self._events
                if event["kind"] == kind
                and event["at"] == row["started_at"]
                and event["request_id"] == row["request_id"]
            ),
            None,
        )

    def _last_rating(self, row: Any) -> Any | None:
        """The last change of rating while this round ran."""
        ended = row["ended_at"]
        during = [
            event
            for event in self._events
            if event["kind"] == "rated"
            and event["changes"].get("rating", [None])[0] is not None
            and event["at"] >= row["started_at"]
            and (ended is None or event["at"] <= ended)
        ]
        return during[-1] if during else None

    def _standing(self, row: Any) -> list[str]:
        if row["missed_at"] is not None:
            missed = london_text(row["missed_at"])
            return [f"It ran out at {missed} and stays overdue until a person acts."]
        if row["paused_at"] is not None:
            held = london_text(row["paused_at"])
            return [f"Held since {held}, while the referrer is asked."]
        return ["That has passed: it is overdue."] if row["due_at"] <= self._now else []


def _pauses(row: Any) -> tuple[Pause, ...]:
    return tuple(
        Pause(
            datetime.fromisoformat(told["began"]),
            datetime.fromisoformat(told["ends"]),
            told.get("reason", ""),
        )
        for told in row["pauses"]
    )
