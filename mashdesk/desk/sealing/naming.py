"""Naming people on sealed records, and taking leavers off them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlmodel import col

from mashdesk.desk.loading import load_referral
from mashdesk.desk.sealing.sealed import managers_named, named_on
from mashdesk.domain.errors import NotNow
from mashdesk.domain.permissions import keeps_sealed, may_be_named
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import SEAL_NAMES, id_of
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work


def nameable(work: Work, people: Iterable[int]) -> list[Person]:
    """The people of these ids; Invalid unless each may be named, and a manager is among them."""
    wanted = dict.fromkeys(people)
    query = select(Person).where(col(Person.id).in_(wanted), col(Person.active).is_(True))
    found = {id_of(one): one for one in work.session.execute(query).scalars()}
    known = [found[one] for one in wanted if one in found and may_be_named(found[one].role)]
    if len(known) < len(wanted):
        said = "are active people who open records or answer for an agency; choose from the list"
        raise Invalid([Problem("people", said)])
    if not any(keeps_sealed(person.role) and person.locked_at is None for person in known):
        said = "need a team or service manager among them who can sign in, and answers for it"
        raise Invalid([Problem("people", said)])
    return known


def write_names(work: Work, row: Referral, named: set[int]) -> None:
    """These and nobody else are named on it; the caller tells the timeline."""
    of = id_of(row)
    work.connection.execute(delete(SEAL_NAMES).where(SEAL_NAMES.c.referral_id == of))
    if named:
        rows = [{"referral_id": of, "person_id": person} for person in sorted(named)]
        work.connection.execute(insert(SEAL_NAMES), rows)


def demand_other_keepers(work: Work, person: Person) -> list[int]:
    """The sealed records somebody is named on; raises NotNow, naming none of them, where no other
    manager who can sign in would be left on one.
    """
    mine = id_of(person)
    query = select(SEAL_NAMES.c.referral_id).where(SEAL_NAMES.c.person_id == mine)
    held = sorted(work.connection.execute(query).scalars())
    left = managers_named(work, held, locked=False)
    if keeps_sealed(person.role) and any(set(left[one]) <= {mine} for one in held):
        raise NotNow(
            f"{person.full_name} ({person.name}) is the last manager who sees a sealed record.",
            "Have them name another manager on the sealed records they are named on first, or"
            " another who is named and locked out unlocked.",
        )
    return held


def strike_off(work: Work, person: Person, why: str) -> None:
    """Take somebody who leaves off every sealed record they are named on: whoever comes back is
    named anew. Raises NotNow as `demand_other_keepers` does.
    """
    mine = id_of(person)
    for one in demand_other_keepers(work, person):
        row = load_referral(work, one, unseen=True)
        before = named_on(work, one)
        write_names(work, row, before - {mine})
        changes = {"named": [sorted(before), sorted(before - {mine})]}
        said = f"{person.full_name} is not named any more."
        work.tell("sealed", said, row, text=why, changes=changes)
        others = [keeper for keeper in managers_named(work, [one])[one] if keeper != mine]
        work.notify(others, row, "named", f"{said} {why}", why)
