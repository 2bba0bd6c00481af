"""How alike what two people are called is, as given and as swapped, with the reason in words."""

from __future__ import annotations

from mashdesk.domain.particulars import Particulars
from mashdesk.domain.spelling import alike, tokens

_FOR_GIVEN, _FOR_FAMILY = 26, 21
_FOR_THE_ONLY_ONE = 8
_FOR_ONE_OF_TWO = 10
_FOR_SWAPPED = 3


class NamesAlike:
    """What two people are called, compared. `given_alike` and `family_alike` are from 0 to 1, None
    where either is not called so at all; `points` and `reasons` are what it comes to.
    """

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
        self.points = self._points()
        self.reasons = list(self._reasons())

    @property
    def exact(self) -> bool:
        """Whether every given name and a family name are the same, and no other known-as name."""
        ours, theirs = (set(names) for names in self.given)
        others = all(self.known_as) and self.known_as[0] != self.known_as[1]
        return bool(ours) and ours == theirs and self.family_alike == 1.0 and not others

    def _points(self) -> float:
        given, family = self.given_alike, self.family_alike
        points = _FOR_GIVEN * (given or 0.0) + _FOR_FAMILY * (family or 0.0)
        points -= _FOR_SWAPPED if self.swapped else 0
        if None in (given, family) and (given or family):
            points += _FOR_THE_ONLY_ONE * (given or family or 0.0)
        if (
            given is not None
            and family is not None
            and min(given, family) < 0.4 <= max(given, family)
        ):
            # One name alone says little: half the town shares it.
            points -= _FOR_ONE_OF_TWO
        return points

    def _reasons(self) -> tuple[str, ...]:
        found = self._whole() if None not in (self.given_alike, self.family_alike) else ""
        found = found or self._one_alone()
        known = "known as" if any(self.known_as) and self._by_known_as() else ""
        return tuple(filter(None, (found, known)))

    def _whole(self) -> str:
        """The reason where both have a given and a family name that could be held together."""
        given, family = self.given_alike or 0.0, self.family_alike or 0.0
        if self.swapped and self.points > 30:
            how = "same" if given == family == 1.0 else "similar"
            return f"{how} name, given and family name swapped"
        if given == family == 1.0:
            parts = (set(one) for one in (*self.given, *self.family))
            ours, theirs, house, other = parts
            return "same name" if (ours, house) == (theirs, other) else "same name in part"
        return "similar name" if min(given, family) >= 0.75 else ""

    def _one_alone(self) -> str:
        """The reason where one name alone is alike; it is named as the one known has it."""
        of_given, of_family = self.given_alike or 0.0, self.family_alike or 0.0
        if self.swapped:
            # What was typed as the one fits what the other is called.
            of_given, of_family = of_family, of_given
        if of_family >= 0.9:
            return "same family name" if of_family == 1.0 else "similar family name"
        if of_given >= 0.9:
            return "same given name" if of_given == 1.0 else "similar given name"
        return ""

    def _by_known_as(self) -> bool:
        """Whether it is the known-as name of one that fits a name of the other."""
        ours, theirs = self.known_as
        fits = max(
            _best(ours, self.given[1], given=True) or 0,
            _best(theirs, self.given[0], given=True) or 0,
        )
        return fits >= 0.85 and self.given[0][:1] != self.given[1][:1]


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
