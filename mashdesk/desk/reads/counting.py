"""Figures for managers and auditors: what agencies were asked, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mashdesk.desk.permit import looking
from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day
from mashdesk.domain.period import period
from mashdesk.domain.permissions import Look
from mashdesk.store.queries.counts import counts
from mashdesk.store.views import CountsView

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class Counting:
    """Reads of figures, reached as `desk.counting`. Any thread may; it blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def view(
        self, actor: Actor, since: date | None = None, until: date | None = None
    ) -> CountsView:
        """Counts over whole days in London, both included; the last 30 unless they are given.

        What is sealed and not in this person's sight is not counted. Raises Invalid.
        """
        desk, now = self._desk, self._desk.clock.now()
        wanted = period(since, until, london_day(now))
        with looking(desk.store, desk.clock, actor, Look.COUNTS) as connection:
            return counts(connection, actor, wanted, now)
