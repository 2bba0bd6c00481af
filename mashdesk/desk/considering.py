"""Considering: raises the prompts of referrals that changed, and of all after a change of policy.

Stateless and idempotent; any number of desks may. Each chunk is read outside the writers' turn and
written in it only where nothing changed meanwhile; whatever did is considered again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from mashdesk.clock import Clock
from mashdesk.desk.raising import (
    KIND,
    Weighed,
    kept_prompts,
    rows_of,
    sealed_of,
    write,
)
from mashdesk.desk.sealed import named_on
from mashdesk.domain.actor import SYSTEM, Role
from mashdesk.domain.errors import Trouble
from mashdesk.domain.policy import Policy
from mashdesk.domain.prompts.weighing import Plan, cited_by, weighed
from mashdesk.store.names import CONSIDERING, PEOPLE, POLICIES, REFERRALS
from mashdesk.store.notices import Explanation, leave_people
from mashdesk.store.queries.snapshot import snapshots
from mashdesk.store.store import Store
from mashdesk.store.work import Work

log = logging.getLogger(__name__)

CHUNK = 200
"""Referrals read at once."""

WRITTEN = 50
"""Referrals written in one transaction: the lock is held for some ten milliseconds."""

MOST_PASSES = 4
"""What one pass marks the next considers; beyond these the next beat does."""

# Made once: building a statement costs as much as running it.
_WAITING = (
    select(REFERRALS.c.id)
    .where(
        REFERRALS.c.closed_at.is_(None),
        REFERRALS.c.changed > REFERRALS.c.prompted,
        REFERRALS.c.id > bindparam("after"),
    )
    .order_by(REFERRALS.c.id)
    .limit(CHUNK)
)
_OPEN = (
    select(REFERRALS.c.id)
    .where(REFERRALS.c.closed_at.is_(None), REFERRALS.c.id > bindparam("after"))
    .order_by(REFERRALS.c.id)
    .limit(CHUNK)
)
_NEWEST_POLICY = select(func.max(POLICIES.c.version))
_PROGRESS = select(CONSIDERING)
_UP_TO = (
    update(CONSIDERING)
    .where(CONSIDERING.c.up_to == bindparam("b_before"))
    .values({name: bindparam(name) for name in ("policy_version", "up_to", "raised", "about")})
)
_DONE = (
    update(REFERRALS)
    .where(REFERRALS.c.id == bindparam("b_id"))
    .values(prompted=REFERRALS.c.changed, linked=bindparam("b_linked"))
)
_MARK = (
    update(REFERRALS)
    .where(
        REFERRALS.c.id.in_(bindparam("ids", expanding=True)),
        REFERRALS.c.closed_at.is_(None),
        REFERRALS.c.prompted >= REFERRALS.c.changed,
    )
    # How far it had been considered stays known, so that a mark never marks others in turn.
    .values(prompted=-2 - REFERRALS.c.prompted)
)
_MANAGERS = select(PEOPLE.c.id).where(PEOPLE.c.role == Role.TEAM_MANAGER, PEOPLE.c.active.is_(True))


def consider(store: Store, clock: Clock) -> int:
    """Raise what is to be raised at the clock's now; how many prompts were raised or renewed."""
    now = clock.now()
    raised = _after_policy(store, now)
    for _ in range(MOST_PASSES):
        done, found = _pass(store, now)
        raised += found
        if not done:
            break
    return raised


def _pass(store: Store, now: datetime) -> tuple[int, int]:
    """Every referral that waits, once: how many there were, and how many prompts were raised."""
    after = done = raised = 0
    while True:
        with store.read() as connection:
            waiting = list(connection.execute(_WAITING, {"after": after}).scalars())
            if not waiting:
                return done, raised
            policy = _policy(store, connection)
            found = read(connection, policy, waiting, now)
        raised += sum(_write(store, now, some) for some in _parts(found))
        after, done = waiting[-1], done + len(waiting)


def _parts(found: dict[int, Weighed]) -> Iterator[dict[int, Weighed]]:
    """As many at a time as are written in one transaction."""
    ids = list(found)
    for first in range(0, len(ids), WRITTEN):
        yield {one: found[one] for one in ids[first : first + WRITTEN]}


def read(
    connection: Connection,
    policy: Policy,
    referrals: Sequence[int],
    now: datetime,
    before: Policy | None = None,
) -> dict[int, Weighed]:
    """What is to happen to the prompts of these referrals, weighed against a policy that took the
    place of the one `before`, or has stood for a while.
    """
    seen = snapshots(connection, referrals, now)
    kept = kept_prompts(connection, referrals)
    every = [one for each in kept.values() for one in each]
    sealed = sealed_of(connection, cited_by(every))
    return {
        row.id: Weighed(
            weighed(
                one,
                kept[row.id],
                policy.prompts,
                sealed=sealed,
                before=None if before is None else before.prompts,
            ),
            kept[row.id],
            one.related,
            row.changed,
            row.prompted,
            sealed=one.sealed,
            linked=one.linked,
        )
        for row, one in seen
    }


def _write(store: Store, now: datetime, found: dict[int, Weighed]) -> int:
    try:
        with store.begin(now) as work:
            raised = _write_fresh(work, found)
            work.commit()
            return raised
    except Trouble:
        raise
    except Exception:
        if len(found) == 1:
            log.exception("the prompts of referral %s could not be written", *found)
            return 0
        log.exception("a chunk of prompts failed; doing its referrals one by one")
    return sum(_write(store, now, {referral: one}) for referral, one in found.items())


