"""Sealing at random: what anybody sees is the rule of sight, and what leaves their list they know.

The rule is told here a second time, in plain SQL, so that a slip in the product's own shows.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.errors import Refused
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.store.columns import Instant
from tests.hub import PASSWORD, Hub
from tests.proof.desk_copy import BEFORE_AUTUMN, DeskCopies

NAMES = ("asha", "bo", "tom", "sara")
"""Two workers, two managers; Pip of the police beside them."""
EXPLAINS = ("sealed", "emergency")
SPANS = (timedelta(minutes=7), timedelta(minutes=31), timedelta(hours=5))

numbers = st.integers(0, 11)
someone = st.sampled_from(NAMES)

_SEEN = text(
    "SELECT id FROM referral WHERE closed_at IS NULL AND (NOT sealed"
    " OR EXISTS (SELECT 1 FROM seal_name s WHERE s.referral_id = referral.id AND s.person_id = :p)"
    " OR EXISTS (SELECT 1 FROM override o WHERE o.referral_id = referral.id AND o.person_id = :p"
    " AND o.until_at > :now))"
)


def a_morning(hub: Hub) -> None:
    """Two asked of the police, one of them held and the other sealed; one nobody has rated; one
    closed.
    """
    held = hub.rated(Rag.AMBER)
    hub.ask(held, "POL")
    hub.on(c.Claim, held)
    red = hub.rated(Rag.RED)
    hub.ask(red, "POL", "HLT")
    tom = hub.signed_in(Role.TEAM_MANAGER)
    hub.on(c.Seal, red, tom, people=(tom.user_id,), reason="staff family")
    hub.take_in()
    hub.closed()


class SealedDesk(RuleBasedStateMachine):
    """Every rule takes one step, then everybody's lists are held against what they were."""

    copies: ClassVar[DeskCopies]

    @initialize()
    def begin(self) -> None:
        self.hub = self.copies.fresh("a morning")
        self.lists: dict[str, set[int]] = {}
        self.entries: dict[str, dict[int, int]] = {}
        self.requests: set[tuple[int, str]] = set()
        self.knows: dict[str, set[int]] = {name: set() for name in NAMES}
        self.hold()

    # -- what people do -----------------------------------------------------------------------

    @rule(who=someone, which=numbers, named=st.sets(someone, min_size=1), n=numbers)
    def seal(self, who: str, which: int, named: set[str], n: int) -> None:
        people = tuple(self.actor(name).user_id for name in sorted(named))
        people += (self.actor("pip").user_id,) if n % 3 == 0 else ()
        self.on(c.Seal, which, self.fresh(who), people=people, reason="staff family")

    @rule(who=someone, which=numbers)
    def unseal(self, who: str, which: int) -> None:
        self.on(c.Unseal, which, self.fresh(who), reason="over")

    @rule(who=someone, which=numbers, wait=st.booleans())
    def break_the_glass(self, who: str, which: int, wait: bool) -> None:
        out_of_sight = sorted({1, 2, 3, 4} - self.by_rule(self.actor(who))) or [4]
        number = out_of_sight[which % len(out_of_sight)]
        reference = f"MD-26-{number:04d}"
        self.do(c.BreakGlass(reference=reference, reason="at the door"), self.actor(who))
        if wait:
            self.time_passes(timedelta(minutes=31))

    @rule(who=someone, which=numbers, n=numbers)
    def work(self, who: str, which: int, n: int) -> None:
        given: dict[str, Any] = {"reason": "because"}
        to = self.actor(NAMES[n % len(NAMES)]).user_id
        acts: tuple[tuple[type[c.OnReferral], dict[str, Any]], ...] = (
            (c.Claim, {}),
            (c.Assign, {"worker": to, **given}),
            (c.Rate, {"rating": tuple(Rag)[n % 3], "agency_words": "x", **given}),
            (c.AskAgencies, {"agencies": ("POL",), "question": "What is held?"}),
            (c.Reopen, given),
        )
        kind, words = acts[n % len(acts)]
        self.on(kind, which, self.actor(who), **words)

    @rule(who=someone, n=numbers)
    def read_what_changed(self, who: str, n: int) -> None:
        actor = self.actor(who)
        read = self.hub.desk.notices(actor)[: n + 1]
        if self.do(c.Acknowledge(notices=tuple(one.id for one in read)), actor, hold=False):
            self.knows[who] |= {one.referral for one in read if one.kind == "emergency"}
            for one in read:
                self.entries[who].pop(one.id, None)
            self.hold()

    @rule(by=st.sampled_from(SPANS))
    def time_passes(self, by: timedelta) -> None:
        self.hub.clock.advance(by)
        self.hub.sweep()
        self.hold()

    # -- one step -------------------------------------------------------------------------------

    def actor(self, name: str) -> Actor:
        return replace(self.hub.actor(Role.PRACTITIONER if name == "pip" else name), session=None)

    def fresh(self, name: str) -> Actor:
        """Somebody who has just given their password."""
        return self.hub.sign_in.sign_in(name, PASSWORD, "proof")

    def referral(self, which: int) -> int:
        return 1 + which % 4

    def on(self, kind: type[c.OnReferral], which: int, actor: Actor, **words: Any) -> None:
        referral = self.referral(which)
        with self.hub.store.read() as connection:
            query = text("SELECT version FROM referral WHERE id = :id")
            version = connection.execute(query, {"id": referral}).scalar_one()
        self.do(kind(referral=referral, version=version, **words), actor)

    def do(self, command: c.Command, actor: Actor, *, hold: bool = True) -> bool:
        try:
            self.hub.do(command, actor)
        except (Refused, Invalid):
            done = False
        else:
            done = True
        # What was refused changes nothing; if it did, the next to hold the lists would see it.
        if hold and done:
            self.hold()
        return done

    # -- the laws -------------------------------------------------------------------------------

    def hold(self) -> None:
        for name in NAMES:
            self.a_list_is_the_rule_of_sight_and_what_left_it_is_told(name)
        self.what_left_the_agency_is_told()

    def a_list_is_the_rule_of_sight_and_what_left_it_is_told(self, name: str) -> None:
        actor, desk = self.actor(name), self.hub.desk
        listed = {row.id for row in desk.queue(actor).rows}
        assert listed == self.by_rule(actor), f"{name} sees {listed}"
        notices = desk.notices(actor)
        told = {one.referral for one in notices if one.kind in EXPLAINS} | self.knows[name]
        gone = self.lists.get(name, set()) - listed
        assert gone <= told, f"{gone - told} left {name}'s list without a word"
        shown = {one.id: one.referral for one in notices}
        lost = {one for key, one in self.entries.get(name, {}).items() if key not in shown}
        assert lost <= told, f"what {name} was told of {lost - told} vanished without a word"
        hidden = [one for one in notices if one.referral not in listed and one.kind in EXPLAINS]
        assert all(one.why == "" for one in hidden), "an explanation says more than it may"
        self.lists[name], self.entries[name] = listed, shown

    def what_left_the_agency_is_told(self) -> None:
        view = self.hub.desk.agency.view(self.actor("pip"))
        shown = {(row.request, row.reference) for row in (*view.open, *view.settled)}
        told = {entry.reference for entry in view.entries if entry.kind == "sealed"}
        for request, reference in self.requests - shown:
            assert reference in told, f"request {request} left the police without a word"
        self.requests = shown

    def by_rule(self, actor: Actor) -> set[int]:
        now = Instant().bind_processor(self.hub.store.engine.dialect)(self.hub.now())
        with self.hub.store.read() as connection:
            found = connection.execute(_SEEN, {"p": actor.user_id, "now": now})
            return set(found.scalars())

    def teardown(self) -> None:
        if hasattr(self, "hub"):
            self.hold()
            report = self.hub.desk.audit_verify(self.hub.actor(Role.AUDITOR))
            assert report.whole, report.broken


@pytest.fixture(scope="session")
def mornings(tmp_path_factory: pytest.TempPathFactory) -> DeskCopies:
    made = DeskCopies(tmp_path_factory.mktemp("sight"))
    made.template("a morning", BEFORE_AUTUMN, a_morning)
    return made


def test_whatever_is_sealed_what_leaves_anybodys_list_is_explained_to_them(
    mornings: DeskCopies,
) -> None:
    class Machine(SealedDesk):
        pass

    Machine.copies = mornings
    examples = 600 if os.environ.get("MASHDESK_THOROUGH") == "1" else 40
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=18,
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )
