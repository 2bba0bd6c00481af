"""Somebody known to the hub, as one reader may know of them: names, things, ties, referrals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, or_, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Sex, age_on
from mashdesk.domain.errors import NotFound
from mashdesk.domain.people import IndividualKind, RelationshipKind
from mashdesk.store.names import (
    AGENCIES,
    ANSWERS,
    REFERRALS,
    RELATIONSHIPS,
    REQUESTS,
)
from mashdesk.store.queries.events import names
from mashdesk.store.queries.judged import component, every
from mashdesk.store.queries.known import (
    Appearance,
    appearances,
    reader_of,
    told_openly,
)
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.views import (
    AppearanceView,
    IndividualView,
    JudgementView,
    NameView,
    ThingView,
    TieView,
)

_SOME: BindParameter[Any] = bindparam("some", expanding=True)

_REFERRALS = select(
    REFERRALS.c.id,
    REFERRALS.c.reference,
    REFERRALS.c.state,
    REFERRALS.c.rating,
    REFERRALS.c.received_at,
    REFERRALS.c.closed_at,
    REFERRALS.c.due_at,
    REFERRALS.c.nearest_at,
    REFERRALS.c.worker_id,
    REFERRALS.c.source,
).where(REFERRALS.c.id.in_(_SOME))
_SOURCES = (
    select(ANSWERS.c.id, AGENCIES.c.name, ANSWERS.c.recorded_at)
    .join(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
    .join(AGENCIES, AGENCIES.c.id == REQUESTS.c.agency_id)
    .where(ANSWERS.c.id.in_(_SOME))
)
_TIES = (
    select(RELATIONSHIPS)
    .where(
        or_(
            RELATIONSHIPS.c.from_id.in_(_SOME),
            RELATIONSHIPS.c.to_id.in_(bindparam("others", expanding=True)),
        ),
        in_sight(PERSON, NOW, RELATIONSHIPS.c.referral_id),
        told_openly(RELATIONSHIPS.c.answer_id),
    )
    .order_by(RELATIONSHIPS.c.id.desc())
)


def no_such_person() -> NotFound:
    """The refusal of a number that nobody has, and of somebody out of sight."""
    return NotFound("There is no such person.", "Look for them by name: `mashdesk who NAME`.")


def individual(
    connection: Connection, actor: Actor, individual_id: int, now: datetime
) -> IndividualView:
    """Somebody known, with all that the reader may know; raises NotFound."""
    own = component(connection, actor, individual_id, now)
    if not own:
        raise no_such_person()
    where = appearances(connection, actor, own, now)
    told = sorted(
        (there for one in own for there in where.people[one]),
        key=lambda one: (-one.referral, not one.subject),
    )
    things = [row for one in own for row in where.things.get(one, ())]
    ties = _tie_rows(connection, actor, own, now)
    places = {one.referral for one in told}
    rows = _referrals(connection, places | {row["referral_id"] for row in things})
    referrals = {one: row for one, row in rows.items() if one in places}
    answers = {row["answer_id"] for row in (*things, *ties)} - {None}
    sources = sources_of(connection, answers)
    people = names(connection)
    said = [there.told for there in told]
    born = tuple(dict.fromkeys(one.born for one in said if one.born))
    opened = [row for row in referrals.values() if row["closed_at"] is None]
    first = min(opened, key=_due, default=None)
    return IndividualView(
        individual=own[0],
        members=own,
        kind=next((one.kind for one in said if one.kind), IndividualKind.ADULT),
        names=tuple(dict.fromkeys(there.name for there in told)),
        born=born,
        expected=tuple(dict.fromkeys(one.expected for one in said if one.expected)),
        age=age_on(born[0] if born else None, london_day(now)),
        sex=next((one.sex for one in said if one.sex is not Sex.NOT_KNOWN), Sex.NOT_KNOWN),
        nhs_numbers=tuple(dict.fromkeys(one.nhs_number for one in said if one.nhs_number)),
        upns=tuple(dict.fromkeys(one.upn for one in said if one.upn)),
        things=tuple(_thing(row, rows, sources) for row in _each_once(things)),
        ties=_ties(connection, actor, own, ties, sources, now),
        referrals=tuple(_appearance(told, row, people) for row in _newest_first(referrals)),
        judgements=_judgements(connection, actor, own, people, now),
        earliest_due=None if first is None else _due(first),
        earliest_reference="" if first is None else first["reference"],
    )


def sources_of(connection: Connection, answers: Iterable[int]) -> dict[int, str]:
    """Whose answer each of these is, and of which day: "police answer 12 Nov 2026"."""
    some = sorted(answers)
    if not some:
        return {}
    found = {}
    for row in connection.execute(_SOURCES, {"some": some}):
        day = london_day(row.recorded_at)
        found[row.id] = f"{row.name} answer {day.day} {day:%b %Y}"
    return found


def judgement_view(
    row: RowMapping, people: Mapping[int, str], called: Mapping[int, NameView]
) -> JudgementView:
    """One judgement, with the names that its reader knows the two by."""
    nameless = NameView("", "")
    return JudgementView(
        id=row["id"],
        one=row["one_id"],
        other=row["other_id"],
        one_name=called.get(row["one_id"], nameless),
        other_name=called.get(row["other_id"], nameless),
        verdict=row["verdict"],
        at=row["at"],
        by=people.get(row["by"], "—"),
        reason=row["reason"],
        undone_at=row["undone_at"],
        undone_by=people.get(row["undone_by"], ""),
        undone_because=row["undone_because"],
    )


def _judgements(
    connection: Connection, actor: Actor, own: Sequence[int], people: Mapping[int, str],
    now: datetime,
) -> tuple[JudgementView, ...]:  # fmt: skip
    """Every judgement of somebody, as far as the reader may know of both."""
    rows = every(connection, own)
    pairs = {number for row in rows for number in (row["one_id"], row["other_id"])}
    there = appearances(connection, actor, pairs, now).people
    called = {one: told[0].name for one, told in there.items()}
    return tuple(
        judgement_view(row, people, called)
        for row in rows
        if row["one_id"] in called and row["other_id"] in called
    )


def _tie_rows(
    connection: Connection, actor: Actor, own: Sequence[int], now: datetime
) -> Sequence[RowMapping]:
    which = {"some": list(own), "others": list(own), **reader_of(actor, now)}
    return connection.execute(_TIES, which).mappings().all()


def _ties(
    connection: Connection,
    actor: Actor,
    own: Sequence[int],
    rows: Sequence[RowMapping],
    sources: Mapping[int, str],
    now: datetime,
) -> tuple[TieView, ...]:
    """How somebody is tied to others whom the reader may know of too: each tie once, by whichever
    record told it last.
    """
    others = {row["to_id"] if row["from_id"] in own else row["from_id"] for row in rows}
    there = appearances(connection, actor, others - set(own), now).people
    referrals = _referrals(connection, [row["referral_id"] for row in rows])
    found: dict[tuple[object, ...], TieView] = {}
    for row in rows:
        forth = row["from_id"] in own
        other = row["to_id"] if forth else row["from_id"]
        if other not in there:
            continue
        kind: RelationshipKind = row["kind"]
        told = there[other]
        view = TieView(
            id=row["id"],
            kind=kind,
            words=kind.label if forth or kind.both_ways else kind.other_way,
            other=other,
            name=told[0].name,
            born=next((one.told.born for one in told if one.told.born), None),
            since=row["since"],
            until=row["until"],
            reference=referrals[row["referral_id"]]["reference"],
            source=_source(row, sources),
            ended_at=row["ended_at"],
            ended_because=row["ended_because"],
            note=row["words"],
        )
        found.setdefault((kind, other, forth or kind.both_ways, row["ended_at"] is None), view)
    return tuple(found.values())


def _referrals(connection: Connection, some: Iterable[int]) -> dict[int, RowMapping]:
    wanted = sorted(set(some))
    if not wanted:
        return {}
    return {row["id"]: row for row in connection.execute(_REFERRALS, {"some": wanted}).mappings()}


def _newest_first(referrals: Mapping[int, RowMapping]) -> list[RowMapping]:
    return sorted(referrals.values(), key=lambda row: (row["received_at"], row["id"]), reverse=True)


def _due(row: RowMapping) -> datetime:
    """What runs out first in an open referral: its own clock, or one of its requests'."""
    due: datetime = min(filter(None, (row["due_at"], row["nearest_at"])))
    return due


