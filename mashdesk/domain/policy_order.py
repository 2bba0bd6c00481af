"""Whether the clocks of a policy make sense together: what is graver is never slower."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from itertools import pairwise
from typing import TYPE_CHECKING

from mashdesk.domain.calendar import DeskCalendar
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.spans import Span, SpanKind

if TYPE_CHECKING:
    from mashdesk.domain.policy import Band, Clock


def at_odds(
    bands: Mapping[Rag, Band], returned: Clock, longest: Span, calendar: DeskCalendar
) -> list[Problem]:
    """What is at odds: graver ratings with slower clocks, a return longer than the `longest`."""
    return _out_of_order(bands, calendar) + _return_too_long(returned, longest, calendar)


def _ordinary_minutes(span: Span, calendar: DeskCalendar) -> int:
    """How long a span lasts from the opening of an ordinary day with no day off in sight."""
    if span.kind is SpanKind.ELAPSED:
        return span.amount
    if span.kind is SpanKind.WORKING:
        return span.amount * 24 * 60
    closes = 24 * 60 if calendar.closes is None else _minute(calendar.closes)
    whole_days, rest = divmod(span.amount - 1, closes - _minute(calendar.opens))
    return whole_days * 24 * 60 + rest + 1


def _minute(clock_time: time) -> int:
    return clock_time.hour * 60 + clock_time.minute


def _out_of_order(bands: Mapping[Rag, Band], calendar: DeskCalendar) -> list[Problem]:
    """Graver ratings slower than milder ones, received as the desk opens on an ordinary day."""
    found = []
    used = [rag for rag in Rag if rag in bands]
    for graver, milder in pairwise(used):
        for clock in ("first", "later", "answer"):
            slow: Span = getattr(bands[graver], clock)
            quick: Span = getattr(bands[milder], clock)
            if _ordinary_minutes(slow, calendar) > _ordinary_minutes(quick, calendar):
                found.append(
                    Problem(
                        f"bands.{graver}.{clock}",
                        f"({slow}) is slower than {milder}'s ({quick}); "
                        f"make {graver} at least as quick as {milder}",
                    )
                )
    return found


def _return_too_long(returned: Clock, longest: Span, calendar: DeskCalendar) -> list[Problem]:
    if _ordinary_minutes(returned.first, calendar) <= _ordinary_minutes(longest, calendar):
        return []
    message = (
        f"({returned.first}) is longer than the longest return allowed ({longest}); shorten it"
    )
    return [Problem("returned.first", message)]
