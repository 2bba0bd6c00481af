"""Actions of strategy discussions: overdue ones are told, and stand until a person settles them.

Time alone settles none: a prompt marks the referral, its worker finds out, and it is not closed
before each is done, or dropped with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update

from mashdesk import __version__
from mashdesk.desk.clockwork.clocks import place
from mashdesk.desk.clockwork.one_by_one import one_by_one
from mashdesk.desk.loading import load_referral
from mashdesk.desk.prompts.standing import again_at
from mashdesk.desk.sealing.sealed import named_on, those_who_see
from mashdesk.domain.actor import SYSTEM, Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.errors import ActionsOpen
from mashdesk.domain.prompts.clocks import ACTION_OVERDUE
from mashdesk.store.names import PROMPTS, STRATEGY_ACTIONS, STRATEGY_DISCUSSIONS, id_of
from mashdesk.store.queries.decisions import due_actions
from mashdesk.store.queries.masking import told_to
from mashdesk.store.store import Store
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work
from mashdesk.text import clip, sentence

ACT = "bring overdue actions up"

# Made once: building a statement costs as much as running it.
_WAITING = (
    select(STRATEGY_ACTIONS, STRATEGY_DISCUSSIONS.c.recorded_by)
    .join(STRATEGY_DISCUSSIONS, STRATEGY_DISCUSSIONS.c.id == STRATEGY_ACTIONS.c.discussion_id)
    .where(
        STRATEGY_DISCUSSIONS.c.referral_id == bindparam("of"),
        STRATEGY_ACTIONS.c.ended_at.is_(None),
    )
    .order_by(STRATEGY_ACTIONS.c.due_at, STRATEGY_ACTIONS.c.id)
)
_TOLD = (
    update(STRATEGY_ACTIONS)
    .where(STRATEGY_ACTIONS.c.id.in_(bindparam("actions", expanding=True)))
    .values(surfaced_at=bindparam("b_at"))
)
_STANDS = select(PROMPTS.c.id).where(
    PROMPTS.c.referral_id == bindparam("of"),
    PROMPTS.c.code == ACTION_OVERDUE.code,
    PROMPTS.c.answered_at.is_(None),
)
_RENEW = (
    update(PROMPTS)
    .where(PROMPTS.c.id == bindparam("b_id"))
    # Given nothing where it tells of fewer than before.
    .values(evidence=bindparam("b_words"), renewed_at=again_at("b_again"))
)


def bring_actions_up(store: Store, now: datetime) -> tuple[list[str], int]:
    """Tell of every action whose time has run out. Idempotent; any process may.

    Returns the references of their referrals, blank for a sealed one, and how many could not be
    done.
    """
    with store.read() as connection:
        found = due_actions(connection, now)
    return one_by_one(found, lambda one: _bring_up(store, one, now), "actions of referral")


def _bring_up(store: Store, referral: int, now: datetime) -> str | None:
    """The reference of what was marked, blank where it is sealed; None if somebody was quicker."""
    with store.begin(now) as work:
        work.actor = SYSTEM
        row = load_referral(work, referral, unseen=True)
        late = [one for one in _waiting(work, row) if one["due_at"] <= now]
        fresh = [one for one in late if one["surfaced_at"] is None]
        if not fresh or row.closed_at is not None:
            return None
        work.connection.execute(_TOLD, {"actions": [one["id"] for one in fresh], "b_at": now})
        title = _evidence(fresh)
        work.tell("action_overdue", title, row)
        people = _concerned(work, row, {one["recorded_by"] for one in fresh})
        work.notify(people, row, "action_overdue", title, "a strategy discussion asked for it")
        _raise(work, row, late, max(one["id"] for one in fresh))
        place(work, row)
        work.record(ACT, __version__)
        work.commit()
        return "" if row.sealed else row.reference


def _waiting(work: Work, row: Referral) -> Sequence[RowMapping]:
    return work.connection.execute(_WAITING, {"of": row.id}).mappings().all()


def _concerned(work: Work, row: Referral, recorders: set[int]) -> set[int | None]:
    """Whose work it is and who wrote it down; where it is nobody's work the managers too, and those
    named on a sealed one.
    """
    people: set[int | None] = {row.worker_id, *recorders}
    if row.worker_id is None:
        managers = {id_of(p) for p in work.names().values() if p.role is Role.TEAM_MANAGER}
        people |= set(those_who_see(work, row, sorted(managers))) | named_on(work, row.id)
    return people


def _raise(work: Work, row: Referral, late: Sequence[RowMapping], newest: int) -> None:
    """One standing prompt for a referral, brought up to date with each that is overdue; `newest` is
    the id of one that no prompt has told of yet.
    """
    if _renewed(work, row, late, again=work.now):
        return
    raised: dict[str, Any] = {
        "referral_id": row.id,
        "request_id": None,
        "code": ACTION_OVERDUE.code,
        "evidence_key": f"action {newest}",
        "grave": ACTION_OVERDUE.grave,
        "raised_at": work.now,
        "evidence": _evidence(late),
        "reason": "",
    }
    work.connection.execute(insert(PROMPTS), raised)


def _renewed(
    work: Work, row: Referral, late: Sequence[RowMapping], again: datetime | None = None
) -> bool:
    """Whether a prompt stood already, which tells of these from now on."""
    standing = work.connection.execute(_STANDS, {"of": row.id}).scalars().first()
    if standing is not None:
        said = {"b_words": _evidence(late), "b_again": again}
        work.connection.execute(_RENEW, {"b_id": standing, **said})
    return standing is not None


def _evidence(late: Sequence[RowMapping]) -> str:
    many = "One action is" if len(late) == 1 else f"{len(late)} actions are"
    said = "; ".join(
        f"{one['owner']} by {london_text(one['due_at'])}: {clip(one['words'], 120)}" for one in late
    )
    return sentence(f"{many} overdue. {said}")


def settled_all(work: Work, row: Referral) -> bool:
    """Whether nothing that was told as overdue is still to be settled."""
    left = [one for one in _waiting(work, row) if one["surfaced_at"] is not None]
    if left:
        _renewed(work, row, left)
    return not left


def demand_settled(work: Work, row: Referral) -> None:
    """Raise NotNow while an action is neither done nor dropped: closing must not lose it."""
    if left := _waiting(work, row):
        told = tuple((one["owner"], one["words"]) for one in left)
        told = told_to(work.connection, work.actor, told, work.now)
        said = "; ".join(f"{owner}: {clip(words, 80)}" for owner, words in told)
        said = sentence(f"Not settled from its strategy discussion: {said}")
        raise ActionsOpen(said, [one["id"] for one in left])
