"""Signing in: Argon2id with pinned parameters, throttled per account and per workstation.

Hashing takes some 140 ms of two cores and 64 MiB: call it off the UI thread. Unknown and known
names take the same time and get the same words.
"""

from __future__ import annotations

import threading
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import select, update
from sqlmodel import col

from mashdesk import __version__
from mashdesk.clock import Clock
from mashdesk.desk import throttle
from mashdesk.desk.passwords import LONGEST, normal, password_problems
from mashdesk.domain.actor import SYSTEM, Actor, Role
from mashdesk.domain.errors import NotPermitted, Refused, Trouble
from mashdesk.domain.problems import Invalid
from mashdesk.store import audit
from mashdesk.store.desk_tables import DeskSession, Hub, Person
from mashdesk.store.names import id_of
from mashdesk.store.store import Store
from mashdesk.store.work import Work, audit_row
from mashdesk.text import plain

_AT_ONCE = threading.Semaphore(2)
"""Two hashes at most, so that a rush of sign-ins can not exhaust a small machine's memory."""


def hasher() -> PasswordHasher:
    """Argon2id, 64 MiB, three passes, four lanes: pinned, so that a library's new default changes
    nothing unseen.
    """
    return PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4, hash_len=32, salt_len=16)


class SignInRefused(Refused):
    """Not signed in. `wait_seconds` is how long to wait before the next try."""

    def __init__(self, message: str, way_out: str, wait_seconds: int = 0) -> None:
        super().__init__(message, way_out)
        self.wait_seconds = wait_seconds


