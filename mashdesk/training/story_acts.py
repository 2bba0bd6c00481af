"""The acts of a story of the training hub: each a real command, by whoever's turn it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.ladder import first_span
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.permissions import may_decide
from mashdesk.domain.policy import Policy
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind
from mashdesk.domain.request import RequestState
from mashdesk.domain.timescales import due
from mashdesk.training import acts, aftercare, people, sayings, weighing
from mashdesk.training.case import Case
from mashdesk.training.consent import consent_for
from mashdesk.training.names import Person
from mashdesk.training.past import seen_leaving, settled
from mashdesk.training.recognising import recognised

Planned = tuple[datetime, Callable[["Case"], None]]
PARENT = Person("the parent at the address")

_REVIEWED_AFTER = timedelta(days=14)
"""What was closed longer ago than this had its early help reviewed since."""


class StoryActs:
    """What is done to a case, at one desk, with one set of people and one seed."""

    def __init__(
        self, desk: Desk, staff: Mapping[str, Actor], policy: Policy, now: datetime, rng: Random
    ) -> None:
        self._desk = desk
        self._staff = staff
        self._policy = policy
        self._now = now
        self._rng = rng
        self._roster = desk.agencies()
        self._cases: dict[str, Case] = {}

    def reopened(self, references: Sequence[str]) -> None:
        """A sweep touched these: their versions are no longer what the stories remember."""
        for reference in references:
            if reference in self._cases:
                self._cases[reference].touched = True

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
                self._settle(case)
        version = self._version(case)
        command = c.Close(referral=case.id, version=version, note=sayings.CLOSED)
        self._on(case, command, self._worker(case))
        if case.past:
            seen_leaving(self._desk, self._staff[people.TRAINEE.name])

    def _settle(self, case: Case) -> None:
        """What a strategy discussion asked is done before anything is closed."""
        if case.outcome is not DecisionOutcome.STRATEGY:
            return
        worker = self._worker(case)
        for action in self._desk.reread(worker, case.id).follow_up.actions:
            self._on(case, aftercare.settle(case.id, self._version(case), action), worker)

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
