"""Strategy discussions that were not recorded in time: told once, marked until one is.

Time alone holds no meeting. The prompt stands until somebody records the discussion, or why it was
not held; a decision that is taken back asks for none any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert

from mashdesk import __version__
from mashdesk.desk.clockwork.clocks import answer_prompts, place
from mashdesk.desk.clockwork.one_by_one import one_by_one
from mashdesk.desk.loading import load_referral
from mashdesk.desk.sealing.sealed import named_on, those_who_see
from mashdesk.domain.actor import SYSTEM, Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.prompts.clocks import STRATEGY_OVERDUE
from mashdesk.store.names import PROMPTS, id_of
from mashdesk.store.queries.discussions import due_discussion, due_discussions, key_of
from mashdesk.store.store import Store
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work

ACT = "bring an overdue strategy discussion up"
WHY = "it goes to the worker, whoever decided and every team manager"


def bring_discussions_up(store: Store, now: datetime) -> tuple[list[str], int]:
    """Tell of every discussion that was not recorded in time. Idempotent; any process may.

    Returns the references of their referrals, blank for a sealed one, and how many could not be
    done.
    """
    with store.read() as connection:
        found = due_discussions(connection, now)
    return one_by_one(found, lambda one: _bring_up(store, one, now), "discussion of referral")


def _bring_up(store: Store, referral: int, now: datetime) -> str | None:
    """The reference of what was marked, blank where it is sealed; None if somebody was quicker."""
    with store.begin(now) as work:
        work.actor = SYSTEM
        row = load_referral(work, referral, unseen=True)
        decision = due_discussion(work.connection, referral, now)
        if decision is None:
            return None
        since = london_text(decision["strategy_due"])
        title = f"The strategy discussion is overdue since {since}: none is recorded."
        work.tell("strategy_overdue", title, row)
        people = _concerned(work, row, decision["decider_id"])
        work.notify(people, row, "strategy_overdue", title, WHY)
        _raise(work, row, decision, title)
        place(work, row)
        work.record(ACT, __version__)
        work.commit()
        return "" if row.sealed else row.reference


def _concerned(work: Work, row: Referral, decider: int) -> Iterable[int]:
    """Whose work it is, who decided it and every team manager. Of a sealed one only those of them
    who are named on it; where it is nobody's work, all who are.
    """
    names = work.names().values()
    managers = {id_of(one) for one in names if one.active and one.role is Role.TEAM_MANAGER}
    told = set(those_who_see(work, row, {row.worker_id, decider, *managers}))
    return told if row.worker_id is not None else told | named_on(work, row.id)


def _raise(work: Work, row: Referral, decision: RowMapping, evidence: str) -> None:
    raised: dict[str, Any] = {
        "referral_id": row.id,
        "request_id": None,
        "code": STRATEGY_OVERDUE.code,
        "evidence_key": key_of(decision["id"]),
        "grave": STRATEGY_OVERDUE.grave,
        "raised_at": work.now,
        "evidence": evidence,
        "reason": "",
    }
    work.connection.execute(insert(PROMPTS), raised)


def settle_overdue_discussion(work: Work, row: Referral, because: str) -> None:
    """It was recorded, or the decision asking for it was taken back: the prompt stands no more."""
    code = STRATEGY_OVERDUE.code
    answer_prompts(work, because, id_of(row), lambda prompt: prompt.code == code)