class SignIn:
    """Signs people in and out, checks a password to unlock, and makes hashes for new accounts."""

    def __init__(self, store: Store, clock: Clock, passwords: PasswordHasher | None = None) -> None:
        self.store = store
        self.clock = clock
        self.passwords = passwords or hasher()
        self._nobody: str | None = None

    def hash(self, password: str, *, about: tuple[str, ...] = ()) -> str:
        """Hash a new password; raises Invalid when it is too short, too long, common, or made of
        `about`.
        """
        problems = password_problems(password, about)
        if problems:
            raise Invalid(problems)
        with _AT_ONCE:
            return self.passwords.hash(normal(password))

    def sign_in(self, name: str, password: str, workstation: str) -> Actor:
        """Start a session; raises SignInRefused in the same words whatever was wrong."""
        name, workstation = plain(name.strip().lower()), plain(workstation)[:100]
        now = self.clock.now()
        with self.store.begin(now) as work:
            wait = throttle.take_a_try(work, name, workstation)
            person = work.session.execute(
                select(Person).where(col(Person.name) == name)
            ).scalar_one_or_none()
            work.commit()
        if wait:
            self._refused(person, workstation, now, "throttled")
            raise SignInRefused(
                "Too many tries at this account or workstation.",
                f"Wait {_waited(wait)}, then try again.",
                wait,
            )
        right = self._matches(None if person is None else person.password_hash, password)
        if person is None or not right or not person.active:
            self._count_failure(name, workstation)
            self._refused(person, workstation, now, "wrong name or password")
            raise SignInRefused(
                "That name and password do not belong together.", "Check both and try again."
            )
        return self._begin_session(person, password, name, workstation)

    def let_in_to_training(self, name: str, workstation: str) -> Actor:
        """Start a session without a password, as a training hub alone allows; or NotPermitted."""
        with self.store.begin(self.clock.now()) as work:
            hub = work.session.get(Hub, 1)
            by_name = select(Person).where(col(Person.name) == name)
            person = work.session.execute(by_name).scalar_one_or_none()
        if hub is None or not hub.training or person is None:
            raise NotPermitted("Only a training hub lets people in without a password.", "Sign in.")
        return self._start(person, None, name, workstation)

    def check(self, actor: Actor, password: str) -> None:
        """Unlock: the same person's password, under the same throttle; raises SignInRefused."""
        now = self.clock.now()
        with self.store.begin(now) as work:
            person = work.session.get(Person, actor.user_id)
            name = "" if person is None else person.name
            wait = throttle.take_a_try(work, name, actor.workstation)
            work.commit()
        if wait:
            self._refused(person, actor.workstation, now, "throttled at the lock")
            raise SignInRefused("Too many tries.", f"Wait {_waited(wait)}, then try again.", wait)
        if person is None or not person.active or not self._matches(person.password_hash, password):
            self._count_failure(name, actor.workstation)
            self._refused(person, actor.workstation, now, "wrong password at the lock")
            raise SignInRefused("That is not the password.", "Try again, or switch user.")
        with self.store.begin(now) as work:
            throttle.forgive(work, name, actor.workstation)
            entry = audit_row("unlock", actor, now, __version__)
            audit.append(work.connection, self.store.audit_key, [entry])
            work.commit()

    def sign_out(self, actor: Actor, why: str) -> None:
        """End the session, with why: left, switched, ended."""
        now = self.clock.now()
        with self.store.begin(now) as work:
            ended = update(DeskSession).where(
                col(DeskSession.id) == actor.session, col(DeskSession.ended_at).is_(None)
            )
            work.connection.execute(ended.values(ended_at=now, ended_because=why))
            row = audit_row("sign out", actor, now, __version__, reason=why)
            audit.append(work.connection, self.store.audit_key, [row])
            work.commit()

    def _matches(self, known: str | None, password: str) -> bool:
        """Whether the password fits. A fault of the hashing itself is trouble, never a wrong
        password.
        """
        given = normal(password[: LONGEST * 4])
        if known is None and self._nobody is None:
            with _AT_ONCE:
                self._nobody = self.passwords.hash("nobody has this password")
        try:
            with _AT_ONCE:
                self.passwords.verify(known or self._nobody or "", given)
            return known is not None
        except VerifyMismatchError:
            return False
        except (VerificationError, InvalidHashError) as error:
            raise Trouble(
                "The password could not be checked: too little memory, or a damaged account.",
                "Close other programs and try again; if it stays, ask an administrator.",
            ) from error

    def _begin_session(self, person: Person, password: str, name: str, workstation: str) -> Actor:
        """Renew a hash that was made with older parameters, then start the session."""
        renewed = None
        if self.passwords.check_needs_rehash(person.password_hash):
            with _AT_ONCE:
                renewed = self.passwords.hash(normal(password))
        return self._start(person, renewed, name, workstation)

    def _start(self, person: Person, renewed: str | None, name: str, workstation: str) -> Actor:
        now = self.clock.now()
        with self.store.begin(now) as work:
            mine = work.session.get(Person, person.id)
            assert mine is not None, "accounts are never deleted"
            if renewed is not None:
                mine.password_hash = renewed
            row = DeskSession(person_id=id_of(mine), workstation=workstation[:100], started_at=now)
            work.add(row)
            actor = Actor(
                id_of(mine),
                mine.full_name,
                Role(mine.role),
                mine.agency,
                workstation[:100],
                row.id,
            )
            throttle.forgive(work, name, workstation)
            entry = audit_row("sign in", actor, now, __version__)
            audit.append(work.connection, self.store.audit_key, [entry])
            work.commit()
        return actor

    def _count_failure(self, name: str, workstation: str) -> None:
        with self.store.begin(self.clock.now()) as work:
            if throttle.count_failure(work, name, workstation) >= throttle.SHUT_AFTER:
                _shut(work, name)
            work.commit()

    def _refused(self, person: Person | None, workstation: str, now: datetime, why: str) -> None:
        row = audit_row("sign in", SYSTEM, now, __version__, allowed=False, reason=why)
        row |= {
            # Never what was typed there: some type their password for a name.
            "actor": "(unknown name)" if person is None else person.name,
            "role": "not signed in",
            "workstation": workstation,
        }
        with self.store.begin(now) as work:
            audit.append(work.connection, self.store.audit_key, [row])
            work.commit()


def _shut(work: Work, name: str) -> None:
    """Shut an account after too many failures; an administrator lets its owner back in.

    Never the last administrator's: the longest wait still holds an attacker off.
    """
    query = select(Person).where(col(Person.active).is_(True))
    active = {person.name: person for person in work.session.execute(query).scalars()}
    person = active.get(name)
    administrators = [one for one in active.values() if one.role is Role.ADMINISTRATOR]
    if person is None or administrators == [person]:
        return
    person.active = False
    said = f"account {name}: {throttle.SHUT_AFTER} failed tries"
    entry = audit_row("shut an account", SYSTEM, work.now, __version__, reason=said)
    audit.append(work.connection, work.store.audit_key, [entry])


def _waited(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"
