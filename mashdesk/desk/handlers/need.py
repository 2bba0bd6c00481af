"""Recording the level of need: what was ticked and scored, and what it pointed to that day."""

from __future__ import annotations

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
from mashdesk.store.tracking import changes_between
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


def demand_difference(work: Work, row: Referral, rating: Rag, level: int | None, why: str) -> str:
    """How this rating and level differ from what the recorded checklist points to, with why; empty
    where they do not, or nothing was recorded. Raises Invalid where why is not said.
    """
    need = newest_need(work, row)
    if need is None:
        return ""
    said = differing((need["suggested_level"], need["suggested_rating"]), rating, level)
    if said and not why.strip():
        words = f"the checklist points to {said}; say in a sentence why this differs"
        raise Invalid([Problem("differs_because", words)])
    return f"The checklist points to {said}. It differs because: {why}" if said else ""


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
