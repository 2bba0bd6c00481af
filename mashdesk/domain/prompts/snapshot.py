"""What is known of one referral at one moment, frozen: all that a prompt's rule may look at.

Days are London days. Other referrals that are sealed are not in it, so no evidence names them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from mashdesk.domain.contact import Consent, Reason
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState

HARM = frozenset({Reason.PHYSICAL_ABUSE, Reason.NEGLECT, Reason.DOMESTIC_ABUSE})
"""Reasons that weigh more the younger a child is, and the second time."""

FOR_DECIDERS = "something that those who decide can read"
"""All that is told of a tie by words that an agency meant for those alone."""

REPEAT_DAYS = 365
"""Two contacts about one child within so many days are a repeat."""

CROWD = 25
"""What ties a referral to more than so many others in one way says little about any of them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A contact as it stands now: when it was received, as what, and how it is rated. Contacts are
    in order of their days, those of one day as they were taken in.
    """

    received: date
    id: int
    reference: str
    rating: Rag | None = None
    reasons: frozenset[Reason] = frozenset()

    # By hand, for they are compared a million times when all that is open is considered.
    def __hash__(self) -> int:
        return self.id

    def __lt__(self, other: Seen) -> bool:
        if self.received == other.received:
            return self.id < other.id
        return self.received < other.received


@dataclass(frozen=True, slots=True, order=True)
class Related:
    """Another referral tied to this one: by a sibling, or by an adult, address, phone, vehicle or
    associate. `via` says what ties them and who told it.
    """

    seen: Seen
    via: str
    considered: bool = False


@dataclass(frozen=True, slots=True)
class Young:
    """One child of the referral and every contact about that child, this one included."""

    id: int
    contacts: tuple[Seen, ...]
    born: date | None = None
    unborn: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: whether it is still open, and the agency's own newest view of the risk."""

    id: int
    agency: str
    open: bool
    view: Rag | None = None


@dataclass(frozen=True, slots=True)
class Ticked:
    """The newest checklist of the level of need: the words of its level 4 indicators, whether a
    score or a count of it points to level 4, whether it has a disability or harm of three kinds,
    the domestic violence matrix scale, and the days of missing incidents.
    """

    level_4: tuple[str, ...] = ()
    disability: bool = False
    domestic_abuse: bool = False
    refuses_help: bool = False
    dv_scale: int | None = None
    missing: frozenset[date] = frozenset()
    neglect: bool = False
    physical_abuse: bool = False
    scored_4: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """How many red and amber referrals its worker holds, and which of them came last."""

    worker: int
    name: str
    held: int
    newest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One referral with its children's history, its family, its links, and what was done with it.

    `ratings` are those given so far, oldest first, and `returned` the events of its returns to the
    referrer. `explained` are ratings with the level 4 indicators that were ticked as somebody said
    why the rating differs. `related` are the ids of all referrals tied to it, sealed ones too, and
    `sealed` those of sealed contacts about its children, for whoever brings them up to date; no
    rule looks at either.
    """

    today: date
    this: Seen
    state: ReferralState
    level: int | None = None
    consent: Consent | None = None
    children: tuple[Young, ...] = ()
    siblings: tuple[Related, ...] = ()
    links: tuple[Related, ...] = ()
    requests: tuple[Asked, ...] = ()
    ratings: tuple[Rag, ...] = ()
    explained: frozenset[tuple[tuple[str, ...], Rag]] = frozenset()
    returned: tuple[int, ...] = ()
    history_opened: bool = False
    challenges: tuple[int, ...] = ()
    ticked: Ticked | None = None
    withdrawn: tuple[Seen, ...] = ()
    load: Load | None = None
    related: frozenset[int] = frozenset()
    sealed: frozenset[int] = frozenset()

    @property
    def linked(self) -> bool:
        """Whether its row says that there is more to look at: another contact about a child of it
        within a year, or a link to another family by what everybody who sees it may know. What a
        crowd shares is no link.
        """
        contacts = (one for child in self.children for one in child.contacts)
        days = (abs(self.this.received - one.received).days for one in contacts if one != self.this)
        ways = Counter(one.via for one in self.links)
        openly = (many for via, many in ways.items() if via != FOR_DECIDERS)
        return any(one <= REPEAT_DAYS for one in days) or any(one <= CROWD for one in openly)

    @property
    def harm(self) -> frozenset[Reason]:
        """Physical abuse, neglect and domestic abuse, each as a reason of the contact or ticked."""
        told, ticked = self.this.reasons & HARM, self.ticked
        if ticked is None:
            return told
        held = {
            Reason.PHYSICAL_ABUSE: ticked.physical_abuse,
            Reason.NEGLECT: ticked.neglect,
            Reason.DOMESTIC_ABUSE: ticked.domestic_abuse,
        }
        return told | {one for one, yes in held.items() if yes}
