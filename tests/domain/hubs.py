"""The hubs and the ways of writing an instant that the tests of the clocks share."""

from __future__ import annotations

from datetime import UTC, datetime, time

from mashdesk.domain.calendar import LONDON, DeskCalendar, Nation
from mashdesk.domain.timescales import Span

WEEK = frozenset(range(5))
OFFICE = DeskCalendar(Nation.ENG, time(9), time(17), WEEK)
ROUND_THE_CLOCK = DeskCalendar(Nation.ENG, time(0), None, WEEK)
EVERY_DAY = DeskCalendar(Nation.ENG, time(0), None, frozenset(range(7)))


def london(text: str, fold: int = 0) -> datetime:
    """The UTC instant of a London clock time such as "2026-11-20 16:50"."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)


def november(text: str) -> datetime:
    """The UTC instant of a day and London clock time in November 2026, such as "20 16:50"."""
    return london(f"2026-11-{text}")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


RECEIVED = london("2026-11-20 10:00")
RED, AMBER, GREEN = (Span.parse(text) for text in ("4 hours", "1 working day", "3 working days"))

# A hub's own policy, as it would write it.
OWN = """
name = "Northbridge"
rounds = 2

[calendar]
nation = "SCT"
opens = 08:00:00
closes = "24:00"
weekdays = ["monday", "Tuesday", "Sunday"]

[[calendar.closures]]
day = 2026-12-24
reason = "Office closed"

[[calendar.closures]]
day = "2026-12-31"
reason = "Hogmanay"

[bands.red]
first = "4 desk hours"

[bands.amber]
first = "24 desk hours"
later = "5 desk hours"
answer = "6 desk hours"

[bands.green]
first = "5 working days"
asks = false
"""
