"""What a practitioner is given: their own agency's requests, and of a referral only what is shared.

Nothing here counts, names or orders by anything outside the agency's own part: two stores that
differ only elsewhere give equal views.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.domain.sharing import Part, Use
from mashdesk.store.views.attention import NoticeView
from mashdesk.store.views.challenges import ChallengeView
from mashdesk.store.views.record import EventView
from mashdesk.store.views.requests import AnswerView
from mashdesk.store.views.sent_in import SentInRow


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One request put to the agency. `rating` is None unless it is shared; `where` is the live
    status in plain words; `missed`: its last round ran out and stays so; `sealed`: of the agency
    only people named on it see it.

    `changed` counts the request's own events and entries: it grows whenever anything about this
    request does, and is compared with what it was for the same request, never with another's.
    """

    request: int
    version: int
    reference: str
    state: RequestState
    round: int
    start_at: datetime
    due_at: datetime | None
    missed_at: datetime | None
    rating: Rag | None
    children: int
    child: str
    question: str
    holder_id: int | None
    holder: str
    asked_at: datetime
    asked_by: str
    chased: int
    partial: bool
    late: bool
    insisted: str
    where: str
    settled_at: datetime | None
    settled_because: str
    changed: int
    unacknowledged: int
    missed: bool = False
    sealed: bool = False

    def is_over(self, now: datetime) -> bool:
        """Whether its time has run out while the answer is still owed."""
        return self.missed or (self.due_at is not None and self.due_at <= now)

    def reckoned(self, now: datetime) -> datetime:
        """The instant to count its time left from: never before the due time of what was missed."""
        return max(now, self.due_at) if self.missed and self.due_at is not None else now


@dataclass(frozen=True, slots=True)
class BecameView:
    """What became of a contribution; `words` are those the decision maker chose to share."""

    request: int
    reference: str
    child: str
    outcome: str
    words: str
    final_rating: Rag | None
    use: Use
    decided_at: datetime
    decider: str
    closed: bool


@dataclass(frozen=True, slots=True)
class AgencyDeskView:
    """An agency's desk: what it owes, nearest first; what is settled, newest first and at most two
    hundred, `settled_more` beyond them; what changed and is not acknowledged; and what the agency
    sent in, newest first and at most two hundred, `sent_in_more` beyond them.
    """

    agency: str
    name: str
    open: tuple[AgencyRow, ...]
    settled: tuple[AgencyRow, ...]
    settled_more: int
    entries: tuple[NoticeView, ...]
    became: tuple[BecameView, ...]
    overdue: int
    next_due: datetime | None
    systems: tuple[str, ...]
    sent_in: tuple[SentInRow, ...] = ()
    sent_in_more: int = 0


@dataclass(frozen=True, slots=True)
class SharedPart:
    """One part of the referral as it is shared, in words; blank where nothing is recorded."""

    part: Part
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ChildBrief:
    """A child to search for; `known_as` only where the children's details are shared."""

    id: int
    name: str
    known_as: str
    born: date | None
    expected: date | None
    age: int | None


@dataclass(frozen=True, slots=True)
class AgencyRequestView:
    """One request, opened and audited. `events` are its own trail, newest first; `answers` the
    agency's own, with all their words. `not_commissioned` is told only where the rating is shared.
    """

    row: AgencyRow
    shared: tuple[SharedPart, ...]
    children: tuple[ChildBrief, ...]
    systems: tuple[str, ...]
    answers: tuple[AnswerView, ...]
    events: tuple[EventView, ...]
    became: BecameView | None
    not_commissioned: bool
    challenges: tuple[ChallengeView, ...] = ()


def live_status(
    state: RequestState,
    *,
    partial: bool,
    declined: bool,
    returned: bool,
    reopened: bool,
    closed: bool,
    outcome: DecisionOutcome | None,
) -> str:
    """Where a request and its referral stand, in plain words; `outcome` is the standing one's."""
    owed = {
        RequestState.OPEN: (
            "part of your answer is in; the rest is awaited"
            if partial
            else "waiting for your answer"
        ),
        RequestState.ANSWERED: (
            "your agency declined; nothing is owed"
            if declined
            else "your answer is in; being weighed"
        ),
        RequestState.WITHDRAWN: "withdrawn; nothing is owed",
        RequestState.DECIDED_WITHOUT: "decided without your answer; it is still welcome",
    }[state]
    if outcome is not None:
        standing = f"{'closed' if closed else 'decided'}: {outcome.label}"
        if state is RequestState.DECIDED_WITHOUT:
            return f"{standing}; your answer is still welcome"
        rest = "the rest of your answer" if partial else "your answer"
        return f"{standing}; {rest} is still awaited" if state is RequestState.OPEN else standing
    if reopened:
        return f"reopened; {owed}"
    return f"returned to the referrer; {owed}" if returned else owed
