"""What the screens tell one another, a line each."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from mashdesk.store.views import Heartbeat, News, QueueView, ReferralView


@dataclass
class QueueRead(Message):
    """A fresh reading of the queue; a later one makes it worthless."""

    view: QueueView
    heartbeat: Heartbeat
    news: News

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
    """A record as this person may read it; `opened` is false when it was merely read again."""

    view: ReferralView
    opened: bool


@dataclass
class RecordMissing(Message):
    """The record could not be read, and why in plain words."""

    referral: int
    why: str


@dataclass
class ReadingFailed(Message):
    """The queue could not be read: the store or the machine is in trouble."""

    message: str
    way_out: str
