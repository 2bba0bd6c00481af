"""Each referral of the training hub as a story: what was done to it, when, and by whom.

A story is a generator. It yields the instant (UTC) of its next act and, when woken then, performs
it; what lies in the future is simply not reached. So forty stories share one clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.domain.actor import Actor
from mashdesk.domain.ladder import first_span, later_span
from mashdesk.domain.policy import Policy
from mashdesk.domain.rating import Rag
from mashdesk.training import demand, people
from mashdesk.training.case import Case
from mashdesk.training.draws import dealt, several
from mashdesk.training.past import past_cases
from mashdesk.training.population import Population, Wanted
from mashdesk.training.recurring import Recurring
from mashdesk.training.stages import BEFORE, CLOCK_OF, PARTS, Ending, Part, Rounds
from mashdesk.training.story_acts import Planned, StoryActs

Story = Iterator[datetime]

WORKLOADS: Mapping[str | None, float] = {
    people.TRAINEE.name: 19,
    people.PRIYA.name: 22,
    people.TOM.name: 20,
    people.CALLUM.name: 13,
    None: 26,
}
"""Who holds the open referrals; a quarter wait for somebody to claim them."""


class Storyteller(StoryActs):
    """Tells every story at one desk, with one set of people and one seed."""

    def __init__(
        self, desk: Desk, staff: Mapping[str, Actor], policy: Policy, now: datetime, rng: Random
    ) -> None:
        super().__init__(desk, staff, policy, now, rng)
        self._contacts = Recurring(rng, Population(rng))

    def stories(self) -> list[Story]:
        """One story for every referral of the plan, in no order of time."""
        rng = self._rng
        past = [self._story(case) for case in past_cases(self._contacts, rng, self._now)]
        parts = [part for part in PARTS for _ in range(part.count)]
        senders = dealt(demand.SENDERS, len(parts), rng)
        worries = [several(demand.worries_from(sender), rng) for sender in senders]
        workers = dealt(WORKLOADS, len(parts), rng)
        return past + [
            self._story(self._case(*each))
            for each in zip(parts, senders, worries, workers, strict=True)
        ]

    def unclear(self) -> list[int]:
        """The referrals that name somebody whom a person has to recognise."""
        return [case.id for case in self._cases.values() if case.told.unclear]

    def _case(
        self,
        part: Part,
        sender: demand.Sender,
        worries: tuple[demand.Worry, ...],
        worker: str | None,
    ) -> Case:
        rng, clock = self._rng, CLOCK_OF[part.ending]
        rounds = Rounds(
            first_span(self._policy, clock, part.rating),
            later_span(self._policy, clock, part.rating),
            self._policy.rounds,
            self._policy.calendar,
        )
        clock_from = rounds.start_for(rng.uniform(part.low, part.high), self._now)
        received_at = clock_from - timedelta(minutes=rng.randint(*BEFORE[part.ending]))
        consent = None if part.rating is None else rng.random() > 0.2
        wanted = Wanted(sender, worries, part.rating, consent)
        return Case(part, self._contacts.contact(received_at, wanted), worker, clock_from)

    def _story(self, case: Case) -> Story:
        part, received_at = case.part, case.contact.received_at
        yield received_at + self._minutes(1, 6)
        self._take_in(case)
        if part.rating is None:
            return
        red = part.rating is Rag.RED
        yield received_at + (self._minutes(7, 12) if red else self._minutes(12, 45))
        self._rate(case, part.before or part.rating)
        yield self._desk.clock.now() + self._minutes(1, 4)
        self._hand_over(case)
        endings = self._ending(case)
        until = endings[0][0] if endings else None
        plan: list[Planned] = []
        if self._asks(part):
            yield self._desk.clock.now() + self._minutes(1, 10)
            plan = self._ask(case, until)
        if part.before is not None:
            plan.append((self._desk.clock.now() + self._minutes(40, 90), self._rate_again))
        elif self._rng.random() < 0.2:
            plan.append((self._desk.clock.now() + self._minutes(15, 60), self._note))
        plan = [(at, act) for at, act in plan if until is None or at < until]
        for at, act in sorted(plan, key=lambda planned: planned[0]) + endings:
            yield at
            act(case)

    def _asks(self, part: Part) -> bool:
        if part.ending is Ending.RETURNED:
            return False
        return part.silent or part.rating is not Rag.GREEN or self._rng.random() < 0.5

    def _ending(self, case: Case) -> list[Planned]:
        """The acts that bring the story to its end, none before its last clock but a decision."""
        ending, start = case.part.ending, case.clock_from
        if ending is Ending.RETURNED:
            return [(start, self._send_back)]
        if ending is Ending.DECIDED:
            return [(start, self._decide)]
        if ending is Ending.TOLD:
            return [(start - self._minutes(40, 200), self._decide), (start, self._tell)]
        if ending is Ending.CLOSED:
            told_at = start + self._minutes(15, 60)
            closed_at = told_at + self._minutes(5, 60)
            return [(start, self._decide), (told_at, self._tell), (closed_at, self._close)]
        return []
