"""What colleagues do while a referral is open: taken in, rated, claimed, asked about, answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.referral import ReferralState
from mashdesk.domain.request import RequestState
from mashdesk.store.views import QueueRow, ReferralView, RequestView
from mashdesk.training import acts, demand, people, sayings, weighing
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


class Working:
    """Acts on what is open, each by whoever's turn it is; None where there was no occasion."""

    def __init__(
        self,
        desk: Desk,
        staff: Mapping[str, Actor],
        rng: Random,
        first_number: int = 1,
        *,
        seat: people.TrainingPerson = people.TRAINEE,
    ) -> None:
        """Nobody acts as whoever sits at the keyboard (`seat`)."""
        self._seat = seat
        self._desk = desk
        self._staff = staff
        self._rng = rng
        self._population = Population(rng, first_number)
        self._roster = desk.agencies()
        self.leave(())

    def leave(self, sitting: Collection[str]) -> frozenset[int]:
        """Act as nobody who sits at a desk of the hub (account names), this one's seat among them;
        their ids. While health's own desk is sat at, most of what it is asked is left to it.
        """
        taken = {self._seat.name, *sitting}

        def free(*wanted: people.TrainingPerson) -> tuple[people.TrainingPerson, ...]:
            return tuple(one for one in wanted if one.name not in taken)

        self._by_id = {one.user_id: one for name, one in self._staff.items() if name not in taken}
        self._workers = free(*people.WORKERS)
        self._writes, *_ = free(people.SAM, people.PRIYA)
        self._manages, *_ = free(people.GRACE, people.HELEN)
        self._spares_health = people.NADIA.name in taken
        return frozenset(one.user_id for one in self._staff.values()) - set(self._by_id)

    def take_in(self, rows: Rows) -> str | None:
        """A new contact, received a while before it is typed in."""
        rng, sam = self._rng, self._staff[self._writes.name]
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
        free = unclaimed(rows)
        if len(free) <= UNCLAIMED_LEFT:
            return None
        row = self._rng.choice(free)
        who = self._staff[self._rng.choice(self._workers).name]
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

    def _give(self, command: c.Command, who: Actor) -> Outcome:
        return weighing.perform(self._desk, self._rng, command, who)

    def _request(self, rows: Rows) -> tuple[Actor, RequestView] | None:
        row = self._any(rows)
        if row is None:
            return None
        view, who = self._opened(row)
        waiting = still_open(view)
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


def unclaimed(rows: Rows) -> list[QueueRow]:
    """What is rated and nobody has."""
    return [row for row in rows if row.worker_id is None and row.state is ReferralState.RATED]


def still_open(view: ReferralView) -> list[RequestView]:
    """The requests nobody has answered."""
    return [request for request in view.requests if request.state is RequestState.OPEN]
