"""What is still to be asked of who a record's people are: whoever looks like somebody known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from mashdesk.domain.actor import Actor
from mashdesk.domain.kinship import is_birth_parent
from mashdesk.domain.matching import SUGGESTED_FROM
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import Verdict
from mashdesk.store.queries.candidates import candidates, whoever_they_are
from mashdesk.store.queries.events import names
from mashdesk.store.queries.judged import components, standing
from mashdesk.store.queries.known import Appearance, people_of
from mashdesk.store.queries.people import judgement_view
from mashdesk.store.views import Candidate, JudgementView, QuestionView
from mashdesk.store.views.unrecognised import MOST_LIKE_ONE


def open_questions(
    connection: Connection, actor: Actor, referral: int, now: datetime
) -> tuple[QuestionView, ...]:
    """Children and adults of a record who look like somebody known and are not judged yet, and of
    whom somebody was not sure. The children of one contact are never taken for each other.
    """
    here = people_of(connection, actor, referral, now)
    told = {one.individual: one for one in reversed(here)}
    subjects = {one.individual for one in here if one.subject}
    own = components(connection, actor, told, now)
    everybody = sorted({number for each in own.values() for number in each})
    judged = _by_person(own, standing(connection, everybody))
    typed = {one: _typed(told[one], here) for one in told}
    apart = {one: {*own[one], *(subjects if told[one].subject else ())} for one in told}
    alike = {
        one: _likely(
            connection, actor, typed[one], now, MOST_LIKE_ONE + len(judged[one]), apart[one]
        )
        for one in dict.fromkeys(one.individual for one in here)
    }
    of_them = components(connection, actor, _numbers(alike), now)
    for one, found in alike.items():
        met = {number for each in found for number in of_them[each.individual]}
        doubted = _doubted(judged[one]) - met - apart[one]
        found.extend(whoever_they_are(connection, actor, typed[one], doubted, now))
    of_them |= components(connection, actor, _numbers(alike) - of_them.keys(), now)
    return tuple(
        QuestionView(
            one, told[one].name, told[one].as_, found, _unsure(connection, said, told[one], found)
        )
        for one, each in alike.items()
        for found in each
        if (said := _said(judged[one], of_them[found.individual])) is not None
    )


def _numbers(alike: Mapping[int, Sequence[Candidate]]) -> set[int]:
    return {found.individual for each in alike.values() for found in each}


def _doubted(judged: Sequence[RowMapping]) -> set[int]:
    """Both of whom somebody was not sure whether they are one. That stands of the two, not of the
    records that make them look alike: it is asked wherever either of them is.
    """
    unsure = [row for row in judged if row["verdict"] is Verdict.UNSURE]
    return {number for row in unsure for number in (row["one_id"], row["other_id"])}


def _by_person(
    own: Mapping[int, Sequence[int]], judged: Sequence[RowMapping]
) -> dict[int, list[RowMapping]]:
    """The judgements that stand of each person, by any of their numbers."""
    return {
        person: [row for row in judged if {row["one_id"], row["other_id"]} & set(numbers)]
        for person, numbers in own.items()
    }


def _likely(
    connection: Connection,
    actor: Actor,
    typed: Particulars,
    now: datetime,
    most: int,
    besides: Collection[int],
) -> list[Candidate]:
    found = candidates(connection, actor, typed, now, most, besides)
    return [one for one in found if one.score >= SUGGESTED_FROM]


def _said(judged: Sequence[RowMapping], theirs: Sequence[int]) -> list[RowMapping] | None:
    """What was said of somebody and these that leaves it open; None where it is settled."""
    said = [row for row in judged if {row["one_id"], row["other_id"]} & set(theirs)]
    return None if any(row["verdict"] is not Verdict.UNSURE for row in said) else said


def _unsure(
    connection: Connection, said: Sequence[RowMapping], told: Appearance, found: Candidate
) -> JudgementView | None:
    if not said:
        return None
    called = {told.individual: told.name, found.individual: found.name}
    return judgement_view(said[-1], names(connection), called)


def _typed(told: Appearance, here: Sequence[Appearance]) -> Particulars:
    """What the record tells of somebody; of a parent also when the children were born."""
    if told.subject or not is_birth_parent(told.as_):
        return told.told
    born = tuple(one.told.born for one in here if one.subject and one.told.born is not None)
    return replace(told.told, parent_of=born)
