"""What a chronology is made of: the rows of many referrals at once, each kind in one statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, case, exists, literal_column, or_, select

from mashdesk.domain.sharing import Found
from mashdesk.store.names import (
    AGENCIES,
    ANSWERS,
    CHILDREN,
    CONSIDERED,
    CORROBORATIONS,
    DECISIONS,
    EVENTS,
    FEEDBACKS,
    PASSAGES,
    REFERRALS,
    REQUESTS,
    SEARCHES,
    TRANSFERS_TAKEN,
)
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.queries.told_by_events import CONSENTED, KINDS, OF_REQUESTS
from mashdesk.store.queries.weighed_words import SEES_ALL

_ids: Any = bindparam("ids", expanding=True)

CONTACTS = (
    select(
        REFERRALS.c.id,
        REFERRALS.c.reference,
        REFERRALS.c.received_at,
        REFERRALS.c.source,
        REFERRALS.c.sender_name,
        REFERRALS.c.sender_organisation,
        REFERRALS.c.sender_agency,
        REFERRALS.c.reasons,
        REFERRALS.c.channel,
        REFERRALS.c.worry,
        # Few have any: what is there is asked of those alone.
        *(
            exists(literal_column("1")).where(table.c.referral_id == REFERRALS.c.id).label(name)
            for name, table in (
                ("stated", CORROBORATIONS),
                ("weighed", CONSIDERED),
                ("arrived", TRANSFERS_TAKEN),
            )
        ),
    )
    .where(REFERRALS.c.id.in_(_ids), in_sight(PERSON, NOW))
    .order_by(REFERRALS.c.received_at, REFERRALS.c.id)
)
ASKED = (
    select(
        REQUESTS.c.id,
        REQUESTS.c.referral_id,
        REQUESTS.c.asked_at,
        REQUESTS.c.asked_by,
        REQUESTS.c.question,
        REQUESTS.c.state,
        AGENCIES.c.code,
        AGENCIES.c.name,
    )
    .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
    .where(REQUESTS.c.referral_id.in_(_ids))
)
ANSWERED = (
    select(
        ANSWERS.c.id,
        ANSWERS.c.answer,
        ANSWERS.c.declined,
        ANSWERS.c.risk_view,
        ANSWERS.c.recorded_at,
        ANSWERS.c.recorded_by,
        ANSWERS.c.person,
        ANSWERS.c.reason,
        REQUESTS.c.referral_id,
        AGENCIES.c.code,
        AGENCIES.c.name,
    )
    .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
    .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
    .where(REQUESTS.c.referral_id.in_(_ids))
)
_SAID = (
    select(PASSAGES)
    .where(PASSAGES.c.answer_id.in_(_ids))
    .order_by(PASSAGES.c.answer_id, PASSAGES.c.position)
)
_FOUND = (
    select(SEARCHES.c.answer_id, SEARCHES.c.found, CHILDREN.c.individual_id)
    .outerjoin(CHILDREN, CHILDREN.c.id == SEARCHES.c.child_id)
    .where(SEARCHES.c.answer_id.in_(_ids))
)
DECIDED = select(DECISIONS).where(DECISIONS.c.referral_id.in_(_ids))
FED_BACK = select(FEEDBACKS).where(FEEDBACKS.c.referral_id.in_(_ids))
HAPPENED = (
    select(
        EVENTS.c.seq, EVENTS.c.at, EVENTS.c.kind, EVENTS.c.actor, EVENTS.c.referral_id,
        EVENTS.c.title, EVENTS.c.text,
        # What else events changed is long, and nobody's question here.
        case((EVENTS.c.kind.in_(CONSENTED), EVENTS.c.changes)).label("changes"),
    )
    .where(
        EVENTS.c.referral_id.in_(_ids),
        EVENTS.c.kind.in_((*KINDS, *CONSENTED)),
        or_(EVENTS.c.request_id.is_(None), EVENTS.c.kind.in_(OF_REQUESTS)),
    )
    .order_by(EVENTS.c.seq)
)  # fmt: skip
WEIGHED = select(CONSIDERED, SEES_ALL.label("whole")).where(
    CONSIDERED.c.referral_id.in_(_ids), in_sight(PERSON, NOW, CONSIDERED.c.other_id)
)


def rows(
    connection: Connection, statement: Any, ids: Collection[int], reading: dict[str, Any]
) -> list[Any]:
    """What one of these statements finds for these referrals."""
    if not ids:
        return []
    return list(connection.execute(statement, {"ids": list(ids), **reading}).mappings())


def passages(connection: Connection, answers: Collection[int]) -> dict[int, list[Any]]:
    """The passages of each of these answers, in their order."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows(connection, _SAID, answers, {}):
        found[row["answer_id"]].append(row)
    return found


def found_of(connection: Connection, answers: Collection[int]) -> dict[int, set[int | None]]:
    """The children (known people) of whom each of these answers found something; an answer that
    searched and found nothing of anybody has an empty set, one without searches is not in it.
    """
    found: dict[int, set[int | None]] = {}
    for row in rows(connection, _FOUND, answers, {}):
        of = found.setdefault(row["answer_id"], set())
        if row["found"] is Found.FOUND:
            of.add(row["individual_id"])
    return found
