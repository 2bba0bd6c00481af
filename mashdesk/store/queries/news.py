"""News: what happened since a moment, for the banner and the bell."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from mashdesk.domain.actor import Actor
from mashdesk.store.names import EVENTS, NOTICES, REFERRALS
from mashdesk.store.queries.events import event_view
from mashdesk.store.queries.sight import (
    NOW,
    PERSON,
    SEALED,
    SEALED_IDS,
    hidden,
    in_sight,
    sight_of,
    told_of,
)
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


_SEEN = or_(EVENTS.c.referral_id.is_(None), in_sight(PERSON, NOW, EVENTS.c.referral_id))
_NEWEST = select(EVENTS.c.seq).where(_SEEN).order_by(EVENTS.c.seq.desc()).limit(1)
_NEWEST_CHANGE = _NEWEST.where(EVENTS.c.kind.not_in(("opened", "history_opened")))
_TOLD = NOTICES.c.person_id == PERSON, NOTICES.c.acknowledged_at.is_(None), told_of(PERSON, NOW)
_SEALED_SEEN = SEALED_IDS.where(SEALED.c.id.not_in(hidden(PERSON, NOW))).subquery()
_STANDS = select(
    _NEWEST_CHANGE.scalar_subquery(),
    select(func.max(NOTICES.c.at)).where(*_TOLD).scalar_subquery(),
    select(func.count(_SEALED_SEEN.c.id)).scalar_subquery(),
    select(func.max(_SEALED_SEEN.c.id)).scalar_subquery(),
)


def newest_change(connection: Connection, person: int, now: datetime) -> tuple[object, ...]:
    """A token that differs once anything changed that this person sees: looks change nothing.

    It takes in what they were told last, for a record that is sealed leaves no event they see, and
    which sealed ones they see, for an emergency access ends by time alone.
    """
    return tuple(connection.execute(_STANDS, sight_of(person, now)).one())


def news(connection: Connection, actor: Actor, since: int, now: datetime) -> News:
    """Events after `since` by anybody else, oldest first, at most the newest fifty; -1 asks for the
    number only. Events of a sealed record out of sight do not even count.
    """
    found = connection.execute(_NEWEST, sight_of(actor.user_id, now)).scalar_one_or_none()
    newest = int(found or 0)
    if since < 0 or newest == since:
        return News(newest)
    query = (
        select(EVENTS, REFERRALS.c.reference)
        .join(REFERRALS, REFERRALS.c.id == EVENTS.c.referral_id)
        .where(
            EVENTS.c.seq > since,
            in_sight(actor.user_id, now),
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
