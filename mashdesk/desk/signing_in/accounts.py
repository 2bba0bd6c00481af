"""What becomes of accounts: who must be left to do what, and whose work goes back to the queue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from mashdesk import __version__
from mashdesk.desk.loading import load_referral, load_request
from mashdesk.desk.sealing.sealed import those_who_see
from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM, Role
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.permissions import may, may_decide
from mashdesk.domain.request import RequestState
from mashdesk.store import audit
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import REFERRALS, REQUESTS, id_of
from mashdesk.store.tables import Agency, Referral, Request
from mashdesk.store.work import Work, audit_row
from mashdesk.text import first_of

_TOLD_FIRST = (Role.TEAM_MANAGER, Role.SERVICE_MANAGER, Role.DUTY)
"""Who is told of work that nobody has any more: the first of these roles that is there."""


def open_account(work: Work, name: str) -> Person:
    """The open account of this sign-in name, locked for this transaction; raises NotFound."""
    query = select(Person).where(col(Person.name) == name).with_for_update()
    person: Person | None = work.session.execute(query).scalar_one_or_none()
    if person is None or not person.active:
        raise NotFound("There is no open account of that name.", "Look at the list of people.")
    return person


def _others(work: Work, person: Person) -> list[Person]:
    """Everybody else who can sign in now: their account is open and not locked."""
    query = select(Person).where(
        col(Person.active).is_(True), col(Person.locked_at).is_(None), col(Person.id) != person.id
    )
    return list(work.session.execute(query).scalars())


def _administers(role: Role) -> bool:
    return role is Role.ADMINISTRATOR


def _decides(role: Role) -> bool:
    """Whether the role may decide whatever a referral calls for, a step-up included."""
    return all(may_decide(role, outcome) for outcome in DecisionOutcome)


_NEEDED: tuple[tuple[Callable[[Role], bool], str, str], ...] = (
    (_administers, "the last administrator", "Add another one first."),
    (_decides, "the last person who can decide", "Add somebody who can decide first."),
)


def demand_somebody_left(work: Work, person: Person, after: Role | None = None) -> None:
    """Raise NotNow if without this person, or with their new role, nobody who can sign in could
    administer the hub or decide.
    """
    others = [other.role for other in _others(work, person)]
    for does, who, way_out in _NEEDED:
        if does(person.role) and not (after and does(after)) and not any(map(does, others)):
            raise NotNow(f"{person.full_name} ({person.name}) is {who}.", way_out)


def lock_if_others_can_unlock(work: Work, name: str, failures: int) -> None:
    """Lock an account after too many failures in a row, until somebody unlocks it.

    Never that of the last person who could: the longest wait still holds an attacker off. The last
    manager who keeps a sealed record may be locked: whoever can unlock lets them see it again, and
    until then emergency access opens it.
    """
    query = select(Person).where(col(Person.name) == name).with_for_update()
    person: Person | None = work.session.execute(query).scalar_one_or_none()
    if person is None or not person.active or person.locked_at is not None:
        return
    if not any(may(other.role, c.UnlockAccount) for other in _others(work, person)):
        return
    person.locked_at = work.now
    said = f"account {name}: {failures} failed tries"
    entry = audit_row("lock an account", SYSTEM, work.now, __version__, reason=said)
    audit.append(work.connection, work.store.audit_key, [entry])


@dataclass(frozen=True, slots=True)
class LetGo:
    """What somebody held and now nobody has; requests each with whether its record is sealed."""

    referrals: tuple[Referral, ...] = ()
    requests: tuple[tuple[Request, bool], ...] = ()

    def in_words(self) -> str:
        """What became of it, as sentences; empty if there was nothing."""
        said = []
        # Whose account it is tells nobody of a sealed record that was with them.
        if shown := [row for row in self.referrals if not row.sealed]:
            names = first_of([row.reference for row in shown], 5)
            said.append(f"Back in the queue for anybody to claim: {names}; the managers are told.")
        if count := sum(not sealed for _, sealed in self.requests):
            held = "One request" if count == 1 else f"{count} requests"
            said.append(f"{held} of their agency can be taken on by its others.")
        return " ".join(said)


def let_go(work: Work, person: Person, why: str, *, referrals: bool, requests: bool) -> LetGo:
    """Put back what a person holds, so that nothing is with somebody who cannot be asked.

    `why` is a sentence. Call it before changing the person's row.
    """
    mine = id_of(person)
    # Loaded first of all: bringing a clock up to now reads every row again.
    held = [load_referral(work, one, unseen=True) for one in _held(work, mine)] if referrals else []
    asked = [load_request(work, one, unseen=True) for one in _asked(work, mine)] if requests else []
    told = told_first(work, mine)
    for row in held:
        row.worker_id = None
        said = f"Nobody has it now: {why}"
        work.tell("released", "Released; anybody may claim it.", row, text=why)
        work.notify(those_who_see(work, row, told), row, "left_with_nobody", said, why)
    for request, row in asked:
        request.holder_id = None
        agency = work.get(Agency, request.agency_id, "agency")
        work.tell("let_go", f"{agency.name}: nobody there has it now.", request, text=why)
        work.notify_agency(
            id_of(agency), row, "let_go", f"nobody in your agency has its request now: {why}", why
        )
        said = f"nobody at {agency.name} has its request now: {why}"
        people = those_who_see(work, row, told)
        work.notify(people, row, "left_with_nobody", said, why, about=agency.code)
    return LetGo(tuple(held), tuple((request, row.sealed) for request, row in asked))


def let_go_of_leaver(work: Work, row: Referral) -> None:
    """A record that is opened again and was with somebody who has left since is with nobody."""
    if row.worker_id is None:
        return
    person = work.session.get(Person, row.worker_id)
    if person is None or not person.active or not may(person.role, c.Claim):
        row.worker_id = None
        told = those_who_see(work, row, told_first(work))
        work.notify(told, row, "left_with_nobody", "Nobody has it: who had it has left.", "left")


def told_first(work: Work, leaver: int | None = None) -> list[int]:
    """Ids of those who are told of work that is with nobody."""
    people = [one for one in work.names().values() if one.active and one.id != leaver]
    found: Iterable[list[int]] = (
        [id_of(one) for one in people if one.role is role] for role in _TOLD_FIRST
    )
    return next(filter(None, found), [])


def _held(work: Work, person: int) -> list[int]:
    query = select(REFERRALS.c.id).where(
        REFERRALS.c.worker_id == person, REFERRALS.c.closed_at.is_(None)
    )
    return list(work.connection.execute(query.order_by(REFERRALS.c.id)).scalars())


def _asked(work: Work, person: int) -> list[int]:
    query = select(REQUESTS.c.id).where(
        REQUESTS.c.holder_id == person, REQUESTS.c.state == RequestState.OPEN
    )
    return list(work.connection.execute(query.order_by(REQUESTS.c.id)).scalars())
