"""Who may be who: how alike two sets of particulars are, with the reasons in plain words.

Nothing here merges anybody. A likeness is a suggestion that a person judges; it is never certain on
names and a date of birth alone, which twins share or nearly share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mashdesk.domain.contact import Sex
from mashdesk.domain.finding import swapped
from mashdesk.domain.kinship import parent_doubts
from mashdesk.domain.names_alike import NamesAlike
from mashdesk.domain.numbers import digits_of, upn_of
from mashdesk.domain.particulars import Particulars, ThingKey
from mashdesk.domain.people import IndividualKind, MentionKind
from mashdesk.domain.spelling import tokens

SUGGESTED_FROM = 40
"""Scores from here are worth a person's look."""

LIKELY_FROM = 72

_A_PREGNANCY = 270
"""Days: two of one mother are hardly expected closer together, so that a date may be wrong."""


class Certainty(StrEnum):
    """How sure a likeness is. Nothing is ever merged by it: a person judges.

    Certain takes a number that only one person has, with the same whole name and date of birth.
    """

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def label(self) -> str:
        return {"certain": "almost certain", "likely": "likely", "possible": "possible"}[self.value]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two are, 0 to 100; what speaks for their being one person, and what against."""

    score: int
    certainty: Certainty
    reasons: tuple[str, ...]
    against: tuple[str, ...]

    @property
    def suggested(self) -> bool:
        """Whether it is worth a person's look."""
        return self.score >= SUGGESTED_FROM


def likeness(asked: Particulars, known: Particulars, things: Collection[ThingKey] = ()) -> Likeness:
    """How alike somebody asked for and somebody known are; `things` are homes, numbers and the like
    that are known to be theirs besides what was told of them there.
    """
    tally = _Tally()
    _weigh_numbers(tally, asked, known)
    names = NamesAlike(asked, known)
    tally.points += names.points
    tally.reasons += names.reasons
    _weigh_births(tally, asked, known)
    _weigh_twins(tally, names, asked, known)
    _weigh_nameless(tally, names, asked, known)
    _weigh_surroundings(tally, asked, known, things)
    _weigh_ages(tally, asked, known)
    score = max(0, min(100, round(tally.points)))
    if tally.same_number:
        score = max(score, SUGGESTED_FROM)
    whole = names.exact and tally.same_birth and not tally.against
    certainty = Certainty.POSSIBLE
    if tally.same_number and whole:
        certainty = Certainty.CERTAIN
    elif score >= LIKELY_FROM and not tally.doubted:
        certainty = Certainty.LIKELY
    return Likeness(score, certainty, tuple(tally.reasons), tuple(tally.against))


def worth_a_look(asked: Particulars, found: Likeness) -> bool:
    """Whether somebody so alike is to be offered. Where no name is said, whatever is alike is what
    was asked for; while only a beginning of a name is typed, less is enough than of the whole.
    """
    if not asked.is_named:
        return bool(found.reasons)
    names = (asked.given_name, asked.family_name, asked.known_as)
    said = (asked.born, asked.expected, asked.nhs_number, asked.upn)
    begun = sum(bool(tokens(name)) for name in names) == 1 and not any(said) and not asked.keys
    # Of somebody nameless the family name is all there is to type, whatever else is said of them.
    return found.score >= (20 if begun or asked.is_nameless else SUGGESTED_FROM)


def best_of(
    asked: Particulars, told: Iterable[Particulars], things: Collection[ThingKey] = ()
) -> tuple[Likeness, Particulars] | None:
    """The best likeness with any of what was told of one known person, and what that was; None
    where nothing was. Whoever is asked for by no name at all is somebody of the same kind.
    """
    kinds = {None, asked.kind} if asked.kind and not asked.is_named else None
    each = (
        (likeness(asked, one, things), one) for one in told if kinds is None or one.kind in kinds
    )
    return max(each, key=lambda found: found[0].score, default=None)


class _Tally:
    """Points, and the words for each."""

    def __init__(self) -> None:
        self.points = 0.0
        self.reasons: list[str] = []
        self.against: list[str] = []
        self.same_number = False
        self.same_birth = False
        self.doubted = False

    def speaks_for(self, points: float, words: str) -> None:
        self.points += points
        self.reasons.append(words)

    def speaks_against(self, points: float, words: str, *, doubted: bool = True) -> None:
        self.points -= points
        self.against.append(words)
        self.doubted = self.doubted or doubted


