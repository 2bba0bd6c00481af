"""Contacts in any number: as lines for `mashdesk intake`, or as the work of a store under load."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.contact import LATE_ENTRY, Contact
from mashdesk.training import acts, demand, people, sayings
from mashdesk.training.arrivals import arrivals
from mashdesk.training.draws import drawn
from mashdesk.training.population import Population, Wanted, as_json

WHY_LATE = "Made up for training and load tests."
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Demand:
    """How many contacts, over which stretch ending when (UTC), from which seed."""

    count: int
    over: timedelta
    until: datetime
    seed: int = 1

    def __post_init__(self) -> None:
        if self.count < 0 or self.over < timedelta(minutes=1):
            raise ValueError("demand is some contacts over at least a minute")


def like(hub: str, over: timedelta, rng: Random) -> int:
    """How many contacts a named hub had in such a stretch; KeyError for a hub not in demand.py."""
    least, most = demand.MONTHLY_CONTACTS[hub]
    return round(rng.uniform(least, most) * (over / _MONTH))


def lines(wanted: Demand) -> Iterator[str]:
    """The contacts as JSON Lines, in order of receipt, as `mashdesk intake` reads them."""
    rng = Random(wanted.seed)
    population = Population(rng)
    for at in arrivals(rng, wanted.count, wanted.until, wanted.over):
        contact = population.contact(at)
        if wanted.until - at > LATE_ENTRY - timedelta(days=1):
            # Whoever feeds the lines in tomorrow is not refused for it.
            contact = replace(contact, late_because=WHY_LATE)
        yield json.dumps(as_json(contact), ensure_ascii=False)


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
    decided = desk.perform(decision, manager)
    feedback = acts.give_feedback(rng, referral, decided.version or 0, contact.sender_name)
    told = desk.perform(feedback, manager)
    close = c.Close(referral=referral, version=told.version or 0, note=sayings.CLOSED)
    desk.perform(close, manager)
