"""Somebody known to the hub, as one reader may know of them: names, things, ties, referrals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day
from mashdesk.domain.called import most_told
from mashdesk.domain.contact import Sex, age_on
from mashdesk.domain.errors import NotFound
from mashdesk.domain.people import IndividualKind
from mashdesk.store.names import REFERRALS, STANDS_AT
from mashdesk.store.queries.events import names
from mashdesk.store.queries.household import households
from mashdesk.store.queries.judged import component, every, standing
from mashdesk.store.queries.known import Appearance, appearances, names_of
from mashdesk.store.queries.ties import tie_rows, ties
from mashdesk.store.queries.told_by import source_of, sources_of
from mashdesk.store.views import (
    AppearanceView,
    IndividualView,
    JudgementView,
    NameView,
    ThingView,
    TwoView,
)

_SOME: BindParameter[Any] = bindparam("some", expanding=True)

_REFERRALS = select(
    REFERRALS.c.id,
    REFERRALS.c.reference,
    REFERRALS.c.state,
    STANDS_AT,
    REFERRALS.c.received_at,
    REFERRALS.c.closed_at,
    REFERRALS.c.due_at,
    REFERRALS.c.nearest_at,
    REFERRALS.c.worker_id,
    REFERRALS.c.source,
).where(REFERRALS.c.id.in_(_SOME))


def no_such_person() -> NotFound:
    """The refusal of a number that nobody has, and of somebody out of sight."""
    return NotFound("There is no such person.", "Look for them by name: `mashdesk who NAME`.")


def individual(
    connection: Connection,
    actor: Actor,
    individual_id: int,
    now: datetime,
    *,
    homes: bool = True,
) -> IndividualView:
    """Somebody known, with all that the reader may know; without their households unless `homes`
    are asked for. Raises NotFound.
    """
    own = component(connection, actor, individual_id, now)
    if not own:
        raise no_such_person()
    return _view(connection, actor, own, now, homes=homes)


def two(connection: Connection, actor: Actor, one: int, other: int, now: datetime) -> TwoView:
    """Two people beside one another, each by their own words: as they would be if the two were not
    judged at all. Whom other judgements join still are told by the words of their own number alone.
    Raises NotFound.
    """
    pair = {one, other}
    rows = standing(connection, sorted(pair))
    judged = next((row["id"] for row in rows if {row["one_id"], row["other_id"]} == pair), None)
    own = [component(connection, actor, number, now, judged) for number in (one, other)]
    if not all(own):
        raise no_such_person()
    joined = bool(set(own[0]) & set(own[1]))
    if joined:
        own = [(one,), (other,)]
    first, second = (_view(connection, actor, those, now) for those in own)
    return TwoView(first, second, joined)


def _view(
    connection: Connection,
    actor: Actor,
    own: tuple[int, ...],
    now: datetime,
    *,
    homes: bool = False,
) -> IndividualView:
    """All that the reader may know of one person by these numbers."""
    known = _read(connection, actor, own, now)
    said = [there.told for there in known.told]
    born = _most((there.referral, there.told.born) for there in known.told)
    people = names(connection)
    seen_in = {there.referral for there in known.told}
    referrals = {one: row for one, row in known.referrals.items() if one in seen_in}
    due = {row["reference"]: at for row in referrals.values() if (at := _due(row)) is not None}
    first = min(due, key=lambda reference: due[reference], default="")
    return IndividualView(
        individual=own[0],
        members=own,
        kind=next((one.kind for one in said if one.kind), IndividualKind.ADULT),
        names=names_of(known.told),
        born=born,
        expected=_most((there.referral, there.told.expected) for there in known.told),
        age=age_on(born[0] if born else None, london_day(now)),
        sex=next((one.sex for one in said if one.sex is not Sex.NOT_KNOWN), Sex.NOT_KNOWN),
        nhs_numbers=tuple(dict.fromkeys(one.nhs_number for one in said if one.nhs_number)),
        upns=tuple(dict.fromkeys(one.upn for one in said if one.upn)),
        things=tuple(_thing(row, known) for row in _each_once(known.things)),
        ties=ties(connection, actor, own, known.ties, known.sources, now),
        households=households(connection, actor, own, now) if homes else (),
        referrals=tuple(_appearance(known.told, row, people) for row in _newest_first(referrals)),
        judgements=_judgements(connection, actor, own, people, now),
        earliest_due=due.get(first),
        earliest_reference=first,
    )


class _Known(NamedTuple):
    """What is read of one person: where they appear, their things and ties, and who told them."""

    told: Sequence[Appearance]
    things: Sequence[RowMapping]
    ties: Sequence[RowMapping]
    referrals: Mapping[int, RowMapping]
    sources: Mapping[int, str]


def _read(connection: Connection, actor: Actor, own: tuple[int, ...], now: datetime) -> _Known:
    where = appearances(connection, actor, own, now)
    told = sorted(
        (there for one in own for there in where.people.get(one, ())),
        key=lambda one: (-one.referral, not one.subject),
    )
    things = [row for one in own for row in where.things.get(one, ())]
    tied = tie_rows(connection, actor, own, now)
    places = {there.referral for there in told} | {row["referral_id"] for row in things}
    answers = {row["answer_id"] for row in (*things, *tied)}
    return _Known(
        told, things, tied, _referrals(connection, places), sources_of(connection, answers)
    )


def _most(told: Iterable[tuple[int, date | None]]) -> tuple[date, ...]:
    """Each date that was told, the most told first."""
    return most_told((record, day) for record, day in told if day is not None)


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
    called = {one: names_of(told)[0] for one, told in there.items()}
    return tuple(
        judgement_view(row, people, called)
        for row in rows
        if row["one_id"] in called and row["other_id"] in called
    )


def _referrals(connection: Connection, some: Iterable[int]) -> dict[int, RowMapping]:
    wanted = sorted(set(some))
    if not wanted:
        return {}
    return {row["id"]: row for row in connection.execute(_REFERRALS, {"some": wanted}).mappings()}


def _newest_first(referrals: Mapping[int, RowMapping]) -> list[RowMapping]:
    return sorted(referrals.values(), key=lambda row: (row["received_at"], row["id"]), reverse=True)


def _due(row: RowMapping) -> datetime | None:
    """What runs out first in an open referral: its own clock, or one of its requests'; None where
    no clock runs, as between telling the referrer and closing.
    """
    if row["closed_at"] is not None:
        return None
    return min(filter(None, (row["due_at"], row["nearest_at"])), default=None)


def _appearance(
    told: Sequence[Appearance], row: RowMapping, people: Mapping[int, str]
) -> AppearanceView:
    there = next(one for one in told if one.referral == row["id"])
    return AppearanceView(
        referral=row["id"],
        individual=there.individual,
        reference=row["reference"],
        state=row["state"],
        rating=row["rating"],
        received_at=row["received_at"],
        as_=there.as_,
        subject=there.subject,
        name=there.name,
        due_at=_due(row),
        worker=people.get(row["worker_id"]),
        source=row["source"].label,
    )


def _each_once(things: Iterable[RowMapping]) -> list[RowMapping]:
    """Each thing as it was told last, the newest first."""
    newest = sorted(things, key=lambda row: -row["id"])
    return list({(row["kind"], row["key"] or row["value"]): row for row in newest[::-1]}.values())[
        ::-1
    ]


def _thing(row: RowMapping, known: _Known) -> ThingView:
    where = known.referrals.get(row["referral_id"])
    return ThingView(
        row["kind"],
        row["value"],
        "" if where is None else where["reference"],
        source_of(row, known.sources),
        row["at"],
        row["since"],
        row["until"],
    )
