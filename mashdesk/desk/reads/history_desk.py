"""History, links and search as the desk reads of them: what is known beside one record."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from mashdesk import __version__
from mashdesk.desk.permit import Sought, looking
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Trouble
from mashdesk.domain.permissions import Look
from mashdesk.domain.searching import words_of
from mashdesk.store import audit
from mashdesk.store.names import REFERRALS
from mashdesk.store.queries import belonging, chronology, family, kin, links, network, searching
from mashdesk.store.queries.known import reader_of
from mashdesk.store.queries.looks import IN_HISTORY, SEARCHED, WALKED, read_of
from mashdesk.store.queries.masking import told_to
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.queries.transfers import families_told
from mashdesk.store.views.chronology import ChronologyFilter, ChronologyView
from mashdesk.store.views.history import FamilyView, HistoryView
from mashdesk.store.views.links import LinksView, NetworkView, Node, NodeKind
from mashdesk.store.views.searching import SearchView
from mashdesk.store.work import audit_row, no_such

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from mashdesk.desk.desk import Desk

_Sitting = tuple[int, int | None]
_THERE = select(REFERRALS.c.id).where(
    REFERRALS.c.id == bindparam("referral"), in_sight(PERSON, NOW)
)
"""A record that is there and in sight: one that is neither is refused alike."""


class HistoryDesk:
    """Reads of what is known beside a record, reached as `desk.history`. Any thread may; it blocks.

    Every look is audited before it is answered: the record whose history it is, and each other
    referral whose words are in it, once in a session. What is searched for is audited too, its
    words only as a digest: they may be a child's name.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._opened: set[tuple[_Sitting, int]] = set()
        self._shown: set[tuple[_Sitting, object]] = set()

    def open(self, actor: Actor, referral: int) -> HistoryView:
        """The previous contacts of a record's children and family, here and as earlier hubs told
        of them, and the children's chronology.

        Opening is audited, once in a session. Raises NotFound, NotPermitted.
        """
        self._open(actor, referral)
        now = self._desk.clock.now()
        with self._looking(actor) as connection:
            self._demand_sight(connection, actor, referral)
            near = family.family(connection, actor, referral, now)
            whose = kin.subjects(connection, reader_of(actor, now), referral)
            told = chronology.chronology(connection, actor, whose, now)
            near = told_to(connection, actor, near, now)
            # As they came: references in them are of that hub's records.
            elsewhere = families_told(connection, referral)
        others = {*told.referrals, *(one.referral for one in near.contacts)} - {referral}
        self._audit(actor, IN_HISTORY, others)
        return HistoryView(near, told, elsewhere)

    def family(self, actor: Actor, referral: int) -> FamilyView:
        """Siblings' and household contacts of the last months, and whether they were considered."""
        with self._looking(actor, _sought(referral)) as connection:
            self._demand_sight(connection, actor, referral)
            now = self._desk.clock.now()
            return told_to(connection, actor, family.family(connection, actor, referral, now), now)

    def shown(self, actor: Actor, referrals: Collection[int]) -> frozenset[int]:
        """Which of these this person has read of, in a history or by opening them: so the audit."""
        with self._looking(actor) as connection:
            return read_of(connection, actor, referrals)

    def gave_out(self, actor: Actor, referrals: Collection[int]) -> None:
        """Have it in the audit that somebody told of these records in a report of another."""
        self._audit(actor, IN_HISTORY, referrals)

    def chronology(
        self,
        actor: Actor,
        *,
        referral: int | None = None,
        individual: int | None = None,
        household: int | None = None,
        wanted: ChronologyFilter | None = None,
    ) -> ChronologyView:
        """The chronology of a record's children, of somebody known, or of a record's household: say
        which one of them. Audited as opening the history; raises NotFound, NotPermitted.
        """
        of = referral if referral is not None else household
        if of is not None:
            self._open(actor, of)
        now = self._desk.clock.now()
        with self._looking(actor, _sought(of)) as connection:
            whose = self._whose(connection, actor, of, individual, whole=household is not None)
            view = chronology.chronology(connection, actor, whose, now, wanted)
            if not view.of:
                raise no_such("person" if of is None else "history")
        self._audit(actor, IN_HISTORY, set(view.referrals) - {of})
        return view

    def links(self, actor: Actor, referral: int) -> LinksView:
        """Other referrals that share somebody or something with a record, with the path."""
        with self._looking(actor, _sought(referral)) as connection:
            self._demand_sight(connection, actor, referral)
            now = self._desk.clock.now()
            view = told_to(connection, actor, links.links(connection, actor, referral, now), now)
        self._audit(actor, IN_HISTORY, {one.referral for one in view.links})
        return view

    def network(self, actor: Actor, node: Node) -> NetworkView:
        """Where somebody stands in the network, and what is one step away. Raises NotFound."""
        with self._looking(actor, Sought(WALKED)) as connection:
            now = self._desk.clock.now()
            view = told_to(connection, actor, network.network(connection, actor, node, now), now)
        if node.kind is NodeKind.REFERRAL:
            self._audit(actor, WALKED, [node.id])
        else:
            self._audit(actor, WALKED, [], f"{node.kind.value} {node.id or ''}".strip(), node)
        return view

    def search(
        self,
        actor: Actor,
        text: str,
        before: int | None = None,
        limit: int = 50,
        *,
        again: bool = False,
    ) -> SearchView:
        """What this reader may read that has all these words, newest first; the last word may be
        the beginning of one. `before` is the key of the last hit seen. Every search is audited but
        one made `again`, in the same session, to see what became of it. Raises NotPermitted.
        """
        desk = self._desk
        with self._looking(actor) as connection:
            view = searching.search(connection, actor, text, desk.clock.now(), before, limit)
        words = audit.digest(desk.store.audit_key, {"words": list(words_of(text))})[:16]
        count = f"more than {view.count}" if view.more_than_counted else str(view.count)
        this = (_sitting(actor), (SEARCHED, words))
        if not (again and this in self._shown):
            self._shown.add(this)
            self._write(actor, SEARCHED, [None], f"words {words}, {count} found")
        return view

    # Leave, sight and traces.

    def _open(self, actor: Actor, referral: int) -> None:
        """Have the look in the audit and on the timeline, once in a session."""
        if (sitting := (_sitting(actor), referral)) not in self._opened:
            self._desk.perform(c.OpenHistory(referral=referral), actor)
            self._opened.add(sitting)
            with contextlib.suppress(Trouble):  # the next beat does it
                # Whoever decides right after looking is not asked to look.
                self._desk.prompting.consider()

    def _whose(
        self,
        connection: Connection,
        actor: Actor,
        referral: int | None,
        individual: int | None,
        *,
        whole: bool,
    ) -> Collection[int]:
        reading = reader_of(actor, self._desk.clock.now())
        if referral is None:
            of = [] if individual is None else [individual]
            return list(kin.roots_of(connection, reading, of).values())
        self._demand_sight(connection, actor, referral)
        if not whole:
            return kin.subjects(connection, reading, referral)
        return belonging.household(connection, reading, referral)

    def _demand_sight(self, connection: Connection, actor: Actor, referral: int) -> None:
        which = {"referral": referral, **sight_of(actor.user_id, self._desk.clock.now())}
        if connection.execute(_THERE, which).first() is None:
            raise no_such("referral")

    def _looking(
        self, actor: Actor, sought: Sought | None = None
    ) -> AbstractContextManager[Connection]:
        desk = self._desk
        return looking(desk.store, desk.clock, actor, Look.RECORD, sought)

    def _audit(
        self,
        actor: Actor,
        act: str,
        referrals: Iterable[int],
        reason: str = "",
        about: object = None,
    ) -> None:
        """A row for each of these referrals, or for what else it was `about`, once in a session."""
        sitting = _sitting(actor)
        fresh: list[int | None] = [
            one for one in sorted(referrals) if (sitting, (act, one)) not in self._shown
        ]
        self._shown.update((sitting, (act, one)) for one in fresh)
        if about is not None and (sitting, about) not in self._shown:
            self._shown.add((sitting, about))
            fresh.append(None)
        self._write(actor, act, fresh, reason)

    def _write(
        self, actor: Actor, act: str, referrals: Iterable[int | None], reason: str = ""
    ) -> None:
        desk, now = self._desk, self._desk.clock.now()
        rows = [
            audit_row(act, actor, now, __version__, reason=reason, referral_id=one)
            for one in referrals
        ]
        if not rows:
            return
        with desk.store.begin(now) as work:
            audit.append(work.connection, desk.store.audit_key, rows)
            work.commit()


def _sitting(actor: Actor) -> _Sitting:
    return actor.user_id, actor.session


def _sought(referral: int | None) -> Sought:
    """What is looked for beside a record, or in what is known of somebody."""
    return Sought(IN_HISTORY, about=None if referral is None else c.OpenHistory(referral=referral))
