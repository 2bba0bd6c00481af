"""What colleagues do when it is their turn: each act looks for an occasion and takes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.permissions import may_decide
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import AnswerKind, RequestState
from mashdesk.store.views import QueueRow, ReferralView, RequestView
from mashdesk.training import acts, aftercare, demand, people, sayings, weighing
from mashdesk.training.consent import consent_for
from mashdesk.training.draws import drawn
from mashdesk.training.names import Person
from mashdesk.training.population import Population
from mashdesk.training.told_again import next_contact

Rows = Sequence[QueueRow]
Act = Callable[[Rows], str | None]

UNRATED_LEFT = 3
UNCLAIMED_LEFT = 5
"""How many of each are left for the trainee to take before a colleague does."""

RATED_USUAL = 18
DECIDED_USUAL = 4
"""How many of each stand there when nothing has piled up."""

REOPENED_LEFT = 8
HEALTH_LEFT = 0.8
"""How often Joe leaves an answer to Nadia, while somebody sits at her desk."""

MOST_CHASES = 3
_ENTERED_LATE: Mapping[tuple[int, int], float] = {
    (1, 10): 60,
    (20, 50): 18,
    (200, 1400): 14,
    (1500, 4300): 8,
}
"""Minutes between receipt and entry: most at once, some after a call, a few found in the post or in
an in-box, so that clocks of every age go on arriving."""

_PARENT = Person("the parent, by telephone")


class Colleagues:
    """Everybody but the trainee, acting one at a time on rows that are not the trainee's.

    Every act answers with what was done, or None when there was no occasion; Stale and NotNow are
    raised as to anybody.
    """

    def __init__(
        self,
        desk: Desk,
        staff: Mapping[str, Actor],
        rng: Random,
        first_number: int = 1,
        *,
        spares_health: bool = False,
    ) -> None:
        """With `spares_health` most of what health is asked is left to whoever sits there."""
        self._spares_health = spares_health
        self._desk = desk
        self._staff = staff
        self._rng = rng
        self._population = Population(rng, first_number)
        self._roster = desk.agencies()
        self._by_id = {actor.user_id: actor for actor in staff.values()}

    def shares(self, rows: Rows) -> Mapping[Act, float]:
        """How likely each act is now: what has piled up is worked at, so that no stage runs dry.

        In the long run a referral costs some ten acts, one of which takes it in.
        """
        states = Counter(row.state for row in rows)
        unrated = states[ReferralState.UNRATED] - UNRATED_LEFT
        rated = states[ReferralState.RATED] - RATED_USUAL
        decided = states[ReferralState.DECIDED] - DECIDED_USUAL
        return {
            self.answer: 24,
            self.take_in: max(1, 12 - 3 * max(0, unrated)),
            self.rate: 8 + 6 * max(0, unrated),
            self.claim: 4 + 3 * max(0, len(_free(rows)) - UNCLAIMED_LEFT),
            self.ask: 10,
            self.chase: 4,
            self.note: 3,
            self.take_back: 1,
            self.decide: 4 + 3 * max(0, rated),
            self.finish: 0.5 + 5 * max(0, decided),
        }

    def take_in(self, rows: Rows) -> str | None:
        """A new contact, received a while before it is typed in."""
        rng, sam = self._rng, self._staff[people.SAM.name]
        low, high = drawn(_ENTERED_LATE, rng)
        at = self._desk.clock.now() - timedelta(seconds=rng.randint(low * 60, high * 60))
        contact = next_contact(
            self._desk, sam, rng, self._population, at, partial(self._some_record, rows)
        )
        return self._desk.perform(c.TakeIn(contact=contact), sam).message

    def _some_record(self, rows: Rows) -> ReferralView | None:
        row = self._any(rows)
        return None if row is None else self._opened(row)[0]

    def answer(self, rows: Rows) -> str | None:
        """An agency answers."""
        found = self._request([row for row in rows if row.owing])
        if found is None:
            return None
        who, request = found
        if request.agency == people.JOE.agency:
            return self._joe_answers(request)
        command = acts.answer(self._rng, request.id, request.version, request.agency)
        return self._give(command, who).message

    def _joe_answers(self, request: RequestView) -> str | None:
        """Health answers for itself: all but what Nadia has, or might take while she is here."""
        joe = self._staff[people.JOE.name]
        view = self._desk.agency.open(joe, request.id)
        others = view.row.holder_id not in (None, joe.user_id)
        if others or (self._spares_health and self._rng.random() < HEALTH_LEFT):
            return None
        return self._desk.perform(acts.send_answer(self._rng, view), joe).message

    def chase(self, rows: Rows) -> str | None:
        """An agency that is late is rung."""
        now = self._desk.clock.now()
        late = [row for row in rows if row.nearest_agency and row.is_over(now)]
        found = self._request(late)
        if found is None or found[1].chased >= MOST_CHASES:
            return None
        who, request = found
        command = acts.chase(self._rng, request.id, request.version)
        return self._give(command, who).message

    def rate(self, rows: Rows) -> str | None:
        """The contact that has waited longest is rated; missing consent is recorded first."""
        waiting = [row for row in rows if row.state is ReferralState.UNRATED]
        late = any(row.timeouts for row in waiting)
        if len(waiting) <= UNRATED_LEFT and not late:
            return None
        return self._rate_next(waiting)

    def _rate_next(self, waiting: Rows) -> str | None:
        row = min(waiting, key=lambda each: each.received_at, default=None)
        if row is None:
            return None
        view, who = self._opened(row)
        rating = drawn(demand.INITIAL_RATINGS, self._rng)
        if view.consent is None:
            consent = consent_for(self._rng, rating, _PARENT, self._desk.clock.now())
            command: c.Command = c.RecordConsent(
                referral=row.id, version=view.version, consent=consent
            )
        else:
            command = acts.rate(self._rng, row.id, view.version, rating)
        return self._give(command, who).message

    def claim(self, rows: Rows) -> str | None:
        """Somebody takes what nobody has, as long as enough is left for the trainee."""
        free = _free(rows)
        if len(free) <= UNCLAIMED_LEFT:
            return None
        row = self._rng.choice(free)
        who = self._staff[self._rng.choice(people.WORKERS).name]
        return self._desk.perform(c.Claim(referral=row.id, version=row.version), who).message

    def ask(self, rows: Rows) -> str | None:
        """Agencies are asked about something that a colleague holds and nobody has asked about."""
        row = self._any([row for row in self._held(rows) if not row.asked])
        if row is None or row.rating is None:
            return None
        view, who = self._opened(row)
        wanted = acts.agencies_to_ask(self._roster, row.rating, view.reasons)
        if not wanted:
            return None
        return self._desk.perform(acts.ask(self._rng, row.id, view.version, wanted), who).message

    def note(self, rows: Rows) -> str | None:
        """A line of what somebody rang to say."""
        row = self._any(self._held(rows))
        if row is None:
            return None
        command = c.AddNote(referral=row.id, text=self._rng.choice(sayings.NOTES))
        return self._desk.perform(command, self._actor(row)).message

    def take_back(self, rows: Rows) -> str | None:
        """A sender whom a referral was returned to replies."""
        row = self._any([row for row in rows if row.state is ReferralState.RETURNED])
        if row is None:
            return None
        command = c.Resume(referral=row.id, version=row.version, reason=sayings.REPLIED)
        return self._desk.perform(command, self._actor(row)).message

    def decide(self, rows: Rows) -> str | None:
        """A colleague decides what was answered most lately, or the oldest of too many reopened.

        The quick ones go first, so that some come back to the queue for the trainee to see. One
        that somebody challenges waits for an answer to that.
        """
        held = [row for row in self._held(rows) if not row.challenges]
        late = [row for row in held if row.timeouts]
        if len(late) > REOPENED_LEFT:
            return self._decide(min(late, key=lambda row: row.received_at))
        ready = [row for row in held if not row.timeouts and 0 < row.asked == row.answered]
        return self._decide(max(ready, key=lambda row: row.received_at, default=None))

    def finish(self, rows: Rows) -> str | None:
        """The oldest decided referral goes one step on: the sender is told, or it is closed.

        One that somebody challenges waits for people to settle that; it must not hold up the rest.
        """
        decided = [
            row
            for row in rows
            if row.state is ReferralState.DECIDED
            and not (row.challenges and row.clock is not ClockKind.FEEDBACK)
        ]
        if not decided:
            return None
        row = min(decided, key=lambda each: each.start_at)
        view, who = self._opened(row)
        return self._give(self._next(row, view), who).message

    def _next(self, row: QueueRow, view: ReferralView) -> c.Command:
        """What a decided referral wants next."""
        rng, version = self._rng, view.version
        if row.clock is ClockKind.FEEDBACK:
            return acts.give_feedback(rng, row.id, version, view.sender_name)
        if row.clock is ClockKind.ALLOCATED:
            return aftercare.acknowledge(rng, row.id, version)
        if row.clock is ClockKind.REVIEW:
            return aftercare.review(rng, row.id, version)
        if view.follow_up.strategy_due is not None:
            return aftercare.discuss(rng, row.id, version, self._desk.clock.now())
        left = acts.without(request.id for request in _open(view))
        return c.Close(referral=row.id, version=version, note=sayings.CLOSED, without=left)

    def wrap_up(self, rows: Rows) -> str | None:
        """Too much is open: close what is decided, decide what is ripe, else take the oldest on."""
        rated = [row for row in rows if row.state is ReferralState.RATED and not row.challenges]
        oldest = min(rated, key=lambda row: row.received_at, default=None)
        unrated = [row for row in rows if row.state is ReferralState.UNRATED]
        return (
            self.finish(rows)
            or self.decide(rows)
            or self._decide(oldest)
            or self._rate_next(unrated)
            or self.take_back(rows)
        )

    def _decide(self, row: QueueRow | None) -> str | None:
        if row is None:
            return None
        view, who = self._opened(row)
        unanswered = [request.id for request in _open(view)]
        rating = view.initial_rating or Rag.GREEN
        telling = [
            request.agency
            for request in view.requests
            if any(answer.kind is AnswerKind.RELEVANT for answer in request.answers)
        ]
        command = acts.decide(self._rng, row.id, view.version, rating, unanswered, telling)
        if not may_decide(who.role, command.outcome):
            who = self._staff[people.GRACE.name]
        return self._give(command, who).message

    def _give(self, command: c.Command, who: Actor) -> Outcome:
        return weighing.perform(self._desk, self._rng, command, who)

    def _request(self, rows: Rows) -> tuple[Actor, RequestView] | None:
        row = self._any(rows)
        if row is None:
            return None
        view, who = self._opened(row)
        waiting = _open(view)
        if not waiting:
            return None
        return who, self._rng.choice(waiting)

    def _opened(self, row: QueueRow) -> tuple[ReferralView, Actor]:
        who = self._actor(row)
        return self._desk.open(who, row.id), who

    def _actor(self, row: QueueRow) -> Actor:
        """Whoever holds it, or a duty colleague for what nobody holds."""
        holder = None if row.worker_id is None else self._by_id.get(row.worker_id)
        duty = (people.PRIYA, people.TOM)
        return holder or self._staff[self._rng.choice(duty).name]

    def _held(self, rows: Rows) -> list[QueueRow]:
        return [row for row in rows if row.worker_id and row.state is ReferralState.RATED]

    def _any(self, rows: Rows) -> QueueRow | None:
        return self._rng.choice(rows) if rows else None


def _free(rows: Rows) -> list[QueueRow]:
    return [row for row in rows if row.worker_id is None and row.state is ReferralState.RATED]


def _open(view: ReferralView) -> list[RequestView]:
    return [request for request in view.requests if request.state is RequestState.OPEN]
