"""News: what happened since a moment, for the banner and the bell."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from mashdesk.domain.actor import Actor
from mashdesk.store.names import EVENTS, REFERRALS
from mashdesk.store.queries.events import event_view
from mashdesk.store.views import News

WORTH_A_BANNER = (
    "taken_in",
    "answered",
    "timed_out",
    "returned",
    "resumed",
    "reopened",
    "closed",
    "assigned",
)
MOST = 50


_NEWEST_CHANGE = (
    select(EVENTS.c.seq).where(EVENTS.c.kind != "opened").order_by(EVENTS.c.seq.desc()).limit(1)
)


def newest_change(connection: Connection) -> int:
    """The number of the newest event that changed something: looks do not."""
    return int(connection.execute(_NEWEST_CHANGE).scalar_one_or_none() or 0)


def news(connection: Connection, actor: Actor, since: int) -> News:
    """Events after `since` by anybody else, oldest first, at most the newest fifty; -1 asks for the
    number only.
    """
    newest = int(connection.execute(select(func.coalesce(func.max(EVENTS.c.seq), 0))).scalar_one())
    if since < 0 or newest == since:
        return News(newest)
    query = (
        select(EVENTS, REFERRALS.c.reference)
        .join(REFERRALS, REFERRALS.c.id == EVENTS.c.referral_id)
        .where(
            EVENTS.c.seq > since,
            EVENTS.c.actor_id != actor.user_id,
            EVENTS.c.kind.in_(WORTH_A_BANNER),
        )
        .order_by(EVENTS.c.seq.desc())
        .limit(MOST)
    )
    rows = list(reversed(connection.execute(query).mappings().all()))
    return News(
        newest,
        tuple(event_view(row) for row in rows),
        tuple(row["reference"] for row in rows),
        tuple(row["referral_id"] for row in rows),
    )
