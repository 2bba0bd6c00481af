"""Who lives together, by the homes that records tell of and by who is told to live with whom.

What stands on a referral out of the reader's sight, or in an answer for those who decide alone, is
in no household of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, bindparam, select

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day
from mashdesk.domain.called import most_told
from mashdesk.domain.contact import age_on
from mashdesk.domain.people import IndividualKind, MentionKind, RelationshipKind
from mashdesk.store.names import MENTIONS, REFERRALS
from mashdesk.store.queries.judged import Called, called_of, members
from mashdesk.store.queries.known import reader_of, told_openly
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.queries.ties import tie_rows
from mashdesk.store.queries.told_by import source_of, sources_of
from mashdesk.store.views import HouseholdView, HousemateView

MOST_HOMES = 6
"""So many homes are read of one family, those told last."""

MOST_TOLD = 200
"""So many tellings of who is at home in them are read, the newest."""

MOST_AT_HOME = 30
"""So many are listed of one household."""

_told = (
    MENTIONS.c.kind == MentionKind.ADDRESS,
    MENTIONS.c.key != "",  # as the partial index has it
    MENTIONS.c.individual_id.is_not(None),
    in_sight(PERSON, NOW, MENTIONS.c.referral_id),
    told_openly(MENTIONS.c.answer_id),
)
_HOMES = (
    select(MENTIONS, REFERRALS.c.reference)
    .join(REFERRALS, REFERRALS.c.id == MENTIONS.c.referral_id)
    .order_by(MENTIONS.c.id.desc())
    .limit(MOST_TOLD)
)
_HOMES_OF = _HOMES.where(MENTIONS.c.individual_id.in_(bindparam("some", expanding=True)), *_told)
_AT_HOME = _HOMES.where(MENTIONS.c.key.in_(bindparam("keys", expanding=True)), *_told)


class _Told(NamedTuple):
    """That somebody lives in a home, or with somebody who does; `past` is that they did."""

    who: int
    how: str
    row: RowMapping
    past: bool


_Homes = dict[str, list[_Told]]
"""What was told of who lives in each home, by its key; blank where no home was told."""


def households(
    connection: Connection, actor: Actor, people: Iterable[int], now: datetime
) -> tuple[HouseholdView, ...]:
    """The households of these people, the home told last first: everybody at home in the same
    place, and everybody told to live with one of them.
    """
    own, today = members(connection, people), london_day(now)
    which = {"some": own, **reader_of(actor, now)}
    homes = connection.execute(_HOMES_OF, which).mappings().all()
    keys = list(dict.fromkeys(row["key"] for row in homes))[:MOST_HOMES]
    told = _at_home(connection, actor, keys, now)
    _add_living_with(connection, actor, own, told, now)
    everybody = {one.who for some in told.values() for one in some}
    known = called_of(connection, actor, everybody, now) if everybody else {}
    answers = (one.row["answer_id"] for some in told.values() for one in some)
    reading = _Reading(known, sources_of(connection, answers), today)
    words = {row["key"]: row["value"] for row in reversed(homes)}
    made = (reading.household(words.get(key, ""), told[key]) for key in (*keys, "") if told[key])
    return tuple(one for one in made if one.people)


def _at_home(connection: Connection, actor: Actor, keys: Sequence[str], now: datetime) -> _Homes:
    found: _Homes = defaultdict(list)
    if keys:
        which = {"keys": list(keys), **reader_of(actor, now)}
        for row in connection.execute(_AT_HOME, which).mappings():
            past = row["until"] is not None and row["until"] < london_day(now)
            found[row["key"]].append(_Told(row["individual_id"], "at this address", row, past))
    for key in keys:
        found.setdefault(key, [])
    return found


def _add_living_with(
    connection: Connection, actor: Actor, own: Sequence[int], told: _Homes, now: datetime
) -> None:
    """Whoever is told to live with these; and whoever lives with those who do or are at home there,
    as a brother of whom no home was told lives with the mother of both.
    """
    at_home = {one.who: key for key, some in reversed(told.items()) for one in some if not one.past}
    first = next(iter(told), "")
    homes = {one: at_home.get(one, first) for one in own}
    for key, one in _living_with(connection, actor, homes, now):
        if one.who not in own:
            told[key].append(one)
            if not one.past:
                at_home.setdefault(one.who, key)
    others = {one: key for one, key in at_home.items() if one not in own}
    for key, one in _living_with(connection, actor, others, now):
        if not one.past and (key or one.who not in own):
            told[key].append(one)


def _living_with(
    connection: Connection, actor: Actor, homes: Mapping[int, str], now: datetime
) -> Iterator[tuple[str, _Told]]:
    """Who was told to live with each of these, in whose home."""
    today = london_day(now)
    for row in tie_rows(connection, actor, sorted(homes)[:MOST_TOLD], now):
        if row["kind"] is RelationshipKind.LIVES_WITH:
            until = row["until"]
            past = row["ended_at"] is not None or (until is not None and until < today)
            for one, other in ((row["from_id"], row["to_id"]), (row["to_id"], row["from_id"])):
                if one in homes:
                    yield homes[one], _Told(other, "told to live with them", row, past)


def _order(one: HousemateView) -> tuple[bool, bool, int]:
    """Who lives there still first, of those the children."""
    return one.past, one.kind is not IndividualKind.CHILD, one.individual


class _Reading(NamedTuple):
    """What is known of everybody who was told to be at home somewhere."""

    known: dict[int, Called]
    sources: dict[int, str]
    today: date

    def household(self, address: str, told: Sequence[_Told]) -> HouseholdView:
        """Each person once, by what was told of them last; who lives there still stands first."""
        found: dict[int, HousemateView] = {}
        for one in sorted(told, key=lambda one: one.row["at"], reverse=True):
            if (known := self.known.get(one.who)) is not None:
                before = found.get(known.number)
                found[known.number] = self._merged(before, self._housemate(known, one))
        every = sorted(found.values(), key=_order)
        return HouseholdView(address, tuple(every[:MOST_AT_HOME]), len(every) > MOST_AT_HOME)

    def _housemate(self, known: Called, one: _Told) -> HousemateView:
        told = known.told
        days = most_told((there.referral, there.told.born) for there in told if there.told.born)
        born = days[0] if days else None
        return HousemateView(
            individual=known.number,
            members=known.members,
            name=known.name,
            kind=next((t.told.kind for t in told if t.told.kind), IndividualKind.ADULT),
            born=born,
            age=age_on(born, self.today),
            as_=max(told, key=lambda there: (there.referral, there.subject)).as_,
            how=one.how,
            since=one.row["since"],
            until=one.row["until"],
            reference=one.row["reference"],
            source=source_of(one.row, self.sources),
            past=one.past,
        )

    @staticmethod
    def _merged(newer: HousemateView | None, older: HousemateView) -> HousemateView:
        """What was told last counts; dates that only an older telling has are kept."""
        if newer is None:
            return older
        since, until = newer.since or older.since, newer.until or older.until
        return replace(newer, since=since, until=until if newer.past else newer.until)
