"""After a change of policy: every open referral is weighed by what is set otherwise now.

Part by part, each with how far it came in one transaction: a desk killed between loses nothing, and
of two desks one writes it. No writer waits longer for it than for another command.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from mashdesk.desk.prompts.giving_way import GiveWay, on_at_once
from mashdesk.desk.prompts.meanwhile import newest_act
from mashdesk.desk.prompts.raising import CHUNK, KIND, Weighed, parts, rows_of, unchanged, write
from mashdesk.desk.prompts.standing import kept_prompts, sealed_of
from mashdesk.domain.actor import SYSTEM, Role
from mashdesk.domain.errors import Trouble
from mashdesk.domain.policy import Policy
from mashdesk.domain.prompts import PROMPTS
from mashdesk.domain.prompts.weighing import Plan, cited_by, weighed
from mashdesk.store.names import CONSIDERING, PEOPLE, POLICIES, REFERRALS
from mashdesk.store.notices import Explanation, leave_people
from mashdesk.store.queries.snapshot import snapshots
from mashdesk.store.store import Store
from mashdesk.store.work import Work

log = logging.getLogger(__name__)

# Made once: building a statement costs as much as running it.
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
_STILL_CONSIDERED = (
    update(REFERRALS)
    .where(REFERRALS.c.id.in_(bindparam("ids", expanding=True)))
    .values(prompted=REFERRALS.c.changed)
)
_MANAGERS = select(PEOPLE.c.id).where(PEOPLE.c.role == Role.TEAM_MANAGER, PEOPLE.c.active.is_(True))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far all open referrals were considered under a policy: up to which id, what was raised,
    and one of those, for the entry that managers are left.
    """

    version: int
    up_to: int = 0
    raised: int = 0
    about: int | None = None


def after_policy(store: Store, now: datetime, give_way: GiveWay = on_at_once) -> int:
    """Consider every open referral once under thresholds that changed; how many prompts that
    raised or renewed.
    """
    raised = 0
    while True:
        with store.read() as connection:
            newest = connection.execute(_NEWEST_POLICY).scalar_one_or_none()
            known = _progress(connection)
            if newest is None or (known is not None and known.version == newest):
                return raised
            found = {} if known is None else _next(store, connection, known, newest, now)
        for some in parts(found) if found else ({},):
            known, more = _keep_on(store, now, known, newest, some)
            raised += more
            give_way()
            if known is None:
                break  # another desk is at it, or it has just begun: look again


def _next(
    store: Store, connection: Connection, known: Progress, newest: int, now: datetime
) -> dict[int, Weighed]:
    """The next that are open, weighed; none when all were, or no prompt is set otherwise."""
    before, policy = store.policy(connection, known.version), store.policy(connection, newest)
    if before.prompts == policy.prompts:
        return {}
    ids = list(connection.execute(_OPEN, {"after": known.up_to}).scalars())
    return weighed_again(connection, policy, before, ids, now)


def weighed_again(
    connection: Connection, policy: Policy, before: Policy, referrals: Sequence[int], now: datetime
) -> dict[int, Weighed]:
    """What is to happen to the prompts of these referrals by what is set otherwise now than in the
    policy `before`. Whatever else changed in them is considered for itself.
    """
    read_to = newest_act(connection)
    changed = policy.prompts.changed(before.prompts)
    kept = kept_prompts(connection, referrals)
    sealed = sealed_of(connection, cited_by(one for each in kept.values() for one in each))
    ties = any(PROMPTS[code].ties for code in changed)
    found = {}
    for row, seen in snapshots(connection, referrals, now, ties=ties):
        of, old = kept[row.id], before.prompts
        plan = weighed(seen, of, policy.prompts, sealed=sealed, before=old, only=changed)
        found[row.id] = Weighed(plan, of, frozenset(), row.changed, row.prompted, read_to=read_to)
    return found


def _keep_on(
    store: Store, now: datetime, known: Progress | None, newest: int, found: dict[int, Weighed]
) -> tuple[Progress | None, int]:
    """One part; one that cannot be written is passed over, for the rest must not wait for it."""
    try:
        return _write_part(store, now, known, newest, found)
    except Trouble:
        raise
    except Exception:
        log.exception("prompts up to referral %s could not be written", [*found][-1:])
        passed = {one: replace(each, plan=Plan()) for one, each in found.items()}
        return _write_part(store, now, known, newest, passed, passing_over=True)


def _progress(connection: Connection) -> Progress | None:
    row = connection.execute(_PROGRESS).one_or_none()
    if row is None:
        return None
    return Progress(row.policy_version, row.up_to, row.raised, row.about)


def _write_part(
    store: Store,
    now: datetime,
    known: Progress | None,
    newest: int,
    found: dict[int, Weighed],
    *,
    passing_over: bool = False,
) -> tuple[Progress | None, int]:
    """One part and how far it came, in one transaction; None where another was quicker."""
    with store.begin(now) as work:
        if _progress(work.connection) != known:
            return None, 0
        if known is None:
            fresh = {"id": 1, "policy_version": newest, "up_to": 0, "raised": 0, "about": None}
            work.connection.execute(insert(CONSIDERING), fresh)
            work.commit()
            return None, 0
        raised = 0 if passing_over else _write(work, found, known.version, newest)
        total = known.raised + raised
        about = known.about or _first_told(work, found)
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


def _as_they_are(
    work: Work, found: dict[int, Weighed], rows: dict[int, Any], before: int, newest: int
) -> dict[int, Weighed]:
    """These as they were read; what changed since is weighed once more, in the writers' turn, for
    only here is it known what the policy `before` asked of it.
    """
    same = unchanged(work, found, rows)
    moved = [one for one, row in rows.items() if one not in same and row.closed_at is None]
    if not moved:
        return same
    old, new = work.policy_of(before), work.policy_of(newest)
    return same | weighed_again(work.connection, new, old, moved, work.now)


def _write(work: Work, found: dict[int, Weighed], before: int, newest: int) -> int:
    """Write what there is to write. What had been considered still has; the rest waits."""
    rows = rows_of(work, found) if found else {}
    now = _as_they_are(work, found, rows, before, newest)
    news = {referral: one for referral, one in now.items() if one.plan}
    raised = write(work, news, rows, tell=False)
    if considered := [referral for referral, one in news.items() if one.prompted >= one.changed]:
        work.connection.execute(_STILL_CONSIDERED, {"ids": considered})
    return raised


def _first_told(work: Work, found: dict[int, Weighed]) -> int | None:
    """One that has a new prompt and is not sealed, for the managers' entry."""
    news = [referral for referral, one in found.items() if one.plan.fresh]
    sealed = sealed_of(work.connection, news)
    return next((one for one in news if one not in sealed), None)


WHY = "a policy concerns all open referrals; see the prompts of each"


def _tell_managers(work: Work, raised: int, about: int | None) -> None:
    """One entry for each manager, however many prompts there are."""
    if not raised or about is None:
        return
    reference = rows_of(work, [about])[about].reference
    words = f"{reference} and others: the policy changed; {raised} prompts were raised."
    said = Explanation(about, KIND, words, WHY, "policy")
    people: Collection[Any] = work.connection.execute(_MANAGERS).scalars().all()
    leave_people(work.connection, SYSTEM, work.now, people, said)
