"""The work of a store under load: contacts in any number taken in, rated, and some closed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.contact import Contact
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.training import acts, aftercare, demand, people, sayings, weighing
from mashdesk.training.arrivals import arrivals
from mashdesk.training.draws import drawn
from mashdesk.training.lines import Demand
from mashdesk.training.population import Population, Wanted


def fill(
    desk: Desk,
    clock: FixedClock,
    wanted: Demand,
    *,
    closed: int = 0,
    progress: Callable[[int], None] = lambda _done: None,
) -> None:
    """Take all of the demand in and rate it, and carry its first `closed` contacts to their end.

    `clock` is the desk's own; it follows the receipts and is left at the end of the stretch, where
    one sweep catches up with everything that ran out meanwhile.
    """
    rng = Random(wanted.seed)
    staff = people.staff(desk)
    population = Population(rng)
    worker = staff[people.PRIYA.name]
    for number, at in enumerate(arrivals(rng, wanted.count, wanted.until, wanted.over)):
        clock.set(at)
        rating = drawn(demand.INITIAL_RATINGS, rng)
        contact = population.contact(at, Wanted(rating=rating, consent=True))
        taken = desk.perform(c.TakeIn(contact=contact), staff[people.SAM.name])
        assert taken.referral is not None
        assert taken.version is not None
        rated = desk.perform(acts.rate(rng, taken.referral, taken.version, rating), worker)
        if number < closed:
            first = acts.decide(rng, taken.referral, rated.version or 0, rating)
            _carry_to_its_end(desk, rng, contact, first, staff[people.GRACE.name])
        progress(number + 1)
    clock.set(wanted.until)
    desk.sweep()


def _carry_to_its_end(
    desk: Desk, rng: Random, contact: Contact, decision: c.Decide, manager: Actor
) -> None:
    """Decide, tell the sender, close: by a manager, who may decide anything."""
    referral = decision.referral
    decided = weighing.perform(desk, rng, decision, manager)
    feedback = acts.give_feedback(rng, referral, decided.version or 0, contact.sender_name)
    told = desk.perform(feedback, manager)
    version, now = told.version or 0, desk.clock.now()
    left = aftercare.before_closing(rng, referral, version, decision.outcome, now)
    if left is not None:
        version = desk.perform(left, manager).version or 0
    if decision.outcome is DecisionOutcome.STRATEGY:
        for action in desk.reread(manager, referral).follow_up.actions:
            done = aftercare.settle(referral, version, action)
            version = desk.perform(done, manager).version or 0
    close = c.Close(referral=referral, version=version, note=sayings.CLOSED)
    weighing.perform(desk, rng, close, manager)
