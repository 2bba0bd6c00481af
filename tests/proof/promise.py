"""A desk at work as a state machine: people of every role, stale sessions, the clock, the sweep."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.errors import PromptsOpen, Refused
from mashdesk.domain.permissions import may
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.store.views import QueueFilter
from tests.hub import declined
from tests.proof import acts, laws
from tests.proof.agencies import AgencyAtWork
from tests.proof.desk_copy import DeskCopies
from tests.proof.picture import Picture, Row, events
from tests.proof.replaying import is_the_replay_of_its_events
from tests.proof.step import Step

SEATS: tuple[Role | str, ...] = (
    Role.DUTY,
    Role.TEAM_MANAGER,
    "bo",
    Role.DUTY,
    Role.SERVICE_MANAGER,
    Role.EARLY_HELP,
    Role.BUSINESS,
    Role.TEAM_MANAGER,
    Role.AUDITOR,
    Role.PRACTITIONER,
    Role.ADMINISTRATOR,
)
"""Who sits where; those who do most of the work come up most often."""
STALE: tuple[Role, ...] = (Role.DUTY, Role.TEAM_MANAGER)
"""Two more sessions of people who left a screen open elsewhere: they act on what it still shows."""

SPANS = (
    timedelta(minutes=7),
    timedelta(minutes=65),
    timedelta(hours=4),
    timedelta(hours=17),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=11),
)
JUMPS = (timedelta(hours=-1), timedelta(minutes=-10), timedelta(days=-2), timedelta(days=1))
FILTERS = (
    QueueFilter(),
    QueueFilter(mine=True),
    QueueFilter(unrated=True),
    QueueFilter(reopened=True),
    QueueFilter(rating=Rag.RED),
    QueueFilter(agency="POL"),
    QueueFilter(text="school"),
)
numbers = st.sampled_from(range(60))
seats = st.sampled_from(SEATS)


class DeskAtWork(AgencyAtWork):
    """Every rule takes one step and holds the laws against it; `copies` is given by the test."""

    copies: ClassVar[DeskCopies]
    templates: ClassVar[Sequence[str]]

    @initialize(which=st.integers(0, 3))
    def begin(self, which: int) -> None:
        """Start from an empty or a busy desk, before the clocks go back or forward."""
        self.hub = self.copies.fresh(self.templates[which % len(self.templates)])
        self.seen = Picture.of(self.hub.store)
        self.taken = {key: row["children"] for key, row in self.seen.referrals.items()}
        self.left, self.acknowledged = [], {}
        self.memory: dict[Role, dict[tuple[str, int], int]] = {role: {} for role in STALE}
        for role in STALE:
            self.look_from(role)
        self.last: tuple[c.Command, Actor, str, str] | None = None
        laws.at_any_moment(self.seen, self.taken)
        for gone in [e for e in events(self.hub.store) if e["kind"] == "closed"]:
            self.left.append((gone["referral_id"], gone["seq"], gone["actor_id"]))

    # -- what people do -----------------------------------------------------------------------

    @rule(who=numbers, n=numbers, again=st.booleans())
    def take_a_contact_in(self, who: int, n: int, again: bool) -> None:
        known = 1 if n % 10 == 9 else len(self.taken) + 1
        command = c.TakeIn(contact=acts.contact(self.hub.now(), n, known), again=again)
        self.act(command, self.somebody_who_may(command, who))

    @precondition(lambda self: self.taken)
    @rule(who=numbers, which=numbers, turn=numbers, n=numbers)
    def do_what_comes_next(self, who: int, which: int, turn: int, n: int) -> None:
        row = self.referral(which)
        choices = acts.IN_TURN[row["state"]]
        self.on(choices[turn % len(choices)], row, n, who)

    @precondition(lambda self: self.taken)
    @rule(who=numbers, which=numbers, turns=st.lists(numbers, min_size=1, max_size=4), n=numbers)
    def move_it_onwards(self, who: int, which: int, turns: list[int], n: int) -> None:
        for turn in turns:
            row = self.referral(which)
            choices = acts.ONWARDS[row["state"]]
            build = choices[turn % len(choices)]
            if row["state"] == "unrated" and row["consent"] is None:
                build = acts.consent
            self.on(build, row, n, who)

    @precondition(lambda self: self.open_requests())
    @rule(who=numbers, which=numbers, n=numbers)
    def work_a_request(self, who: int, which: int, n: int) -> None:
        requests = self.open_requests()
        row = requests[which % len(requests)]
        command = acts.on_request(row, row["version"], n)
        self.act(command, self.somebody_who_may(command, who))

    @precondition(lambda self: self.left_overdue())
    @rule(who=numbers, which=numbers, hours=st.integers(0, 80))
    def give_a_fresh_deadline(self, who: int, which: int, hours: int) -> None:
        rounds = self.left_overdue()
        row = rounds[which % len(rounds)]
        command = c.GiveFreshDeadline(
            referral=row["referral_id"],
            version=self.seen.referrals[row["referral_id"]]["version"],
            due_at=self.hub.now() + timedelta(hours=hours),
            reason="looked at",
            request=row["request_id"],
        )
        self.act(command, self.somebody_who_may(command, who))

    @precondition(lambda self: self.taken)
    @rule(seat=seats, which=numbers, turn=numbers, n=numbers)
    def do_anything_at_all(self, seat: Role | str, which: int, turn: int, n: int) -> None:
        requests = list(self.seen.requests.values())
        if requests and turn >= 50:
            request = requests[which % len(requests)]
            self.act(acts.on_request(request, request["version"], n), self.hub.actor(seat))
            return
        build = acts.ON_REFERRALS[turn % len(acts.ON_REFERRALS)]
        row = self.referral(which)
        command = build(row, row["version"], n, self.hub.now(), self.seen)
        self.act(command, self.hub.actor(seat))

    @rule(seat=seats, n=numbers)
    def see_to_the_hub(self, seat: Role | str, n: int) -> None:
        command = acts.of_the_hub(n, self.seen)
        administrators = isinstance(command, c.AdoptPolicy | c.AddAgency | c.AddUser) and n % 8 < 7
        self.act(command, self.hub.admin if administrators else self.hub.actor(seat))

    # -- two sessions that left a screen open ---------------------------------------------------

    @rule(who=st.sampled_from(STALE))
    def look_again_from_elsewhere(self, who: Role) -> None:
        self.look_from(who)

    def look_from(self, who: Role) -> None:
        for name, rows in (("referral", self.seen.referrals), ("request", self.seen.requests)):
            for key, row in rows.items():
                self.memory[who][name, key] = row["version"]

    @precondition(lambda self: self.taken)
    @rule(who=st.sampled_from(STALE), which=numbers, turn=numbers, n=numbers)
    def act_from_elsewhere(self, who: Role, which: int, turn: int, n: int) -> None:
        actor = self.hub.actor(who)
        if turn % 3 == 0 and self.seen.requests:
            requests = list(self.seen.requests.values())
            request = requests[which % len(requests)]
            version = self.memory[who].setdefault(("request", request["id"]), request["version"])
            self.act(acts.on_request(request, version, n), actor)
            return
        row = self.referral(which)
        version = self.memory[who].setdefault(("referral", row["id"]), row["version"])
        choices = acts.IN_TURN[row["state"]]
        build = choices[turn % len(choices)]
        self.act(build(row, version, n, self.hub.now(), self.seen), actor)

    @precondition(lambda self: self.last)
    @rule()
    def send_the_last_one_again(self) -> None:
        assert self.last is not None
        command, actor, key, message = self.last
        outcome = self.hub.desk.perform(command, actor, key)
        assert outcome.message == message, "a retry was told something else"
        self.step(Step(self.hub.now(), command, actor, repeated=True))

    # -- the clock ------------------------------------------------------------------------------

    @rule(by=st.sampled_from(SPANS), seat=seats, swept=st.booleans())
    def time_passes(self, by: timedelta, seat: Role | str, swept: bool) -> None:
        self.hub.clock.advance(by)
        self.what_is_overdue_shows(self.hub.actor(seat))
        if swept:
            self.the_sweep_comes_round()

    @rule(by=st.sampled_from(JUMPS))
    def somebody_sets_the_wall_clock(self, by: timedelta) -> None:
        self.hub.clock.set(self.hub.now() + by)

    @rule()
    def nothing_happens_but_the_sweep(self) -> None:
        self.the_sweep_comes_round()

    def the_sweep_comes_round(self) -> None:
        late = self.seen.ran_out(self.hub.now())
        held = [key for key, row in self.seen.rounds.items() if row["paused_at"] is not None]
        due = [row for row in self.seen.reviews.values() if row["done_at"] is None]
        due = [row for row in due if not row["surfaced_at"] and row["due_at"] <= self.hub.now()]
        actions = self.seen.actions_due(self.hub.now())
        discussions = self.seen.discussions_due(self.hub.now())
        report = self.hub.sweep()
        self.step(Step(self.hub.now(), swept=True))
        assert report.failed == 0
        # A return that wakes may hand the turn back to a clock that has run out by then.
        late |= {key for key in held if self.seen.rounds[key]["missed_at"] is not None}
        found = len(late) + len(due) + len(actions) + len(discussions)
        wanted = f"rounds {late}, reviews {due}, of {actions}, discussions of {discussions}"
        assert report.found == found, f"{report} for {wanted}"
        for key in late:
            assert self.seen.rounds[key]["missed_at"] is not None, "the sweep passed one over"
        assert not self.seen.ran_out(self.hub.now()), "something ran out and was left alone"
        for row in self.seen.reviews.values():
            come = row["surfaced_at"] or row["done_at"]
            assert come or row["due_at"] > self.hub.now(), f"a review did not come back: {row}"
        assert not self.seen.actions_due(self.hub.now()), "nobody was told of an overdue action"
        left = self.seen.discussions_due(self.hub.now())
        assert not left, f"nobody was told of an overdue discussion: {left}"

    # -- what people see ------------------------------------------------------------------------

    @rule(seat=seats, wanted=st.sampled_from(FILTERS), which=numbers)
    def look(self, seat: Role | str, wanted: QueueFilter, which: int) -> None:
        row = self.referral(which) if self.taken else None
        self.what_is_seen_adds_up(self.hub.actor(seat), wanted, row)

    # -- one step -------------------------------------------------------------------------------

    def referral(self, which: int) -> Row:
        rows = list(self.seen.referrals.values())
        return rows[which % len(rows)]

    def open_requests(self) -> list[Row]:
        return [row for row in self.seen.requests.values() if row["state"] == "open"]

    def left_overdue(self) -> list[Row]:
        """Last rounds that have run out and wait for a person."""
        return [row for row in self.seen.running if row["missed_at"] is not None]

    def on(self, build: acts.Build, row: Row, n: int, who: int) -> None:
        """Somebody whose role may do it does it, with the record before them as it is."""
        command = build(row, row["version"], n, self.hub.now(), self.seen)
        self.act(command, self.somebody_who_may(command, who))

    def somebody_who_may(self, command: c.Command, who: int) -> Actor:
        those = [seat for seat in SEATS if may(self.hub.actor(seat).role, type(command))]
        return self.hub.actor(those[who % len(those)])

    def act(self, command: c.Command, actor: Actor) -> None:
        """Perform it, and hold the laws against what came of it, done or refused."""
        key, refused = uuid.UUID(int=len(self.left) + self.seen.audit).hex, None
        outcome: Any = None
        try:
            outcome = self.hub.desk.perform(command, actor, key)
            self.last = (command, actor, key, outcome.message)
        except (Refused, Invalid) as error:
            refused = error
        if outcome is not None and isinstance(command, c.TakeIn):
            self.taken[outcome.referral] = len(command.contact.children)
        elif outcome is not None and isinstance(command, c.Correct):
            self.taken[command.referral] = len(command.contact.children)
        self.step(Step(self.hub.now(), command, actor, refused))
        # Most people then answer what stands in their way, and go on.
        if (
            isinstance(refused, PromptsOpen)
            and isinstance(command, c.AnswersPrompts)
            and not command.answers
            and self.seen.audit % 4
        ):
            self.act(replace(command, answers=declined(refused)), actor)

    def step(self, step: Step) -> None:
        before, after = self.seen, Picture.of(self.hub.store)
        if after.seq > before.seq:
            step.events.extend(events(self.hub.store, before.seq))
        self.seen = after
        laws.at_any_moment(after, self.taken)
        laws.from_one_to_the_next(before, after, step)
        touched = {event["referral_id"] for event in step.events}
        for referral in touched:
            is_the_replay_of_its_events(self.hub.store, after, referral)
        self.note_departures(before, after, step)

    def teardown(self) -> None:
        if not hasattr(self, "hub"):
            return
        closed = len(self.seen.referrals) - len(self.seen.open)
        assert len(self.taken) == len(self.seen.open) + closed
        report = self.hub.desk.audit_verify(self.hub.actor(Role.AUDITOR))
        assert report.whole, report.broken
        assert report.rows == self.seen.audit
