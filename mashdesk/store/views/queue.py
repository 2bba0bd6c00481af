"""The queue: its rows, filter and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One open referral in the queue. `nearest_at` is what runs out first: its own clock or a
    request's. `missed`: that ran out already and stays so, whatever the wall clock says since.
    `rounds` is the highest round it has come to, by a request's clock or a woken return too;
    `linked` that a child of it came before, or other families share somebody or something with it;
    `grave` that one of its prompts is.
    """

    id: int
    reference: str
    state: ReferralState
    rating: Rag | None
    initial_rating: Rag | None
    clock: ClockKind
    round: int
    timeouts: int
    start_at: datetime
    due_at: datetime
    nearest_start: datetime
    nearest_at: datetime
    nearest_agency: str | None
    received_at: datetime
    child: str
    children: int
    source: str
    reasons: tuple[str, ...]
    worker_id: int | None
    worker: str | None
    asked: int
    answered: int
    prompts: int
    changed: int
    version: int
    owing: tuple[str, ...] = ()
    reopened: bool = False
    missed: bool = False
    rounds: int = 1
    challenges: int = 0
    sealed: bool = False
    linked: bool = False
    grave: bool = False

    def is_over(self, now: datetime) -> bool:
        """Whether what runs out first has run out."""
        return self.missed or self.nearest_at <= now

    def reckoned(self, now: datetime) -> datetime:
        """The instant to count its time left from: never before the due time of what was missed."""
        return max(now, self.nearest_at) if self.missed else now


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What part of the queue is wanted; the default is all of it."""

    mine: bool = False
    unrated: bool = False
    reopened: bool = False
    overdue: bool = False
    rating: Rag | None = None
    agency: str | None = None
    worker: int | None = None
    text: str = ""

    @property
    def is_all(self) -> bool:
        return self == QueueFilter()


@dataclass(frozen=True, slots=True)
class Counts:
    """The header's figures over all open referrals the actor may see."""

    open: int = 0
    mine: int = 0
    unrated: int = 0
    red: int = 0
    amber: int = 0
    green: int = 0
    blue: int = 0
    reopened: int = 0
    overdue: int = 0
    children: int = 0
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue as asked for: rows in order, how many the filter hides, figures over all.

    `departures` counts up to `MOST_COUNTED`: that number means as many or more. `lent_until` is
    when this person's next emergency access ends (UTC), and rows with it.
    """

    rows: tuple[QueueRow, ...]
    hidden: int
    counts: Counts
    departures: int = 0
    notices: int = 0
    lent_until: datetime | None = None
