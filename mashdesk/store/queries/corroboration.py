"""By what the entries of a chronology are corroborated: by answers that hold something of the same
child, and by what somebody states of one entry.

A statement that rests on an answer out of the reader's sight, or on words for those who decide
alone, is not there for that reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from mashdesk.domain.corroboration import ItemKind, Stance
from mashdesk.domain.request import AnswerKind
from mashdesk.store.names import ANSWERS, CORROBORATIONS, REQUESTS
from mashdesk.store.queries.chronology_rows import rows
from mashdesk.store.queries.kin import roots_of
from mashdesk.store.queries.known import told_openly
from mashdesk.store.queries.sight import NOW, PERSON, in_sight
from mashdesk.store.queries.telling import Telling
from mashdesk.store.queries.told_by import sources_of
from mashdesk.store.views.chronology import Corroboration, Item, StatedView

_STATED = (
    select(CORROBORATIONS)
    .outerjoin(ANSWERS, ANSWERS.c.id == CORROBORATIONS.c.answer_id)
    .outerjoin(REQUESTS, REQUESTS.c.id == ANSWERS.c.request_id)
    .where(
        CORROBORATIONS.c.referral_id.in_(bindparam("ids", expanding=True)),
        or_(REQUESTS.c.id.is_(None), in_sight(PERSON, NOW, REQUESTS.c.referral_id)),
        told_openly(CORROBORATIONS.c.answer_id),
        or_(CORROBORATIONS.c.item != ItemKind.ANSWER, told_openly(CORROBORATIONS.c.of)),
    )
    .order_by(CORROBORATIONS.c.id)
)

Stated = dict[tuple[int, Item], tuple[StatedView, ...]]


def stated_of(
    connection: Connection, reading: dict[str, Any], teller: Telling, referrals: Collection[int]
) -> Stated:
    """What stands of what was stated, by referral and item, oldest first: the newest statement of
    each source, unless that was taken back.
    """
    newest: dict[tuple[int, Item, object], Any] = {}
    for row in rows(connection, _STATED, referrals, reading):
        item = Item(row["item"], row["of"])
        by = row["answer_id"] or row["source"].strip().casefold()
        newest[row["referral_id"], item, by] = row
    answers = {row["answer_id"] for row in newest.values()} - {None}
    sources = sources_of(connection, answers)
    found: dict[tuple[int, Item], list[StatedView]] = defaultdict(list)
    for (referral, item, _), row in sorted(newest.items(), key=lambda one: one[1]["id"]):
        if row["stance"] is not Stance.TAKEN_BACK:
            source = sources.get(row["answer_id"]) or row["source"]
            found[referral, item].append(
                StatedView(row["stance"], source, row["words"], teller.name(row["by"]), row["at"])
            )
    return {about: tuple(views) for about, views in found.items()}


@dataclass(frozen=True, slots=True)
class Holding:
    """The answers that hold something of each child (as whom they were judged to be), oldest first,
    and the children of each referral.
    """

    answers: dict[int, list[Corroboration]]
    children: dict[int, frozenset[int]]

    def of_contact(self, row: Any) -> tuple[Corroboration, ...]:
        """Agencies, other than the one that sent the contact, that held something of one of its
        children afterwards: the first answer of each.
        """
        first: dict[str, Corroboration] = {}
        for child in self.children.get(row["id"], ()):
            for one in self.answers.get(child, ()):
                known = first.get(one.agency)
                if one.at >= row["received_at"] and (known is None or one.at < known.at):
                    first[one.agency] = one
        first.pop(row["sender_agency"], None)
        return tuple(sorted(first.values(), key=lambda one: one.at))


def holding(
    connection: Connection,
    reading: dict[str, Any],
    teller: Telling,
    answers: Iterable[Any],
    found: dict[int, set[int | None]],
) -> Holding:
    """What was held of whom, by these answers; `found` are the children of whom each found
    something, as `found_of` has it.
    """
    ids = {one for of in teller.children.values() for one, _ in of if one is not None}
    roots = roots_of(connection, reading, ids)
    children = {
        referral: frozenset(roots[one] for one, _ in of if one in roots)
        for referral, of in teller.children.items()
    }
    held: dict[int, list[Corroboration]] = defaultdict(list)
    for row in sorted(answers, key=lambda row: row["recorded_at"]):
        of = found.get(row["id"])
        about = children[row["referral_id"]]
        if of:
            about = frozenset(roots[one] for one in of if one in roots) or about
        elif of is not None or row["answer"] is not AnswerKind.RELEVANT:
            continue
        told_by = Corroboration(row["code"], row["name"], row["recorded_at"])
        for child in about:
            held[child].append(told_by)
    return Holding(held, children)
