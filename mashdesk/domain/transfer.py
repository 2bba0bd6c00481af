"""What one hub hands over to another: the contact as it stands, and the history behind it.

A history is kept as it was told, with its instants: the receiving hub's own clocks start when it
takes the child in, and whether an earlier one was met stays measured by its own due time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from mashdesk.domain.contact import Channel, Contact, Reason, Source
from mashdesk.domain.other_contact import in_a_line
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import AnswerKind, Declined, RequestState
from mashdesk.domain.sharing import Found, Passage

FORMAT = 2
"""Of what is in a hand-over file; one of a later format asks for a later mashdesk."""
READ = frozenset({1, FORMAT})
"""The formats that are read: the first tells of no other contacts."""

HISTORIES_LIMIT = 20
ENTRIES_LIMIT = 20_000
TOKEN_LENGTH = 32
EARLIEST, LATEST = 1900, 2200
"""Years of what another hub's file may tell: any time in them can be shown in London's."""

_STRICT: dict[str, Any] = {"extra": "forbid"}


def token_problems(token: str) -> list[Problem]:
    """What is wrong with what tells one hand-over from every other."""
    if token.isascii() and token.isalnum() and len(token) == TOKEN_LENGTH:
        return []
    return [Problem("token", "is none that a mashdesk makes")]


def _instants(said: object) -> Iterator[datetime]:
    """Every instant in what another hub wrote, however deep."""
    if isinstance(said, datetime):
        yield said
    elif isinstance(said, tuple):
        for one in said:
            yield from _instants(one)
    elif is_dataclass(said):
        for field in fields(said):
            yield from _instants(getattr(said, field.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEvent:
    """One entry of the timeline; `changes` are field, before and after, in words."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    at: datetime
    kind: str
    title: str
    by: str
    text: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRound:
    """One run of a clock, with its instants (UTC): the referral's, or an agency's by its code."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    clock: ClockKind
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

    @property
    def state(self) -> str:
        """How it stood when it was handed over."""
        if self.missed_at is not None:
            return "missed"
        return "still running then" if self.ended_at is None else "met"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSearch:
    """One system that an agency searched for one child, by name, and what came of it."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    child: str
    system: str
    found: Found
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastAnswer:
    """What an agency said. Passages for the decision maker only stay behind: `kept_back` many."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    kind: AnswerKind
    declined: Declined | None
    channel: Channel | None
    person: str
    view: Rag | None
    searched: str
    recorded_by: str
    recorded_at: datetime
    late: bool
    reason: str
    passages: tuple[Passage, ...]
    searches: tuple[PastSearch, ...]
    kept_back: int = 0

    @property
    def stayed(self) -> str:
        """How much of it stayed at that hub and why; empty where all of it came."""
        if not self.kept_back:
            return ""
        many = "1 passage" if self.kept_back == 1 else f"{self.kept_back} passages"
        return f"{many} stayed there: decision maker only"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRequest:
    """What one agency was asked, and how that ended."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    agency: str
    agency_name: str
    state: RequestState
    question: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None
    missed_at: datetime | None
    settled_at: datetime | None
    settled_because: str
    answers: tuple[PastAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastNeed:
    """The level of need as it was recorded last."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    at: datetime
    by: str
    level: int
    rating: Rag
    reasons: tuple[str, ...]
    indicators: tuple[str, ...]
    graded_care: int | None
    dv_scale: int | None
    dash: int | None
    missing: tuple[date, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDecision:
    """What a hub decided, and why."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    outcome: DecisionOutcome
    rationale: str
    final_rating: Rag
    voice: str
    decider: str
    decided_at: datetime
    expected: str = ""
    expected_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastContact:
    """Another contact of a child, of siblings or of the household, as the sender knows of it: its
    own record stays there. `ties` says who of them it is about; `weighed_by` is empty where nobody
    weighed it, `words` what weighing it found.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    reference: str
    received_at: datetime
    ties: tuple[str, ...]
    source: Source
    reasons: tuple[Reason, ...]
    state: ReferralState
    rating: Rag | None
    outcome: DecisionOutcome | None
    weighed_by: str = ""
    words: str = ""

    @property
    def title(self) -> str:
        """What is told of it, in a line."""
        weighed = f"weighed by {self.weighed_by}" if self.weighed_by else "weighed by nobody"
        return f"{self.reference}: {in_a_line(self, 'then')}; {weighed} there"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastFamily:
    """The other contacts of a family that a hub had received since an instant (UTC), newest first;
    `more` were left out.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    since: datetime
    contacts: tuple[PastContact, ...]
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that one hub knew and did about one referral, by its reference there."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    hub: str
    reference: str
    received_at: datetime
    taken_in_at: datetime
    initial_rating: Rag | None
    rating: Rag | None
    level: int | None
    events: tuple[PastEvent, ...]
    rounds: tuple[PastRound, ...]
    requests: tuple[PastRequest, ...]
    need: PastNeed | None
    decision: PastDecision | None
    family: PastFamily | None = None

    @property
    def others(self) -> tuple[PastContact, ...]:
        """The other contacts of the family that are told of."""
        return () if self.family is None else self.family.contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a hand-over file holds. `token` tells it from every other; `histories` are those of all
    the hubs it came through, the sender's own last.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    token: str
    from_store: str
    from_hub: str
    to_hub: str
    made_at: datetime
    made_by: str
    contact: Contact
    histories: tuple[History, ...]

    @property
    def last(self) -> History:
        """The sender's own history."""
        return self.histories[-1]

    def problems(self) -> list[Problem]:
        """What no hub's file can hold; the contact is checked when it is taken in."""
        found = token_problems(self.token)
        if not 1 <= len(self.histories) <= HISTORIES_LIMIT:
            found.append(Problem("histories", f"are not from 1 to {HISTORIES_LIMIT}"))
        for one in self.histories:
            entries = len(one.events) + len(one.rounds) + len(one.requests) + len(one.others)
            if entries > ENTRIES_LIMIT:
                found.append(Problem("histories", f"one has more than {ENTRIES_LIMIT:,} entries"))
        every = list(_instants(self))
        if any(moment.utcoffset() is None for moment in every):
            found.append(Problem("made_at", "a time has no time zone"))
        if not all(EARLIEST <= moment.year <= LATEST for moment in every):
            found.append(Problem("made_at", f"a time is not of the years {EARLIEST} to {LATEST}"))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an acknowledgement holds: which file was taken in, where, as what, when and by whom."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    token: str
    hub: str
    reference: str
    taken_in_at: datetime
    by: str
    words: str = ""
