"""Letting somebody in: what fell due is reopened, and the first reading is made, in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mashdesk.domain.actor import Actor
from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.views import AgencyView, HubView, PersonView, QueueFilter
from mashdesk.tui.messages import AgencyRead, QueueRead
from mashdesk.tui.opening import Opened
from mashdesk.tui.show import counted
from mashdesk.tui.widgets.header import HeaderFacts

if TYPE_CHECKING:
    from datetime import datetime

    from mashdesk.desk.clockwork.sweep import SweepReport

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Arrival:
    """Everything the first frame of the desk needs, read before it is shown."""

    actor: Actor
    hub: HubView
    agencies: tuple[AgencyView, ...]
    people: tuple[PersonView, ...]
    first: QueueRead
    swept: SweepReport
    now: datetime
    beat_seconds: int
    agency: AgencyRead | None = None
    """What a practitioner works from, in place of the queue."""

    def facts(self) -> HeaderFacts:
        """The header's first facts."""
        return HeaderFacts(
            hub=self.hub.name if self.agency is None else self.agency.name or self.hub.name,
            training=self.hub.training,
            now=self.now,
            who=self.actor.name,
            counts=self.first.view.counts if self.agency is None else None,
            ratings=self.hub.ratings,
            heartbeat=self.first.heartbeat,
            beat_seconds=self.beat_seconds,
            agency=None if self.agency is None else self.agency.figures,
        )

    def told(self) -> str:
        """What fell due while nothing ran, in a sentence; empty if nothing did."""
        swept = self.swept
        number = swept.found
        if not number:
            return ""
        names = ", ".join(swept.references[:_NAMED])
        more = (
            f" and {len(swept.references) - _NAMED} more" if len(swept.references) > _NAMED else ""
        )
        clocks = counted(number, "clock")
        return f"While nothing ran, {clocks} fell due: {names}{more}. They are at the top."


def arrive(opened: Opened, actor: Actor) -> Arrival:
    """Sweep, then read. Blocks, so call it from a thread. Raises Trouble."""
    from mashdesk.tui.agency_reading import read_agency
    from mashdesk.tui.reading import read_queue

    desk = opened.desk
    swept = desk.sweep()
    return Arrival(
        actor=actor,
        hub=desk.hub(),
        agencies=desk.agencies(),
        people=desk.people(actor),
        first=read_queue(desk, actor, QueueFilter(), -1),
        agency=read_agency(desk, actor) if may_look(actor.role, Look.AGENCY) else None,
        swept=swept,
        now=desk.clock.now(),
        beat_seconds=opened.settings.beat_seconds,
    )