def _appearance(
    told: Sequence[Appearance], row: RowMapping, people: Mapping[int, str]
) -> AppearanceView:
    there = next(one for one in told if one.referral == row["id"])
    return AppearanceView(
        referral=row["id"],
        reference=row["reference"],
        state=row["state"],
        rating=row["rating"],
        received_at=row["received_at"],
        as_=there.as_,
        subject=there.subject,
        name=there.name,
        due_at=None if row["closed_at"] else _due(row),
        worker=people.get(row["worker_id"]),
        source=row["source"].label,
    )


def _each_once(things: Iterable[RowMapping]) -> list[RowMapping]:
    """Each thing as it was told last, the newest first."""
    newest = sorted(things, key=lambda row: -row["id"])
    return list({(row["kind"], row["key"] or row["value"]): row for row in newest[::-1]}.values())[
        ::-1
    ]


def _thing(
    row: RowMapping, referrals: Mapping[int, RowMapping], sources: Mapping[int, str]
) -> ThingView:
    where = referrals.get(row["referral_id"])
    reference = "" if where is None else where["reference"]
    return ThingView(row["kind"], row["value"], reference, _source(row, sources), row["at"])


def _source(row: RowMapping, sources: Mapping[int, str]) -> str:
    if row["answer_id"] is not None:
        return sources.get(row["answer_id"], "an answer")
    return "the contact" if row["of_contact"] else "the desk"
