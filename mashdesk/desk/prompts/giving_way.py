"""Whoever works at this desk goes before what it considers for everybody."""

from __future__ import annotations

from collections.abc import Callable

GiveWay = Callable[[], None]
"""Called between two parts of what is to be considered: may wait while somebody presses keys."""


def on_at_once() -> None:
    """Gives way to nobody: no one works in this process but who asked for it."""
