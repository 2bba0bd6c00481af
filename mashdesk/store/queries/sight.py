"""Who sees which referral: the one rule, for every read and every command.

Somebody sees a referral that is not sealed, one they are named on, and one they have emergency
access to that still runs. SYSTEM sees all; where nobody is signed in only what is not sealed shows.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    literal,
    literal_column,
    or_,
    select,
)

from mashdesk.domain.actor import SYSTEM
from mashdesk.store.names import NOTICES, OVERRIDES, REFERRALS, SEAL_NAMES

NOBODY = -1
"""Stands for a person where nobody is signed in."""

SEALED = REFERRALS.alias("sealed_one")
"""The referrals again, as `SEALED_IDS` picks from them."""

# As the partial index has it, on either engine: a comparison with true would not be served by it.
IS_SEALED: ColumnElement[Any] = literal_column("sealed_one.sealed")
"""The condition of `SEALED_IDS`, over an alias of the referrals."""

SEALED_IDS: Select[Any] = select(SEALED.c.id).where(IS_SEALED)
"""The ids of every sealed referral, from an index of their own: the queue's rows are not read to
their end for them."""


def hidden(person: Any, now: Any, *, then: bool = False) -> Select[Any]:
    """Ids of sealed referrals that this person does not see at `now`: values, parameters, or
    columns of the statement this stands in. `then`, of an instant that is past, an emergency access
    that began later does not count; at present it does, whatever the clocks of two desks differ by.
    """
    named = select(SEAL_NAMES.c.referral_id).where(SEAL_NAMES.c.person_id == person)
    running = select(OVERRIDES.c.referral_id).where(
        OVERRIDES.c.person_id == person,
        OVERRIDES.c.until_at > now,
        OVERRIDES.c.referral_id.is_not(None),
        *([OVERRIDES.c.from_at <= now] if then else []),
    )
    who = literal(person) if isinstance(person, int) else person
    return SEALED_IDS.where(
        who != literal_column(str(SYSTEM.user_id)),
        SEALED.c.id.not_in(named.correlate_except(SEAL_NAMES)),
        SEALED.c.id.not_in(running.correlate_except(OVERRIDES)),
    ).correlate_except(SEALED)


def in_sight(person: Any, now: Any, referral: Any = REFERRALS.c.id) -> ColumnElement[bool]:
    """The condition that this person sees the referral whose id a column holds.

    `person` and `now` (UTC) are values, or parameters for a statement that is made once.
    """
    return referral.not_in(hidden(person, now))  # type: ignore[no-any-return]


TOLD_UNSEEN = ("sealed", "emergency", "emergency_reviewed")
"""Kinds of notices that are told to people who do not see the record any more: that it was sealed,
that an emergency access ends, and what its review found, with the manager's own words, who is told
as they write that whoever used the access reads them. Nothing else of them quotes a record.
"""


def told_of(person: Any, now: Any) -> ColumnElement[bool]:
    """The condition that a notice may be shown to this person: they see what it is about, or it
    is of a kind that is told to those who do not.
    """
    seen = in_sight(person, now, NOTICES.c.referral_id)
    return or_(seen, NOTICES.c.kind.in_(TOLD_UNSEEN))


PERSON: BindParameter[int] = bindparam("sight_person")
NOW: BindParameter[datetime] = bindparam("sight_now", type_=OVERRIDES.c.until_at.type)


def sight_of(person: int, now: datetime) -> dict[str, Any]:
    """The parameters of a statement made once with `in_sight(PERSON, NOW)`."""
    return {"sight_person": person, "sight_now": now}


_HIDDEN = hidden(PERSON, NOW).where(SEALED.c.id == bindparam("referral"))


def sees(connection: Connection, person: int, referral: int, now: datetime) -> bool:
    """Whether this person sees this referral at `now` (UTC); true of one that never was."""
    which = {"referral": referral, **sight_of(person, now)}
    return connection.execute(_HIDDEN, which).first() is None


_RUNNING = (
    select(OVERRIDES.c.id)
    .where(
        OVERRIDES.c.person_id == PERSON,
        OVERRIDES.c.referral_id == bindparam("referral"),
        OVERRIDES.c.until_at > NOW,
    )
    .order_by(OVERRIDES.c.id.desc())
    .limit(1)
)


def running_override(
    connection: Connection, person: int, referral: int, now: datetime
) -> int | None:
    """The number of this person's emergency access to a referral that runs at `now` (UTC)."""
    which = {"referral": referral, **sight_of(person, now)}
    found: int | None = connection.execute(_RUNNING, which).scalar()
    return found
