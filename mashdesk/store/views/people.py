"""People known to the hub as one reader may know of them: candidates, somebody's view, questions.

Everything here is made from the referrals its reader sees: what a sealed one tells is in no name,
no reason and no count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mashdesk.domain.contact import Sex
from mashdesk.domain.matching import Certainty
from mashdesk.domain.people import IndividualKind, MentionKind, RelationshipKind, Verdict
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState


@dataclass(frozen=True, slots=True)
class NameView:
    """A name somebody was given by a contact or an answer."""

    given_name: str
    family_name: str
    known_as: str = ""

    def __str__(self) -> str:
        whole = " ".join(filter(None, (self.given_name, self.family_name))) or "no name yet"
        return f"{whole} (known as {self.known_as})" if self.known_as else whole


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody known who may be whoever is meant, and why; `against` is what speaks against it.

    `individual` is the number to name them by. `referrals` are those its reader sees, `open` how
    many of them are open, `last` when the newest was received (UTC).
    """

    individual: int
    kind: IndividualKind
    name: NameView
    born: date | None
    expected: date | None
    age: int | None
    sex: Sex
    certainty: Certainty
    score: int
    reasons: tuple[str, ...]
    against: tuple[str, ...] = ()
    other_names: tuple[NameView, ...] = ()
    addresses: tuple[str, ...] = ()
    referrals: int = 0
    open: int = 0
    last: datetime | None = None

    @property
    def because(self) -> str:
        """Why, in a line: how likely it is, and the reasons."""
        return f"{self.certainty.label}, {', '.join(self.reasons)}"


@dataclass(frozen=True, slots=True)
class AppearanceView:
    """One referral somebody appears in: as a child it concerns, or in the role it gave them.

    `due_at` (UTC) is what runs out first there, None once it is closed.
    """

    referral: int
    reference: str
    state: ReferralState
    rating: Rag | None
    received_at: datetime
    as_: str
    subject: bool
    name: NameView
    due_at: datetime | None
    worker: str | None
    source: str


@dataclass(frozen=True, slots=True)
class TieView:
    """How somebody is tied to another person; `words` reads from the one looked at.

    `ended_at` is when it was recorded that it holds no more.
    """

    id: int
    kind: RelationshipKind
    words: str
    other: int
    name: NameView
    born: date | None
    since: date | None
    until: date | None
    reference: str
    source: str
    ended_at: datetime | None = None
    ended_because: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ThingView:
    """An address, phone number, vehicle or school that is somebody's, and which record told it."""

    kind: MentionKind
    value: str
    reference: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class JudgementView:
    """What somebody said of two known people, and whether it was taken back."""

    id: int
    one: int
    other: int
    one_name: NameView
    other_name: NameView
    verdict: Verdict
    at: datetime
    by: str
    reason: str
    undone_at: datetime | None = None
    undone_by: str = ""
    undone_because: str = ""


@dataclass(frozen=True, slots=True)
class IndividualView:
    """Somebody known to the hub: every name and particular told of them, by newest first.

    `members` are the numbers of all who were judged to be this person; `individual` is the
    smallest. `earliest_due` (UTC) is what runs out first in any of their open referrals.
    """

    individual: int
    members: tuple[int, ...]
    kind: IndividualKind
    names: tuple[NameView, ...]
    born: tuple[date, ...]
    expected: tuple[date, ...]
    age: int | None
    sex: Sex
    nhs_numbers: tuple[str, ...]
    upns: tuple[str, ...]
    things: tuple[ThingView, ...]
    ties: tuple[TieView, ...]
    referrals: tuple[AppearanceView, ...]
    judgements: tuple[JudgementView, ...]
    earliest_due: datetime | None = None
    earliest_reference: str = ""

    @property
    def name(self) -> NameView:
        """The name they were given last."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Somebody of a record who looks like somebody known, which nobody has judged yet; or whom
    somebody was not sure of (`unsure` is that judgement).
    """

    individual: int
    name: NameView
    as_: str
    candidate: Candidate
    unsure: JudgementView | None = None
