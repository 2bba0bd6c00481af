"""The SQLModel tables of the record itself. Narrow columns stand first, long text last: the queue
reads only the front.

Instants are UTC. Rows are never handed upwards: screens get the frozen views of views.py.
"""

# ruff: noqa: I002 - annotations are values here: as text, SQLModel and SQLAlchemy would compile each
# of them anew at every start.

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from mashdesk.domain.contact import Channel, Consent, Sex, Source
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import RequestState
from mashdesk.store.columns import (
    code,
    instant,
    json_list,
    one_of,
    partial_index,
    prose,
)


class Referral(SQLModel, table=True):
    """A contact taken in: its one state, its own running clock, and what was said.

    The columns under "queue" are derived from its open rounds and requests, and rewritten with
    them. `prompted` is the event up to which its prompts were considered, as `considering` has it.
    """

    __table_args__ = (
        one_of("state", ReferralState),
        one_of("rating", Rag, nullable=True),
        one_of("clock", ClockKind, nullable=True),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_says_when"),
        CheckConstraint("(closed_at IS NULL) = (due_at IS NOT NULL)", name="open_has_due"),
        CheckConstraint("(closed_at IS NULL) = (sort_at IS NOT NULL)", name="open_has_place"),
        partial_index("ix_referral_open", "band", "sort_at", "id", where="closed_at IS NULL"),
        Index("ix_referral_digest", "digest"),
        partial_index("ix_referral_challenged", "id", "challenges", where="challenges > 0"),
        partial_index("ix_referral_sent_in", "sender_agency", "id", where="sender_agency <> ''"),
        partial_index("ix_referral_sealed", "id", where="sealed"),
        # With what its condition asks of, so that SQLite reads nothing else.
        partial_index(
            "ix_referral_linked", "linked", "closed_at", where="linked AND closed_at IS NULL"
        ),
        partial_index(
            "ix_referral_prompted", "id", where="closed_at IS NULL AND changed > prompted"
        ),
        partial_index("ix_referral_decided", "state", "id", where="state = 'decided'"),
        partial_index("ix_referral_worker", "worker_id", "rating", where="closed_at IS NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(max_length=20, unique=True)
    version: int = 1
    state: ReferralState = code(ReferralState)
    rating: Rag | None = code(Rag, nullable=True)
    initial_rating: Rag | None = code(Rag, nullable=True)
    final_rating: Rag | None = code(Rag, nullable=True)
    second_rating: Rag | None = code(Rag, nullable=True)
    level: int | None = None
    worker_id: int | None = Field(default=None, foreign_key="person.id")
    next_up: str = Field(default="", max_length=200)
    clock: ClockKind | None = code(ClockKind, nullable=True)
    round: int = 1
    timeouts: int = 0
    start_at: datetime | None = instant(nullable=True)
    due_at: datetime | None = instant(nullable=True)
    received_at: datetime = instant()
    taken_in_at: datetime = instant()
    taken_in_by: int = 0
    closed_at: datetime | None = instant(nullable=True)
    before_return: ReferralState | None = code(ReferralState, nullable=True)
    sealed: bool = False
    # queue
    band: int = 0
    sort_at: datetime | None = instant(nullable=True)
    nearest_start: datetime | None = instant(nullable=True)
    nearest_at: datetime | None = instant(nullable=True)
    nearest_agency: str | None = Field(default=None, max_length=8)
    missed: bool = False
    rounds: int = 1
    asked: int = 0
    answered: int = 0
    owing: str = Field(default="", max_length=200)
    prompts: int = 0
    challenges: int = 0
    changed: int = 0
    prompted: int = -1
    linked: bool = False
    child_label: str = Field(default="", max_length=40)
    children: int = 1
    source: Source = code(Source)
    reasons: list[str] = json_list()
    channel: Channel = code(Channel)
    consent: Consent | None = code(Consent, nullable=True)
    consent_at: datetime | None = instant(nullable=True)
    digest: str = Field(default="", max_length=64)
    sender_agency: str = Field(default="", max_length=8)
    # words
    consent_by: str = prose()
    consent_reason: str = prose()
    sender_name: str = prose()
    sender_organisation: str = prose()
    sender_contact: str = prose()
    sender_reference: str = prose()
    late_because: str = prose()
    returned_message: str = prose()
    expects: str = prose()
    household: str = prose()
    worry: str = prose()


class Child(SQLModel, table=True):
    """One child of a contact, in the order they were named; `individual_id` is who that is."""

    __table_args__ = (one_of("sex", Sex),)

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    individual_id: int | None = Field(default=None, foreign_key="individual.id", index=True)
    position: int = 0
    born: date | None = None
    expected: date | None = None
    sex: Sex = code(Sex)
    given_name: str = prose()
    family_name: str = prose()
    known_as: str = prose()
    school: str = prose()
    address: str = prose()
    nhs_number: str = prose()
    upn: str = prose()


class Agency(SQLModel, table=True):
    """A roster entry; `contact`, `next_contact` and `lead` are the ladder of its requests.

    `systems` are what it searches, `hours` when it works, `not_at` the ratings at which it is not
    commissioned to answer.
    """

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=8, unique=True)
    name: str = Field(max_length=200)
    asked_at: list[str] = json_list()
    in_room: bool = False
    systems: list[str] = json_list()
    not_at: list[str] = json_list()
    hours: str = Field(default="", max_length=200)
    contact: str = prose()
    next_contact: str = prose()
    lead: str = prose()


class Request(SQLModel, table=True):
    """One agency asked about one referral, with its own state, clock and version.

    `shared` are the parts of the referral it may read, `holder_id` who in the agency has it,
    `asked_rating` what it was rated when it was asked, for the counts, and `insisted` why the hub
    asked again after the agency declined.
    """

    __table_args__ = (
        one_of("state", RequestState),
        CheckConstraint("(state = 'open') = (due_at IS NOT NULL)", name="open_has_due"),
        # An agency is never asked twice at once about the same referral.
        partial_index(
            "uq_request_open",
            "referral_id",
            "agency_id",
            unique=True,
            where="state = 'open'",
        ),
        Index("ix_request_asked_at", "asked_at"),
        Index("ix_request_agency", "agency_id", "state", "due_at", "id"),
        partial_index(
            "ix_request_settled", "agency_id", "settled_at", "id", where="settled_at IS NOT NULL"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    agency_id: int = Field(foreign_key="agency.id")
    version: int = 1
    state: RequestState = code(RequestState)
    asked_at: datetime = instant()
    asked_by: int = Field(foreign_key="person.id")
    round: int = 1
    timeouts: int = 0
    start_at: datetime | None = instant(nullable=True)
    due_at: datetime | None = instant(nullable=True)
    missed_at: datetime | None = instant(nullable=True)
    chased: int = 0
    settled_at: datetime | None = instant(nullable=True)
    holder_id: int | None = Field(default=None, foreign_key="person.id")
    shared: list[str] = json_list()
    next_contact: str = Field(default="", max_length=200)
    settled_because: str = prose()
    asked_rating: Rag | None = code(Rag, nullable=True)
    insisted: str = prose()
    question: str = prose()


class Round(SQLModel, table=True):
    """One run of a clock. `missed_at` is the true instant it ran out and is never cleared."""

    __table_args__ = (
        one_of("clock", ClockKind),
        CheckConstraint("missed_at IS NULL OR missed_at <= due_at", name="missed_when_due"),
        partial_index(
            "ix_round_running",
            "due_at",
            "id",
            where="ended_at IS NULL AND missed_at IS NULL AND paused_at IS NULL",
        ),
        partial_index(
            "uq_round_own_running",
            "referral_id",
            unique=True,
            where="ended_at IS NULL AND paused_at IS NULL AND request_id IS NULL",
        ),
        partial_index(
            "uq_round_request_running",
            "request_id",
            unique=True,
            where="ended_at IS NULL AND request_id IS NOT NULL",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="request.id", index=True)
    clock: ClockKind = code(ClockKind)
    number: int = 1
    span: str = Field(max_length=40)
    policy_version: int = Field(foreign_key="policy.version")
    started_at: datetime = instant()
    due_at: datetime = instant()
    first_due_at: datetime = instant()
    missed_at: datetime | None = instant(nullable=True)
    paused_at: datetime | None = instant(nullable=True)
    ended_at: datetime | None = instant(nullable=True)
    ended_because: str = Field(default="", max_length=200)
    pauses: list[dict[str, str]] = json_list()


class Decision(SQLModel, table=True):
    """A decision as it was made; a reopened referral gets another row.

    `receiver` is who takes the child on, and `expected_by` when (UTC) what is `expected` of them is
    to be done; `strategy_due` when a strategy discussion it asks for is to be held.
    """

    __table_args__ = (one_of("outcome", DecisionOutcome), one_of("final_rating", Rag))

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    outcome: DecisionOutcome = code(DecisionOutcome)
    final_rating: Rag = code(Rag)
    decider_id: int = Field(foreign_key="person.id")
    decided_at: datetime = instant()
    shaped_by: list[str] = json_list()
    level: int | None = None
    expected_by: datetime | None = instant(nullable=True)
    strategy_due: datetime | None = instant(nullable=True)
    rationale: str = prose()
    voice: str = prose()
    agency_words: str = prose()
    would_change: str = prose()
    spoken_to: str = prose()
    receiver: str = prose()
    expected: str = prose()
    referrer_words: str = prose()
    no_voice_because: str = prose()


class Feedback(SQLModel, table=True):
    """How the referrer was told of a decision, or why not."""

    __table_args__ = (one_of("channel", Channel, nullable=True),)

    id: int | None = Field(default=None, primary_key=True)
    referral_id: int = Field(foreign_key="referral.id", index=True)
    decision_id: int = Field(foreign_key="decision.id", index=True)
    told: bool = True
    channel: Channel | None = code(Channel, nullable=True)
    given_at: datetime = instant()
    given_by: int = Field(foreign_key="person.id")
    person: str = prose()
    words: str = prose()
    why_not: str = prose()
