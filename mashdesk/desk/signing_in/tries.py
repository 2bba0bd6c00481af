"""One try at a password or a code: counted first, then checked, then forgiven or held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import ColumnElement, select
from sqlmodel import col

from mashdesk import __version__
from mashdesk.desk.signing_in import throttle
from mashdesk.desk.signing_in.accounts import lock_if_others_can_unlock
from mashdesk.desk.signing_in.hashing import fits
from mashdesk.domain.actor import SYSTEM, Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.store import audit
from mashdesk.store.desk_tables import Person
from mashdesk.store.store import Store
from mashdesk.store.work import Work, audit_row


class SignInRefused(Refused):
    """Not signed in. `wait_seconds` is how long to wait before the next try."""

    def __init__(self, message: str, way_out: str, wait_seconds: int = 0) -> None:
        super().__init__(message, way_out)
        self.wait_seconds = wait_seconds


class CodeNeeded(SignInRefused):
    """The password was right; the code of the second factor is needed too."""


class WrongCode(SignInRefused):
    """The password was right and the code was not, or somebody used it already."""


@dataclass(frozen=True, slots=True)
class Try:
    """Whose name, from which workstation, when (UTC), whose account that is, and for what act."""

    name: str
    workstation: str
    at: datetime
    person: Person | None
    act: str


class Tries:
    """Makes and settles tries. What hashes blocks: call it off the UI thread."""

    def __init__(self, store: Store, passwords: PasswordHasher) -> None:
        self._store = store
        self._passwords = passwords

    def at_name(self, name: str, workstation: str, now: datetime, act: str) -> Try:
        """A try at a name as typed, which may be nobody's; SignInRefused if it has to wait."""
        return self._begin(col(Person.name) == name, name, workstation, now, act)

    def of(self, actor: Actor, now: datetime, act: str) -> Try:
        """A try by somebody who is signed in; SignInRefused if it has to wait."""
        return self._begin(col(Person.id) == actor.user_id, "", actor.workstation, now, act)

    def _begin(
        self, who: ColumnElement[bool], name: str, workstation: str, now: datetime, act: str
    ) -> Try:
        with self._store.begin(now) as work:
            person = work.session.execute(select(Person).where(who)).scalar_one_or_none()
            name = name if person is None else person.name
            wait = throttle.take_a_try(work, name, workstation)
            work.commit()
        made = Try(name, workstation, now, person, act)
        if wait:
            self._refused(made, "throttled")
            raise SignInRefused(
                "Too many tries at this account or workstation.",
                f"Wait {_waited(wait)}, then try again.",
                wait,
            )
        return made

    def fits(self, made: Try, password: str) -> bool:
        """Whether it is the password of an account that is open and not locked.

        The work is the same whoever it is. A check that could not be made is given back.
        """
        person = made.person
        try:
            known = None if person is None else person.password_hash
            right = fits(self._passwords, known, password)
        except Trouble:
            self.give_back(made)
            raise
        return right and person is not None and person.active and person.locked_at is None

    def give_back(self, made: Try) -> None:
        """It was no try after all."""
        with self._store.begin(made.at) as work:
            throttle.give_back(work, made.name, made.workstation, made.at)
            work.commit()

    def was_wrong(self, made: Try, why: str) -> None:
        """Count the failure, lock the account at the fiftieth in a row, and audit the refusal."""
        with self._store.begin(made.at) as work:
            failures = throttle.count_failure(work, made.name, made.workstation)
            if failures >= throttle.LOCKED_AFTER:
                lock_if_others_can_unlock(work, made.name, failures)
            work.commit()
        self._refused(made, why)

    def was_right(self, work: Work, made: Try) -> None:
        """Forgive what went before, in the transaction that lets them in."""
        throttle.give_back(work, made.name, made.workstation, made.at)
        throttle.forgive(work, made.name, made.workstation)

    def _refused(self, made: Try, why: str) -> None:
        row = audit_row(made.act, SYSTEM, made.at, __version__, allowed=False, reason=why)
        row |= {
            # Never what was typed there: some type their password for a name.
            "actor": "(unknown name)" if made.person is None else made.person.name,
            "role": "not signed in",
            "workstation": made.workstation,
        }
        with self._store.begin(made.at) as work:
            audit.append(work.connection, self._store.audit_key, [row])
            work.commit()


def _waited(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"
