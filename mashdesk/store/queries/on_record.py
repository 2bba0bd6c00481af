"""Whom and what one record speaks of, as far as one reader may know of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_date_text
from mashdesk.store.names import AGENCIES, ANSWERS, CHILDREN, MENTIONS, REQUESTS
from mashdesk.store.queries.known import reader_of, told_openly
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.views.names import NameView
from mashdesk.store.views.on_record import OnRecordView, PersonHere, ThingHere

_OF = bindparam("of_referral", type_=MENTIONS.c.referral_id.type)
_CHILDREN: Any = (
    select(CHILDREN)
    .where(CHILDREN.c.referral_id == _OF, in_sight(PERSON, NOW, CHILDREN.c.referral_id))
    .order_by(CHILDREN.c.id)
)
_MENTIONED: Any = (
    select(MENTIONS, ANSWERS.c.recorded_at, AGENCIES.c.name.label("agency"))
    .select_from(
        MENTIONS.outerjoin(ANSWERS, ANSWERS.c.id == MENTIONS.c.answer_id)
        .outerjoin(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
        .outerjoin(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
    )
    .where(
        MENTIONS.c.referral_id == _OF,
        in_sight(PERSON, NOW, MENTIONS.c.referral_id),
        told_openly(MENTIONS.c.answer_id),
    )
    .order_by(MENTIONS.c.id)
)


def on_record(
    connection: Connection, actor: Actor, referral_id: int, now: datetime
) -> OnRecordView:
    """Everybody and everything a record speaks of; nothing of one that is out of sight."""
    asked = {**reader_of(actor, now), "of_referral": referral_id}
    children = connection.execute(_CHILDREN, asked).mappings().all()
    told = connection.execute(_MENTIONED, asked).mappings().all()
    people = [*_children(children), *_mentioned(told)]
    things = [
        ThingHere(
            row["id"], row["kind"], row["value"], _source(row), row["individual_id"], row["role"],
            row["since"], row["until"], row["note"],
        )
        for row in told
        if not row["kind"].is_person
    ]  # fmt: skip
    return OnRecordView(tuple(people), tuple(things))


def _children(rows: Any) -> Iterator[PersonHere]:
    for row in rows:
        if row["individual_id"] is not None:
            name = NameView(row["given_name"], row["family_name"], row["known_as"])
            born = row["born"]
            yield PersonHere(row["individual_id"], name, "child", "contact", born, row["id"])


def _mentioned(rows: Any) -> Iterator[PersonHere]:
    for row in rows:
        if row["kind"].is_person and row["individual_id"] is not None:
            yield PersonHere(
                row["individual_id"],
                NameView(row["given_name"], row["family_name"], row["known_as"]),
                row["role"] or row["kind"].label,
                _source(row),
                row["born"],
                None,
                row["id"],
                row["kind"],
                row["responsible"],
                row["lives_with"],
                row["since"],
                row["until"],
                row["note"],
            )


def _source(row: RowMapping) -> str:
    if row["answer_id"] is not None:
        return f"{row['agency']}, {london_date_text(row['recorded_at'])}"
    return "contact" if row["of_contact"] else "the desk"
