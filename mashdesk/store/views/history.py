"""What is known beside one record: its family's contacts, its chronology, its links, and what a
search of all words finds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mashdesk.domain.contact import Reason, Source
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.people import MentionKind
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState


class EntryKind(StrEnum):
    """What a line of a chronology tells of."""

    CONTACT = "contact"
    REQUEST = "request"
    ANSWER = "answer"
    RATING = "rating"
    DECISION = "decision"
    FEEDBACK = "feedback"
    RETURN = "return"
    STRATEGY = "strategy"
    REVIEW = "review"
    NOTE = "note"
    CONSIDERED = "considered"

    @property
    def label(self) -> str:
        return {
            "request": "agency asked",
            "answer": "agency's answer",
            "return": "returned to referrer",
            "strategy": "strategy discussion",
            "considered": "history considered",
        }.get(self.value, self.value)


class ChronologyForm(StrEnum):
    """What a chronology can be written as."""

    TEXT = "text"
    MARKDOWN = "md"
    CSV = "csv"
    JSON = "json"

    @property
    def ending(self) -> str:
        """The ending of its file's name."""
        return ".txt" if self is ChronologyForm.TEXT else f".{self.value}"


@dataclass(frozen=True, slots=True)
class ConsideredView:
    """That another referral was weighed in this one, and what it was found to say."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class FamilyContact:
    """An earlier or other contact of the same child, a sibling or the household. `ties` says who of
    them, and how they belong to the children of the record at hand.
    """

    referral: int
    reference: str
    received_at: datetime
    ties: tuple[str, ...]
    same_child: bool
    source: Source
    reasons: tuple[Reason, ...]
    state: ReferralState
    rating: Rag | None
    outcome: DecisionOutcome | None
    considered: ConsideredView | None


@dataclass(frozen=True, slots=True)
class FamilyView:
    """Contacts of the family received since an instant, newest first; `more` were left out."""

    since: datetime
    contacts: tuple[FamilyContact, ...]
    more: bool = False

    @property
    def waiting(self) -> int:
        """How many of them nobody has considered yet."""
        return sum(1 for one in self.contacts if one.considered is None)

    @property
    def check(self) -> str:
        """The household check of the checklist of need, in a sentence."""
        of = "the child, siblings and household"
        if not self.contacts:
            return f"Household check: no other contact of {of} is known."
        number = f"{len(self.contacts)}{' or more' if self.more else ''}"
        many = "contact" if number == "1" else "contacts"
        left = f"{self.waiting} not yet considered" if self.waiting else "all considered"
        return f"Household check: {number} other {many} of {of}, {left}."


@dataclass(frozen=True, slots=True)
class SameView:
    """That two known people were judged to be one: by whom, when and why."""

    one: str
    other: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Corroboration:
    """An agency's answer that came after a contact and holds something of the same child."""

    agency: str
    agency_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChronologyEntry:
    """One thing that happened, with its source. `words` is None where they are not this reader's to
    read; `about` names the children it concerns.
    """

    at: datetime
    kind: EntryKind
    referral: int
    reference: str
    about: str
    source: str
    title: str
    words: str | None
    agency: str = ""
    by: str = ""
    corroborated: tuple[Corroboration, ...] = ()


@dataclass(frozen=True, slots=True)
class ChronologyFilter:
    """Which entries are wanted: of these kinds, from this agency (its code), with these words."""

    kinds: tuple[EntryKind, ...] = ()
    agency: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ChronologyView:
    """One chronology of a child or a household, oldest first. `of` names whose it is, `hidden` how
    many entries the filter leaves out, `more` that there are older referrals than were read.
    """

    of: tuple[str, ...]
    entries: tuple[ChronologyEntry, ...]
    same: tuple[SameView, ...] = ()
    hidden: int = 0
    more: bool = False

    @property
    def referrals(self) -> tuple[int, ...]:
        """The referrals whose words are in it."""
        return tuple(dict.fromkeys(entry.referral for entry in self.entries))


@dataclass(frozen=True, slots=True)
class HistoryView:
    """What the History tab shows: the family's contacts, and the children's own chronology."""

    family: FamilyView
    chronology: ChronologyView


@dataclass(frozen=True, slots=True)
class LinkView:
    """Another referral that shares somebody or something; each path in words, here and there."""

    referral: int
    reference: str
    child: str
    received_at: datetime
    state: ReferralState
    rating: Rag | None
    paths: tuple[str, ...]
    family: bool
    """Whether a child of this record is one of its children too."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Something that so many referrals share that they are counted, not listed."""

    what: str
    more_than: int


@dataclass(frozen=True, slots=True)
class LinksView:
    """What a record is linked to, most ways first."""

    links: tuple[LinkView, ...]
    crowds: tuple[Crowd, ...] = ()


class NodeKind(StrEnum):
    """What stands in the network."""

    REFERRAL = "referral"
    CHILD = "child"
    ADULT = "adult"
    ADDRESS = "address"
    PHONE = "phone"
    VEHICLE = "vehicle"
    SCHOOL = "school"

    @property
    def thing(self) -> MentionKind | None:
        """The kind of mention, for what is nobody."""
        return MentionKind(self.value) if self in _THINGS else None


_THINGS = (NodeKind.ADDRESS, NodeKind.PHONE, NodeKind.VEHICLE, NodeKind.SCHOOL)


@dataclass(frozen=True, slots=True)
class Node:
    """One place of the network: a referral or person by id, a thing by its key."""

    kind: NodeKind
    id: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somewhere one step away: what it is called, and how it is tied to where one stands."""

    node: Node
    label: str
    how: str


@dataclass(frozen=True, slots=True)
class NetworkView:
    """Where one stands in the network, and everything one step away; at most so many are listed."""

    node: Node
    label: str
    neighbours: tuple[Neighbour, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that were found. `key` is where to go on from; `found` are the places of the excerpt
    that fit, from and to.
    """

    key: int
    referral: int
    reference: str
    child: str
    kind: str
    at: datetime
    excerpt: str
    found: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """What a search found, newest first: how many, up to a cap, and the first of them."""

    hits: tuple[Hit, ...]
    count: int
    more_than_counted: bool
    more: bool
    """Whether there are hits beyond these."""
