"""Handing a child over to the worker or team that holds the case already, until one takes it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from mashdesk.domain.errors import NotFound
from mashdesk.domain.follow_up import AllocationEnd
from mashdesk.store.decision_tables import Allocation
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import ALLOCATIONS, DECISIONS, id_of
from mashdesk.store.tables import Decision, Referral
from mashdesk.store.work import Work

# Made once: building a statement costs as much as running it.
_WAITING = select(Allocation).where(
    col(Allocation.referral_id) == bindparam("of"), col(Allocation.ended_at).is_(None)
)
_CONCERNED = (
    select(ALLOCATIONS.c.referral_id, ALLOCATIONS.c.person_id, DECISIONS.c.decider_id)
    .join(DECISIONS, DECISIONS.c.id == ALLOCATIONS.c.decision_id)
    .where(
        ALLOCATIONS.c.referral_id.in_(bindparam("referrals", expanding=True)),
        ALLOCATIONS.c.ended_at.is_(None),
    )
)
_LAPSE = (
    update(ALLOCATIONS)
    .where(
        ALLOCATIONS.c.referral_id.in_(bindparam("referrals", expanding=True)),
        ALLOCATIONS.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("b_at"), ended=AllocationEnd.LAPSED, ended_by=None)
)


def hand_over(
    work: Work,
    row: Referral,
    decision: Decision,
    worker: str,
    account: int | None,
    due_at: datetime,
) -> Allocation:
    """The child is given to this worker or team, who has until `due_at` (UTC) to take it up.

    Raises NotFound for an `account` that is not there or was shut.
    """
    if account is not None:
        person = work.session.get(Person, account)
        if person is None or not person.active:
            raise NotFound(
                "There is no such account.", "Name the worker alone, or choose one of the people."
            )
    given = Allocation(
        referral_id=id_of(row),
        decision_id=id_of(decision),
        person_id=account,
        worker=worker,
        due_at=due_at,
    )
    work.session.add(given)
    return given


def waiting(work: Work, row: Referral) -> Allocation | None:
    """The hand-over that nobody has taken up yet; None where there is none."""
    return work.session.execute(_WAITING, {"of": row.id}).scalars().first()


def undo(work: Work, row: Referral) -> None:
    """A referral that is reopened by a person hands nobody anything any more."""
    given = waiting(work, row)
    if given is not None:
        given.ended_at, given.ended = work.now, AllocationEnd.REOPENED
        given.ended_by = work.actor.user_id


def concerned(work: Work, referrals: Sequence[int]) -> Mapping[int, list[int]]:
    """Who is told that nobody took these referrals up: who decided it, and whose it was to be."""
    found: dict[int, list[int]] = {}
    if referrals:
        for one in work.connection.execute(_CONCERNED, {"referrals": list(referrals)}):
            people = [one.person_id, one.decider_id]
            found[one.referral_id] = [person for person in people if person is not None]
    return found


def lapse(work: Work, referrals: Sequence[int]) -> None:
    """Their time ran out with nobody taking them up."""
    if referrals:
        said: dict[str, Any] = {"referrals": list(referrals), "b_at": work.now}
        work.connection.execute(_LAPSE, said)
