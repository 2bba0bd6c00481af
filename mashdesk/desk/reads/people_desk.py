"""People known to the hub as the desk reads of them: who may be meant, who somebody is, what is
still to be judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from mashdesk import __version__
from mashdesk.desk.permit import Sought, looking
from mashdesk.domain.actor import Actor
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.permissions import Look
from mashdesk.store import audit
from mashdesk.store.queries import candidates, household, on_record, people, questions
from mashdesk.store.queries.looks import KNOWN, SEARCHED
from mashdesk.store.queries.masking import told_to
from mashdesk.store.views import Candidate, HouseholdView, IndividualView, QuestionView, TwoView
from mashdesk.store.views.on_record import OnRecordView
from mashdesk.store.work import audit_row

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class PeopleDesk:
    """Reads about people, reached as `desk.known`. Any thread may; it blocks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shown: set[tuple[tuple[int, int | None], int]] = set()

    def candidates(
        self, actor: Actor, typed: Particulars, limit: int = 10
    ) -> tuple[Candidate, ...]:
        """Known people who may be meant by what was typed so far, the likeliest first."""
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            now = desk.clock.now()
            found = candidates.candidates(connection, actor, typed, now, limit)
            return told_to(connection, actor, found, now)

    def who(self, actor: Actor, typed: Particulars, limit: int = 10) -> tuple[Candidate, ...]:
        """The same, asked for by itself and not while a contact is typed: that is audited, what was
        asked only as a digest, for it may be a child's name.
        """
        desk = self._desk
        found = self.candidates(actor, typed, limit)
        said = {name: str(value) for name, value in asdict(typed).items() if value}
        digest = audit.digest(desk.store.audit_key, said)[:16]
        self._write(actor, SEARCHED, [None], f"people {digest}, {len(found)} found")
        return found

    def on_record(self, actor: Actor, referral: int) -> OnRecordView:
        """Everybody and everything a record and its answers speak of; nothing of one that is out of
        this reader's sight.
        """
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            now = desk.clock.now()
            here = on_record.on_record(connection, actor, referral, now)
            return told_to(connection, actor, here, now)

    def individual(self, actor: Actor, individual: int, *, homes: bool = True) -> IndividualView:
        """Somebody known, with all that this reader may know of them. Raises NotFound, in the same
        words, for one that never was and for one who appears only where this reader sees nothing.

        Each referral in it is audited as looked at, once in a session. Whoever shows households by
        themselves asks for no `homes` here.
        """
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD, Sought(KNOWN)) as connection:
            now = desk.clock.now()
            view = people.individual(connection, actor, individual, now, homes=homes)
            view = told_to(connection, actor, view, now)
        self._tell_shown(actor, view)
        return view

    def two(self, actor: Actor, one: int, other: int) -> TwoView:
        """Two people beside one another, each by their own words though they were judged to be one,
        so that a person sees what a judgement joins and what undoing it parts. Audited as looking
        at each; raises NotFound.
        """
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD, Sought(KNOWN)) as connection:
            now = desk.clock.now()
            pair = told_to(connection, actor, people.two(connection, actor, one, other, now), now)
        for view in (pair.one, pair.other):
            self._tell_shown(actor, view)
        return pair

    def households(self, actor: Actor, referral: int) -> tuple[HouseholdView, ...]:
        """Who lives together with the children of a record, home by home; nobody with those of one
        that is out of this reader's sight.
        """
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            now = desk.clock.now()
            here = on_record.on_record(connection, actor, referral, now).people
            children = {one.individual for one in here if one.child is not None}
            homes = household.households(connection, actor, children, now)
            return told_to(connection, actor, homes, now)

    def _tell_shown(self, actor: Actor, view: IndividualView) -> None:
        """Each referral in it is audited as looked at, once in a session."""
        sitting = actor.user_id, actor.session
        fresh = [
            one.referral for one in view.referrals if (sitting, one.referral) not in self._shown
        ]
        self._write(actor, KNOWN, sorted(fresh), f"person {view.individual}")
        self._shown.update((sitting, one) for one in fresh)

    def open_questions(self, actor: Actor, referral: int) -> tuple[QuestionView, ...]:
        """Children and adults of a record who look like somebody known and are not judged yet."""
        desk = self._desk
        with looking(desk.store, desk.clock, actor, Look.RECORD) as connection:
            now = desk.clock.now()
            asked = questions.open_questions(connection, actor, referral, now)
            return told_to(connection, actor, asked, now)

    def _write(self, actor: Actor, act: str, referrals: Iterable[int | None], reason: str) -> None:
        desk, now = self._desk, self._desk.clock.now()
        rows = [
            audit_row(act, actor, now, __version__, reason=reason, referral_id=one)
            for one in referrals
        ]
        if rows:
            with desk.store.begin(now) as work:
                audit.append(work.connection, desk.store.audit_key, rows)
                work.commit()
