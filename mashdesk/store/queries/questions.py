"""What is still to be asked of who a record's people are: whoever looks like somebody known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from mashdesk.domain.actor import Actor
from mashdesk.domain.kinship import is_birth_parent
from mashdesk.domain.matching import SUGGESTED_FROM
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import Verdict
from mashdesk.store.queries.candidates import candidates
from mashdesk.store.queries.events import names
from mashdesk.store.queries.judged import component, standing
from mashdesk.store.queries.known import Appearance, people_of
from mashdesk.store.queries.people import judgement_view
from mashdesk.store.views import QuestionView

MOST_ASKED_OF_ONE = 3


def open_questions(
    connection: Connection, actor: Actor, referral: int, now: datetime
) -> tuple[QuestionView, ...]:
    """Children and adults of a record who look like somebody known and are not judged yet. The
    children of one contact are never taken for each other.
    """
    here = people_of(connection, actor, referral, now)
    return tuple(
        question
        for person in dict.fromkeys(one.individual for one in here)
        for question in _asked_of(connection, actor, person, here, now)
    )


def _asked_of(
    connection: Connection, actor: Actor, person: int, here: Sequence[Appearance], now: datetime
) -> Iterator[QuestionView]:
    told = next(one for one in here if one.individual == person)
    subjects = {one.individual for one in here if one.subject}
    own = component(connection, actor, person, now)
    besides = {*own, *(subjects if told.subject else ())}
    judged = standing(connection, own)
    most = MOST_ASKED_OF_ONE + len(judged)
    for found in candidates(connection, actor, _typed(told, here), now, most, besides):
        theirs = set(component(connection, actor, found.individual, now))
        said = [row for row in judged if {row["one_id"], row["other_id"]} & theirs]
        settled = any(row["verdict"] is not Verdict.UNSURE for row in said)
        if settled or found.score < SUGGESTED_FROM:
            continue
        called = {person: told.name, found.individual: found.name}
        unsure = judgement_view(said[-1], names(connection), called) if said else None
        yield QuestionView(person, told.name, told.as_, found, unsure)


def _typed(told: Appearance, here: Sequence[Appearance]) -> Particulars:
    """What the record tells of somebody; of a parent also when the children were born."""
    if told.subject or not is_birth_parent(told.as_):
        return told.told
    born = tuple(one.told.born for one in here if one.subject and one.told.born is not None)
    return replace(told.told, parent_of=born)
