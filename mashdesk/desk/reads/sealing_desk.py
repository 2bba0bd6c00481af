"""Sealed records as managers and whoever seals them read of them: who can be named, what waits."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from mashdesk.desk.permit import looking
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import BreakGlass
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.names import REFERRALS
from mashdesk.store.queries import sealing
from mashdesk.store.queries.masking import unseen
from mashdesk.store.queries.sight import sight_of
from mashdesk.store.seal_tables import Override
from mashdesk.store.store import Store
from mashdesk.store.views import EmergencyView, NamedPerson
from mashdesk.text import clip

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class SealingDesk:
    """Reads about sealed records, reached as `desk.sealing`. Any thread may; it blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def nameable(self, actor: Actor) -> tuple[NamedPerson, ...]:
        """Everybody who can be named on a sealed record, for whoever reads records."""
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            return sealing.nameable(connection)

    def emergencies(self, actor: Actor) -> tuple[EmergencyView, ...]:
        """The emergency accesses nobody has reviewed, oldest first: who, when, why, and what was
        looked at and done; no word of a record.
        """
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.EMERGENCIES) as connection:
            return sealing.emergencies(connection, actor)

    def unseen(self, actor: Actor) -> frozenset[int]:
        """The sealed records that this person does not see, by number: as they become others, what
        is shown may quote one that is out of sight by now.
        """
        desk = self._desk
        with desk.store.read() as connection:
            return unseen(connection, sight_of(actor.user_id, desk.clock.now())).ids

    def waiting(self, actor: Actor) -> int:
        """How many of them wait; none for somebody who does not review them."""
        if not may_look(actor.role, Look.EMERGENCIES):
            return 0
        with self._desk.store.read() as connection:
            return sealing.waiting(connection)


def keep_refused_access(
    store: Store, actor: Actor, now: datetime, command: BreakGlass, refused: Exception
) -> None:
    """A try that opened nothing waits for review as well, so that guessing is seen."""
    if not isinstance(refused, NotFound | NotNow):
        return
    wanted = command.reference.strip().upper()
    sealed = select(REFERRALS.c.sealed).where(REFERRALS.c.reference == wanted)
    with store.begin(now) as work:
        if work.connection.execute(sealed).scalar_one_or_none():
            return  # they see it already: that is no guess
        work.add(
            Override(
                asked_for=clip(wanted, 40)[:40],
                person_id=actor.user_id,
                from_at=now,
                until_at=now,
                reason=clip(command.reason, 500),
            )
        )
        work.commit()
