"""A sealed record, and an emergency access to it for whoever sits at the manager's desk to review.

The duty worker's queue does not show it: they are not named on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.rating import Rag
from mashdesk.training import acts, people
from mashdesk.training.population import Population, Wanted

FIRST_NUMBER = 9000
"""Its family is numbered apart from every other."""

_WHY_SEALED = "The mother works at this hub."
_WHY_OPENED = "The school rang: the mother was at the gate and they asked what we know."


def sealed_story(desk: Desk, staff: Mapping[str, Actor], now: datetime) -> Iterator[datetime]:
    """Taken in and rated, sealed by the managers, then opened by Tom in an emergency that is over
    at `now` (UTC). Yields the instant of each act, as every story does.
    """
    rng = Random(FIRST_NUMBER)
    grace, tom = staff[people.GRACE.name], staff[people.TOM.name]
    managers = (grace.user_id, staff[people.HELEN.name].user_id)
    yield now - timedelta(hours=5)
    wanted = Wanted(rating=Rag.GREEN, consent=True)
    contact = Population(rng, FIRST_NUMBER).contact(desk.clock.now(), wanted)
    taken = desk.perform(c.TakeIn(contact=contact), grace)
    assert taken.referral is not None
    assert taken.reference is not None
    rated = desk.perform(acts.rate(rng, taken.referral, taken.version or 1, Rag.GREEN), grace)
    yield now - timedelta(hours=4)
    version = rated.version or 1
    sealing = c.Seal(referral=taken.referral, version=version, people=managers, reason=_WHY_SEALED)
    desk.perform(sealing, grace)
    yield now - timedelta(hours=2)
    desk.perform(c.BreakGlass(reference=taken.reference, reason=_WHY_OPENED), tom)
    desk.open(tom, taken.referral)
