"""A report as plain parts, before it is Markdown, HTML or a PDF; and who may be given what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mashdesk.domain.reason import Reason
from mashdesk.domain.request import Sharing
from mashdesk.domain.source import Source


class ReportKind(StrEnum):
    """What is made of a record for somebody else to read."""

    HAND_OFF = "hand_off"
    LETTER = "letter"

    @property
    def label(self) -> str:
        return {"hand_off": "hand-off report", "letter": "letter of outcome"}[self.value]


class ReportForm(StrEnum):
    """How it is written down; the value is the ending of its file."""

    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"

    @property
    def label(self) -> str:
        return {"md": "Markdown", "html": "HTML", "pdf": "PDF"}[self.value]


class Standing(StrEnum):
    """Where a receiver stands: this alone decides what their report may hold."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    FAMILY = "family"

    @property
    def label(self) -> str:
        return {
            "inside": "part of the hub",
            "outside": "outside the hub: none of what agencies told it",
            "family": "the family: what was decided, what follows, and your words to them",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who a report is for: a code to choose it by, its name, and where it stands."""

    code: str
    name: str
    standing: Standing


SOCIAL_CARE = Receiver("social-care", "Children's social care", Standing.INSIDE)
EARLY_HELP = Receiver("early-help", "Early help team", Standing.INSIDE)
WORKER = Receiver("worker", "The worker or team that holds the case", Standing.INSIDE)
OUTSIDE = Receiver("outside", "A service outside the hub", Standing.OUTSIDE)
FAMILY = Receiver("family", "The family", Standing.FAMILY)
YOUNG_PERSON = Receiver("young-person", "The young person", Standing.FAMILY)
RECEIVERS = (SOCIAL_CARE, EARLY_HELP, WORKER, OUTSIDE, FAMILY, YOUNG_PERSON)
"""Those of every hub; the agencies of its roster are receivers too."""


def may_be_given(standing: Standing, sharing: Sharing) -> bool:
    """Whether words of an answer under this marking may stand in a report: an agency answered the
    hub, so nobody outside it is given them, and "decision maker only" goes no further at all.
    """
    return standing is Standing.INSIDE and sharing is not Sharing.DECISION_MAKER


def reaches_family(kind: ReportKind, standing: Standing | None, source: Source) -> bool:
    """Whether the family reads it: their own report, or the letter where one of them referred."""
    if kind is ReportKind.LETTER:
        return source in (Source.RELATIVE, Source.SELF)
    return standing is Standing.FAMILY


_DELICATE = frozenset(
    {
        Reason.DOMESTIC_ABUSE,
        Reason.PHYSICAL_ABUSE,
        Reason.SEXUAL_ABUSE,
        Reason.SEXUAL_EXPLOITATION,
        Reason.CRIMINAL_EXPLOITATION,
        Reason.TRAFFICKING,
        Reason.FORCED_MARRIAGE,
        Reason.FGM,
        Reason.FABRICATED_ILLNESS,
    }
)


def read_at_home(reasons: Iterable[Reason | str]) -> bool:
    """Whether who the child is in danger from may be at home, and read what lies about there."""
    return not _DELICATE.isdisjoint(reasons)


BY_HAND = (
    "Give it only into the hands of who it is for, and do not post it: somebody at home may be who"
    " the child is in danger from."
)

ASK_WHO_AGREED = (
    "a strategy discussion or section 47 enquiry stands, and telling the family can put the child"
    " at risk: say with whom it was agreed to tell them (police and social care)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said: words, behind a label if it has one; `marked` says what must not be done with
    it, and stands wherever it is shown.
    """

    words: str
    label: str = ""
    marked: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: `head` says for whom, from whom, when; `note` what holds for all of it.

    A letter has sections without headings. `lang` and paper are British everywhere.
    """

    title: str
    head: tuple[Entry, ...]
    note: str
    sections: tuple[Section, ...]
    foot: str


NOT_FOR_FAMILY = "Not to be shared with the family"
