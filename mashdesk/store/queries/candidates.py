"""Known people who may be whoever is meant, as far as their reader may know of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from mashdesk.domain.actor import Actor
from mashdesk.domain.particulars import Particulars
from mashdesk.store.views import Candidate, QuestionView


def candidates(
    connection: Connection, actor: Actor, typed: Particulars, now: datetime, limit: int
) -> tuple[Candidate, ...]:
    """Known people who may be meant, the likeliest first."""
    return ()


def open_questions(
    connection: Connection, actor: Actor, referral: int, now: datetime
) -> tuple[QuestionView, ...]:
    """Children and adults of a record who look like somebody known and are not judged yet."""
    return ()
