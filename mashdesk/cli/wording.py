"""How ratings, times and marks are said in words, for eyes and screen readers alike."""

from __future__ import annotations

from datetime import date, datetime

from mashdesk.domain.calendar import day_text, london_text
from mashdesk.domain.countdown import countdown_text
from mashdesk.domain.rating import Rag


def rating_word(rating: Rag | None) -> str:
    """`amber`, or `unrated`."""
    return rating.value if rating is not None else "unrated"


def when(instant: datetime | None) -> str:
    """An instant in London, or nothing."""
    return london_text(instant) if instant is not None else ""


def day(value: date | None) -> str:
    """A date, or nothing."""
    return day_text(value) if value is not None else ""


def due(now: datetime, due_at: datetime) -> str:
    """`Fri 20 Nov 2026 16:50, 0:07:41 left`, or by how much it is overdue."""
    left = countdown_text(now, due_at)
    if left.startswith("-"):
        return f"{when(due_at)}, overdue by {left[1:]}"
    return f"{when(due_at)}, {left} left"


def ago(now: datetime, then: datetime) -> str:
    """`12 seconds ago`, for what is recent; otherwise the instant."""
    seconds = int((now - then).total_seconds())
    if 0 <= seconds < 120:
        return f"{seconds} second{'' if seconds == 1 else 's'} ago"
    return when(then)
