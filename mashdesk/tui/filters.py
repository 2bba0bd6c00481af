"""Narrowing the queue by a few words, and saying in words how it is narrowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mashdesk.domain.actor import initials
from mashdesk.domain.rating import Rag
from mashdesk.store.views import AgencyView, PersonView, QueueFilter

SWITCHES = ("mine", "unrated", "reopened", "overdue")
HOW_TO = "words, or: mine unrated reopened overdue red amber green blue owing:HLT with:AKR"


def read_filter(
    words: str, agencies: Sequence[AgencyView] = (), people: Sequence[PersonView] = ()
) -> QueueFilter:
    """What part of the queue these words ask for; an unknown word is looked for as text."""
    wanted = QueueFilter()
    rest: list[str] = []
    for word in words.split():
        low = word.lower()
        name, colon, value = low.partition(":")
        if low in SWITCHES:
            wanted = switched(wanted, low, on=True)
        elif low in set(Rag):
            wanted = replace(wanted, rating=Rag(low))
        elif colon and name == "owing" and (agency := _agency(value, agencies)):
            wanted = replace(wanted, agency=agency)
        elif colon and name == "with" and (worker := _worker(value, people)) is not None:
            wanted = replace(wanted, worker=worker)
        else:
            rest.append(word)
    return replace(wanted, text=" ".join(rest))


def switched(wanted: QueueFilter, switch: str, *, on: bool | None = None) -> QueueFilter:
    """The filter with one of the switches turned, on or off as told or to the other side."""
    turned: Any = {switch: not getattr(wanted, switch) if on is None else on}
    return replace(wanted, **turned)


def filter_words(
    wanted: QueueFilter, agencies: Sequence[AgencyView] = (), people: Sequence[PersonView] = ()
) -> str:
    """The words that ask for this part; the inverse of `read_filter`."""
    words = [name for name in SWITCHES if getattr(wanted, name)]
    if wanted.rating is not None:
        words.append(wanted.rating.value)
    if wanted.agency is not None:
        words.append(
            f"owing:{next((a.code for a in agencies if a.code == wanted.agency), wanted.agency)}"
        )
    if wanted.worker is not None:
        names = [person.name for person in people if person.id == wanted.worker]
        words.append(f"with:{names[0] if names else wanted.worker}")
    if wanted.text:
        words.append(wanted.text)
    return " ".join(words)


def _agency(said: str, agencies: Sequence[AgencyView]) -> str | None:
    for agency in agencies:
        if said == agency.code.lower():
            return agency.code
    for agency in agencies:
        if said and agency.name.lower().startswith(said):
            return agency.code
    return None


def _worker(said: str, people: Sequence[PersonView]) -> int | None:
    for person in people:
        if said in {person.name.lower(), initials(person.full_name).lower()}:
            return person.id
    return None
