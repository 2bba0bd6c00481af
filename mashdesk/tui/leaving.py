"""Taking a screen away though nobody asked to leave it: what it shows may be shown no more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.screen import Screen


async def leave_at_once(screen: Screen[Any]) -> None:
    """Dismiss it, with whatever stands over it; what is typed in a form is kept as its draft."""
    keep: Callable[[], Awaitable[object]] | None = getattr(screen, "keep_words", None)
    if keep is not None:
        await keep()
    while screen in screen.app.screen_stack:
        # The cover lies over everything until somebody is there, and shows nothing of a record.
        stack = [one for one in screen.app.screen_stack if not getattr(one, "is_calm", False)]
        if stack[-1] is screen:
            screen.dismiss(getattr(screen, "last_outcome", None))
            return
        # Not waited for: whoever asks a second time would break off the first in the middle.
        stack[-1].dismiss(None)
