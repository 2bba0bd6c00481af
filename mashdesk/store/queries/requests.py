"""A record's requests, each with what its agency said, as one person may read it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, RowMapping, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import Nation
from mashdesk.domain.permissions import may_read_answer
from mashdesk.domain.request import Sharing
from mashdesk.domain.sharing import Part
from mashdesk.store.names import AGENCIES, REQUESTS
from mashdesk.store.queries.answers import answers
from mashdesk.store.queries.nation import hubs_nation
from mashdesk.store.views import AnswerView, RequestView


def requests(
    connection: Connection, actor: Actor, referral_id: int, people: Mapping[int, str]
) -> tuple[RequestView, ...]:
    """In the order they were asked; words that this reader may not see are None."""

    def may_read(sharing: Sharing) -> bool:
        return may_read_answer(actor.role, sharing)

    said = answers(connection, REQUESTS.c.referral_id == referral_id, may_read, people)
    query = (
        select(REQUESTS, AGENCIES.c.code, AGENCIES.c.name, AGENCIES.c.hours)
        .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
        .where(REQUESTS.c.referral_id == referral_id)
        .order_by(REQUESTS.c.id)
    )
    rows = connection.execute(query).mappings().all()
    nation = hubs_nation(connection) if rows else Nation.ENG
    return tuple(_request(row, people, said.get(row["id"], ()), nation) for row in rows)


def _request(
    row: RowMapping, people: Mapping[int, str], said: tuple[AnswerView, ...], nation: Nation
) -> RequestView:
    return RequestView(
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
        said,
        people.get(row["holder_id"], ""),
        tuple(Part(part) for part in row["shared"]),
        row["insisted"],
        row["hours"],
        nation,
    )
