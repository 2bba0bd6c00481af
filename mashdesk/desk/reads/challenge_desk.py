"""Reading challenges: a practitioner their own agency's, the desk all, by the same doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_

from mashdesk.desk.partners.challenges_of import no_such_challenge
from mashdesk.desk.partners.own_agency import own_agency
from mashdesk.desk.permit import Sought, looking
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.permissions import Look
from mashdesk.store.names import CHALLENGES
from mashdesk.store.queries.challenges import challenges_of, of_agency_on, open_and_counts
from mashdesk.store.queries.explaining_challenges import explain_challenges
from mashdesk.store.queries.looks import OPEN_CHALLENGE
from mashdesk.store.queries.masking import told_to
from mashdesk.store.queries.sight import in_sight
from mashdesk.store.views import ClockExplained
from mashdesk.store.views.challenges import ChallengesView, ChallengeView

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class ChallengeDesk:
    """Reads of challenges, reached as `desk.challenges`. Any thread may; it blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def view(self, actor: Actor) -> ChallengesView:
        """What is open, without a word of it, and the counts by stage."""
        desk = self._desk
        partner = actor.role is Role.PRACTITIONER
        look = Look.AGENCY if partner else Look.QUEUE
        with looking(desk.store, desk.clock, actor, look) as connection:
            agency = own_agency(connection, actor)["id"] if partner else None
            return open_and_counts(connection, actor, desk.clock.now(), agency)

    def open(self, actor: Actor, challenge: int) -> ChallengeView:
        """One with all that was said, once the look at its record or request is audited.

        Raises NotFound; for another agency's in the words of one that never was.
        """
        found = self._find(actor, challenge)
        desk = self._desk
        if actor.role is Role.PRACTITIONER:
            if found.request is None:
                desk.agency.reread_sent_in(actor, found.reference)
            else:
                desk.agency.reread(actor, found.request)
        elif found.referral is not None:
            desk.reread(actor, found.referral)
        return found

    def on_request(self, actor: Actor, request: int) -> tuple[ChallengeView, ...]:
        """A practitioner's agency's own challenges through one request, opened and audited."""
        desk = self._desk
        desk.agency.reread(actor, request)
        with looking(desk.store, desk.clock, actor, Look.AGENCY) as connection:
            agency = own_agency(connection, actor)["id"]
            own = of_agency_on(connection, actor, agency, request)
            return told_to(connection, actor, own, desk.clock.now())

    def explain(self, actor: Actor, challenge: int) -> tuple[ClockExplained, ...]:
        """Why its answer is due when it is; nothing once no answer is awaited."""
        self.open(actor, challenge)
        with self._desk.store.read() as connection:
            return explain_challenges(connection, self._desk.store, CHALLENGES.c.id == challenge)

    def _find(self, actor: Actor, challenge: int) -> ChallengeView:
        desk = self._desk
        partner = actor.role is Role.PRACTITIONER
        look = Look.AGENCY if partner else Look.RECORD
        sought = Sought(OPEN_CHALLENGE, f"challenge {challenge}")
        with looking(desk.store, desk.clock, actor, look, sought) as connection:
            seen = in_sight(actor.user_id, desk.clock.now(), CHALLENGES.c.referral_id)
            which = and_(CHALLENGES.c.id == challenge, seen)
            if partner:
                which &= CHALLENGES.c.agency_id == own_agency(connection, actor)["id"]
            found = challenges_of(connection, actor, which)
            if not found:
                raise no_such_challenge()
            return told_to(connection, actor, found[0], desk.clock.now())
