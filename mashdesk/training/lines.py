"""Contacts in any number, as lines for `mashdesk intake`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from mashdesk.domain.contact import LATE_ENTRY
from mashdesk.training import demand
from mashdesk.training.arrivals import arrivals
from mashdesk.training.population import Population, as_json

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
        # Which agencies the hub that reads them has on its roster is not known here.
        contact = replace(population.contact(at), sender_agency="")
        if wanted.until - at > LATE_ENTRY - timedelta(days=1):
            # Whoever feeds the lines in tomorrow is not refused for it.
            contact = replace(contact, late_because=WHY_LATE)
        yield json.dumps(as_json(contact), ensure_ascii=False)
