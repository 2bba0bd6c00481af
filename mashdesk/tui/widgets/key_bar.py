"""The footer: the keys that do something now, the likely next one first and bright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.widget import Widget

from mashdesk.tui.show import Part, Show


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the footer and the action it runs. `next_` is the step that is asked for now."""

    key: str
    label: str
    action: str
    next_: bool = False


HAND_OVER = Key("F2", "hand over", "app.hand_over")


class KeyBar(Widget):
    """One line of keys; those that do not fit are left to the palette, which is always shown."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; color: $ink; }
    """

    def __init__(self, show: Show, always: Sequence[Key] = ()) -> None:
        super().__init__()
        self._show = show
        self._always = tuple(always)
        self._keys: tuple[Key, ...] = ()
        self._places: list[tuple[int, int, str]] = []

    def tell(self, keys: Sequence[Key]) -> None:
        """Show these keys."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        end = sum(_width(key) for key in self._always)
        self._places = []
        parts: list[Part] = []
        at = 0
        for key in self._keys:
            if at + _width(key) > width - end:
                break
            at = self._add(parts, key, at)
        parts.append(" " * max(0, width - end - at))
        at = max(at, width - end)
        for key in self._always:
            at = self._add(parts, key, at)
        return self._show.line(*parts)

    def _add(self, parts: list[Part], key: Key, at: int) -> int:
        if key.next_:
            parts.append((f" {key.key} {key.label} ", "bold $notice-ink on $notice"))
        else:
            parts += [(f" {key.key}", "bold $key"), f" {key.label} "]
        after = at + _width(key)
        self._places.append((at, after, key.action))
        return after

    async def on_click(self, event: events.Click) -> None:
        """A key of the footer can be clicked as well as pressed."""
        for start, end, action in self._places:
            if start <= event.x < end:
                event.stop()
                await self.screen.run_action(action)
                return


def _width(key: Key) -> int:
    return len(key.key) + len(key.label) + 3
