"""The children of a contact: written in the order they were named, each change accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import col

from mashdesk.domain.calendar import london_day
from mashdesk.domain.contact import Child as Named
from mashdesk.domain.contact import Sex, age_on
from mashdesk.store.names import SEARCHES, id_of
from mashdesk.store.tables import Child, Referral
from mashdesk.store.tracking import changes_between
from mashdesk.store.work import Work

_PARTICULARS = (
    "given_name",
    "family_name",
    "known_as",
    "born",
    "expected",
    "sex",
    "school",
    "address",
    "nhs_number",
    "upn",
)


def stored_children(work: Work, row: Referral) -> list[Child]:
    """The children of a stored contact, in the order they were named."""
    query = select(Child).where(col(Child.referral_id) == row.id).order_by(col(Child.position))
    return list(work.session.execute(query).scalars())


def write_children(
    work: Work,
    row: Referral,
    children: Sequence[Named],
    who: Sequence[int],
    known: Sequence[Child] = (),
) -> dict[str, list[Any]]:
    """Make the `known` children of a record those of the contact, `who` are these individuals;
    returns what changed, for the event.

    The n-th child keeps its row, whatever is corrected in it, so that what points to it still does.
    """
    before = _told(known)
    for surplus in known[len(children) :]:
        # What an agency searched for stays told, by the name it was searched by.
        gone = update(SEARCHES).where(SEARCHES.c.child_id == surplus.id).values(child_id=None)
        work.connection.execute(gone)
        work.session.delete(surplus)
    for position, child in enumerate(children):
        said = {name: getattr(child, name) for name in _PARTICULARS}
        said["individual_id"] = who[position]
        if position < len(known):
            for name, value in said.items():
                setattr(known[position], name, value)
        else:
            work.session.add(Child(referral_id=id_of(row), position=position, **said))
    row.children, row.child_label = len(children), label(children[0], work.now)
    after = _told(children)
    every = {**dict.fromkeys(before), **dict.fromkeys(after)}
    return changes_between({**every, **before}, {**every, **after})


def how_many(children: Sequence[Named]) -> str:
    """One child, or a number of them."""
    return "one child" if len(children) == 1 else f"{len(children)} children"


def _told(children: Sequence[Named | Child]) -> dict[str, Any]:
    """Every particular that is given, by a name such as "child 2 school"."""
    return {
        f"child {number} {name}": value.isoformat() if isinstance(value, date) else str(value)
        for number, child in enumerate(children, start=1)
        for name in _PARTICULARS
        if (value := getattr(child, name)) not in (None, "", Sex.NOT_KNOWN)
    }


def label(child: Named, now: datetime) -> str:
    """Initials and age for the queue: enough to know it by, too little to name a child aloud."""
    names = [name for name in (child.given_name.strip(), child.family_name.strip()) if name]
    letters = "".join(f"{name[0].upper()}." for name in names) or "?"
    if child.sex is Sex.UNBORN or (child.expected is not None and child.born is None):
        return f"{letters} unborn"
    age = age_on(child.born, london_day(now))
    return f"{letters} {'?' if age is None else age}"
