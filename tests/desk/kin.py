"""People of records for tests, as rows: who is in which contact, and what answers mention."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update

from mashdesk.domain import commands as c
from mashdesk.domain.people import MentionKind, RelationshipKind, Verdict
from mashdesk.store.names import (
    ANSWERS,
    CHILDREN,
    INDIVIDUALS,
    JUDGEMENTS,
    MENTIONS,
    RELATIONSHIPS,
    REQUESTS,
)
from tests.hub import Hub


def person_of(hub: Hub, referral: int, position: int = 0) -> int:
    """Who a child of a contact is."""
    query = select(CHILDREN.c.individual_id).where(
        CHILDREN.c.referral_id == referral, CHILDREN.c.position == position
    )
    with hub.store.read() as connection:
        return int(connection.execute(query).scalar_one())


def same(hub: Hub, one: int, other: int, reason: str = "same mother and school") -> None:
    """Two known people are judged to be one."""
    first, second = sorted((one, other))
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(
            insert(JUDGEMENTS),
            {
                "one_id": first, "other_id": second, "verdict": Verdict.SAME, "at": hub.now(),
                "by": hub.duty.user_id, "reason": reason, "undone_because": "",
            },
        )  # fmt: skip
        work.connection.execute(
            update(INDIVIDUALS).where(INDIVIDUALS.c.id == second).values(root_id=first)
        )
        work.commit()


def tied(hub: Hub, one: int, other: int, kind: RelationshipKind, referral: int) -> None:
    """One person is tied to another, as a referral told it."""
    row = {
        "from_id": one, "to_id": other, "kind": kind, "referral_id": referral, "at": hub.now(),
        "by": hub.duty.user_id, "words": "",
    }  # fmt: skip
    with hub.store.begin(hub.now()) as work:
        work.connection.execute(insert(RELATIONSHIPS), row)
        work.commit()


def mention(hub: Hub, referral: int, kind: MentionKind, **said: Any) -> int | None:
    """Somebody or something a record speaks of; who that is, for a person."""
    outcome = hub.do(c.AddMention(referral=referral, kind=kind, **said))
    assert outcome.referral == referral
    query = (
        select(MENTIONS.c.individual_id)
        .where(MENTIONS.c.referral_id == referral)
        .order_by(MENTIONS.c.id.desc())
        .limit(1)
    )
    with hub.store.read() as connection:
        found: int | None = connection.execute(query).scalar_one()
        return found


def answer_of(hub: Hub, referral: int) -> int:
    """The newest answer about a referral."""
    query = (
        select(ANSWERS.c.id)
        .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
        .where(REQUESTS.c.referral_id == referral)
        .order_by(ANSWERS.c.id.desc())
        .limit(1)
    )
    with hub.store.read() as connection:
        return int(connection.execute(query).scalar_one())
