"""What agencies said, by request, with the marking of each passage obeyed for one reader."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from mashdesk.domain.request import Sharing
from mashdesk.domain.sharing import strictest
from mashdesk.store.names import ANSWERS, PASSAGES, REQUESTS, SEARCHES
from mashdesk.store.views import AnswerView, PassageView, SearchView

MayRead = Callable[[Sharing], bool]


def answers(
    connection: Connection, which: ColumnElement[bool], may_read: MayRead, people: Mapping[int, str]
) -> dict[int, tuple[AnswerView, ...]]:
    """The answers to `which` requests, oldest first, by request; words that `may_read` refuses are
    None.
    """
    passages: dict[int, list[PassageView]] = defaultdict(list)
    for row in connection.execute(_of(PASSAGES, which)).mappings():
        words = row["words"] if may_read(row["sharing"]) else None
        passages[row["answer_id"]].append(PassageView(words, row["sharing"]))
    searches: dict[int, list[SearchView]] = defaultdict(list)
    for row in connection.execute(_of(SEARCHES, which)).mappings():
        searches[row["answer_id"]].append(
            SearchView(row["child_id"] or 0, row["child"], row["system"], row["found"], row["why"])
        )
    query = (
        select(ANSWERS)
        .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
        .where(which)
        .order_by(ANSWERS.c.id)
    )
    found: dict[int, list[AnswerView]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        of = row["id"]
        found[row["request_id"]].append(
            _answer(row, tuple(passages[of]), tuple(searches[of]), people)
        )
    return {request: tuple(said) for request, said in found.items()}


def _of(table: Any, which: ColumnElement[bool]) -> Any:
    return (
        select(table)
        .join(ANSWERS, ANSWERS.c.id == table.c.answer_id)
        .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
        .where(which)
        .order_by(table.c.answer_id, table.c.position)
    )


def _answer(
    row: Any,
    passages: tuple[PassageView, ...],
    searches: tuple[SearchView, ...],
    people: Mapping[int, str],
) -> AnswerView:
    readable = [passage.words for passage in passages if passage.words is not None]
    words = "\n\n".join(readable) if readable or not passages else None
    return AnswerView(
        row["answer"],
        words,
        row["declined"],
        row["channel"],
        row["person"],
        strictest(tuple(passage.sharing for passage in passages)),
        row["risk_view"],
        row["searched"],
        people.get(row["recorded_by"], "SYSTEM"),
        row["recorded_at"],
        row["late"],
        row["on_behalf"],
        passages,
        searches,
        row["partial"],
        row["reason"],
        row["id"],
    )
