"""What is to happen to rounds whose time is up: missed at their true instant, and reopened.

Pure: it looks at what was read and gathers what to write (reopening.py writes it). Made for many
at once, for the sweep hands over hundreds, and a command just the ones of its own referral.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from mashdesk.desk.clockwork.retiming import pause_told
from mashdesk.domain.actor import Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.entries import MEANS
from mashdesk.domain.ladder import agency_rung, later_span, next_round, rung
from mashdesk.domain.policy import Policy
from mashdesk.domain.prompts import AFTER_TIME_OUT
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.timescales import Span, due, resume_due
from mashdesk.store.queries.due import REFERRAL_CLOCK, REQUEST_CLOCK
from mashdesk.text import sentence

Values = dict[str, Any]
Found = Mapping[str, Any] | RowMapping


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who is on each rung of the ladder: person id and full name by role."""

    people: Mapping[Role, tuple[int, str]]

    def after(self, number: int) -> tuple[int | None, str]:
        """Who is named when round `number` ran out."""
        role = rung(number + 1)
        return self.people.get(role, (None, f"the {role.label} (nobody has this role)"))


@dataclass(slots=True)
class RunOut:
    """Everything the store is to be told about rounds that ran out, gathered before it is written.

    `held` are the rounds that returns to the referrer hold, and `keepers` the managers named on
    sealed records, and `handed` whom a hand-over concerns that nobody took up; all by referral.
    """

    now: datetime
    policy: Policy
    policy_of: Callable[[int], Policy]
    ladder: Ladder
    held: Mapping[int, Found]
    keepers: Mapping[int, list[int]] = field(default_factory=dict)
    handed: Mapping[int, list[int]] = field(default_factory=dict)
    ended: list[Values] = field(default_factory=list)
    missed: list[Values] = field(default_factory=list)
    resumed: list[Values] = field(default_factory=list)
    started: list[Values] = field(default_factory=list)
    referrals: dict[int, Values] = field(default_factory=dict)
    requests: dict[int, Values] = field(default_factory=dict)
    events: list[Values] = field(default_factory=list)
    prompts: list[Values] = field(default_factory=list)
    notices: dict[tuple[int, int, str], str] = field(default_factory=dict)
    agency_notices: list[Values] = field(default_factory=list)
    # Counted for whoever runs the sweep, who may not see what is sealed.
    reopened: int = 0
    last_rounds: int = 0

    def take(self, row: Found) -> None:
        """Gather what becomes of one round that ran out."""
        if row["request_id"] is None:
            self._referral(row)
        else:
            self._request(row)

    def _referral(self, row: Found) -> None:
        before = {name: row[f"r_{name}"] for name in REFERRAL_CLOCK}
        who_id, who = self.ladder.after(row["number"])
        after = {**before, "timeouts": before["timeouts"] + 1, "next_up": who}
        waited = f"waited for {row['clock'].waits_for} until {london_text(row['due_at'])}"
        if row["clock"] is ClockKind.RETURNED:
            after |= self._woken(row)
            until = london_text(row["due_at"])
            said = f"No reply from the referrer by {until}; it is open again"
        elif row["clock"] is ClockKind.ALLOCATED:
            after |= self._not_taken_up(row)
            until = london_text(row["due_at"])
            said = f"No allocated worker took it up by {until}; it is open for a decision again"
        elif (later := self._later(row)) is not None:
            after |= later
            said = f"It {waited}; reopened in round {later['round']}"
        else:
            said = f"The last round {waited}; it stays overdue"
        title = sentence(f"{said}. Next: {who}")
        known = self._touch(row)
        known |= after
        known["version"] += 1
        self._event(row, before, after, known["version"], title)
        self._prompt(row, title)
        people = {row["r_worker_id"], who_id, *self.handed.get(row["referral_id"], [])}
        if before["timeouts"] and not row["r_sealed"]:
            # Timed out twice is grave: the team manager hears of it, whoever is next.
            people.add(self.ladder.after(1)[0])
        for person in (people | set(self._keepers(row))) - {None}:
            self._notice(person, row, title)

    def _request(self, row: Found) -> None:
        before = {name: row[f"q_{name}"] for name in REQUEST_CLOCK}
        agency, number = row["agency_name"], row["number"]
        named = row["agency_next"] if number == 1 else row["agency_lead"]
        after = {
            **before,
            "timeouts": before["timeouts"] + 1,
            "missed_at": before["missed_at"] or row["due_at"],
            "next_contact": (named or f"{agency}'s {agency_rung(number + 1)}")[:200],
        }
        said = f"{agency} had not answered by {london_text(row['due_at'])}"
        when = ""
        if (later := self._later(row)) is not None:
            after |= later
            said = f"{said}; asked again in round {later['round']}"
            when = f" It is due {london_text(later['due_at'])}."
        else:
            said = f"{said}; the last round stays overdue"
        title = sentence(f"{said}. Next: {after['next_contact']}")
        version = row["q_version"] + 1
        self.requests[row["request_id"]] = {"b_id": row["request_id"], "version": version, **after}
        self._touch(row)
        self._event(row, before, after, version, title)
        self._prompt(row, title)
        for person in {row["r_worker_id"], *self._keepers(row)} - {None}:
            self._notice(person, row, title)
        self._agency_notice(row, f"{title}{when} {MEANS['timed_out']}")

    def _keepers(self, row: Found) -> list[int]:
        """Who is told of a sealed record's time-outs whoever is next on the ladder: they see it."""
        return self.keepers.get(row["referral_id"], [])

    def _later(self, row: Found) -> Values | None:
        """Start the next round, and say what its item shows; None after the last one."""
        later = next_round(self.policy, row["clock"], row["r_rating"], row["number"], self.now)
        if later is None:
            self.missed.append({"b_id": row["id"], "missed_at": row["due_at"]})
            self.last_rounds += not row["r_sealed"]
            return None
        self._over(row)
        self._start(row, row["clock"], later.number, later.span, later.due_at)
        return {"round": later.number, "start_at": self.now, "due_at": later.due_at}

    def _woken(self, row: Found) -> Values:
        """The returned round is over; the one it held runs on with what it had left."""
        held = self.held[row["referral_id"]]
        self._over(row)
        calendar = self.policy_of(held["policy_version"]).calendar
        paused_at, span = held["paused_at"], Span.parse(held["span"])
        # A wall clock set back since it was returned makes the pause empty, never less.
        until = max(self.now, paused_at)
        due_at = resume_due(held["due_at"], paused_at, until, span, calendar)
        pauses = [*held["pauses"], pause_told(paused_at, until)]
        self.resumed.append(
            {"b_id": held["id"], "due_at": due_at, "paused_at": None, "pauses": pauses}
        )
        return {
            "state": row["r_before_return"] or ReferralState.UNRATED,
            "before_return": None,
            "clock": held["clock"],
            "round": held["number"],
            "start_at": held["started_at"],
            "due_at": due_at,
        }

    def _not_taken_up(self, row: Found) -> Values:
        """The hand-over is over; the referral is open again in the next round of its decision."""
        self._over(row)
        clock, rating = ClockKind.DECISION, row["r_rating"]
        span = later_span(self.policy, clock, rating)
        # A ladder of one rung has no second round: its one begins anew.
        number = min(row["number"] + 1, self.policy.rounds)
        due_at = due(self.now, span, self.policy.calendar)
        self._start(row, clock, number, span, due_at)
        shown = {"round": number, "start_at": self.now, "due_at": due_at}
        return {"state": ReferralState.RATED, "final_rating": None, "clock": clock, **shown}

    def _start(
        self, row: Found, clock: ClockKind, number: int, span: Span, due_at: datetime
    ) -> None:
        self.started.append(
            {
                "referral_id": row["referral_id"],
                "request_id": row["request_id"],
                "clock": clock,
                "number": number,
                "span": str(span),
                "policy_version": self.policy.version,
                "started_at": self.now,
                "due_at": due_at,
                "first_due_at": due_at,
                "pauses": [],
            }
        )

    def _over(self, row: Found) -> None:
        self.reopened += not row["r_sealed"]
        ended = {"missed_at": row["due_at"], "ended_at": self.now, "ended_because": "timed out"}
        self.ended.append({"b_id": row["id"], **ended})

    def _touch(self, row: Found) -> Values:
        """The referral as gathered so far: several of its rounds may run out in one go."""
        fresh = {name: row[f"r_{name}"] for name in REFERRAL_CLOCK}
        own = {"b_id": row["referral_id"], "version": row["r_version"], **fresh}
        return self.referrals.setdefault(row["referral_id"], own)

    def _event(self, row: Found, before: Values, after: Values, version: int, title: str) -> None:
        changes = {
            name: [_plain(before[name]), _plain(value)]
            for name, value in after.items()
            if before[name] != value
        }
        self.events.append(
            {
                "at": self.now,
                "kind": "timed_out",
                "referral_id": row["referral_id"],
                "request_id": row["request_id"],
                "version": version,
                "changes": {**changes, "version": [version - 1, version]},
                "title": title,
                "text": "",
            }
        )

    def _prompt(self, row: Found, title: str) -> None:
        kind = AFTER_TIME_OUT[row["clock"]]
        self.prompts.append(
            {
                "referral_id": row["referral_id"],
                "request_id": row["request_id"],
                "code": kind.code,
                "evidence_key": f"round {row['id']}",
                "grave": kind.grave,
                "raised_at": self.now,
                "evidence": title,
                "reason": "",
            }
        )

    def _notice(self, person: int, row: Found, title: str) -> None:
        about = "" if row["request_id"] is None else f"request {row['request_id']}"
        self.notices[person, row["referral_id"], about] = f"{row['r_reference']}: {title}"

    def _agency_notice(self, row: Found, title: str) -> None:
        self.agency_notices.append(
            {
                "person_id": None,
                "agency_id": row["agency_id"],
                "referral_id": row["referral_id"],
                "kind": "timed_out",
                "about": f"request {row['request_id']}",
                "at": self.now,
                "text": f"{row['r_reference']}: {title}",
                "why": "time ran out",
            }
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
