"""When a clock runs out: a span from a start, after a pause, after a change of rating.

Every instant taken and given is aware; what is given is UTC. Naive datetimes raise ValueError.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from mashdesk.domain.calendar import LONDON, DeskCalendar, london_day, london_instant
from mashdesk.domain.spans import Span, SpanKind


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stood still, and why; while it lasts `ends` is its wake time."""

    began: datetime
    ends: datetime
    reason: str = ""


def due(start: datetime, span: Span, calendar: DeskCalendar) -> datetime:
    """The instant (UTC) at which a clock of `span` started at `start` runs out."""
    # Normalised before the cache: in London's zone the two 01:30s of autumn compare equal.
    return _due(_utc(start), span, calendar)


@lru_cache(maxsize=65_536)
def _due(start: datetime, span: Span, calendar: DeskCalendar) -> datetime:
    if span.kind is SpanKind.ELAPSED:
        return start + timedelta(minutes=span.amount)
    if span.kind is SpanKind.DESK:
        return calendar.after_desk_time(start, timedelta(minutes=span.amount))
    return _due_in_working_days(start, span.amount, calendar)


def _due_in_working_days(start: datetime, number: int, calendar: DeskCalendar) -> datetime:
    local = start.astimezone(LONDON)
    day = local.date()
    hours = calendar.hours(day)
    if hours is not None and hours[0] <= start < hours[1]:
        last = calendar.working_day(day, number)
        return min(london_instant(last, local.time()), calendar.closing(last))
    first = london_day(calendar.next_open(start))
    return calendar.closing(calendar.working_day(first, number - 1))


def resume_due(
    due_at: datetime,
    paused_at: datetime,
    resumed_at: datetime,
    span: Span,
    calendar: DeskCalendar,
) -> datetime:
    """The due time (UTC) once a pause is over: what was left runs on from `resumed_at`.

    Elapsed spans keep the elapsed time left; desk and working-day spans the desk time left. A clock
    that ran out before the pause stays as it was. ValueError if the pause ends before it begins.
    """
    due_at, paused_at, resumed_at = _utc(due_at), _utc(paused_at), _utc(resumed_at)
    if resumed_at < paused_at:
        raise ValueError("a pause cannot end before it begins")
    if due_at <= paused_at:
        return due_at
    if span.kind is SpanKind.ELAPSED:
        return due_at + (resumed_at - paused_at)
    return _resume_desk_time(due_at, paused_at, resumed_at, calendar)


def _resume_desk_time(
    due_at: datetime, paused_at: datetime, resumed_at: datetime, calendar: DeskCalendar
) -> datetime:
    left = calendar.desk_time(paused_at, due_at)
    reached = calendar.after_desk_time(resumed_at, left) if left else resumed_at
    hours = calendar.hours(london_day(due_at))
    if hours is not None and due_at == hours[0]:
        # Due as the desk opens: as much desk time as at the last closing, but the opening is meant.
        return calendar.next_open(reached)
    # A due time in closed hours (kept from an elapsed clock by a raised rating) has time left after
    # the last closing; that was elapsed time and stays so.
    before = calendar.after_desk_time(paused_at, left) if left else paused_at
    return reached + (due_at - before)


def due_with_pauses(
    start: datetime, span: Span, calendar: DeskCalendar, pauses: Sequence[Pause] = ()
) -> datetime:
    """The due time (UTC) of a clock that stood still during `pauses`, given in order."""
    return after_pauses(due(start, span, calendar), span, calendar, pauses)


def after_pauses(
    due_at: datetime, span: Span, calendar: DeskCalendar, pauses: Sequence[Pause]
) -> datetime:
    """A deadline (UTC) as it stands once its clock stood still during `pauses`, given in order."""
    for pause in pauses:
        due_at = resume_due(due_at, pause.began, pause.ends, span, calendar)
    return due_at


def retime(
    start: datetime,
    span_before: Span,
    due_before: datetime,
    span_after: Span,
    calendar: DeskCalendar,
    raising: bool,
    pauses: Sequence[Pause] = (),
) -> datetime:
    """The due time (UTC) after a change of rating, from the same start; raising never lengthens.

    The same span keeps the due time as it stands. A result in the past is overdue at once.
    """
    if span_after == span_before:
        return _utc(due_before)
    after = due_with_pauses(start, span_after, calendar, pauses)
    return min(after, _utc(due_before)) if raising else after


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is UTC:
        return instant
    if instant.utcoffset() is None:
        raise ValueError("a time without its time zone cannot be reckoned with")
    return instant.astimezone(UTC)
