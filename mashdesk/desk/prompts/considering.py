"""Considering: raises the prompts of referrals that changed, and of all after a change of policy.

Stateless and idempotent; any number of desks may. Each chunk is read outside the writers' turn and
written in it only where nothing changed meanwhile; whatever did is considered again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from mashdesk.clock import Clock
from mashdesk.desk.prompts.besides import found_with
from mashdesk.desk.prompts.given_up import look_at_given_up
from mashdesk.desk.prompts.giving_way import GiveWay, on_at_once
from mashdesk.desk.prompts.marking import considered_to, look_again_at_these
from mashdesk.desk.prompts.meanwhile import newest_act
from mashdesk.desk.prompts.policy_change import after_policy
from mashdesk.desk.prompts.raising import CHUNK, KIND, Weighed, parts, rows_of, unchanged, write
from mashdesk.desk.prompts.standing import kept_prompts, sealed_of
from mashdesk.desk.sealing.sealed import people_named
from mashdesk.domain.actor import SYSTEM
from mashdesk.domain.errors import Trouble
from mashdesk.domain.permissions import Look, may_look
from mashdesk.domain.policy import Policy
from mashdesk.domain.prompts.weighing import cited_by, weighed
from mashdesk.store.names import POLICIES, REFERRALS, id_of
from mashdesk.store.notices import Explanation, leave_people
from mashdesk.store.queries.snapshot import snapshots
from mashdesk.store.store import Store
from mashdesk.store.work import Work

log = logging.getLogger(__name__)

NAMED = "you are named on the sealed record; look at both"

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
_NEWEST_POLICY = select(func.max(POLICIES.c.version))
_DONE = (
    update(REFERRALS)
    .where(REFERRALS.c.id.in_(bindparam("ids", expanding=True)))
    .values(prompted=REFERRALS.c.changed, linked=bindparam("b_linked"))
)


def consider(store: Store, clock: Clock, give_way: GiveWay = on_at_once) -> int:
    """Raise what is to be raised at the clock's now; how many prompts were raised or renewed."""
    now = clock.now()
    raised = after_policy(store, now, give_way)
    look_at_given_up(store, now)
    for _ in range(MOST_PASSES):
        done, found = _pass(store, now, give_way)
        raised += found
        if not done:
            break
    return raised


def consider_one(store: Store, clock: Clock, referral: int) -> int:
    """Raise what is to be raised on this record at the clock's now, marked or not: whoever asks of
    one record does not wait for all others. What it marks is for the next beat.
    """
    now = clock.now()
    with store.read() as connection:
        found = read(connection, _policy(store, connection), [referral], now)
    waits = {of: one for of, one in found.items() if one.plan or one.changed > one.prompted}
    return _write(store, now, waits) if waits else 0


def _pass(store: Store, now: datetime, give_way: GiveWay) -> tuple[int, int]:
    """Every referral that waits, once: how many there were, and how many prompts were raised."""
    after = done = raised = 0
    while True:
        with store.read() as connection:
            waiting = list(connection.execute(_WAITING, {"after": after}).scalars())
            if not waiting:
                return done, raised
            policy = _policy(store, connection)
            found = read(connection, policy, waiting, now)
        for some in parts(found):
            raised += _write(store, now, some)
            give_way()
        after, done = waiting[-1], done + len(waiting)


def read(
    connection: Connection, policy: Policy, referrals: Sequence[int], now: datetime
) -> dict[int, Weighed]:
    """What is to happen to the prompts of these referrals under a policy."""
    read_to = newest_act(connection)
    kept = kept_prompts(connection, referrals, now)
    every = [one for each in kept.values() for one in each]
    sealed = sealed_of(connection, cited_by(every))
    return {
        row.id: Weighed(
            weighed(one, kept[row.id], policy.prompts, sealed=sealed),
            kept[row.id],
            one.related,
            row.changed,
            row.prompted,
            sealed=one.sealed,
            linked=one.linked,
            read_to=read_to,
        )
        for row, one in snapshots(connection, referrals, now)
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


def _write_fresh(work: Work, found: dict[int, Weighed]) -> int:
    """Write what is still as it was read; what changed since is considered again."""
    rows = rows_of(work, found)
    same = unchanged(work, found, rows)
    raised = write(work, same, rows)
    if same:
        for linked in (True, False):
            ids = [referral for referral, one in same.items() if one.linked is linked]
            if ids:
                work.connection.execute(_DONE, {"ids": ids, "b_linked": linked})
    own = {
        referral: one for referral, one in same.items() if one.changed > _considered(one.prompted)
    }
    for referral, one in own.items():
        _tell_named(work, rows[referral], one.sealed)
    others = {number for one in own.values() for number in one.related}
    look_again_at_these(work.connection, others - same.keys())
    return raised


def _tell_named(work: Work, row: Any, sealed: Collection[int]) -> None:
    """No prompt that everybody reads counts a sealed record: those named on it are told of the
    other contact, on it, and those of the hub what the two together come to.
    """
    for one in rows_of(work, sealed).values() if sealed else ():
        words = f"{one.reference}: there is another contact about a child of it, {row.reference}."
        found = found_with(
            work.connection, row.id, frozenset({one.id}), work.policy.prompts, work.now
        )
        more = [f"{kind.title}: {each.text}" for kind, each in found if not kind.ties]
        whole = " ".join([words, *(["With it:", *more] if more else [])])
        named = people_named(work, one.id)
        hub = {id_of(person) for person in named if may_look(person.role, Look.QUEUE)}
        for people, text in ((hub, whole), ({id_of(person) for person in named} - hub, words)):
            said = Explanation(one.id, KIND, text, NAMED, f"contact {row.id}")
            leave_people(work.connection, SYSTEM, work.now, people, said)


def _considered(prompted: int) -> int:
    """Up to which event it was considered, marked or not."""
    return prompted if prompted >= -1 else considered_to(prompted)


def _policy(store: Store, connection: Connection) -> Policy:
    return store.policy(connection, connection.execute(_NEWEST_POLICY).scalar_one())
