"""One transaction: what a command loads, changes, tells and records. It commits, or never was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, func, insert, select
from sqlmodel import Session, SQLModel, col

from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.errors import NotFound
from mashdesk.domain.policy import Policy
from mashdesk.store import audit
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import EVENTS, POLICIES, id_of, table_of
from mashdesk.store.notices import Explanation, leave_agency, leave_people, settle_time_outs
from mashdesk.store.tables import Referral, Request
from mashdesk.store.tracking import changes_between, state_of

if TYPE_CHECKING:
    from mashdesk.store.store import Store

Row = TypeVar("Row", bound=SQLModel)

LOOKS = frozenset({"opened", "history_opened"})
"""Kinds of event that change nothing, so that nobody's screen marks the record as new."""

ASIDE = frozenset({"prompt_answered"})
"""Kinds of event told along with an act: what the act changed is told by its own."""


@dataclass(slots=True)
class Touched:
    """A record under work: its row, and its tracked state and version when it was loaded.

    `told` is the state that events account for so far; both states are None while it is new.
    """

    row: Referral | Request
    first: dict[str, Any] | None
    version: int | None
    told: dict[str, Any] | None


@dataclass(slots=True)
class Telling:
    """One timeline entry in the making: of a row's own changes, and of what hangs on that row."""

    kind: str
    title: str
    text: str
    touched: Touched
    changes: dict[str, list[Any]]


