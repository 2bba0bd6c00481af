"""One transaction: what a command loads, changes, tells and records. Rolled back unless committed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, func, insert, select, update
from sqlmodel import Session, SQLModel, col

from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.errors import NotFound
from mashdesk.domain.policy import Policy
from mashdesk.store import audit
from mashdesk.store.desk_tables import Done, Person, PolicyVersion
from mashdesk.store.names import DONE, EVENTS, NOTICES
from mashdesk.store.tables import Referral, Request
from mashdesk.store.tracking import changes_between, state_of

if TYPE_CHECKING:
    from mashdesk.store.store import Store

Row = TypeVar("Row", bound=SQLModel)


@dataclass(slots=True)
class Touched:
    """A record under work: the row, and its tracked state when it was loaded (None when it is new)."""

    row: Referral | Request
    before: dict[str, Any] | None
    first: dict[str, Any] | None = None
    version: int | None = None


@dataclass(slots=True)
class Telling:
    """One timeline entry in the making; `touched` gives it the changes of that row."""

    kind: str
    title: str
    text: str = ""
    touched: Touched | None = None
    referral_id: int | None = None
    request_id: int | None = None


@dataclass(slots=True)
class Work:
    """What one command does to the store, at one instant."""

    session: Session
    store: Store
    now: datetime
    touched: dict[int, Touched] = field(default_factory=dict)
    tellings: list[Telling] = field(default_factory=list)
    actor: Actor = SYSTEM
    _policy: Policy | None = None

    @property
    def connection(self) -> Connection:
        return self.session.connection()

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
        """A row by id, locked for this transaction; NotFound in the same words whatever the reason."""
        row = self.session.get(table, row_id, with_for_update=True)
        if row is None:
            raise NotFound(
                f"There is no such {what}.", "Check the reference, or look in the queue."
            )
        return row

    def track(self, row: Referral | Request, *, new: bool = False) -> Touched:
        """Watch a row, so that the event says what changed in it."""
        known = self.touched.get(id(row))
        if known is None:
            state = None if new else state_of(row)
            known = Touched(row, state, state, None if new else row.version)
            self.touched[id(row)] = known
        return known

    def add(self, row: Row) -> Row:
        """Add a row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def tell(
        self, kind: str, title: str, row: Referral | Request, *, text: str = "", new: bool = False
    ) -> None:
        """Put an entry on the timeline; the row's changes are filled in when the work is recorded."""
        self.tellings.append(Telling(kind, title, text, self.track(row, new=new)))

    def names(self) -> dict[int, Person]:
        """Everybody with an account, by id."""
        return {
            person.id: person
            for person in self.session.execute(_EVERYBODY).scalars()
            if person.id is not None
        }

    def notify(
        self, people: Iterable[int | None], referral_id: int, kind: str, text: str, why: str = ""
    ) -> None:
        """Leave each person one explanation of this kind about this referral, brought up to date.

        Nobody is told of their own act.
        """
        for person_id in {p for p in people if p and p != self.actor.user_id}:
            self._leave({"person_id": person_id, "agency_id": None}, referral_id, kind, text, why)

    def notify_agency(
        self, agency_id: int, referral_id: int, kind: str, text: str, why: str = ""
    ) -> None:
        """Leave an agency an entry; each stays until the agency acknowledges it."""
        fields = {
            "person_id": None,
            "agency_id": agency_id,
            "referral_id": referral_id,
            "kind": kind,
        }
        said = {"at": self.now, "by": self.actor.name, "text": text, "why": why}
        self.connection.execute(insert(NOTICES), {**fields, **said})

    def _leave(self, to: dict[str, Any], referral_id: int, kind: str, text: str, why: str) -> None:
        said = {"at": self.now, "by": self.actor.name, "text": text, "why": why}
        standing = (
            update(NOTICES)
            .where(
                NOTICES.c.person_id == to["person_id"],
                NOTICES.c.referral_id == referral_id,
                NOTICES.c.kind == kind,
                NOTICES.c.acknowledged_at.is_(None),
            )
            .values(**said)
        )
        if not self.connection.execute(standing).rowcount:
            self.connection.execute(
                insert(NOTICES), {**to, "referral_id": referral_id, "kind": kind, **said}
            )

    def next_event(self) -> int:
        """The number the next event will have; nobody else can take it while this writer has its
        turn.
        """
        return int(self.connection.execute(_LAST_EVENT).scalar_one()) + 1

    def done(self, key: str, actor: Actor) -> dict[str, object] | None:
        """The outcome of a command that this actor already carried out under this key."""
        row = self.session.get(Done, key)
        return None if row is None or row.actor_id != actor.user_id else row.outcome

    def keep(self, key: str, outcome: dict[str, object]) -> None:
        """Keep a command's outcome under its idempotency key."""
        done = {"key": key, "actor_id": self.actor.user_id, "at": self.now, "outcome": outcome}
        self.connection.execute(insert(DONE), done)

    def record(self, act: str, actor: Actor, program: str) -> Referral | Request | None:
        """Write the timeline and one audit row for what was done; the caller commits.

        Returns the audit's subject, with its new version.
        """
        seq = self.next_event()
        rows = []
        for telling in self.tellings:
            rows.append(self._event(telling, actor, seq))
            seq += 1
        subject = self._finish_rows(seq - 1 if rows else None)
        self.session.flush()
        if rows:
            self.connection.execute(insert(EVENTS), rows)
        row = self._audit_row(act, actor, program, subject)
        audit.append(self.connection, self.store.audit_key, [row])
        return None if subject is None else subject.row

    def _finish_rows(self, last_seq: int | None) -> Touched | None:
        """Number the touched rows' new versions; the first referral touched is the audit's subject."""
        subject = None
        for touched in self.touched.values():
            if isinstance(touched.row, Referral):
                if last_seq is not None:
                    touched.row.changed = last_seq
                subject = subject or touched
        return subject

    def _event(self, telling: Telling, actor: Actor, seq: int) -> dict[str, Any]:
        changes: dict[str, list[Any]] = {}
        version, referral_id, request_id = 0, telling.referral_id, telling.request_id
        if telling.touched is not None:
            row = telling.touched.row
            changes = changes_between(telling.touched.before, state_of(row))
            if changes and telling.touched.before is not None:
                row.version += 1
                changes["version"] = [row.version - 1, row.version]
            telling.touched.before = state_of(row)
            version = row.version
            referral_id = row.id if isinstance(row, Referral) else row.referral_id
            request_id = None if isinstance(row, Referral) else row.id
        return {
            "seq": seq,
            "at": self.now,
            "kind": telling.kind,
            "actor_id": actor.user_id,
            "actor": actor.name,
            "referral_id": referral_id,
            "request_id": request_id,
            "version": version,
            "changes": changes,
            "title": telling.title,
            "text": telling.text,
        }

    def _audit_row(
        self, act: str, actor: Actor, program: str, subject: Touched | None
    ) -> dict[str, Any]:
        row = audit_row(act, actor, self.now, program)
        if subject is not None:
            key = self.store.audit_key
            row["referral_id"] = subject.row.id
            row["version_before"], row["version_after"] = subject.version, subject.row.version
            row["before"] = "" if subject.first is None else audit.digest(key, subject.first)
            row["after"] = audit.digest(key, state_of(subject.row))
        return row

    def commit(self) -> None:
        """Make it so: when this returns, it is on the disk."""
        self.session.commit()


# Made once: building a statement costs as much as running it.
_EVERYBODY = select(Person).order_by(col(Person.id))
_NEWEST_POLICY = select(func.max(PolicyVersion.version))
_LAST_EVENT = select(func.coalesce(func.max(EVENTS.c.seq), 0))


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
