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
from mashdesk.store.views.household import HouseholdView
from mashdesk.store.views.names import NameView


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody known who may be whoever is meant, and why; `against` is what speaks against it.

    `individual` is the number to name them by; `told_as` the name that looks alike, where it is not
    the one they are called by. `referrals` are those its reader sees, `open` how
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
    told_as: NameView | None = None
    other_names: tuple[NameView, ...] = ()
    addresses: tuple[str, ...] = ()
    referrals: int = 0
    open: int = 0
    last: datetime | None = None

    @property
    def called(self) -> str:
        """Their name, with the other one that looks alike, if it is another."""
        return f"{self.name}, also told as {self.told_as}" if self.told_as else str(self.name)

    @property
    def because(self) -> str:
        """Why, in a line: how likely it is, and the reasons."""
        return f"{self.certainty.label}, {', '.join(self.reasons)}"


@dataclass(frozen=True, slots=True)
class AppearanceView:
    """One referral somebody appears in: as a child it concerns, or in the role it gave them.

    `individual` is the number they have there. `due_at` (UTC) is what runs out first there, None
    where no clock runs.
    """

    referral: int
    individual: int
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
    since: date | None = None
    until: date | None = None


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
    """Somebody known to the hub: every particular told of them. `names` begin with the one they are
    called by (`domain.called` has the rule), `born` with the date most records told.

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
    households: tuple[HouseholdView, ...] = ()
    earliest_due: datetime | None = None
    earliest_reference: str = ""

    @property
    def name(self) -> NameView:
        """The name they are called by."""
        return self.names[0]

    @property
    def earliest(self) -> AppearanceView | None:
        """Where their earliest clock runs out: the referral, whose it is and with whom."""
        where = (one for one in self.referrals if one.reference == self.earliest_reference)
        return next(where, None)


@dataclass(frozen=True, slots=True)
class TwoView:
    """Two people beside one another, each by their own words alone: as they would be were they not
    judged to be one. `joined` is that other judgements make one of them all the same.
    """

    one: IndividualView
    other: IndividualView
    joined: bool = False


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