def _write_fresh(work: Work, found: dict[int, Weighed], *, tell: bool = True) -> int:
    """Write what is still as it was read; what changed since is considered again."""
    rows = rows_of(work, found)
    same = {
        referral: one
        for referral, one in found.items()
        if (row := rows.get(referral)) is not None
        and (row.changed, row.prompted, row.closed_at) == (one.changed, one.prompted, None)
    }
    raised = write(work, same, rows, tell=tell)
    if same:
        done = [{"b_id": referral, "b_linked": one.linked} for referral, one in same.items()]
        work.connection.execute(_DONE, done)
    own = {
        referral: one for referral, one in same.items() if one.changed > _considered(one.prompted)
    }
    for referral, one in own.items():
        _tell_named(work, rows[referral], one.sealed)
    others = {number for one in own.values() for number in one.related}
    if others - same.keys():
        work.connection.execute(_MARK, {"ids": sorted(others - same.keys())})
    return raised


def _tell_named(work: Work, row: Any, sealed: Collection[int]) -> None:
    """No evidence names a sealed record: those named on it are told of the other contact, on it."""
    for one in rows_of(work, sealed).values() if sealed else ():
        words = f"{one.reference}: there is another contact about a child of it, {row.reference}."
        said = Explanation(one.id, KIND, words, "Look at both.", f"contact {row.id}")
        leave_people(work.connection, SYSTEM, work.now, named_on(work, one.id), said)


def _considered(prompted: int) -> int:
    """Up to which event it was considered, marked or not."""
    return prompted if prompted >= -1 else -2 - prompted


def _policy(store: Store, connection: Connection) -> Policy:
    return store.policy(connection, connection.execute(_NEWEST_POLICY).scalar_one())


# -- after a change of policy ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far all open referrals were considered under a policy: up to which id, what was raised,
    and one of those, for the entry that managers are left.
    """

    version: int
    up_to: int = 0
    raised: int = 0
    about: int | None = None


def _after_policy(store: Store, now: datetime) -> int:
    """Consider every open referral once under thresholds that changed."""
    raised = 0
    while True:
        with store.read() as connection:
            newest = connection.execute(_NEWEST_POLICY).scalar_one_or_none()
            known = _progress(connection)
            if newest is None or (known is not None and known.version == newest):
                return raised
            policy = store.policy(connection, newest)
            before = None if known is None else store.policy(connection, known.version)
            found: dict[int, Weighed] = {}
            if before is not None and before.prompts != policy.prompts and known is not None:
                ids = list(connection.execute(_OPEN, {"after": known.up_to}).scalars())
                found = read(connection, policy, ids, now, before)
        for some in _parts(found) if found else ({},):
            known, more = _keep_on(store, now, known, newest, some)
            raised += more
            if known is None:
                break  # another desk is at it, or it has just begun: look again


def _keep_on(
    store: Store, now: datetime, known: Progress | None, newest: int, found: dict[int, Weighed]
) -> tuple[Progress | None, int]:
    """One part; one that cannot be written is passed over, for the rest must not wait for it."""
    try:
        return _write_progress(store, now, known, newest, found)
    except Trouble:
        raise
    except Exception:
        log.exception("prompts up to referral %s could not be written", [*found][-1:])
        passed = {one: replace(each, plan=Plan()) for one, each in found.items()}
        return _write_progress(store, now, known, newest, passed)


def _progress(connection: Connection) -> Progress | None:
    row = connection.execute(_PROGRESS).one_or_none()
    if row is None:
        return None
    return Progress(row.policy_version, row.up_to, row.raised, row.about)


def _write_progress(
    store: Store, now: datetime, known: Progress | None, newest: int, found: dict[int, Weighed]
) -> tuple[Progress | None, int]:
    """One part and how far it came, in one transaction: a desk killed between loses nothing, and
    of two desks one writes it. None for progress where another was quicker.
    """
    with store.begin(now) as work:
        if _progress(work.connection) != known:
            return None, 0
        if known is None:
            fresh = {"id": 1, "policy_version": newest, "up_to": 0, "raised": 0, "about": None}
            work.connection.execute(insert(CONSIDERING), fresh)
            work.commit()
            return None, 0
        raised = _write_fresh(work, found, tell=False)
        total = known.raised + raised
        sealed = sealed_of(work.connection, found)
        news = (one for one, each in found.items() if each.plan.fresh and one not in sealed)
        about = known.about or next(news, None)
        if found:
            after = Progress(known.version, max(found), total, about)
        else:
            after = Progress(newest)
            _tell_managers(work, total, about)
        said = {"up_to": after.up_to, "raised": after.raised, "about": after.about}
        which = {"b_before": known.up_to, "policy_version": after.version}
        work.connection.execute(_UP_TO, {**which, **said})
        work.commit()
        return after, raised


def _tell_managers(work: Work, raised: int, about: int | None) -> None:
    """One entry for each manager, however many prompts there are."""
    if not raised or about is None:
        return
    reference = rows_of(work, [about])[about].reference
    words = f"{reference} and others: the policy changed; {raised} prompts were raised."
    said = Explanation(about, KIND, words, "See the prompts of all open referrals.", "policy")
    people: Collection[Any] = work.connection.execute(_MANAGERS).scalars().all()
    leave_people(work.connection, SYSTEM, work.now, people, said)
