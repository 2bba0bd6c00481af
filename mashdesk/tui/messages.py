"""What the screens tell one another, a line each."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from mashdesk.store.views import (
    AgencyDeskView,
    AgencyRequestView,
    Heartbeat,
    News,
    QueueView,
    ReferralView,
)
from mashdesk.tui.widgets.header import AgencyFigures


@dataclass
class QueueRead(Message):
    """A fresh reading of the queue; a later one makes it worthless."""

    view: QueueView
    heartbeat: Heartbeat
    news: News
    emergencies: int = 0
    """Emergency accesses that wait for this person's review."""

    def can_replace(self, message: Message) -> bool:
        # News are told once: a reading that carries some must not be swallowed by a later one.
        return isinstance(message, QueueRead) and not self.news.items


@dataclass
class BeatRead(Message):
    """A commit changed no record; how the clockwork does is told all the same."""

    heartbeat: Heartbeat

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, BeatRead)


@dataclass
class RecordRead(Message):
    """What was opened, as this person may read it, by its key in the list."""

    key: int
    view: ReferralView | AgencyRequestView


@dataclass
class RecordMissing(Message):
    """What was to be opened could not be read, and why in plain words."""

    key: int
    why: str


@dataclass
class ReadingFailed(Message):
    """The queue could not be read: the store or the machine is in trouble."""

    message: str
    way_out: str


@dataclass
class AgencyRead(Message):
    """A fresh reading of an agency's desk; `view` is None where there is none, and `why` says so.

    What changed is told from the reading itself, so a later one makes it worthless.
    """

    view: AgencyDeskView | None
    heartbeat: Heartbeat
    why: str = ""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, AgencyRead)

    @property
    def name(self) -> str:
        """The agency's name; empty where there is no desk."""
        return self.view.name if self.view is not None else ""

    @property
    def figures(self) -> AgencyFigures:
        """How much waits, without a word of what."""
        view = self.view
        if view is None:
            return AgencyFigures()
        return AgencyFigures(len(view.open), view.overdue, len(view.entries), view.next_due)