def _weigh_numbers(tally: _Tally, asked: Particulars, known: Particulars) -> None:
    for ours, theirs, name in (
        (digits_of(asked.nhs_number), digits_of(known.nhs_number), "NHS number"),
        (upn_of(asked.upn), upn_of(known.upn), "UPN"),
    ):
        if ours and ours == theirs:
            tally.speaks_for(40, f"same {name}")
            tally.same_number = True
        elif ours and theirs:
            tally.speaks_against(18, f"other {name}")


def _weigh_births(tally: _Tally, asked: Particulars, known: Particulars) -> None:
    ours, theirs = asked.born, known.born
    if ours and theirs:
        points, words = _birth_words(ours, theirs)
        if points > 0:
            tally.speaks_for(points, words)
            tally.same_birth = ours == theirs
        else:
            tally.speaks_against(-points, words)
        return
    first, second = ours or asked.expected, theirs or known.expected
    if first and second:
        apart = abs((first - second).days)
        if apart <= 60:
            tally.speaks_for(26 if apart <= 21 else 18, "expected about then")
        else:
            points = 8 if apart <= _A_PREGNANCY else 20
            tally.speaks_against(points, "expected at another time")


def _birth_words(ours: date, theirs: date) -> tuple[int, str]:
    if ours == theirs:
        return 36, "same date of birth"
    if swapped(ours) == theirs:
        return 28, "date of birth with day and month swapped"
    if abs((ours - theirs).days) == 1:
        return 26, "date of birth one day off"
    years = abs(ours.year - theirs.year)
    match (years == 0, ours.month == theirs.month, ours.day == theirs.day):
        case (False, True, True) if years == 1:
            found = 26, "date of birth a year off"
        case (False, True, True):
            found = 20, f"date of birth but for the year, {years} apart"
        case (True, True, False):
            found = 20, "date of birth but for the day"
        case (True, False, True):
            found = 20, "date of birth but for the month"
        case _:
            found = _birth_apart(ours, theirs)
    return found


def _birth_apart(ours: date, theirs: date) -> tuple[int, str]:
    if abs((ours - theirs).days) <= 31:
        return 8, "close date of birth"
    return -14, "other date of birth"


def _weigh_twins(tally: _Tally, names: NamesAlike, asked: Particulars, known: Particulars) -> None:
    """Two children born on one day to one family are two until somebody says otherwise."""
    born_then = asked.born is not None and asked.born == known.born
    if not born_then or names.swapped or (names.family_alike or 0) < 0.85:
        return
    if names.given_alike is None:
        tally.speaks_against(0, "no given name to tell twins by")
    elif names.given_alike < 0.8:
        tally.speaks_against(26, "other given name, born the same day: perhaps a twin")
    elif not names.exact and set(names.given[0]).isdisjoint(names.given[1]):
        # Twins are given names that go together: Ella and Ellie, Jayden and Jaydon.
        tally.speaks_against(0, "not quite the same given name: a twin?", doubted=False)


def _weigh_nameless(
    tally: _Tally, names: NamesAlike, asked: Particulars, known: Particulars
) -> None:
    """Of a family's children those without a given name come first where one without is meant. It
    is never likely by that: twins have none either, and nor has the next child of the family.
    """
    adult = IndividualKind.ADULT in (asked.kind, known.kind)
    if not asked.is_nameless or names.given[1] or adult or (names.family_alike or 0) < 0.85:
        return
    tally.speaks_for(10, "neither has a given name")
    tally.doubted = True


_ALIKE_BY = {
    MentionKind.ADDRESS: (10, "same address"),
    MentionKind.PHONE: (10, "same phone number"),
    MentionKind.VEHICLE: (10, "same vehicle"),
    MentionKind.SCHOOL: (3, "same school"),
}


def _weigh_surroundings(
    tally: _Tally, asked: Particulars, known: Particulars, things: Collection[ThingKey]
) -> None:
    if {asked.sex, known.sex} == {Sex.MALE, Sex.FEMALE}:
        tally.speaks_against(10, "recorded as of the other sex")
    ours = asked.keys
    shared = {kind for kind, key in ours & (known.keys | set(things))} if ours else ()
    for kind, (points, words) in _ALIKE_BY.items():
        if kind in shared:
            tally.speaks_for(points, words)


def _weigh_ages(tally: _Tally, asked: Particulars, known: Particulars) -> None:
    """A child is hardly an adult, and nobody the parent of somebody older."""
    kinds = {asked.kind, known.kind} - {None}
    if len(kinds) > 1 and not tally.same_birth:
        as_ = "an adult" if known.kind is IndividualKind.ADULT else "a child"
        tally.speaks_against(6, f"known as {as_}")
    if doubt := parent_doubts(known.born, asked.parent_of):
        tally.speaks_against(15, f"as a parent, {doubt}")
