"""Keys pressed before a form's fields stand: somebody who knows the form does not wait for it."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import App
from textual.widget import Widget

_KEYS = frozenset({"tab", "shift+tab", "enter", "backspace", "up", "down", "left", "right"})
_MOVING = frozenset({"tab", "shift+tab", "enter"})


async def _focus_other_than(before: Widget | None, app: App[object]) -> None:
    """Until the focus has moved, for the next key goes where it is; Enter may not move it."""
    for _ in range(20):
        if app.focused is not before:
            return
        await asyncio.sleep(0.01)


class TypedAhead:
    """Holds keys back and gives them out again in order."""

    def __init__(self) -> None:
        self._held: list[tuple[str, str | None]] = []

    def hold(self, event: events.Key) -> None:
        """Take a key that has no field to go to yet; commands of the screen are let through."""
        if event.is_printable or event.key in _KEYS:
            event.stop()
            event.prevent_default()
            self._held.append((event.key, event.character))

    async def release(self, app: App[object]) -> None:
        """Press them now."""
        if self._held:
            await _focus_other_than(None, app)
        for key, character in self._held:
            before = app.focused
            app.post_message(events.Key(key, character))
            if key in _MOVING:
                await _focus_other_than(before, app)
        self._held.clear()
