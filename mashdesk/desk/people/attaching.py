"""Whom a contact's children and adults are known as.

Somebody is made known once: a contact that names a known person attaches to them, any other makes
somebody new, and a person judges later who is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from mashdesk.domain.contact import Adult, Child, Contact
from mashdesk.domain.particulars import Particulars
from mashdesk.domain.people import IndividualKind
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.spelling import tokens
from mashdesk.store.names import INDIVIDUALS, MENTIONS, id_of
from mashdesk.store.queries.known import adults_told, seen
from mashdesk.store.tables import Child as StoredChild
from mashdesk.store.tables import Referral
from mashdesk.store.tracking import changes_between
from mashdesk.store.work import Work

Named = Child | Adult

# Made once: building a statement costs as much as running it.
_LAST = select(func.coalesce(func.max(INDIVIDUALS.c.id), 0))
_MAKE = insert(INDIVIDUALS)
_TOLD = (
    select(MENTIONS)
    .where(MENTIONS.c.referral_id == bindparam("of_referral"), MENTIONS.c.of_contact.is_(True))
    .order_by(MENTIONS.c.position)
)


@dataclass(frozen=True, slots=True)
class Who:
    """The individuals of a contact's children and adults, in the contact's own order."""

    children: tuple[int, ...]
    adults: tuple[int, ...]

    @property
    def everybody(self) -> tuple[int, ...]:
        """The children, then the adults."""
        return (*self.children, *self.adults)


@dataclass(frozen=True, slots=True)
class Before:
    """Who a stored contact's children and adults were, for a correction to keep who still holds."""

    children: tuple[tuple[Particulars, int], ...] = ()
    adults: tuple[Adult, ...] = ()

    @property
    def told(self) -> dict[str, str]:
        """As the timeline tells of them."""
        return _told([one for _, one in self.children], self.adults)


def people_before(work: Work, row: Referral, children: Sequence[StoredChild]) -> Before:
    """Who the children and adults of a stored contact are."""
    told = work.connection.execute(_TOLD, {"of_referral": id_of(row)}).mappings().all()
    known = [(_of_stored(one), one.individual_id) for one in children]
    return Before(
        tuple((was, number) for was, number in known if number is not None), adults_told(told)
    )


def people_changes(before: Before, contact: Contact, who: Who) -> dict[str, list[Any]]:
    """What changed in whom a contact speaks of, for the event."""
    adults = [replace(one, individual=n) for one, n in zip(contact.adults, who.adults, strict=True)]
    was, now = before.told, _told(who.children, adults)
    every = dict.fromkeys({**now, **was})
    return changes_between({**every, **was}, {**every, **now})


def _told(children: Sequence[int], adults: Sequence[Adult]) -> dict[str, str]:
    told = {f"child {n} individual": str(one) for n, one in enumerate(children, start=1)}
    for n, adult in enumerate(adults, start=1):
        for field in fields(adult):
            value = getattr(adult, field.name)
            if value not in (None, "", False):
                words = value.isoformat() if isinstance(value, date) else str(value)
                told[f"adult {n} {field.name}"] = "yes" if value is True else words
    return told


def attach(work: Work, contact: Contact, before: Before = Before()) -> Who:
    """Whom each child and adult of a contact is known as; who is new is made known.

    Raises Invalid for a number that nobody is known by, as far as whoever acts may know.
    """
    children = _known(contact.children, before.children)
    stood = [(particulars_of(one), one.individual or 0) for one in before.adults]
    adults = _known(contact.adults, stood)
    kept = {one for _, one in (*before.children, *stood)}
    named = [one for one in (*children, *adults) if one is not None and one not in kept]
    there = seen(work.connection, work.actor, named, work.now) if named else frozenset()
    problems = [
        Problem(f"{group}.{n}.individual", "is nobody known here; choose another, or nobody")
        for group, found in (("children", children), ("adults", adults))
        for n, one in enumerate(found, start=1)
        if one is not None and one not in kept and one not in there
    ]
    problems += [
        Problem(f"children.{n}.individual", "is the same person as another child of this contact")
        for n, one in enumerate(children, start=1)
        if one is not None and one in children[: n - 1]
    ]
    if problems:
        raise Invalid(problems)
    everybody: tuple[Named, ...] = contact.children + contact.adults
    known = (*children, *adults)
    fresh = [particulars_of(everybody[n]) for n, one in enumerate(known) if one is None]
    made = iter(make_known(work, fresh))
    return Who(
        tuple(next(made) if one is None else one for one in children),
        tuple(next(made) if one is None else one for one in adults),
    )


