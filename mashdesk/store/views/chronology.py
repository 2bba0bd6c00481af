"""A chronology: everything that happened to a child or a household, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mashdesk.domain.corroboration import ItemKind, Stance


class EntryKind(StrEnum):
    """What a line of a chronology tells of."""

    CONTACT = "contact"
    CONSENT = "consent"
    REQUEST = "request"
    ANSWER = "answer"
    NEED = "need"
    RATING = "rating"
    DECISION = "decision"
    STRATEGY = "strategy"
    REVIEW = "review"
    HAND_OVER = "hand_over"
    CHALLENGE = "challenge"
    FEEDBACK = "feedback"
    RETURN = "return"
    CLOSING = "closing"
    DEADLINE = "deadline"
    PROMPT = "prompt"
    OVERSIGHT = "oversight"
    WORKER = "worker"
    NOTE = "note"
    CONSIDERED = "considered"

    @property
    def label(self) -> str:
        return {
            "request": "agency asked",
            "answer": "agency's answer",
            "need": "level of need",
            "strategy": "strategy discussion",
            "review": "early help review",
            "hand_over": "hand-over",
            "challenge": "professional difference",
            "return": "returned to referrer",
            "closing": "closed or reopened",
            "deadline": "deadline missed or moved",
            "prompt": "prompt answered",
            "oversight": "manager's oversight",
            "worker": "whose work it was",
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
class StatedView:
    """What somebody stated of an entry: that a source corroborates or contradicts it, and how.

    `source` says which in words: `Police answer 12 Nov 2026`, or whom the hub heard it from.
    """

    stance: Stance
    source: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """What of a record an entry is, so that somebody can speak of it: `of` is the answer's id, or
    the event's number; 0 for the contact.
    """

    kind: ItemKind
    of: int = 0


@dataclass(frozen=True, slots=True)
class ChronologyEntry:
    """One thing that happened, with its source. `words` is None where they are not this reader's to
    read; `about` names the children it concerns.

    `hub` names the earlier hub whose record it comes from, with the reference there; blank for this
    one's own. `item` is None for what nobody can state anything of.
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
    stated: tuple[StatedView, ...] = ()
    hub: str = ""
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class ChronologyFilter:
    """Which entries are wanted: of these kinds, from this agency (its code), with these words."""

    kinds: tuple[EntryKind, ...] = ()
    agency: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ChronologyView:
    """One chronology of a child or a household, oldest first. `of` names whose it is, `wanted` what
    it was narrowed to, `hidden` how many entries that leaves out, `more` that there are older
    referrals than were read.
    """

    of: tuple[str, ...]
    entries: tuple[ChronologyEntry, ...]
    same: tuple[SameView, ...] = ()
    hidden: int = 0
    more: bool = False
    wanted: ChronologyFilter = ChronologyFilter()

    @property
    def referrals(self) -> tuple[int, ...]:
        """The referrals whose words are in it."""
        return tuple(dict.fromkeys(entry.referral for entry in self.entries))
