"""Who was judged to be the same as whom, as far as one reader may know of both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, or_, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.people import Verdict
from mashdesk.store.names import INDIVIDUALS, JUDGEMENTS
from mashdesk.store.queries.known import Appearance, Appearances, appearances, names_of, seen
from mashdesk.store.views import NameView

_SOME: BindParameter[Any] = bindparam("some", expanding=True)
_OTHERS: BindParameter[Any] = bindparam("others", expanding=True)

_ROOTS = select(INDIVIDUALS.c.root_id).where(INDIVIDUALS.c.id.in_(_SOME)).distinct()
_MEMBERS = select(INDIVIDUALS.c.id, INDIVIDUALS.c.root_id).where(INDIVIDUALS.c.root_id.in_(_SOME))
_STANDING_OF = (
    select(JUDGEMENTS)
    .where(
        JUDGEMENTS.c.undone_at.is_(None),
        or_(JUDGEMENTS.c.one_id.in_(_SOME), JUDGEMENTS.c.other_id.in_(_OTHERS)),
    )
    .order_by(JUDGEMENTS.c.id)
)
_EVERY_OF = (
    select(JUDGEMENTS)
    .where(or_(JUDGEMENTS.c.one_id.in_(_SOME), JUDGEMENTS.c.other_id.in_(_OTHERS)))
    .order_by(JUDGEMENTS.c.id.desc())
)


def members(connection: Connection, individuals: Iterable[int]) -> list[int]:
    """These and everybody who is judged the same as one of them, seen by anybody or not."""
    return sorted(_members(connection, individuals))


def _members(connection: Connection, individuals: Iterable[int]) -> dict[int, int]:
    """The same, each with the smallest number of those it is the same as."""
    some = sorted(set(individuals))
    if not some:
        return {}
    roots = list(connection.execute(_ROOTS, {"some": some}).scalars())
    return {row.id: row.root_id for row in connection.execute(_MEMBERS, {"some": roots})}


def standing(connection: Connection, individuals: Sequence[int]) -> Sequence[RowMapping]:
    """Every judgement that stands of any of these, oldest first."""
    which = {"some": list(individuals), "others": list(individuals)}
    return connection.execute(_STANDING_OF, which).mappings().all() if individuals else []


def every(connection: Connection, individuals: Sequence[int]) -> Sequence[RowMapping]:
    """Every judgement there ever was of any of these, newest first."""
    which = {"some": list(individuals), "others": list(individuals)}
    return connection.execute(_EVERY_OF, which).mappings().all() if individuals else []


def together(individuals: Iterable[int], judged: Iterable[RowMapping]) -> dict[int, int]:
    """For each of these the smallest number of those it is the same as, by judgements between
    people among these alone: what joins through somebody out of sight joins nobody here.
    """
    root = {one: one for one in sorted(set(individuals))}

    def found(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for row in judged:
        pair = row["one_id"], row["other_id"]
        if row["verdict"] is Verdict.SAME and pair[0] in root and pair[1] in root:
            low, high = sorted((found(pair[0]), found(pair[1])))
            root[high] = low
    return {one: found(one) for one in root}


def with_their_own(
    connection: Connection, actor: Actor, where: Appearances, individuals: Iterable[int],
    now: datetime,
) -> tuple[Appearances, Mapping[int, int]]:  # fmt: skip
    """The appearances of these and of whoever is the same as one of them, as the reader may know;
    and for each the smallest number among those.
    """
    every_one = _members(connection, individuals)
    if len(set(every_one.values())) == len(every_one):
        return where, {one: one for one in every_one}
    more = appearances(connection, actor, every_one.keys() - where.people.keys(), now)
    both = Appearances({**where.people, **more.people}, {**where.things, **more.things})
    there = [one for one in every_one if one in both.people]
    return both, together(there, standing(connection, there))


def component(
    connection: Connection, actor: Actor, individual: int, now: datetime, without: int | None = None
) -> tuple[int, ...]:
    """This person's numbers as far as the reader may know, smallest first; empty for somebody they
    know nothing of. `without` is a judgement that is left out, as if it were undone.
    """
    there = seen(connection, actor, members(connection, [individual]), now)
    if individual not in there:
        return ()
    judged = [row for row in standing(connection, sorted(there)) if row["id"] != without]
    joined = together(there, judged)
    return tuple(sorted(one for one in there if joined[one] == joined[individual]))


def components(
    connection: Connection, actor: Actor, individuals: Collection[int], now: datetime
) -> dict[int, tuple[int, ...]]:
    """The same of each of these, by the same few statements however many they are."""
    there = seen(connection, actor, members(connection, individuals), now)
    joined = together(there, standing(connection, sorted(there)))
    groups: dict[int, list[int]] = {}
    for one in sorted(there):
        groups.setdefault(joined[one], []).append(one)
    return {one: tuple(groups[joined[one]]) if one in there else () for one in individuals}


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody is called by all that the reader sees of them; `number` stands for all of
    their `members`.
    """

    number: int
    members: tuple[int, ...]
    name: NameView
    told: tuple[Appearance, ...]


def called_of(
    connection: Connection, actor: Actor, people: Iterable[int], now: datetime
) -> dict[int, Called]:
    """What each of these is called, by all who are judged to be the same; of whom the reader knows
    nothing there is nothing.
    """
    some = set(people)
    where = appearances(connection, actor, some, now)
    where, joined = with_their_own(connection, actor, where, where.people.keys(), now)
    found = {}
    for one in some & where.people.keys():
        own = [other for other in where.people if joined[other] == joined[one]]
        told = tuple(there for other in own for there in where.people[other])
        found[one] = Called(joined[one], tuple(own), names_of(told)[0], told)
    return found
