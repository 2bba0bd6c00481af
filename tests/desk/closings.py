"""Closings in numbers no test could make through the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import func, insert, select

from mashdesk.desk.desk import Desk
from mashdesk.domain.actor import SYSTEM
from mashdesk.store.names import EVENTS, REFERRALS


class WithDesk(Protocol):
    """A hub of either kind of test."""

    @property
    def desk(self) -> Desk: ...


def close_many(hub: WithDesk, number: int, by: int = SYSTEM.user_id) -> None:
    """Put so many closings by somebody on the timeline of the hub's first referral."""
    now: datetime = hub.desk.clock.now()
    with hub.desk.store.begin(now) as work:
        if work.connection.execute(select(func.count()).select_from(REFERRALS)).scalar_one() == 0:
            raise AssertionError("take a contact in first")
        seq = work.next_event()
        closing = {
            "at": now,
            "kind": "closed",
            "actor_id": by,
            "actor": "Somebody",
            "referral_id": 1,
            "version": 1,
            "changes": {},
            "title": "Closed: advice given.",
            "text": "",
        }
        rows = [closing | {"seq": seq + offset} for offset in range(number)]
        work.connection.execute(insert(EVENTS), rows)
        work.commit()