def make_known(work: Work, people: Sequence[Particulars]) -> list[int]:
    """Somebody new for each of these, with a number of their own; in this order."""
    if not people:
        return []
    # Nobody else can take these numbers while this writer has its turn.
    first = int(work.connection.execute(_LAST).scalar_one()) + 1
    rows = [
        {
            "id": number,
            "root_id": number,
            "kind": one.kind or IndividualKind.ADULT,
            "version": 1,
            "born": one.born,
            "expected": one.expected,
            "sex": one.sex,
            "made_at": work.now,
            "made_by": work.actor.user_id,
            "given_name": one.given_name,
            "family_name": one.family_name,
            "known_as": one.known_as,
            "nhs_number": one.nhs_number,
            "upn": one.upn,
        }
        for number, one in enumerate(people, start=first)
    ]
    work.connection.execute(_MAKE, rows)
    return list(range(first, first + len(rows)))


def particulars_of(said: Named) -> Particulars:
    """What a contact says of a child or an adult, to know them by."""
    if isinstance(said, Adult):
        return Particulars(
            given_name=said.given_name,
            family_name=said.family_name,
            known_as=said.known_as,
            born=said.born,
            address=said.address,
            phone=said.phone,
            kind=IndividualKind.ADULT,
        )
    return Particulars(
        given_name=said.given_name,
        family_name=said.family_name,
        known_as=said.known_as,
        born=said.born,
        expected=said.expected,
        sex=said.sex,
        nhs_number=said.nhs_number,
        upn=said.upn,
        address=said.address,
        school=said.school,
        kind=IndividualKind.CHILD,
    )


def _of_stored(child: StoredChild) -> Particulars:
    return Particulars(
        given_name=child.given_name,
        family_name=child.family_name,
        born=child.born,
        kind=IndividualKind.CHILD,
    )


def of_row(mention: Any) -> Particulars:
    """What a stored mention says of somebody, to know them by."""
    return Particulars(
        given_name=mention["given_name"],
        family_name=mention["family_name"],
        known_as=mention["known_as"],
        born=mention["born"],
    )


def _known(said: Sequence[Named], before: Sequence[tuple[Particulars, int]]) -> list[int | None]:
    """Who each is known as: whom they name, else whom the contact had them as before it was
    corrected; None for somebody new.
    """
    found: list[int | None] = [one.individual or None for one in said]
    left = {place: pair for place, pair in enumerate(before) if pair[1] not in found}
    for fits in (_same, _akin):
        for n, one in enumerate(said):
            if one.individual is not None or found[n] is not None:
                continue
            places = sorted(left, key=lambda place: abs(place - n))
            place = next((p for p in places if fits(one, left[p][0], p == n)), None)
            if place is not None:
                found[n] = left.pop(place)[1]
    return found


def _same(said: Named, was: Particulars, _same_place: bool) -> bool:
    names = (said.given_name, said.family_name, said.born)
    return names == (was.given_name, was.family_name, was.born)


def _akin(said: Named, was: Particulars, same_place: bool) -> bool:
    """The one at the same place, unless everything about them is another's."""
    if not same_place:
        return False
    ours = set(tokens(said.given_name)), said.born
    theirs = set(tokens(was.given_name)), was.born
    given = bool(ours[0] & theirs[0]) or not ours[0] or not theirs[0]
    born = ours[1] == theirs[1] or None in (ours[1], theirs[1])
    return given or born
