"""Signing in: Argon2id with pinned parameters, throttled per account and per workstation.

Hashing takes some 140 ms of two cores and 64 MiB: call it off the UI thread. Unknown and known
names take the same time and get the same words.
"""

from __future__ import annotations

import threading
import unicodedata
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import select, update
from sqlmodel import col

from mashdesk import __version__
from mashdesk.clock import Clock
from mashdesk.desk.common_passwords import is_common
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.errors import NotPermitted, Refused, Trouble
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store import audit
from mashdesk.store.desk_tables import DeskSession, Hub, Person, Throttle
from mashdesk.store.names import id_of
from mashdesk.store.store import Store
from mashdesk.store.work import Work, audit_row

SHORTEST, LONGEST = 15, 128
FREE_TRIES = 5
CHECKS, WINDOW = 10, timedelta(minutes=5)
LONGEST_WAIT = timedelta(minutes=15)
DISABLED_AFTER = 50

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
        password = unicodedata.normalize("NFC", password)
        problems = password_problems(password, about)
        if problems:
            raise Invalid(problems)
        with _AT_ONCE:
            return self.passwords.hash(password)

    def sign_in(self, name: str, password: str, workstation: str) -> Actor:
        """Start a session; raises SignInRefused in the same words whatever was wrong."""
        name, now = name.strip().lower(), self.clock.now()
        with self.store.begin(now) as work:
            wait = self._take_a_try(work, name, workstation)
            person = work.session.execute(
                select(Person).where(col(Person.name) == name)
            ).scalar_one_or_none()
            work.commit()
        if wait:
            self._refused(name, workstation, now, "throttled")
            raise SignInRefused(
                "Too many tries at this account or workstation.",
                f"Wait {_waited(wait)}, then try again.",
                wait,
            )
        right = self._matches(None if person is None else person.password_hash, password)
        if person is None or not right or not person.active:
            self._count_failure(name, workstation)
            self._refused(name, workstation, now, "wrong name or password")
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
            wait = self._take_a_try(work, name, actor.workstation)
            work.commit()
        if wait:
            raise SignInRefused("Too many tries.", f"Wait {_waited(wait)}, then try again.", wait)
        if person is None or not person.active or not self._matches(person.password_hash, password):
            self._count_failure(name, actor.workstation)
            self._refused(name, actor.workstation, now, "wrong password at the lock")
            raise SignInRefused("That is not the password.", "Try again, or switch user.")
        self._forgive(name, actor.workstation)

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
        password = unicodedata.normalize("NFC", password)[: LONGEST * 4]
        if known is None and self._nobody is None:
            with _AT_ONCE:
                self._nobody = self.passwords.hash("nobody has this password")
        try:
            with _AT_ONCE:
                self.passwords.verify(known or self._nobody or "", password)
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
                renewed = self.passwords.hash(unicodedata.normalize("NFC", password))
        return self._start(person, renewed, name, workstation)

    def _start(self, person: Person, renewed: str | None, name: str, workstation: str) -> Actor:
        now = self.clock.now()
        with self.store.begin(now) as work:
            mine = work.session.get(Person, person.id)
            assert mine is not None, "accounts are never deleted"
            if renewed is not None:
                mine.password_hash = renewed
            row = work.add(
                DeskSession(person_id=id_of(mine), workstation=workstation[:100], started_at=now)
            )
            actor = Actor(
                id_of(mine),
                mine.full_name,
                Role(mine.role),
                mine.agency,
                workstation[:100],
                row.id,
            )
            self._clear(work, name, workstation)
            entry = audit_row("sign in", actor, now, __version__)
            audit.append(work.connection, self.store.audit_key, [entry])
            work.commit()
        return actor

    def _take_a_try(self, work: Work, name: str, workstation: str) -> int:
        """Count a check against both throttles; the seconds to wait if either is shut, else 0."""
        longest = 0
        for who in _throttles(name, workstation):
            row = work.session.get(Throttle, who, with_for_update=True) or Throttle(who=who)
            recent = [at for at in row.checks if datetime.fromisoformat(at) > work.now - WINDOW]
            # A wall clock set back must neither lock people out for hours nor let them straight in.
            recent = [at for at in recent if datetime.fromisoformat(at) <= work.now + WINDOW]
            wait = 0.0
            if row.blocked_until is not None:
                wait = min(
                    (row.blocked_until - work.now).total_seconds(), LONGEST_WAIT.total_seconds()
                )
            if len(recent) >= CHECKS:
                wait = max(
                    wait, (datetime.fromisoformat(recent[0]) + WINDOW - work.now).total_seconds()
                )
            if wait <= 0:
                row.checks = [*recent, work.now.isoformat()]
            longest = max(longest, int(wait) + 1 if wait > 0 else 0)
            work.session.add(row)
        work.session.flush()
        return longest

    def _count_failure(self, name: str, workstation: str) -> None:
        now = self.clock.now()
        with self.store.begin(now) as work:
            for who in _throttles(name, workstation):
                row = work.session.get(Throttle, who, with_for_update=True) or Throttle(who=who)
                row.failures += 1
                if row.failures > FREE_TRIES:
                    wait = min(timedelta(seconds=2 ** (row.failures - FREE_TRIES)), LONGEST_WAIT)
                    row.blocked_until = now + wait
                work.session.add(row)
            self._disable_if_attacked(work, name)
            work.commit()

    def _disable_if_attacked(self, work: Work, name: str) -> None:
        row = work.session.get(Throttle, f"account:{name}"[:120])
        if row is not None and row.failures >= DISABLED_AFTER:
            shut = update(Person).where(col(Person.name) == name).values(active=False)
            work.connection.execute(shut)

    def _forgive(self, name: str, workstation: str) -> None:
        with self.store.begin(self.clock.now()) as work:
            self._clear(work, name, workstation)
            work.commit()

    def _clear(self, work: Work, name: str, workstation: str) -> None:
        for who in _throttles(name, workstation):
            row = work.session.get(Throttle, who, with_for_update=True)
            if row is not None:
                row.failures, row.blocked_until, row.checks = 0, None, []

    def _refused(self, name: str, workstation: str, now: datetime, why: str) -> None:
        nobody = Actor(0, name[:60] or "(no name)", Role.SYSTEM, None, workstation[:100])
        row = audit_row("sign in", nobody, now, __version__, allowed=False, reason=why)
        row["role"] = ""
        with self.store.begin(now) as work:
            audit.append(work.connection, self.store.audit_key, [row])
            work.commit()


def password_problems(password: str, about: tuple[str, ...] = ()) -> list[Problem]:
    """Length, common passwords and ones made of the person's or hub's own name; no other rules."""
    if len(password) < SHORTEST:
        return [
            Problem(
                "password",
                f"needs at least {SHORTEST} characters; a few words in a row are easy to keep",
            )
        ]
    if len(password) > LONGEST:
        return [Problem("password", f"is longer than {LONGEST} characters")]
    plain = password.casefold().replace(" ", "")
    contextual = any(
        word and len(word) > 3 and plain.strip("0123456789!") == word.casefold().replace(" ", "")
        for word in about
    )
    if contextual or is_common(plain):
        return [Problem("password", "is one that others would guess; choose words of your own")]
    return []


def _throttles(name: str, workstation: str) -> tuple[str, str]:
    return f"account:{name}"[:120], f"workstation:{workstation}"[:120]


def _waited(seconds: int) -> str:
    return f"{seconds} seconds" if seconds < 90 else f"{round(seconds / 60)} minutes"
