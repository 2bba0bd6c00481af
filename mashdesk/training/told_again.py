"""The next contact of the live feed: of a new family, or of one that stands in the queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Contact
from mashdesk.store.views import ReferralView
from mashdesk.training.population import Population, Wanted
from mashdesk.training.recognising import household_of, recognised
from mashdesk.training.recurring import otherwise

TOLD_AGAIN = 0.3
"""How many new contacts are about a family that stands in the queue."""

SPELT_OTHERWISE = 0.4
"""How many of those write the child in another way, so that a person has to say who it is."""


def next_contact(
    desk: Desk,
    who: Actor,
    rng: Random,
    population: Population,
    received_at: datetime,
    some_record: Callable[[], ReferralView | None],
) -> Contact:
    """A contact received then (UTC), as `who` takes it in: they know whom they would know at sight.

    `some_record` opens one of the queue.
    """
    view = some_record() if rng.random() < TOLD_AGAIN else None
    family = None if view is None else household_of(view)
    if family is None:
        return population.contact(received_at, Wanted())
    if rng.random() < SPELT_OTHERWISE:
        day = london_day(received_at)
        written = family.only([otherwise(child, day, rng) for child in family.children])
        return population.contact(received_at, Wanted(about=written))
    return recognised(desk, who, population.contact(received_at, Wanted(about=family)))
