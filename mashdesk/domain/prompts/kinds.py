"""What a prompt is: its name, its weight, when it matters, and the thresholds a hub may set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from mashdesk.domain.outcome import AskedFor, DecisionOutcome
from mashdesk.domain.prompts.snapshot import Snapshot
from mashdesk.domain.rating import Rag


class Severity(StrEnum):
    """How much a prompt weighs. Grave ones go to the team manager too."""

    GRAVE = "grave"
    SERIOUS = "serious"
    NOTE = "note"

    @property
    def label(self) -> str:
        return self.value


class Moment(StrEnum):
    """What somebody is about to do when a prompt matters."""

    RATING = "rating"
    LOWERING = "lowering"
    RETURNING = "returning"
    DECIDING = "deciding"
    CLOSING = "closing"

    @property
    def label(self) -> str:
        return {
            "rating": "it is rated",
            "lowering": "its rating is lowered",
            "returning": "it is returned to the referrer",
            "deciding": "it is decided",
            "closing": "it is closed",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody is about to do, for the rules that ask after it.

    `voice` is the child's own voice as it is recorded with a decision and `no_voice` why there is
    none; `without` the requests that are knowingly decided without; `words` the rationale, in which
    other referrals may be named; `differs` why the rating is not what the checklist points to;
    `asked_for` what a referrer is asked for; `level` the level of need, if it is judged with it.
    """

    moment: Moment
    rating: Rag | None = None
    outcome: DecisionOutcome | None = None
    voice: str = ""
    no_voice: str = ""
    without: frozenset[int] = frozenset()
    words: str = ""
    asked_for: AskedFor | None = None
    differs: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was noticed: in words with counts, dates and references, and the facts it rests on.

    `items` name those facts (`r412` is referral 412). A prompt that was answered comes back only
    with evidence that rests on an item no earlier one rested on.
    """

    text: str
    items: frozenset[str]

    @property
    def key(self) -> str:
        """The same for the same facts, in whatever order they were found."""
        return sha256("\n".join(sorted(self.items)).encode()).hexdigest()[:24]


_LETTERS = "bcdfghjkmnpqrstvwxz"
"""Letters that are told apart when they are read out or copied, and make no words."""


def reading_of(items: frozenset[str], text: str) -> str:
    """Four letters for what a prompt says and the facts it rests on: whoever answers it gives them
    back, so that no answer is kept to evidence that came in after it was read.
    """
    number = int.from_bytes(sha256("\n".join([*sorted(items), text]).encode()).digest()[:8])
    letters = ""
    for _ in range(4):
        number, rest = divmod(number, len(_LETTERS))
        letters += _LETTERS[rest]
    return letters


def rests(rests_on: list[str], evidence_key: str) -> frozenset[str]:
    """The facts a kept prompt rests on: one of a clock rests on its round."""
    return frozenset(rests_on) or frozenset({evidence_key})


def cited(items: frozenset[str] | list[str]) -> frozenset[int]:
    """The other referrals that evidence rests on, by id: those it names (`r412`), and those sealed
    since that alone told how they are tied to its own (`t412`).
    """
    return frozenset(int(item[1:]) for item in items if item[:1] in _CITES and item[1:].isdecimal())


def told_by(referral: int) -> str:
    """A fact of evidence that rested on a tie which this referral, sealed since, alone told."""
    return f"t{referral}"


_CITES = frozenset("rt")


SUPPOSED = (" proposed", "returned for consent alone")
"""How items end that hold only once somebody has done what they are about to do."""


def supposed(items: frozenset[str]) -> frozenset[str]:
    """Those items that hold only once it is done; whatever of it is not done, they are not."""
    return frozenset(one for one in items if one.endswith(SUPPOSED))


_SO = ", so proposed"


def as_proposed(item: str) -> str:
    """A fact as long as it is only proposed: another one than the same once it is so."""
    return f"{item}{_SO}"


def once_done(items: frozenset[str]) -> frozenset[str]:
    """What the facts among these become that were only proposed: whoever answered for them has
    answered for what they did.
    """
    return frozenset(one.removesuffix(_SO) for one in items if one.endswith(_SO))


def rating_proposed(items: frozenset[str]) -> bool:
    """Whether among them is a rating that was proposed and is not the record's own."""
    return any(one.startswith("rating ") for one in supposed(items))


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure that a hub may set: its name in the policy, what it counts, and its limits."""

    name: str
    usual: int
    least: int
    most: int
    counts: str


Thresholds = Mapping[str, int]
Rule = Callable[[Snapshot, Proposal | None, Thresholds], Evidence | None]
"""Pure: the same snapshot, proposal and thresholds always give the same evidence, or none."""

Lapse = Callable[[Snapshot], str]
"""Why an act has answered a prompt by itself, in a sentence; empty where none has."""

LetsPass = Callable[[frozenset[str]], str]
"""Why a prompt that rests on these facts stands in nobody's way, in a sentence; empty where it
does.
"""

WHEN_DECIDED = frozenset({Moment.DECIDING, Moment.CLOSING})
WHEN_LESSENED = WHEN_DECIDED | {Moment.LOWERING}
ALWAYS = WHEN_LESSENED | {Moment.RETURNING}


@dataclass(frozen=True, slots=True)
class PromptKind:
    """A prompt's name on screen, what it suggests, and the rule that raises it.

    It stands in the way `at` these moments until somebody answers it. One without a rule is raised
    by a clock that runs out, and always on. A `proposed` one is only about what somebody is about
    to do. `lapse` says which act answers it by itself, and `lets_pass` what it may rest on without
    standing in the way. A `note` waits in the record: it marks no row of the queue and leaves
    nobody an entry. Others are told to the worker, grave ones and those `for_managers` to every
    team manager too. A rule that looks at the family or at links says so by `ties`. One `of_rating`
    checks the rating alone: a lower one with which it finds nothing wrong answers it. `acts` are
    the kinds of the events by which somebody has answered it where it lapses. `said` is what the
    proposed act itself says to it, which then is its answer; blank: nothing. One `by_words` is
    answered by words that cite all it rests on.
    """

    code: str
    title: str
    suggests: str
    grave: bool = False
    at: frozenset[Moment] = frozenset()
    thresholds: tuple[Threshold, ...] = ()
    rule: Rule | None = None
    proposed: bool = False
    lapse: Lapse | None = None
    note: bool = False
    for_managers: bool = False
    ties: bool = False
    lets_pass: LetsPass | None = None
    of_rating: bool = False
    acts: tuple[str, ...] = ()
    said: Callable[[Proposal], str] | None = None
    by_words: bool = False

    @property
    def severity(self) -> Severity:
        if self.grave:
            return Severity.GRAVE
        return Severity.NOTE if self.note else Severity.SERIOUS

    @property
    def usual(self) -> dict[str, int]:
        """Its thresholds as they are unless a hub sets them."""
        return {one.name: one.usual for one in self.thresholds}
