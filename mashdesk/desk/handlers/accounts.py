"""Accounts: added, shut, reset, unlocked, and given another role."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from mashdesk.desk.outcome import Outcome
from mashdesk.desk.sealing.naming import demand_other_keepers, strike_off
from mashdesk.desk.signing_in.accounts import demand_somebody_left, let_go, open_account
from mashdesk.desk.signing_in.sessions import end_sessions
from mashdesk.desk.signing_in.throttle import forgive_account
from mashdesk.domain import commands as c
from mashdesk.domain.account import account_name, account_name_problems
from mashdesk.domain.actor import Role
from mashdesk.domain.errors import NotNow
from mashdesk.domain.permissions import keeps_sealed, may, may_be_named
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import AGENCIES, id_of
from mashdesk.store.work import Work


def add_user(command: c.AddUser, work: Work) -> Outcome:
    """Add a person, or let one back in whose account was shut, with a role and a new password.

    The password was hashed before it came here.
    """
    name = account_name(command.name)
    known: Person | None = work.session.execute(
        select(Person).where(col(Person.name) == name)
    ).scalar_one_or_none()
    problems = account_name_problems(command.name)
    problems += _role_problems(command.role, command.agency, work)
    if known is not None and known.active:
        problems.append(Problem("name", f"“{name}” is taken; choose another"))
    if problems:
        raise Invalid(problems)
    person = known or Person(
        name=name, full_name="", made_at=work.now, departures_seen=work.next_event() - 1
    )
    person.full_name, person.role = command.full_name.strip(), command.role
    person.agency, person.active = _code(command.agency), True
    work.add(person)
    _give_password(work, person, command.password_hash, must_change=command.must_change)
    work.audited = f"person {name}"
    return Outcome(f"{person.full_name} can now sign in as {name} ({person.role.label}).")


def shut_account(command: c.ShutAccount, work: Work) -> Outcome:
    """Shut a leaver's account; what they hold goes back for others, who are told. Never that of
    the last person who can administer or decide.
    """
    person = open_account(work, account_name(command.name))
    demand_somebody_left(work, person)
    why = f"{person.full_name}'s account was shut."
    strike_off(work, person, why)
    released = let_go(work, person, why, referrals=True, requests=True)
    person.active = False
    end_sessions(work.connection, id_of(person), work.now, "your account was shut")
    work.audited = f"person {person.name}"
    said = f"{why.removesuffix('.')} ({person.name}). Adding {person.name} again opens it."
    return Outcome(f"{said} {released.in_words()}".strip())


def reset_password(command: c.ResetPassword, work: Work) -> Outcome:
    """A one-time password: whoever gives it never learns the one that follows. It unlocks the
    account, turns a lost second factor off and ends their session.
    """
    person = open_account(work, account_name(command.name))
    if person.id == work.actor.user_id:
        raise NotNow("That is your own account.", "Change your own with `mashdesk password`.")
    had_factor = bool(person.second_factor)
    _give_password(work, person, command.password_hash, must_change=True)
    end_sessions(work.connection, id_of(person), work.now, "your password was reset")
    work.audited = f"person {person.name}{'; second factor off' if had_factor else ''}"
    off = " The second factor is off." if had_factor else ""
    return Outcome(
        f"{person.full_name} ({person.name}) signs in with the one-time password once, "
        f"and then chooses their own.{off}"
    )


def unlock_account(command: c.UnlockAccount, work: Work) -> Outcome:
    """Forget the failures at an account; its password stays as it is."""
    person = open_account(work, account_name(command.name))
    was_locked, person.locked_at = person.locked_at is not None, None
    forgive_account(work, person.name)
    work.audited = f"person {person.name}"
    said = "is unlocked" if was_locked else "was not locked; its waits are forgotten"
    return Outcome(f"{person.full_name}'s account {person.name} {said}.")


def change_role(command: c.ChangeRole, work: Work) -> Outcome:
    """Another role from now on: their session ends, and what the new role cannot hold goes back."""
    person = open_account(work, account_name(command.name))
    if problems := _role_problems(command.role, command.agency, work):
        raise Invalid(problems)
    agency = _code(command.agency)
    if (person.role, person.agency) == (command.role, agency):
        raise NotNow(f"{person.full_name} is that already.", "Nothing needs doing.")
    demand_somebody_left(work, person, command.role)
    before = _role_in_words(person.role, person.agency)
    after = _role_in_words(command.role, agency)
    why = f"{person.full_name}'s role changed from {before} to {after}."
    if agency != person.agency or not may_be_named(command.role):
        strike_off(work, person, why)
    elif keeps_sealed(person.role) and not keeps_sealed(command.role):
        demand_other_keepers(work, person)
    released = let_go(
        work,
        person,
        why,
        referrals=not may(command.role, c.Claim),
        requests=agency != person.agency,
    )
    person.role, person.agency = command.role, agency
    end_sessions(work.connection, id_of(person), work.now, "your role was changed")
    work.audited = f"person {person.name}: {before} to {after}"[:200]
    return Outcome(f"{why} They sign in again. {released.in_words()}".strip())


def _role_problems(role: Role, agency: str | None, work: Work) -> list[Problem]:
    """A practitioner answers for an agency of the roster, and nobody else for any."""
    if role is Role.SYSTEM:
        return [Problem("role", "is the desk's own; choose a person's role")]
    if role is Role.PRACTITIONER:
        return _agency_problems(work, agency)
    if agency is not None:
        return [Problem("agency", "is for an agency practitioner alone; leave it out")]
    return []


def _agency_problems(work: Work, code: str | None) -> list[Problem]:
    if code is None:
        return [Problem("agency", "is needed for an agency practitioner: a code of the roster")]
    query = select(AGENCIES.c.id).where(AGENCIES.c.code == _code(code))
    if work.connection.execute(query).first() is None:
        return [Problem("agency", "is not on this hub's roster")]
    return []


def _give_password(work: Work, person: Person, hashed: str, *, must_change: bool) -> None:
    """A new password, and nothing left of what kept them out before."""
    person.password_hash, person.must_change = hashed, must_change
    person.locked_at, person.second_factor, person.factor_step = None, "", 0
    work.session.flush()
    forgive_account(work, person.name)


def _code(agency: str | None) -> str | None:
    return None if agency is None else agency.strip().upper()


def _role_in_words(role: Role, agency: str | None) -> str:
    return f"{role.label} of {agency}" if agency else role.label
