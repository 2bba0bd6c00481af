"""A record's requests, each with what its agency said, as one person may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.permissions import may_read_answer
from mashdesk.store.names import AGENCIES, ANSWERS, REQUESTS
from mashdesk.store.views import AnswerView, RequestView


def requests(
    connection: Connection, actor: Actor, referral_id: int, people: Mapping[int, str]
) -> tuple[RequestView, ...]:
    """In the order they were asked; words that this reader may not see are None."""
    answers: dict[int, list[AnswerView]] = defaultdict(list)
    said = (
        select(ANSWERS)
        .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
        .where(REQUESTS.c.referral_id == referral_id)
        .order_by(ANSWERS.c.id)
    )
    for row in connection.execute(said).mappings():
        answers[row["request_id"]].append(_answer(row, actor, people))
    query = (
        select(REQUESTS, AGENCIES.c.code, AGENCIES.c.name)
        .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
        .where(REQUESTS.c.referral_id == referral_id)
        .order_by(REQUESTS.c.id)
    )
    return tuple(
        RequestView(
            row["id"],
            row["code"],
            row["name"],
            row["state"],
            row["question"],
            people.get(row["asked_by"], "SYSTEM"),
            row["asked_at"],
            row["round"],
            row["timeouts"],
            row["start_at"],
            row["due_at"],
            row["missed_at"],
            row["next_contact"],
            row["chased"],
            row["settled_at"],
            row["settled_because"],
            row["version"],
            tuple(answers[row["id"]]),
        )
        for row in connection.execute(query).mappings()
    )


def _answer(row: Any, actor: Actor, people: Mapping[int, str]) -> AnswerView:
    words = row["words"] if may_read_answer(actor.role, row["sharing"]) else None
    return AnswerView(
        row["answer"],
        words,
        row["declined"],
        row["channel"],
        row["person"],
        row["sharing"],
        row["risk_view"],
        row["searched"],
        people.get(row["recorded_by"], "SYSTEM"),
        row["recorded_at"],
        row["late"],
        row["on_behalf"],
    )
