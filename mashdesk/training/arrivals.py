"""When contacts arrive: a number of receipts over some days, busier by day than by night."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from mashdesk.domain.calendar import LONDON

HOURS = (
    1, 1, 1, 1, 1, 1, 2, 4, 8, 12, 13, 12, 10, 11, 12, 13, 12, 9, 6, 5, 4, 3, 2, 2,
)  # fmt: skip
"""Share of arrivals in each hour of a London day; assumed, from hubs that name their busy hours."""

WEEKEND = 0.35
"""How busy a Saturday or Sunday is beside a week day; assumed."""


def arrivals(rng: Random, count: int, until: datetime, over: timedelta) -> list[datetime]:
    """`count` receipts (UTC, whole seconds, in order) in the stretch `over` ending at `until`."""
    seconds = int(over.total_seconds())
    if seconds < 1:
        raise ValueError("arrivals need some time to arrive in")
    found: list[datetime] = []
    while len(found) < count:
        at = until - timedelta(seconds=rng.randrange(seconds))
        local = at.astimezone(LONDON)
        busy = HOURS[local.hour] * (WEEKEND if local.weekday() >= 5 else 1)
        if rng.uniform(0, max(HOURS)) < busy:
            found.append(at)
    return sorted(found)
