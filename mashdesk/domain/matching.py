"""Who may be who: how alike two sets of particulars are, with the reasons in plain words.

Nothing here merges anybody. A likeness is a suggestion that a person judges; it is never certain on
names and a date of birth alone, which twins share or nearly share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mashdesk.domain.contact import Sex
from mashdesk.domain.finding import swapped
from mashdesk.domain.numbers import digits_of, upn_of
from mashdesk.domain.particulars import Particulars, key_of
from mashdesk.domain.people import MentionKind
from mashdesk.domain.spelling import alike, tokens

SUGGESTED_FROM = 40
"""Scores from here are worth a person's look."""

LIKELY_FROM = 72


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


def likeness(asked: Particulars, known: Particulars) -> Likeness:
    """How alike somebody asked for and somebody known are."""
    tally = _Tally()
    _weigh_numbers(tally, asked, known)
    names = _Names(asked, known)
    names.weigh(tally)
    _weigh_births(tally, asked, known)
    _weigh_twins(tally, names, asked, known)
    _weigh_surroundings(tally, asked, known)
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


def suggested_from(asked: Particulars) -> int:
    """The score from which somebody is worth a look: less while only one name has been typed."""
    names = (asked.given_name, asked.family_name, asked.known_as)
    said = (asked.born, asked.expected, asked.nhs_number, asked.upn, asked.address, asked.phone)
    return 20 if sum(map(bool, names)) == 1 and not any(said) else SUGGESTED_FROM


def best_likeness(asked: Particulars, told: Iterable[Particulars]) -> Likeness:
    """The best likeness with any of what was told of one known person."""
    return max((likeness(asked, one) for one in told), key=lambda found: found.score)


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


class _Names:
    """What two people are called, compared as given and as swapped."""

    def __init__(self, asked: Particulars, known: Particulars) -> None:
        self.given = (_all_given(asked), _all_given(known))
        self.family = (tokens(asked.family_name), tokens(known.family_name))
        self.known_as = (tokens(asked.known_as), tokens(known.known_as))
        straight = (_best(*self.given, given=True), _best(*self.family, given=False))
        across = (
            _best(self.given[0], self.family[1], given=False),
            _best(self.family[0], self.given[1], given=False),
        )
        self.swapped = _sum(across) > _sum(straight) + 0.3
        self.given_alike, self.family_alike = across if self.swapped else straight

    @property
    def exact(self) -> bool:
        """Whether every given name and a family name are the same, and no other known-as name."""
        ours, theirs = (set(names) for names in self.given)
        others = all(self.known_as) and self.known_as[0] != self.known_as[1]
        return bool(ours) and ours == theirs and self.family_alike == 1.0 and not others

    def weigh(self, tally: _Tally) -> None:
        given, family = self.given_alike, self.family_alike
        points = 26 * (given or 0.0) + 21 * (family or 0.0) - (3 if self.swapped else 0)
        if None in (given, family) and (given or family):
            points += 8 * (given or family or 0.0)
        if (
            given is not None
            and family is not None
            and min(given, family) < 0.4 <= max(given, family)
        ):
            # One name alone says little: half the town shares it.
            points -= 10
        tally.points += points
        if self.swapped and points > 30:
            tally.reasons.append("same name, given and family name swapped")
        elif given == family == 1.0:
            tally.reasons.append("same name")
        elif min(given or 0, family or 0) >= 0.75:
            tally.reasons.append("similar name")
        elif (family or 0) >= 0.9:
            tally.reasons.append("same family name" if family == 1.0 else "similar family name")
        elif (given or 0) >= 0.9:
            tally.reasons.append("same given name" if given == 1.0 else "similar given name")
        if any(self.known_as) and self._by_known_as():
            tally.reasons.append("known as")

    def _by_known_as(self) -> bool:
        """Whether it is the known-as name of one that fits a name of the other."""
        ours, theirs = self.known_as
        fits = max(
            _best(ours, self.given[1], given=True) or 0,
            _best(theirs, self.given[0], given=True) or 0,
        )
        return fits >= 0.85 and self.given[0][:1] != self.given[1][:1]


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
            tally.speaks_against(20, "expected at another time")


def _birth_words(ours: date, theirs: date) -> tuple[int, str]:
    if ours == theirs:
        return 36, "same date of birth"
    if swapped(ours) == theirs:
        return 28, "date of birth with day and month swapped"
    same = (ours.year == theirs.year, ours.month == theirs.month, ours.day == theirs.day)
    if abs((ours - theirs).days) == 1:
        return 26, "date of birth one day off"
    if same == (False, True, True):
        years = abs(ours.year - theirs.year)
        return (26, "date of birth a year off") if years == 1 else (20, "same day of birth")
    if same == (True, True, False):
        return 20, "same month of birth"
    if same == (True, False, True):
        return 20, "date of birth but for the month"
    if abs((ours - theirs).days) <= 31:
        return 8, "close date of birth"
    return -14, "other date of birth"


def _weigh_twins(tally: _Tally, names: _Names, asked: Particulars, known: Particulars) -> None:
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


def _weigh_surroundings(tally: _Tally, asked: Particulars, known: Particulars) -> None:
    sexes = {asked.sex, known.sex}
    if sexes == {Sex.MALE, Sex.FEMALE}:
        tally.speaks_against(10, "recorded as of the other sex")
    for kind, ours, theirs, points in (
        (MentionKind.ADDRESS, asked.address, known.address, 10),
        (MentionKind.PHONE, asked.phone, known.phone, 10),
        (MentionKind.SCHOOL, asked.school, known.school, 3),
    ):
        if ours and theirs and (key := key_of(kind, ours)) and key == key_of(kind, theirs):
            word = {"phone": "phone number"}.get(kind.value, kind.value)
            tally.speaks_for(points, f"same {word}")


def _best(ours: tuple[str, ...], theirs: tuple[str, ...], *, given: bool) -> float | None:
    """The best likeness of any two parts; None where one side has no such name."""
    if not ours or not theirs:
        return None
    found = 0.0
    for n, one in enumerate(ours):
        for m, other in enumerate(theirs):
            # A second given name that fits says less than the first.
            found = max(found, alike(one, other, given=given) - 0.04 * min(1, n + m) * given)
    joined = "".join(ours), "".join(theirs)
    if len(ours) + len(theirs) > 2:
        found = max(found, alike(*joined, given=given))
    return found


def _sum(pair: tuple[float | None, float | None]) -> float:
    return sum(one or 0.0 for one in pair)


def _all_given(one: Particulars) -> tuple[str, ...]:
    """Every given name, and what they are known as, the first ones first."""
    given, known = tokens(one.given_name), tokens(one.known_as)
    return tuple(dict.fromkeys((*given[:1], *known[:1], *given[1:])))
