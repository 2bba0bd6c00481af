"""The level of need that a recorded checklist points to, and the rating that goes with it.

The desk suggests and says why; a person decides. Whoever rates otherwise says why in a sentence.
Sources: the continuum of need (levels 1-4, each with its rating), the Graded Care Profile (1-2 is
level 1, 3 is 2, 4 is 3, 5 is 4), Barnardo's domestic violence matrix (scales 1-2 point to level 2,
3-4 to level 4), missing incidents (repeated: level 3, three or more: level 4), and the DASH
checklist, whose usual figure for high risk is 14.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mashdesk.domain.indicators import BY_CODE
from mashdesk.domain.limits import WORDS_LIMIT
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag

GRADES = range(1, 6)
SCALES = range(1, 5)
SCORES = range(28)
"""DASH has 24 questions in one form and 27 in another."""
MISSING_LIMIT = 200

_GRADED_CARE = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4}
_SCALE = {1: 2, 2: 2, 3: 4, 4: 4}


@dataclass(frozen=True, slots=True)
class NeedRules:
    """What a hub sets itself: the DASH score that is high risk, and within how many days missing
    incidents are counted together.
    """

    dash_high: int = 14
    missing_days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """What was ticked and scored: codes of indicators, a Graded Care Profile grade (1-5), a
    domestic violence matrix scale (1-4), a DASH score, and the dates of missing incidents.
    """

    indicators: tuple[str, ...] = ()
    graded_care: int | None = None
    dv_scale: int | None = None
    dash: int | None = None
    missing: tuple[date, ...] = ()
    words: str = ""

    def problems(self, today: date) -> list[Problem]:
        """Everything that cannot be so (`today` in London); empty when it is well."""
        found = [
            Problem("indicators", f"there is no indicator “{code[:40]}”; see `mashdesk indicators`")
            for code in self.indicators
            if code not in BY_CODE
        ]
        found += _out_of(GRADES, self.graded_care, "graded_care", "a grade")
        found += _out_of(SCALES, self.dv_scale, "dv_scale", "a scale")
        found += _out_of(SCORES, self.dash, "dash", "a score")
        if any(day > today for day in self.missing):
            found.append(Problem("missing", "a date is in the future; check it"))
        if self == Checklist():
            found.append(Problem("words", "nothing is ticked; say in words that nothing holds"))
        if len(self.missing) > MISSING_LIMIT:
            found.append(Problem("missing", f"more than {MISSING_LIMIT} dates"))
        if len(self.words) > WORDS_LIMIT:
            found.append(Problem("words", f"is longer than {WORDS_LIMIT:,} characters; shorten it"))
        return found

    def missing_lately(self, rules: NeedRules, today: date) -> tuple[date, ...]:
        """The missing incidents that count together today, oldest first."""
        since = today - timedelta(days=rules.missing_days)
        return tuple(sorted(day for day in self.missing if since <= day <= today))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The level and rating that a checklist points to, and why, the gravest reason first."""

    level: int
    rating: Rag
    reasons: tuple[str, ...]


def suggest(
    checklist: Checklist, rules: NeedRules, ratings: Sequence[Rag], today: date
) -> Suggestion:
    """What a checklist points to on a London date, for a hub that uses these ratings."""
    pointing = sorted(_pointing(checklist, rules, today), key=lambda one: -one[0])
    level = max((level for level, _ in pointing), default=1)
    reasons = tuple(f"{words} (level {level})" for level, words in pointing if level > 1)
    nothing = ("nothing ticked points above level 1",)
    return Suggestion(level, rating_of(level, ratings), reasons or nothing)


def rating_of(level: int, ratings: Sequence[Rag]) -> Rag:
    """The rating that goes with a level; the mildest a hub uses where it has none so mild."""
    used = sorted(ratings, key=lambda rating: rating.severity)
    return next((rating for rating in used if rating.severity >= level), used[-1])


def differing(suggested: tuple[int, Rag], rating: Rag, level: int | None) -> str:
    """How a rating, and a level if judged, differ from what was suggested; empty for not at all."""
    said = []
    if rating is not suggested[1]:
        said.append(f"{suggested[1].value}, not {rating.value}")
    if level is not None and level != suggested[0]:
        said.append(f"level {suggested[0]}, not {level}")
    return " and ".join(said)


def _pointing(checklist: Checklist, rules: NeedRules, today: date) -> Iterator[tuple[int, str]]:
    """Each thing recorded with the level it points to, in words."""
    for code in checklist.indicators:
        if (one := BY_CODE.get(code)) is not None:
            yield one.level, f"{one.group.label}: {one.words}"
    if checklist.graded_care is not None:
        grade = checklist.graded_care
        yield _GRADED_CARE[grade], f"Graded Care Profile grade {grade}"
    if checklist.dv_scale is not None:
        yield _SCALE[checklist.dv_scale], f"domestic violence matrix scale {checklist.dv_scale}"
    if checklist.dash is not None:
        high = checklist.dash >= rules.dash_high
        said = f"DASH score {checklist.dash}, high risk from {rules.dash_high}"
        yield (4 if high else 1), said
    count = len(checklist.missing_lately(rules, today))
    if count > 1:
        yield (4 if count > 2 else 3), f"missing {count} times in {rules.missing_days} days"


def _out_of(allowed: range, value: int | None, field: str, what: str) -> list[Problem]:
    if value is None or value in allowed:
        return []
    return [Problem(field, f"is {what} from {allowed[0]} to {allowed[-1]}")]
