"""Recording the level of need: what was ticked and scored, and what it pointed to that day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from mashdesk.desk.loading import load_referral
from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.calendar import london_day
from mashdesk.domain.errors import NotNow
from mashdesk.domain.indicators import INDICATORS
from mashdesk.domain.need import Checklist, Suggestion, differing, suggest
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ReferralState
from mashdesk.store.names import id_of
from mashdesk.store.need_tables import Need
from mashdesk.store.queries.need import NEWEST_NEED
from mashdesk.store.tables import Referral
from mashdesk.store.tracking import EXPLAINED, changes_between
from mashdesk.store.work import Work

_KEPT = ("indicators", "graded_care", "dv_scale", "dash", "missing", "words")


def record_need(command: c.RecordNeed, work: Work) -> Outcome:
    """Keep the checklist and what it points to; neither rating nor clock is touched."""
    row = load_referral(work, command.referral, command.version)
    if row.state is ReferralState.CLOSED:
        raise NotNow(
            "Need is not recorded on a closed referral.", "Reopen it first, with a reason."
        )
    checklist, today = _checklist(command), london_day(work.now)
    if problems := checklist.problems(today):
        raise Invalid(problems)
    found = suggest(checklist, work.policy.need, work.policy.ratings, today)
    before = newest_need(work, row)
    need = Need(
        referral_id=id_of(row),
        at=work.now,
        by_id=work.actor.user_id,
        suggested_level=found.level,
        suggested_rating=found.rating,
        graded_care=checklist.graded_care,
        dv_scale=checklist.dv_scale,
        dash=checklist.dash,
        indicators=list(checklist.indicators),
        missing=[day.isoformat() for day in checklist.missing],
        reasons=list(found.reasons),
        words=checklist.words,
    )
    work.add(need)
    title = f"Need: the checklist points to level {found.level}, {found.rating.value}."
    work.tell("need", title, row, text=_text(found, checklist), changes=_changes(before, need))
    return Outcome(f"{row.reference} {title[0].lower()}{title[1:]}", row.id, row.reference)


def newest_need(work: Work, row: Referral) -> RowMapping | None:
    """The recording that stands; None where nothing was ever recorded."""
    found = work.connection.execute(NEWEST_NEED, {"referral": id_of(row)})
    return found.mappings().one_or_none()


@dataclass(frozen=True, slots=True)
class Difference:
    """How a rating, or the level with it, differs from what the checklist `need` points to, and
    `why`; falsy where it does not.
    """

    said: str = ""
    why: str = ""
    need: int = 0
    rating: Rag = Rag.RED

    def __bool__(self) -> bool:
        return bool(self.said)

    @property
    def told(self) -> str:
        """As the timeline tells it, with why."""
        said = f"The checklist points to {self.said}. It differs because: {self.why}"
        return said if self else ""

    @property
    def changes(self) -> dict[str, list[Any]]:
        """What the event keeps of it, so that no prompt asks again what the sentence answers."""
        return {EXPLAINED: [None, [self.need, self.rating.value]]} if self else {}

    def problems(self) -> list[Problem]:
        """That why is not said."""
        if not self or self.why.strip():
            return []
        words = f"the checklist points to {self.said}; say in a sentence why this differs"
        return [Problem("differs_because", words)]


def difference(work: Work, row: Referral, rating: Rag, level: int | None, why: str) -> Difference:
    """How this rating and level differ from what the recorded checklist points to, if one is."""
    need = newest_need(work, row)
    if need is None:
        return Difference()
    said = differing((need["suggested_level"], need["suggested_rating"]), rating, level)
    return Difference(said, why, need["id"], rating) if said else Difference()


def _checklist(command: c.RecordNeed) -> Checklist:
    """What was ticked, each once and in the order offered; dates in order of time."""
    known = {one.code: place for place, one in enumerate(INDICATORS)}
    ticked = sorted(set(command.indicators), key=lambda code: (known.get(code, -1), code))
    return Checklist(
        indicators=tuple(ticked),
        graded_care=command.graded_care,
        dv_scale=command.dv_scale,
        dash=command.dash,
        missing=tuple(sorted(set(command.missing))),
        words=command.words,
    )


def _text(found: Suggestion, checklist: Checklist) -> str:
    reasons = "\n".join(found.reasons)
    return f"{reasons}\n{checklist.words}" if checklist.words.strip() else reasons


def _changes(before: RowMapping | None, after: Need) -> dict[str, list[Any]]:
    was = {f"need {name}": None if before is None else before[name] for name in _KEPT}
    now = {f"need {name}": getattr(after, name) for name in _KEPT}
    # A recording that says the same again is one all the same: the version moves on.
    was["need level"] = None if before is None else before["suggested_level"]
    now["need level"] = after.suggested_level
    found = changes_between(was, now)
    return found or {"need level": [was["need level"], now["need level"]]}
