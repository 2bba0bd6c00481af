"""Signing in and out, the lock, and giving one's password anew; all of it throttled.

Every check of a password hashes: call it off the UI thread. Unknown and known names take the same
time and get the same words.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlmodel import col

from mashdesk import __version__
from mashdesk.clock import Clock
from mashdesk.desk.signing_in import sessions
from mashdesk.desk.signing_in.hashing import hasher, made
from mashdesk.desk.signing_in.passwords import one_time_password, password_problems
from mashdesk.desk.signing_in.second_factor import step_of
from mashdesk.desk.signing_in.tries import CodeNeeded, SignInRefused, Tries, Try, WrongCode
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.errors import NotPermitted
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store import audit
from mashdesk.store.desk_tables import DeskSession, Person
from mashdesk.store.names import HUBS, PEOPLE, id_of
from mashdesk.store.store import Store
from mashdesk.store.work import Work, audit_row
from mashdesk.text import plain

__all__ = ["CodeNeeded", "SignIn", "SignInRefused", "WrongCode", "hasher"]


class SignIn:
    """Signs people in and out, checks a password to unlock, and makes hashes for new accounts."""

    def __init__(self, store: Store, clock: Clock, passwords: PasswordHasher | None = None) -> None:
        self.store = store
        self.clock = clock
        self.passwords = passwords or hasher()
        self._tries = Tries(store, self.passwords)

    # Making passwords.

    def hash(self, password: str, *, about: tuple[str, ...] = ()) -> str:
        """Hash a new password; raises Invalid when it is too short, too long, common, or made of
        `about` or the hub's name.
        """
        with self.store.read() as connection:
            hubs = connection.execute(select(HUBS.c.name)).scalars().all()
        problems = password_problems(password, (*about, *hubs))
        if problems:
            raise Invalid(problems)
        return made(self.passwords, password)

    def one_time(self) -> tuple[str, str]:
        """A new one-time password, to be told once, and its hash, which alone is kept."""
        password = one_time_password()
        return password, made(self.passwords, password)

    # Coming and going.

    def sign_in(
        self,
        name: str,
        password: str,
        workstation: str,
        code: str = "",
        *,
        for_one_command: bool = False,
    ) -> Actor:
        """Start a session, which ends the one this person had; raises SignInRefused in the same
        words whatever was wrong, CodeNeeded or WrongCode once only the second factor is missing.

        A session `for_one_command` is over with it, and ends no other: a nightly backup must not
        sign out whoever works the night.
        """
        name, workstation = plain(name.strip().lower()), plain(workstation)[:100]
        given = self._tries.at_name(name, workstation, self.clock.now(), "sign in")
        if not self._tries.fits(given, password) or given.person is None:
            self._tries.was_wrong(given, "wrong name or password")
            raise SignInRefused(
                "That name and password do not belong together.",
                "Check both and try again. After many failures a manager unlocks the account.",
            )
        step = self._demand_code(given, given.person, code)
        renewed = None
        if self.passwords.check_needs_rehash(given.person.password_hash):
            renewed = made(self.passwords, password)
        with self.store.begin(given.at) as work:
            self._tries.was_right(work, given)
            person = work.get(Person, id_of(given.person))
            self._use_up(person, step)
            person.password_hash = renewed or person.password_hash
            if not for_one_command:
                why = f"you signed in at {workstation}"
                sessions.end_sessions(work.connection, id_of(person), work.now, why)
            actor = self._started(work, person, workstation)
            work.commit()
        return actor

    def _demand_code(self, given: Try, person: Person, code: str) -> int:
        """The step of the code that was given; 0 where no second factor is on."""
        if not person.second_factor:
            return 0
        if not code.strip():
            self._tries.give_back(given)
            raise CodeNeeded("Your second factor is on.", "Type the six digits your app shows.")
        step = step_of(person.second_factor, code, given.at, person.factor_step)
        if step is None:
            self._tries.was_wrong(given, "wrong code")
            raise _wrong_code()
        return step

    def _use_up(self, person: Person, step: int) -> None:
        """A code is good once; 0 is the step of none."""
        if step and person.factor_step >= step:
            raise _wrong_code()  # somebody was quicker with the very same code
        person.factor_step = step or person.factor_step

    def let_in_to_training(self, name: str, workstation: str) -> Actor:
        """Start a session without a password, as a training hub alone allows; or NotPermitted.

        It ends no other: the trainee is nobody, and several may practise at once.
        """
        with self.store.begin(self.clock.now()) as work:
            training = work.connection.execute(select(HUBS.c.training)).scalar()
            by_name = select(Person).where(col(Person.name) == name)
            person = work.session.execute(by_name).scalar_one_or_none()
            if not training or person is None:
                raise NotPermitted(
                    "Only a training hub lets people in without a password.", "Sign in."
                )
            actor = self._started(work, person, workstation[:100])
            work.commit()
        return actor

    def _started(self, work: Work, person: Person, workstation: str) -> Actor:
        row = DeskSession(
            person_id=id_of(person),
            workstation=workstation,
            started_at=work.now,
            password_at=work.now,
        )
        work.add(row)
        who = id_of(person), person.full_name, Role(person.role), person.agency
        actor = Actor(*who, workstation, row.id)
        entry = audit_row("sign in", actor, work.now, __version__)
        audit.append(work.connection, self.store.audit_key, [entry])
        return actor

    def standing(self, actor: Actor) -> sessions.Standing:
        """How this person's sign-in stands: a cheap question, asked after every commit."""
        with self.store.read() as connection:
            return sessions.standing(connection, actor, self.clock.now())

    def sign_out(self, actor: Actor, why: str) -> None:
        """End the session, with why: left, switched, ended. One that has ended stays as it is."""
        now = self.clock.now()
        with self.store.begin(now) as work:
            ended = update(DeskSession).where(
                col(DeskSession.id) == actor.session, col(DeskSession.ended_at).is_(None)
            )
            work.connection.execute(ended.values(ended_at=now, ended_because=why))
            row = audit_row("sign out", actor, now, __version__, reason=why)
            audit.append(work.connection, self.store.audit_key, [row])
            work.commit()

    # While signed in.

    def check(self, actor: Actor, password: str, code: str = "") -> None:
        """Unlock: the same person's password and, where their second factor is on, its code, under
        the same throttle; raises SignInRefused, CodeNeeded or WrongCode, or SignedOut once the
        session has ended.
        """
        self._demand_session(actor)
        self._given_again(actor, password, "unlock", code)

    def confirm(self, actor: Actor, password: str, code: str = "") -> None:
        """Sign in afresh without leaving: what asks for the password again may be done for the
        next five minutes. Raises what `check` does.
        """
        self._demand_session(actor)
        self._given_again(actor, password, "sign in afresh", code)

    def change_password(self, actor: Actor, password: str, new: str) -> None:
        """Choose one's own password, as whoever has a one-time one must.

        Raises SignInRefused for a wrong old one, Invalid (field `new`) for an unfit new one.
        """
        self._demand_session(actor)
        given = self._given_again(actor, password, "give the old password")
        if password == new:
            raise Invalid([Problem("new", "is the old one; choose another")])
        try:
            hashed = self.hash(new, about=(given.name, actor.name))
        except Invalid as invalid:
            raise Invalid([Problem("new", found.message) for found in invalid.problems]) from None
        with self.store.begin(given.at) as work:
            mine = work.get(Person, actor.user_id)
            mine.password_hash, mine.must_change = hashed, False
            work.session.flush()
            entry = audit_row("choose a password", actor, given.at, __version__)
            audit.append(work.connection, self.store.audit_key, [entry])
            work.commit()

    # One's own second factor.

    def has_second_factor(self, actor: Actor) -> bool:
        """Whether signing in asks this person for a code."""
        with self.store.read() as connection:
            query = select(PEOPLE.c.second_factor).where(PEOPLE.c.id == actor.user_id)
            return bool(connection.execute(query).scalar())

    def turn_factor_on(self, actor: Actor, password: str, secret: str, code: str) -> None:
        """Ask for codes from now on; `code` shows that the app knows the secret.

        Raises SignInRefused for a wrong password, Invalid (field `code`) for a wrong code.
        """
        self._demand_usable(actor)
        given = self._given_again(actor, password, "give the password for a second factor")
        step = step_of(secret, code, given.at)
        if step is None:
            said = "is not what the app should show now; check that its clock is right"
            raise Invalid([Problem("code", said)])
        self._keep_factor(actor, given, secret, step)

    def turn_factor_off(self, actor: Actor, password: str) -> None:
        """Ask for no codes any more. Raises SignInRefused for a wrong password."""
        self._demand_usable(actor)
        given = self._given_again(actor, password, "give the password for a second factor")
        self._keep_factor(actor, given, "", 0)

    def _keep_factor(self, actor: Actor, given: Try, secret: str, step: int) -> None:
        with self.store.begin(given.at) as work:
            mine = work.get(Person, actor.user_id)
            mine.second_factor, mine.factor_step = secret, step
            work.session.flush()
            act = f"turn the second factor {'on' if secret else 'off'}"
            entry = audit_row(act, actor, given.at, __version__)
            audit.append(work.connection, self.store.audit_key, [entry])
            work.commit()

    def _given_again(self, actor: Actor, password: str, act: str, code: str | None = None) -> Try:
        """The password of somebody who is signed in, and the code of their second factor where
        that is asked for; it makes their session fresh.
        """
        given = self._tries.of(actor, self.clock.now(), act)
        if not self._tries.fits(given, password):
            self._tries.was_wrong(given, "wrong password")
            raise SignInRefused("That is not the password.", "Try again, or hand the desk over.")
        step = 0
        if code is not None and given.person is not None:
            step = self._demand_code(given, given.person, code)
        with self.store.begin(given.at) as work:
            self._tries.was_right(work, given)
            self._use_up(work.get(Person, actor.user_id), step)
            fresh = update(DeskSession).where(col(DeskSession.id) == actor.session)
            work.connection.execute(fresh.values(password_at=given.at))
            entry = audit_row(act, actor, given.at, __version__)
            audit.append(work.connection, self.store.audit_key, [entry])
            work.commit()
        return given

    def _demand_usable(self, actor: Actor) -> None:
        """With a one-time password nothing is turned on or off either."""
        if (refusal := self.standing(actor).refusal()) is not None:
            raise refusal

    def _demand_session(self, actor: Actor) -> None:
        found = self.standing(actor)
        refusal = found.refusal() if found.ended or not found.active else None
        if refusal is not None:
            raise refusal


def _wrong_code() -> WrongCode:
    return WrongCode(
        "That code is not right, or was used already.", "Type the next one your app shows."
    )
