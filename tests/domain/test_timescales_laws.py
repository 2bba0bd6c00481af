"""Laws that hold for every clock, whatever its start, its span and the hub's hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mashdesk.domain.calendar import LONDON, Closure, DeskCalendar, Nation, london_day
from mashdesk.domain.timescales import (
    Pause,
    Span,
    SpanKind,
    due,
    due_with_pauses,
    explain_due,
    resume_due,
    retime,
)

NOTHING = timedelta()
instants = st.datetimes(
    datetime(2019, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
stretches = st.timedeltas(NOTHING, timedelta(days=20))
elapsed_spans = st.builds(Span, st.just(SpanKind.ELAPSED), st.integers(1, 10_000))
desk_spans = st.builds(Span, st.just(SpanKind.DESK), st.integers(1, 6_000))
working_spans = st.builds(Span, st.just(SpanKind.WORKING), st.integers(1, 45))
spans = elapsed_spans | desk_spans | working_spans


@st.composite
def calendars(draw: st.DrawFn, opens_from: int = 0) -> DeskCalendar:
    opens = draw(st.integers(opens_from, 22 * 60))
    closes = draw(st.integers(opens + 60, 24 * 60))
    days = st.dates(date(2019, 1, 1), date(2028, 12, 31))
    return DeskCalendar(
        draw(st.sampled_from(Nation)),
        time(opens // 60, opens % 60),
        None if closes == 24 * 60 else time(closes // 60, closes % 60),
        draw(st.frozensets(st.integers(0, 6), min_size=1)),
        tuple(Closure(day, "shut") for day in draw(st.lists(days, max_size=3, unique=True))),
    )


def clocks_change_on(day: date) -> bool:
    noon = datetime.combine(day, time(12), LONDON)
    return noon.utcoffset() != (noon - timedelta(days=1)).utcoffset()


@given(instants, spans, calendars())
def test_a_clock_always_gives_some_time(
    start: datetime, span: Span, calendar: DeskCalendar
) -> None:
    assert due(start, span, calendar) > start


@given(instants, stretches, elapsed_spans | desk_spans, calendars())
def test_what_comes_later_is_not_due_sooner(
    start: datetime, later: timedelta, span: Span, calendar: DeskCalendar
) -> None:
    assert due(start, span, calendar) <= due(start + later, span, calendar)


@given(instants, stretches, working_spans, calendars())
def test_what_comes_later_is_not_due_a_working_day_sooner_but_by_the_hour_the_clocks_change(
    start: datetime, later: timedelta, span: Span, calendar: DeskCalendar
) -> None:
    # "The same clock time" runs backwards through the doubled hour of autumn and out of the missing
    # hour of spring, so there, and only there, a later contact may be due up to an hour sooner.
    first, second = due(start, span, calendar), due(start + later, span, calendar)
    days = {london_day(instant) for instant in (start, start + later, first, second)}
    assert first - second <= timedelta(hours=1 if any(map(clocks_change_on, days)) else 0)


@given(instants, stretches, working_spans, calendars(opens_from=180))
def test_a_desk_shut_while_the_clocks_change_never_has_a_later_contact_due_sooner(
    start: datetime, later: timedelta, span: Span, calendar: DeskCalendar
) -> None:
    assert due(start, span, calendar) <= due(start + later, span, calendar)


@given(instants, desk_spans, calendars())
def test_desk_time_adds_up_to_the_span(start: datetime, span: Span, calendar: DeskCalendar) -> None:
    due_at = due(start, span, calendar)
    assert calendar.desk_time(start, due_at) == timedelta(minutes=span.amount)
    told = explain_due(start, span, calendar)
    assert sum(part.minutes for part in told.counted) == pytest.approx(span.amount)


@given(instants, working_spans, calendars())
def test_working_days_end_on_a_working_day_not_after_closing(
    start: datetime, span: Span, calendar: DeskCalendar
) -> None:
    last = explain_due(start, span, calendar).working_days[-1]
    assert calendar.day_off(last) is None
    assert calendar.opening(last) <= due(start, span, calendar) <= calendar.closing(last)


@given(instants, spans, spans, calendars(), st.lists(stretches, max_size=3))
def test_raising_never_lengthens_and_saying_it_twice_changes_nothing(
    start: datetime,
    before: Span,
    after: Span,
    calendar: DeskCalendar,
    gaps: list[timedelta],
) -> None:
    pauses, at = [], start
    for gap in gaps:
        pauses.append(Pause(at + gap / 2, at + gap))
        at += gap
    due_before = due_with_pauses(start, before, calendar, pauses)
    raised = retime(start, before, due_before, after, calendar, True, pauses)
    assert raised <= due_before
    assert retime(start, after, raised, after, calendar, True, pauses) == raised
    lowered = retime(start, before, due_before, after, calendar, False, pauses)
    assert retime(start, after, lowered, after, calendar, False, pauses) == lowered


@given(instants, spans, calendars(), stretches)
def test_a_pause_of_no_length_changes_nothing(
    start: datetime, span: Span, calendar: DeskCalendar, after: timedelta
) -> None:
    due_at, paused = due(start, span, calendar), start + after
    assert resume_due(due_at, paused, paused, span, calendar) == due_at


@given(instants, stretches, spans, calendars(), stretches)
def test_a_pause_of_no_length_changes_nothing_for_a_due_time_kept_from_another_clock(
    start: datetime, left: timedelta, span: Span, calendar: DeskCalendar, after: timedelta
) -> None:
    due_at, paused = start + left, start + after
    assert resume_due(due_at, paused, paused, span, calendar) == due_at


@given(instants, spans, calendars(), stretches, stretches)
def test_the_time_left_at_a_pause_is_left_after_it(
    start: datetime,
    span: Span,
    calendar: DeskCalendar,
    after: timedelta,
    pause: timedelta,
) -> None:
    due_at, paused = due(start, span, calendar), start + after
    resumed = paused + pause
    assume(paused < due_at)
    moved = resume_due(due_at, paused, resumed, span, calendar)
    assert moved >= due_at
    if span.kind is SpanKind.ELAPSED:
        assert moved - resumed == due_at - paused
    else:
        left = calendar.desk_time(paused, due_at)
        assert calendar.desk_time(resumed, moved) == left


@given(instants, spans, calendars(), stretches, stretches, stretches)
def test_a_longer_pause_never_ends_sooner(
    start: datetime,
    span: Span,
    calendar: DeskCalendar,
    after: timedelta,
    pause: timedelta,
    more: timedelta,
) -> None:
    due_at, paused = due(start, span, calendar), start + after
    sooner = resume_due(due_at, paused, paused + pause, span, calendar)
    assert sooner <= resume_due(due_at, paused, paused + pause + more, span, calendar)


@given(spans)
def test_a_span_reads_back_as_it_was_written(span: Span) -> None:
    assert Span.parse(str(span)) == span
