"""Other contacts of the children and their family, as whoever takes them on is told of them."""

from __future__ import annotations

from collections.abc import Iterator

from mashdesk.domain.calendar import london_date_text
from mashdesk.domain.other_contact import in_a_line
from mashdesk.domain.report import EARLY_HELP, SOCIAL_CARE, WORKER, Entry, Receiver, Section
from mashdesk.store.views.history import FamilyContact, FamilyView
from mashdesk.text import sentence

_TAKE_CHILDREN_ON = frozenset(one.code for one in (SOCIAL_CARE, EARLY_HELP, WORKER))


def reads_history(receiver: Receiver) -> bool:
    """Whether a receiver is told of other contacts: those who take a child on. An agency of the
    roster reads only of records that it has a part in.
    """
    return receiver.code in _TAKE_CHILDREN_ON


def earlier_contacts(family: FamilyView | None, *, sealed: bool) -> Iterator[Section]:
    """The other contacts of the child, of siblings and of the household, newest first, each with
    what weighing it found. Of a sealed record it never says that there is none: who is whom in it
    is for those named on it, and no file is read by them alone.
    """
    if family is None:
        return
    entries = [entry for one in family.contacts for entry in _contact(one)]
    since = london_date_text(family.since)
    if sealed:
        entries.append(Entry("The record is sealed: ask the hub which others it knows of."))
    elif not entries:
        entries = [Entry(f"No other contact of the child or the family is known since {since}.")]
    elif family.more:
        entries.append(Entry("There are more; ask the hub for the whole chronology."))
    yield Section(f"Other contacts of the child and the family since {since}", tuple(entries))


def _contact(one: FamilyContact) -> Iterator[Entry]:
    about = sentence(in_a_line(one))
    yield Entry(about, f"{london_date_text(one.received_at)}, {one.reference}")
    if one.considered is None:
        yield Entry("Not weighed in this decision.")
    else:
        yield Entry(one.considered.words, f"Weighed by {one.considered.by}")
