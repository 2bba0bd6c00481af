"""How much of a clock is left, as a shade and as text: asked for every visible row every second."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

_NONE = timedelta()
_FAR = 48 * 3600


class Shade(StrEnum):
    """How pressing a clock is, by the share of it that is left."""

    CALM = "calm"
    SOON = "soon"
    NOW = "now"
    OVER = "over"


def shade(now: datetime, start: datetime, due: datetime) -> Shade:
    """OVER from the due instant on, NOW with a tenth of the clock left, SOON with 33% or less."""
    left = due - now
    if left <= _NONE:
        return Shade.OVER
    whole = due - start
    if left * 10 <= whole or whole <= _NONE:
        return Shade.NOW
    if left * 100 <= whole * 33:
        return Shade.SOON
    return Shade.CALM


def countdown_text(now: datetime, due: datetime) -> str:
    """Time left as `0:07:41`, or `2d 4h` from 48 hours; with a minus sign from the due instant on.

    Seconds left are rounded up and seconds overdue down, so that it turns exactly on the due
    instant and is never a second ahead; the hours of `2d 4h` are whole hours, rounded down.
    """
    left = due - now
    if left > _NONE:
        sign = ""
        seconds = left.days * 86_400 + left.seconds + (1 if left.microseconds else 0)
    else:
        sign = "-"
        over = -left
        seconds = over.days * 86_400 + over.seconds
    if seconds >= _FAR:
        return f"{sign}{seconds // 86_400}d {seconds % 86_400 // 3600}h"
    return f"{sign}{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"


def waited_text(seconds: float) -> str:
    """Time already waited, rounded down: `0m`, `47m`, `3h 12m`, and `2d 4h` from 48 hours."""
    whole = max(0, int(seconds))
    if whole >= _FAR:
        return f"{whole // 86_400}d {whole % 86_400 // 3600}h"
    if whole >= 3600:
        return f"{whole // 3600}h {whole % 3600 // 60:02d}m"
    return f"{whole // 60}m"
