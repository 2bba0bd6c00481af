"""Each referral of the training hub as a story: what was done to it, when, and by whom.

A story is a generator. It yields the instant (UTC) of its next act and, when woken then, performs
it; what lies in the future is simply not reached. So forty stories share one clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.ladder import first_span, later_span
from mashdesk.domain.permissions import may_decide
from mashdesk.domain.policy import Policy
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.request import RequestState
from mashdesk.domain.timescales import due
from mashdesk.training import acts, aftercare, demand, people, sayings, weighing
from mashdesk.training.case import Case
from mashdesk.training.consent import consent_for
from mashdesk.training.draws import dealt, several
from mashdesk.training.names import Person
from mashdesk.training.past import past_cases, seen_leaving, settled
from mashdesk.training.population import Population, Wanted
from mashdesk.training.recognising import recognised
from mashdesk.training.recurring import Recurring
from mashdesk.training.stages import BEFORE, CLOCK_OF, PARTS, Ending, Part, Rounds

Story = Iterator[datetime]
Planned = tuple[datetime, Callable[["Case"], None]]
PARENT = Person("the parent at the address")

WORKLOADS: Mapping[str | None, float] = {
    people.TRAINEE.name: 19,
    people.PRIYA.name: 22,
    people.TOM.name: 20,
    people.CALLUM.name: 13,
    None: 26,
}
"""Who holds the open referrals; a quarter wait for somebody to claim them."""

_REVIEWED_AFTER = timedelta(days=14)
"""What was closed longer ago than this had its early help reviewed since."""


class Storyteller:
    """Tells every story at one desk, with one set of people and one seed."""

    def __init__(
        self, desk: Desk, staff: Mapping[str, Actor], policy: Policy, now: datetime, rng: Random
    ) -> None:
        self._desk = desk
        self._staff = staff
        self._policy = policy
        self._now = now
        self._rng = rng
        self._contacts = Recurring(rng, Population(rng))
        self._roster = desk.agencies()
        self._cases: dict[str, Case] = {}

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

    def reopened(self, references: Sequence[str]) -> None:
        """A sweep touched these: their versions are no longer what the stories remember."""
        for reference in references:
            if reference in self._cases:
                self._cases[reference].touched = True

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

    def _take_in(self, case: Case) -> None:
        who = people.SAM if self._rng.random() < 0.7 else people.PRIYA
        actor, contact = self._staff[who.name], case.contact
        if case.told.known:
            contact = recognised(self._desk, actor, contact)
        outcome = self._desk.perform(c.TakeIn(contact=contact), actor)
        assert outcome.referral is not None
        assert outcome.reference is not None
        case.id, case.reference = outcome.referral, outcome.reference
        case.version = outcome.version or 1
        self._cases[case.reference] = case

    def _rate(self, case: Case, rating: Rag) -> None:
        who = self._worker(case)
        if case.contact.consent is None:
            consent = consent_for(self._rng, rating, PARENT, case.contact.received_at)
            self._on(
                case,
                c.RecordConsent(referral=case.id, version=self._version(case), consent=consent),
                who,
            )
        self._on(case, acts.rate(self._rng, case.id, self._version(case), rating), who)

    def _rate_again(self, case: Case) -> None:
        assert case.part.rating is not None
        version, rating, before = self._version(case), case.part.rating, case.part.before
        self._on(case, acts.rate(self._rng, case.id, version, rating, before), self._worker(case))
        # Every open request was timed anew with it.
        case.touched = True

    def _hand_over(self, case: Case) -> None:
        if case.worker is None:
            return
        worker, version = self._staff[case.worker], self._version(case)
        if self._rng.random() < 0.25:
            reason = self._rng.choice(sayings.ASSIGNED)
            command: c.Command = c.Assign(
                referral=case.id, version=version, worker=worker.user_id, reason=reason
            )
            self._on(case, command, self._staff[people.GRACE.name])
        else:
            self._on(case, c.Claim(referral=case.id, version=version), worker)

    def _ask(self, case: Case, until: datetime | None) -> list[Planned]:
        """Ask, and plan the answers: each before its own deadline and before the story's end."""
        assert case.part.rating is not None
        rating, now = case.part.before or case.part.rating, self._desk.clock.now()
        wanted = acts.agencies_to_ask(self._roster, rating, case.contact.reasons)
        command = acts.ask(self._rng, case.id, self._version(case), wanted)
        made = self._on(case, command, self._worker(case)).requests
        case.requests = {request: (agency, 1) for request, agency in zip(made, wanted, strict=True)}
        span = first_span(self._policy, ClockKind.ANSWER, case.part.rating)
        due_at = due(now, span, self._policy.calendar)
        plan: list[Planned] = []
        for number, request in enumerate(case.requests):
            if case.part.silent and number == 0:
                at = due_at + self._minutes(10, 40)
                plan.append((at, partial(self._chase, request=request)))
                continue
            last = due_at if until is None else min(due_at, until)
            at = now + (last - now) * self._rng.uniform(0.15, 0.9)
            plan.append((at, partial(self._answer, request=request)))
        return plan

    def _answer(self, case: Case, request: int) -> None:
        self._version(case)
        agency, version = case.requests.pop(request)
        if agency == people.JOE.agency:
            joe = self._staff[people.JOE.name]
            self._on(case, acts.send_answer(self._rng, self._desk.agency.open(joe, request)), joe)
            # An agency is not told the referral's own version, which its answer moved on.
            case.touched = True
            return
        who = self._staff[people.SAM.name] if self._rng.random() < 0.5 else self._worker(case)
        self._on(case, acts.answer(self._rng, request, version, agency), who)

    def _chase(self, case: Case, request: int) -> None:
        self._version(case)
        agency, version = case.requests[request]
        sam = self._staff[people.SAM.name]
        self._on(case, acts.chase(self._rng, request, version), sam)
        case.requests[request] = (agency, version + 1)

    def _note(self, case: Case) -> None:
        text = self._rng.choice(sayings.NOTES)
        self._on(case, c.AddNote(referral=case.id, text=text), self._worker(case))

    def _send_back(self, case: Case) -> None:
        command = acts.send_back(self._rng, case.id, self._version(case))
        self._on(case, command, self._worker(case))

    def _decide(self, case: Case) -> None:
        assert case.part.rating is not None
        version, unanswered = self._version(case), tuple(case.requests)
        rating = case.part.rating
        # The opening's clocks are placed where its parts say: none waits for another's worker.
        command = acts.decide(self._rng, case.id, version, rating, unanswered, handed_over=False)
        if case.past:
            command = settled(self._rng, command)
        who = self._worker(case)
        if not may_decide(who.role, command.outcome):
            who = self._staff[people.GRACE.name]
        self._on(case, command, who)
        case.outcome = command.outcome
        case.requests.clear()

    def _tell(self, case: Case) -> None:
        sender = case.contact.sender_name
        command = acts.give_feedback(self._rng, case.id, self._version(case), sender)
        self._on(case, command, self._staff[people.SAM.name])

    def _close(self, case: Case) -> None:
        version, now = self._version(case), self._desk.clock.now()
        if case.outcome is not None:
            left = aftercare.before_closing(
                self._rng,
                case.id,
                version,
                case.outcome,
                now,
                long_ago=self._now - now > _REVIEWED_AFTER,
            )
            if left is not None:
                self._on(case, left, self._worker(case))
        version = self._version(case)
        command = c.Close(referral=case.id, version=version, note=sayings.CLOSED)
        self._on(case, command, self._worker(case))
        if case.past:
            seen_leaving(self._desk, self._staff[people.TRAINEE.name])

    def _worker(self, case: Case) -> Actor:
        return self._staff[case.worker or people.TOM.name]

    def _on(self, case: Case, command: c.Command, actor: Actor) -> Outcome:
        outcome = weighing.perform(self._desk, self._rng, command, actor)
        case.version = outcome.version or case.version
        return outcome

    def _version(self, case: Case) -> int:
        """The version to act at, read again if a sweep has touched the case since."""
        if case.touched:
            view = self._desk.reread(self._worker(case), case.id)
            case.version, case.touched = view.version, False
            case.requests = {
                request.id: (request.agency, request.version)
                for request in view.requests
                if request.state is RequestState.OPEN
            }
        return case.version

    def _minutes(self, low: int, high: int) -> timedelta:
        return timedelta(seconds=self._rng.randint(low * 60, high * 60))
