"""A chronology: everything that happened to a child or a household, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
