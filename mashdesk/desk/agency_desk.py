"""The agency desk: what practitioners read. Their own agency's part, and nothing beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mashdesk.desk.own_agency import no_such_request, own_agency
from mashdesk.desk.permit import looking
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import ViewRequest
from mashdesk.domain.permissions import Look
from mashdesk.store.queries.agency import agency_desk
from mashdesk.store.queries.agency_request import agency_request
from mashdesk.store.views import AgencyDeskView, AgencyRequestView

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class AgencyDesk:
    """Reads for people of one agency, reached as `desk.agency`. Any thread may; it blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._opened: set[tuple[int, int | None, int]] = set()

    def view(self, actor: Actor) -> AgencyDeskView:
        """The agency's open requests, nearest first, what is settled, and what changed.

        Raises NotPermitted for anybody who answers for no agency of this hub.
        """
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.AGENCY) as connection:
            return agency_desk(connection, actor, own_agency(connection, actor), desk.clock.now())

    def open(self, actor: Actor, request: int) -> AgencyRequestView:
        """Open a request: the look is audited, then what is shared of it is read.

        Raises NotFound for another agency's in the words of one that never was.
        """
        self._desk.perform(ViewRequest(request=request), actor)
        self._opened.add((actor.user_id, actor.session, request))
        return self._read(actor, request)

    def reread(self, actor: Actor, request: int) -> AgencyRequestView:
        """Refresh a request this session has opened; one it has not is opened, and audited, now."""
        if (actor.user_id, actor.session, request) not in self._opened:
            return self.open(actor, request)
        return self._read(actor, request)

    def _read(self, actor: Actor, request: int) -> AgencyRequestView:
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.AGENCY) as connection:
            agency = own_agency(connection, actor)
            found = agency_request(connection, actor, agency, request, desk.clock.now())
        if found is None:
            raise no_such_request()
        return found
