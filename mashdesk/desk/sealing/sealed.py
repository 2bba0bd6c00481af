"""Sealed records under work: who is named, who may act, and who is told of what happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlmodel import col

from mashdesk.domain import commands as c
from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.errors import NotFound, NotNow
from mashdesk.domain.permissions import keeps_sealed
from mashdesk.store.desk_tables import Person
from mashdesk.store.names import PEOPLE, REFERRALS, SEAL_NAMES, id_of
from mashdesk.store.queries.sight import in_sight, running_override, sees
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work

# Made once: building a statement costs as much as running it.
_NAMED = select(SEAL_NAMES.c.person_id).where(SEAL_NAMES.c.referral_id == bindparam("referral"))
_PEOPLE_NAMED = (
    select(Person)
    .join(SEAL_NAMES, SEAL_NAMES.c.person_id == col(Person.id))
    .where(SEAL_NAMES.c.referral_id == bindparam("referral"))
    .order_by(col(Person.id))
)
_KEEPERS = (
    select(SEAL_NAMES.c.referral_id, PEOPLE.c.id, PEOPLE.c.role, PEOPLE.c.locked_at)
    .join(PEOPLE, PEOPLE.c.id == SEAL_NAMES.c.person_id)
    .where(
        SEAL_NAMES.c.referral_id.in_(bindparam("referrals", expanding=True)),
        PEOPLE.c.active.is_(True),
    )
)


def demand_sight(work: Work, row: Referral, missing: NotFound) -> None:
    """Raise `missing`, the refusal of one that never was, unless whoever acts sees this record."""
    if row.sealed and not sees(work.connection, work.actor.user_id, id_of(row), work.now):
        raise missing


def may_be_told(work: Work, command: c.Command, done: Mapping[str, object]) -> bool:
    """Whether whoever acts may be told again what an act of theirs came to. Not of a record that
    has gone out of their sight: doing the act again then refuses it as any other. Of what they
    sealed or had emergency access to they are: that the access is over must not open a second.
    """
    reference = done.get("reference")
    if reference is None or isinstance(command, c.TakeIn | c.Seal | c.BreakGlass):
        return True
    query = select(in_sight(work.actor.user_id, work.now)).where(REFERRALS.c.reference == reference)
    return work.connection.execute(query).scalar_one_or_none() is not False


def named_on(work: Work, referral: int | None) -> set[int]:
    """Ids of the people named on a sealed referral; empty for one that is not sealed."""
    return set(work.connection.execute(_NAMED, {"referral": referral}).scalars())


def people_named(work: Work, referral: int | None) -> list[Person]:
    """The people named on a sealed referral, by id."""
    return list(work.session.execute(_PEOPLE_NAMED, {"referral": referral}).scalars())


def demand_named(work: Work, row: Referral) -> None:
    """Raise NotNow where whoever acts sees a sealed record by emergency access alone."""
    if row.sealed and work.actor != SYSTEM and work.actor.user_id not in named_on(work, row.id):
        raise NotNow(
            "Emergency access does not change who sees it.",
            "Ask a manager who is named on it.",
        )


def demand_holder(work: Work, row: Referral, person: int) -> None:
    """Raise NotNow where somebody would hold a sealed record who is not named on it."""
    if row.sealed and person not in named_on(work, row.id):
        raise NotNow(
            "A sealed record is held by somebody named on it.",
            "Choose one of them, or have a manager who is named on it name others.",
        )


def those_who_see(work: Work, row: Referral, people: Iterable[int | None]) -> list[int]:
    """Of those to be told, whoever sees the record; of a sealed one else the managers named on it,
    so that somebody always is.
    """
    told = [one for one in people if one is not None]
    if not row.sealed:
        return told
    named = named_on(work, row.id)
    return [one for one in told if one in named] or managers_named(work, [id_of(row)])[id_of(row)]


def managers_named(
    work: Work, referrals: Sequence[int], *, locked: bool = True
) -> Mapping[int, list[int]]:
    """Ids of the managers named on each of these sealed referrals whose accounts are open, `locked`
    ones included: what they are told waits until somebody unlocks them. Without those, the ones who
    can sign in now.
    """
    found: dict[int, list[int]] = {referral: [] for referral in referrals}
    if referrals:
        for row in work.connection.execute(_KEEPERS, {"referrals": list(referrals)}):
            if keeps_sealed(row.role) and (locked or row.locked_at is None):
                found[row.referral_id].append(row.id)
    return found


def access_in_use(work: Work) -> str:
    """For the audit: the emergency access that an act was done under, if it was; else blank."""
    if work.actor == SYSTEM:
        return ""
    rows = [one.row for one in work.touched.values()]
    for referral in [id_of(row) for row in rows if isinstance(row, Referral) and row.sealed]:
        number = running_override(work.connection, work.actor.user_id, referral, work.now)
        if number is not None and work.actor.user_id not in named_on(work, referral):
            return f"emergency access {number}"
    return ""
