"""People known to the hub as the desk reads of them: who may be meant, who somebody is, what is
still to be judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mashdesk.desk.permit import looking
from mashdesk.domain.actor import Actor
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.permissions import Look
from mashdesk.store.queries import candidates, on_record, people
from mashdesk.store.views import Candidate, IndividualView, QuestionView
from mashdesk.store.views.on_record import OnRecordView

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class PeopleDesk:
    """Reads about people, reached as `desk.known`. Any thread may; it blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def candidates(
        self, actor: Actor, typed: Particulars, limit: int = 10
    ) -> tuple[Candidate, ...]:
        """Known people who may be meant by what was typed so far, the likeliest first."""
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            return candidates.candidates(connection, actor, typed, desk.clock.now(), limit)

    def on_record(self, actor: Actor, referral: int) -> OnRecordView:
        """Everybody and everything a record and its answers speak of; nothing of one that is out of
        this reader's sight.
        """
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            return on_record.on_record(connection, actor, referral, desk.clock.now())

    def individual(self, actor: Actor, individual: int) -> IndividualView:
        """Somebody known, with all that this reader may know of them. Raises NotFound, in the same
        words, for one that never was and for one who appears only where this reader sees nothing.
        """
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            return people.individual(connection, actor, individual, desk.clock.now())

    def open_questions(self, actor: Actor, referral: int) -> tuple[QuestionView, ...]:
        """Children and adults of a record who look like somebody known and are not judged yet."""
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            return candidates.open_questions(connection, actor, referral, desk.clock.now())