@dataclass(slots=True)
class Work:
    """What one command does to the store, at one instant.

    `audited` names for the audit what the command was about, where that is no record.
    """

    session: Session
    connection: Connection
    store: Store
    now: datetime
    touched: dict[int, Touched] = field(default_factory=dict)
    tellings: list[Telling] = field(default_factory=list)
    actor: Actor = SYSTEM
    audited: str = ""
    _policy: Policy | None = None

    @property
    def policy(self) -> Policy:
        """The policy in force now."""
        if self._policy is None:
            version = self.connection.execute(_NEWEST_POLICY).scalar_one()
            self._policy = self.store.policy(self.connection, version)
        return self._policy

    def policy_of(self, version: int) -> Policy:
        """The policy a round began under."""
        return self.store.policy(self.connection, version)

    def get(self, table: type[Row], row_id: int, what: str = "record") -> Row:
        """A row by id, as it is now and locked for this transaction.

        NotFound says the same words whatever the reason.
        """
        found = self.session.execute(_locked(table), {"wanted": row_id})
        row: Row | None = found.scalar_one_or_none()
        if row is None:
            raise no_such(what)
        return row

    def track(self, row: Referral | Request, *, new: bool = False) -> Touched:
        """Watch a row, so that the event says what changed in it."""
        known = self.touched.get(id(row))
        if known is None:
            state = None if new else state_of(row)
            known = Touched(row, state, None if new else row.version, state)
            self.touched[id(row)] = known
        return known

    def add(self, *rows: SQLModel) -> None:
        """Add rows and give each its id."""
        self.session.add_all(rows)
        self.session.flush()

    def write(self, *tables: type[SQLModel]) -> None:
        """Bring what is pending of these tables into the database, so that it can be asked there.

        What is pending of others alone waits: a row is best written once, with all its changes.
        """
        pending = (*self.session.new, *self.session.dirty)
        if any(isinstance(row, tables) for row in pending):
            self.session.flush()

    def tell(
        self,
        kind: str,
        title: str,
        row: Referral | Request,
        *,
        text: str = "",
        new: bool = False,
        changes: Mapping[str, list[Any]] | None = None,
    ) -> None:
        """Put an entry on the timeline. The row's own changes are filled in when all is done;
        `changes` adds those of what hangs on it, such as its children.
        """
        touched = self.track(row, new=new)
        self.tellings.append(Telling(kind, title, text, touched, dict(changes or {})))

    def names(self) -> dict[int, Person]:
        """Everybody with an account, by id."""
        return {id_of(person): person for person in self.session.execute(_EVERYBODY).scalars()}

    def notify(
        self,
        people: Iterable[int | None],
        row: Referral,
        kind: str,
        text: str,
        why: str = "",
        about: str = "",
    ) -> None:
        """Leave each person one entry of this kind about this referral, brought up to date."""
        said = Explanation(id_of(row), kind, f"{row.reference}: {text}", why, about)
        leave_people(self.connection, self.actor, self.now, people, said)

    def notify_agency(
        self, agency_id: int, row: Referral, kind: str, text: str, why: str = "", about: str = ""
    ) -> None:
        """Leave an agency an entry; each stays until the agency acknowledges it."""
        said = Explanation(id_of(row), kind, f"{row.reference}: {text}", why, about)
        leave_agency(self.connection, self.actor, self.now, agency_id, said)

    def settle_time_outs(self, row: Referral, said: str) -> None:
        """What people were told of this referral's time-outs now says how it went on."""
        words = f"{row.reference}: {said}"
        settle_time_outs(self.connection, self.actor, self.now, id_of(row), words)

    def next_event(self) -> int:
        """The next event's number; nobody else can take it while this writer has its turn."""
        return int(self.connection.execute(_LAST_EVENT).scalar_one()) + 1

    def record(self, act: str, program: str, request: int | None = None) -> None:
        """Write the timeline and one audit row for what was done; the caller commits.

        The audit's subject is the `request` if one is named, else the first referral touched.
        """
        ends = self.connection.execute(_ENDS).one()
        seq = ends.event + 1
        rows = [
            self._event(telling, seq + i, aside=self._is_aside(telling, self.tellings[i + 1 :]))
            for i, telling in enumerate(self.tellings)
        ]
        self._number_changes(seq + len(rows) - 1)
        self.session.flush()
        if rows:
            self.connection.execute(_TELL, rows)
        audited = self._audit_row(act, program, self._subject(request))
        head = audit.Head(ends.seq, ends.mac)
        audit.append(self.connection, self.store.audit_key, [audited], head)

    def _number_changes(self, last_seq: int) -> None:
        """Mark each referral with the last event that changed it; a look changes nothing."""
        for touched in self.touched.values():
            state = state_of(touched.row)
            assert touched.told == state, "a change that no event tells of"
            touched.told = state
            if any(telling.kind not in LOOKS for telling in self.tellings):
                referral = touched.row
                if isinstance(referral, Referral):
                    referral.changed = last_seq

    def _subject(self, request: int | None) -> Touched | None:
        kind = Referral if request is None else Request
        rows = (one for one in self.touched.values() if isinstance(one.row, kind))
        return next((one for one in rows if request in (None, one.row.id)), None)

    def _is_aside(self, telling: Telling, later: Iterable[Telling]) -> bool:
        """Whether the changes of its row are for a later entry to tell."""
        rows = (one.touched for one in later if one.kind not in ASIDE)
        return telling.kind in ASIDE and any(one is telling.touched for one in rows)

    def _event(self, telling: Telling, seq: int, *, aside: bool = False) -> dict[str, Any]:
        touched = telling.touched
        row = touched.row
        state = touched.told if aside and touched.told is not None else state_of(row)
        changes = {**changes_between(touched.told, state), **telling.changes}
        if changes and touched.told is not None:
            row.version += 1
            changes["version"] = [row.version - 1, row.version]
        touched.told = state
        return {
            "seq": seq,
            "at": self.now,
            "kind": telling.kind,
            "actor_id": self.actor.user_id,
            "actor": self.actor.name,
            "referral_id": row.id if isinstance(row, Referral) else row.referral_id,
            "request_id": None if isinstance(row, Referral) else row.id,
            "version": row.version,
            "changes": changes,
            "title": telling.title,
            "text": telling.text,
        }

    def _audit_row(self, act: str, program: str, subject: Touched | None) -> dict[str, Any]:
        row = audit_row(act, self.actor, self.now, program, reason=self.audited)
        if subject is None:
            return row
        key, of = self.store.audit_key, subject.row
        about = (of.id, None) if isinstance(of, Referral) else (of.referral_id, of.id)
        return {
            **row,
            "referral_id": about[0],
            "request_id": about[1],
            "version_before": subject.version,
            "version_after": of.version,
            "before": "" if subject.first is None else audit.digest(key, subject.first),
            "after": audit.digest(key, subject.told),
        }

    def version_of(self, referral: int | None) -> int | None:
        """The version that a referral under this work has now; None for one it never touched."""
        rows = (one.row for one in self.touched.values())
        return next(
            (row.version for row in rows if isinstance(row, Referral) and row.id == referral), None
        )

    def commit(self) -> None:
        """Make it so: when this returns, it is on the disk."""
        self.session.commit()


# Made once: building a statement costs as much as running it.
_EVERYBODY = select(Person).order_by(col(Person.id))
_NEWEST_POLICY = select(func.max(POLICIES.c.version))
_LAST_EVENT = select(func.coalesce(func.max(EVENTS.c.seq), 0))
_ENDS = select(_LAST_EVENT.scalar_subquery().label("event"), *audit.head_columns())
_TELL = insert(EVENTS)


@cache
def _locked(table: type[SQLModel]) -> Select[Any]:
    """The row of a table with the id `wanted`, locked for this transaction."""
    key = table_of(table).c.id
    return select(table).where(key == bindparam("wanted")).with_for_update()


def no_such(what: str) -> NotFound:
    """The refusal of a record that is not there, and in the same words of one out of sight."""
    return NotFound(f"There is no such {what}.", "Check the reference, or look in the queue.")


def audit_row(act: str, actor: Actor, now: datetime, program: str, **more: Any) -> dict[str, Any]:
    """The common part of an audit row: who, in what role, from where, did what, when (UTC)."""
    return {
        "at": now,
        "actor_id": actor.user_id,
        "actor": actor.name,
        "role": actor.role.value,
        "agency": actor.agency or "",
        "workstation": actor.workstation,
        "session_id": actor.session,
        "act": act,
        "program": program,
        **more,
    }
