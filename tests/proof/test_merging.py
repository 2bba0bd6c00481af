"""Saying that two are one person, and taking it back, at random: nothing of anybody is lost.

After every step histories, clocks and references are what they were, each person has exactly the
numbers that the judgements which stand join, and the earliest due of all that they are in.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
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
from sqlalchemy import select

from mashdesk.domain import commands as c
from mashdesk.domain.contact import Adult, Child
from mashdesk.domain.errors import Refused
from mashdesk.domain.people import Verdict
from mashdesk.domain.problems import Invalid
from mashdesk.domain.rating import Rag
from mashdesk.store.names import (
    CHILDREN,
    INDIVIDUALS,
    JUDGEMENTS,
    MENTIONS,
    REFERRALS,
    RELATIONSHIPS,
    ROUNDS,
)
from tests.hub import Hub
from tests.proof.desk_copy import BEFORE_AUTUMN, DeskCopies

PEOPLE = 9
"""Seven children, and an adult of the first contact and of the sixth."""

numbers = st.integers(1, PEOPLE)


def six_contacts(hub: Hub) -> None:
    """Children who may be one or six, with clocks of every length; one contact is closed."""
    ratings = (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.AMBER)
    mother = Adult(given_name="Lisa", family_name="Brown", role="mother", lives_with=True)
    for n, name in enumerate(("Kai", "Kay", "Kaie", "Kai", "Kia", "Ky")):
        child = Child(given_name=name, family_name="Brown", born=date(2019, 5, 4 + n % 2))
        referral = hub.take_in(children=(child,), adults=(mother,) if n in (0, 5) else ())
        if n < len(ratings):
            hub.rate(referral, ratings[n])
    hub.closed(children=(Child(given_name="Mia", family_name="Jones"),))


class Merging(RuleBasedStateMachine):
    """Every rule is one judgement or its undoing; then all is held against what it was."""

    copies: ClassVar[DeskCopies]

    @initialize()
    def begin(self) -> None:
        self.hub = self.copies.fresh("six contacts")
        self.taken_back: list[Any] = []
        """What stood before each judgement that nothing else was undone since."""
        self.before = self.records()
        self.own = {n: self.hub.desk.known.individual(self.hub.duty, n) for n in self.people()}
        self.hold()

    @rule(one=numbers, other=numbers, verdict=st.sampled_from((*Verdict, Verdict.SAME)))
    def judge(self, one: int, other: int, verdict: Verdict) -> None:
        said = c.JudgeIdentity(
            one=one, other=other, verdict=verdict, reason="the school says so", despite=True
        )
        before = self.judged()
        if self.done(said):
            self.taken_back.append(before)
            self.hold()

    @rule(which=st.integers(0, 40), verdict=st.sampled_from(Verdict))
    def judge_again(self, which: int, verdict: Verdict) -> None:
        """Of two of whom something stands: it gives way."""
        standing = sorted(self.standing().values())
        if standing:
            one, other, _ = standing[which % len(standing)]
            self.judge(one, other, verdict)

    @rule(which=st.integers(0, 40))
    def undo(self, which: int) -> None:
        standing = sorted(self.standing())
        if standing:
            judged = standing[which % len(standing)]
            self.taken_back.clear()
            assert self.done(c.UndoJudgement(judgement=judged, reason="a cousin"))
            self.hold()

    def done(self, command: c.Command) -> bool:
        try:
            self.hub.do(command)
        except (Refused, Invalid):
            return False
        return True

    # -- the laws -------------------------------------------------------------------------------

    def hold(self) -> None:
        assert self.records() == self.before, "a judgement touched what is not its own"
        joined = self.joined()
        for number in self.people():
            view = self.hub.desk.known.individual(self.hub.duty, number)
            group = {one for one in self.people() if joined[one] == joined[number]}
            assert set(view.members) == group
            assert view.individual == min(group)
            each = [self.own[one] for one in group]
            told = {place.referral for own in each for place in own.referrals}
            assert {place.referral for place in view.referrals} == told, "a history was lost"
            assert set(view.names) == {name for own in each for name in own.names}
            assert {tie.id for tie in view.ties} <= {tie.id for own in each for tie in own.ties}
            assert view.earliest_due == earliest(own.earliest_due for own in each)

    def joined(self) -> dict[int, int]:
        """Told a second time: who reaches whom by judgements that stand, and the smallest."""
        group = {number: {number} for number in self.people()}
        for one, other, verdict in self.standing().values():
            if verdict is Verdict.SAME:
                both = group[one] | group[other]
                for number in both:
                    group[number] = both
        roots = {number: min(those) for number, those in group.items()}
        with self.hub.store.read() as connection:
            query = select(INDIVIDUALS.c.id, INDIVIDUALS.c.root_id)
            assert {row.id: row.root_id for row in connection.execute(query)} == roots
        return roots

    def standing(self) -> dict[int, tuple[int, int, Verdict]]:
        with self.hub.store.read() as connection:
            query = select(JUDGEMENTS).where(JUDGEMENTS.c.undone_at.is_(None))
            return {
                row["id"]: (row["one_id"], row["other_id"], row["verdict"])
                for row in connection.execute(query).mappings()
            }

    def judged(self) -> list[dict[str, Any]]:
        """Every judgement that stands, whole."""
        with self.hub.store.read() as connection:
            query = select(JUDGEMENTS).where(JUDGEMENTS.c.undone_at.is_(None))
            rows = connection.execute(query.order_by(JUDGEMENTS.c.id)).mappings()
            return [dict(row) for row in rows]

    def people(self) -> range:
        return range(1, len(self.before["individual"]) + 1)

    def records(self) -> dict[str, list[dict[str, Any]]]:
        """Every row that a judgement must leave alone; of referrals all but the marks of change and
        of how many prompts stand, which it weighs anew.
        """
        found = {}
        with self.hub.store.read() as connection:
            for table in (REFERRALS, ROUNDS, CHILDREN, MENTIONS, RELATIONSHIPS, INDIVIDUALS):
                rows = connection.execute(select(table).order_by(table.c.id)).mappings()
                found[table.name] = [
                    {
                        name: value
                        for name, value in row.items()
                        if name not in ("root_id", "changed", "prompted", "prompts")
                        and (table, name) != (INDIVIDUALS, "version")
                    }
                    for row in rows
                ]
        return found

    def teardown(self) -> None:
        if hasattr(self, "hub"):
            # Taken back in turn, each leaves what stood before it: by its own moment and maker.
            while self.taken_back:
                last = max(self.standing())
                assert self.done(c.UndoJudgement(judgement=last, reason="a cousin"))
                assert self.judged() == self.taken_back.pop()
            self.hold()
            assert self.hub.desk.audit_verify(self.hub.manager).whole


def earliest(dues: Iterable[datetime | None]) -> datetime | None:
    return min((due for due in dues if due is not None), default=None)


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory) -> DeskCopies:
    made = DeskCopies(tmp_path_factory.mktemp("merging"))
    made.template("six contacts", BEFORE_AUTUMN, six_contacts)
    return made


def test_whoever_is_judged_the_same_and_parted_again_keeps_history_clocks_and_references(
    contacts: DeskCopies,
) -> None:
    class Machine(Merging):
        pass

    Machine.copies = contacts
    examples = 300 if os.environ.get("MASHDESK_THOROUGH") == "1" else 10
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=8,
            suppress_health_check=list(HealthCheck),
            deadline=None,
        ),
    )


def test_merging_moves_no_clock_as_time_passes(sqlite_hub: Hub) -> None:
    hub, ratings = sqlite_hub, (Rag.RED, Rag.GREEN)
    kai = Child(given_name="Kai", family_name="Brown", born=date(2019, 5, 4))
    merged = [hub.rated(rating, children=(kai,)) for rating in ratings]
    strangers = (
        Child(given_name="Zofia", family_name="Nowak", born=date(2012, 1, 30)),
        Child(given_name="Idris", family_name="Okafor", born=date(2016, 8, 17)),
    )
    alone = [
        hub.rated(rating, children=(child,))
        for rating, child in zip(ratings, strangers, strict=True)
    ]
    hub.do(c.JudgeIdentity(one=1, other=2, verdict=Verdict.SAME, reason="the school says so"))
    assert _clocks(hub, merged) == _clocks(hub, alone)
    # Red times out and comes back, whoever its child is; green runs on.
    hub.later(hours=5)
    hub.sweep()
    assert [hub.view(one).timeouts for one in merged] == [1, 0]
    assert _clocks(hub, merged) == _clocks(hub, alone)
    hub.do(c.UndoJudgement(judgement=1, reason="a cousin"))
    assert _clocks(hub, merged) == _clocks(hub, alone)
    hub.later(days=6)
    hub.sweep()
    assert min(hub.view(one).timeouts for one in merged) > 0
    assert _clocks(hub, merged) == _clocks(hub, alone)
    view = hub.desk.known.individual(hub.duty, 2)
    assert [place.referral for place in view.referrals] == [merged[1]]


def _clocks(hub: Hub, referrals: list[int]) -> list[tuple[Any, ...]]:
    """Every round of each, running or over, but for its number in the store."""
    views = [hub.view(one) for one in referrals]
    return [
        (view.due_at, view.timeouts, tuple(replace(one, id=0) for one in view.rounds))
        for view in views
    ]
