"""One record, whole, as one person may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mashdesk.domain.change_words import Change, in_words
from mashdesk.domain.contact import Channel, Consent, Reason, Sex, Source
from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.people import Adult
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import RequestState
from mashdesk.store.views.challenges import ChallengeView
from mashdesk.store.views.decisions import NOTHING_YET, FollowUp
from mashdesk.store.views.need import NeedView
from mashdesk.store.views.prompts import PromptView
from mashdesk.store.views.requests import RequestView
from mashdesk.store.views.sealing import SealView
from mashdesk.store.views.transfer import ArrivedView, SentView


@dataclass(frozen=True, slots=True)
class ChildView:
    """One child of a contact; `individual` is the number they are known by."""

    id: int
    given_name: str
    family_name: str
    known_as: str
    born: date | None
    expected: date | None
    age: int | None
    sex: Sex
    school: str
    address: str
    nhs_number: str
    upn: str = ""
    individual: int | None = None

    @property
    def name(self) -> str:
        """The name it is told by; only an unborn child has none."""
        return f"{self.given_name} {self.family_name}".strip() or "unborn child"


@dataclass(frozen=True, slots=True)
class RoundView:
    """One run of a clock, past or present. `missed_at` is when it truly ran out, if it did."""

    id: int
    clock: ClockKind
    request: int | None
    agency: str | None
    number: int
    started_at: datetime
    due_at: datetime
    first_due_at: datetime
    span: str
    policy: str
    missed_at: datetime | None
    ended_at: datetime | None
    ended_because: str
    paused_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventView:
    """One entry of the timeline: what, by whom, when, and which fields went from what to what."""

    seq: int
    at: datetime
    kind: str
    title: str
    by: str
    text: str
    changes: tuple[tuple[str, str, str], ...] = ()

    @property
    def told(self) -> tuple[Change, ...]:
        """The changes in the words of people; those that are told otherwise are not among them."""
        return tuple(said for one in self.changes if (said := in_words(one)) is not None)


@dataclass(frozen=True, slots=True)
class DecisionView:
    """The decision as it stands."""

    outcome: DecisionOutcome
    rationale: str
    final_rating: Rag
    voice: str
    decider: str
    decided_at: datetime
    agency_words: str = ""
    shaped_by: tuple[str, ...] = ()
    level: int | None = None
    no_voice_because: str = ""
    would_change: str = ""
    spoken_to: str = ""
    receiver: str = ""
    expected: str = ""
    expected_by: datetime | None = None
    referrer_words: str = ""


@dataclass(frozen=True, slots=True)
class BesidesView:
    """What is noticed of a record with sealed ones that its reader sees, and not without them. It
    is told to them alone, waits for no answer and stands in nobody's way.
    """

    title: str
    evidence: str
    suggests: str
    grave: bool


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """How the referrer was told, or why not."""

    told: bool
    channel: Channel | None
    person: str
    words: str
    why_not: str
    given_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A whole record, as one person may read it, opened and audited."""

    id: int
    reference: str
    version: int
    state: ReferralState
    rating: Rag | None
    initial_rating: Rag | None
    final_rating: Rag | None
    level: int | None
    received_at: datetime
    taken_in_at: datetime
    taken_in_by: str
    late_because: str
    channel: Channel
    source: Source
    sender_name: str
    sender_organisation: str
    sender_contact: str
    sender_reference: str
    sender_agency: str
    reasons: tuple[Reason, ...]
    worry: str
    expects: str
    household: str
    consent: Consent | None
    consent_by: str
    consent_at: datetime | None
    consent_reason: str
    worker_id: int | None
    worker: str | None
    next_up: str
    clock: ClockKind | None
    round: int
    timeouts: int
    start_at: datetime | None
    due_at: datetime | None
    returned_message: str
    children: tuple[ChildView, ...]
    requests: tuple[RequestView, ...]
    rounds: tuple[RoundView, ...]
    prompts: tuple[PromptView, ...]
    events: tuple[EventView, ...]
    decision: DecisionView | None = None
    feedback: FeedbackView | None = None
    challenges: tuple[ChallengeView, ...] = ()
    seal: SealView | None = None
    need: NeedView | None = None
    arrived: ArrivedView | None = None
    sent: tuple[SentView, ...] = ()
    second_rating: Rag | None = None
    follow_up: FollowUp = NOTHING_YET
    adults: tuple[Adult, ...] = ()
    returned_for: AskedFor | None = None
    """What the referrer is asked for, while it is with them."""
    besides: tuple[BesidesView, ...] = ()

    @property
    def stands_at(self) -> Rag | None:
        """The rating it stands at: once it is decided, the final one."""
        return self.final_rating or self.rating

    def unsearched(self, request: RequestView) -> tuple[str, ...]:
        """The children of whom an answered request tells no search, where it tells of any: a whole
        answer may have been recorded from a call, and some of it never asked.
        """
        told = {search.child for answer in request.answers for search in answer.searches}
        if not told or request.state is not RequestState.ANSWERED:
            return ()
        return tuple(child.name for child in self.children if child.id not in told)

    def higher_views(self) -> tuple[tuple[str, Rag], ...]:
        """Agencies whose newest view of the risk is above the rating it stands at, with that."""
        stands = self.stands_at
        newest = [
            (
                request.agency_name,
                next((one.view for one in request.answers[::-1] if one.view), None),
            )
            for request in self.requests
        ]
        return tuple(
            (agency, seen)
            for agency, seen in newest
            if seen is not None and stands is not None and seen.severity > stands.severity
        )

    @property
    def lent_until(self) -> datetime | None:
        """When the emergency access ends (UTC) by which alone its reader sees it."""
        return None if self.seal is None else self.seal.until

    def reckoned(self, now: datetime, request: int | None = None) -> datetime:
        """The instant to count a clock's time left from: its own, or a request's.

        Never before the due time of what was missed: a clock set back un-misses nothing.
        """
        missed = (
            one.due_at
            for one in self.rounds
            if one.request == request and one.missed_at is not None and one.ended_at is None
        )
        return max([now, *missed])


@dataclass(frozen=True, slots=True)
class ClockExplained:
    """Why a clock is due when it is: one per open round, in plain sentences with London times."""

    title: str
    due_at: datetime
    lines: tuple[str, ...]
