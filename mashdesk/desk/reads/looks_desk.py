"""Who looked at a child, what a person looked at: for auditors and managers, and audited too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk import __version__
from mashdesk.desk.permit import audit_refusal, looking
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.errors import NotFound
from mashdesk.domain.permissions import Look
from mashdesk.store import audit
from mashdesk.store.queries.looks import (
    children_called,
    looks_again,
    looks_at,
    looks_by,
    person_called,
)
from mashdesk.store.queries.masking import told_to
from mashdesk.store.queries.referral import find
from mashdesk.store.views.looks import LookRow, LooksView, Span
from mashdesk.store.work import audit_row

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from mashdesk.desk.desk import Desk

AT, BY = "ask who looked at a child", "ask what a person looked at"
_ALL = Span()


class LooksDesk:
    """Reads of who looked, reached as `desk.looks`. Any thread may; it blocks.

    Each is audited before it is answered: with the referrals it is about, or the sign-in name.
    What was typed never is, but for a reference: it may be a child's name.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def at(self, actor: Actor, child: str, span: Span = _ALL) -> LooksView:
        """Who looked at this referral (by its reference) or child (by name), and under what reason.

        By name what the reader may not see is not found; by reference an auditor finds a sealed one
        too. Raises NotFound, NotPermitted.
        """
        found = self._found(actor, child)
        self._audited(actor, AT, found)
        return self._answer(
            actor,
            tuple(found.values()),
            span,
            lambda connection, asked: looks_at(
                connection, actor, self._desk.clock.now(), tuple(found), asked
            ),
        )

    def by(self, actor: Actor, name: str, span: Span = _ALL) -> LooksView:
        """What the person of this sign-in name looked at. Raises NotFound, NotPermitted."""
        with self._looking(actor) as connection:
            person = person_called(connection, name)
        if person is None:
            said = f"Nobody signs in here as {name.strip()[:40]!r}."
            raise self._refused(actor, BY, said, "Give their sign-in name.")
        self._audited(actor, BY, (), f"person {name.strip().lower()}")
        return self._answer(
            actor,
            (person[1],),
            span,
            lambda connection, asked: looks_by(
                connection, actor, self._desk.clock.now(), person[0], asked
            ),
        )

    def again(self, actor: Actor, shown: LooksView, child: str = "") -> LooksView:
        """An answer that is shown still, as it may be read by now: what was sealed meanwhile is not
        in it. It tells nothing new, so that nothing more is audited. `child` is what was asked of
        `at`. Raises NotPermitted.
        """
        said, now = child.strip(), self._desk.clock.now()
        with self._looking(actor) as connection:
            about = shown.about
            if said.upper().startswith("MD-"):
                if actor.role is not Role.AUDITOR and not _sees(connection, actor, said, now):
                    about = ()
            elif said:
                known = children_called(connection, actor, now, said).values()
                about = tuple(one for one in shown.about if one in known)
            numbers = [row.seq for row in shown.rows] if about else []
        return replace(
            self._answer(
                actor,
                about,
                Span(limit=len(numbers)),
                lambda connection, _: looks_again(connection, actor, now, numbers),
            ),
            more=shown.more and bool(about),
        )

    def _found(self, actor: Actor, child: str) -> dict[int, str]:
        """The referrals that are meant, with what they are called."""
        said = child.strip()
        with self._looking(actor):
            pass  # whoever may not ask at all is refused first
        if said.upper().startswith("MD-"):
            return {self._desk.audited(actor, said, AT): said.upper()}
        with self._looking(actor) as connection:
            found = children_called(connection, actor, self._desk.clock.now(), said) if said else {}
        if not found:
            what = f"No referral you may see has a child called {said[:60]!r}."
            raise self._refused(actor, AT, what, "Check the spelling, or give the reference.")
        return found

    def _refused(self, actor: Actor, act: str, said: str, way_out: str) -> NotFound:
        refused = NotFound(said, way_out)
        now = self._desk.clock.now()
        audit_refusal(self._desk.store, actor, now, act, type(refused).__name__)
        return refused

    def _looking(self, actor: Actor) -> AbstractContextManager[Connection]:
        desk = self._desk
        return looking(desk.store, desk.clock, actor, Look.LOOKS)

    def _audited(self, actor: Actor, act: str, referrals: Iterable[int], reason: str = "") -> None:
        desk, now = self._desk, self._desk.clock.now()
        about = [{"referral_id": referral} for referral in referrals] or [{}]
        rows = [audit_row(act, actor, now, __version__, reason=reason, **one) for one in about]
        with desk.store.begin(now) as work:
            audit.append(work.connection, desk.store.audit_key, rows)
            work.commit()

    def _answer(
        self,
        actor: Actor,
        about: tuple[str, ...],
        span: Span,
        read: Callable[[Connection, Span], tuple[LookRow, ...]],
    ) -> LooksView:
        with self._looking(actor) as connection:
            rows = read(connection, replace(span, limit=span.limit + 1))
            # Of a row that is all of the record's own words; the audit has none.
            said = tuple(row.said for row in rows)
            told = told_to(connection, actor, said, self._desk.clock.now())
        rows = tuple(replace(row, said=one) for row, one in zip(rows, told, strict=True))
        return LooksView(about, rows[: span.limit], len(rows) > span.limit)


def _sees(connection: Connection, actor: Actor, reference: str, now: datetime) -> bool:
    try:
        find(connection, actor, reference, now)
    except NotFound:
        return False
    return True
