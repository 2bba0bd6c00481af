"""The agency desk: what practitioners read. Their own agency's part, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mashdesk.desk.partners.own_agency import no_such_request, own_agency
from mashdesk.desk.partners.own_sent_in import no_such_sent_in
from mashdesk.desk.permit import looking
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import ViewRequest, ViewSentIn
from mashdesk.domain.permissions import Look
from mashdesk.store.queries.agency import agency_desk
from mashdesk.store.queries.agency_request import agency_request
from mashdesk.store.queries.events import names
from mashdesk.store.queries.masking import closed_to, told_to
from mashdesk.store.queries.sent_in import sent_in_one
from mashdesk.store.views import AgencyDeskView, AgencyRequestView, SentInView

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class AgencyDesk:
    """Reads for people of one agency, reached as `desk.agency`. Any thread may; it blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._opened: set[tuple[int, int | None, int]] = set()
        self._opened_sent_in: set[tuple[int, int | None, str]] = set()

    def view(self, actor: Actor) -> AgencyDeskView:
        """The agency's open requests, nearest first, what is settled, and what changed.

        Raises NotPermitted for anybody who answers for no agency of this hub.
        """
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.AGENCY) as connection:
            now = desk.clock.now()
            view = agency_desk(connection, actor, own_agency(connection, actor), now)
            closed = closed_to(connection, actor, tuple(_words(view)), now)
            # Its entries are told without them already, but for the one each is about.
            return replace(closed.told(replace(view, entries=())), entries=view.entries)

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
            return told_to(connection, actor, found, desk.clock.now())

    def open_sent_in(self, actor: Actor, reference: str) -> SentInView:
        """Open what became of a contact the agency sent in; the look is audited, then it is read.

        Raises NotFound for anybody else's in the words of one that never was.
        """
        self._desk.perform(ViewSentIn(reference=reference), actor)
        self._opened_sent_in.add((actor.user_id, actor.session, reference.strip().upper()))
        return self._read_sent_in(actor, reference)

    def reread_sent_in(self, actor: Actor, reference: str) -> SentInView:
        """Refresh one this session has opened; one it has not is opened, and audited, now."""
        known = actor.user_id, actor.session, reference.strip().upper()
        if known not in self._opened_sent_in:
            return self.open_sent_in(actor, reference)
        return self._read_sent_in(actor, reference)

    def _read_sent_in(self, actor: Actor, reference: str) -> SentInView:
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.AGENCY) as connection:
            agency, people = own_agency(connection, actor), names(connection)
            now = desk.clock.now()
            found = sent_in_one(connection, actor, agency, reference, now, people)
            if found is None:
                raise no_such_sent_in()
            return told_to(connection, actor, found, now)


def _words(view: AgencyDeskView) -> Iterator[str]:
    """What people wrote of all that an agency's desk lists, each piece once."""
    rows = (*view.open, *view.settled)
    yield from {one for r in rows for one in (r.question, r.insisted, r.settled_because)}
    yield from (one.words for one in view.became)
    for sent in view.sent_in:
        yield sent.wanted
        yield "" if sent.became is None else sent.became.words
