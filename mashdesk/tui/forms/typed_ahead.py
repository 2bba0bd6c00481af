"""Keys pressed before a form's fields stand: somebody who knows the form does not wait for it."""

from __future__ import annotations

from textual import events

from mashdesk.tui.forms.fields_screen import FieldsScreen
from mashdesk.tui.forms.picker import Picker

_KEYS = frozenset({"tab", "shift+tab", "enter", "backspace", "up", "down", "left", "right"})


class TypedAhead:
    """Holds a screen's keys back until its fields stand, and gives them out in the order typed.

    While no field has the keys, each comes to the screen itself. `release` must be called there
    too, in the screen's own turn: nothing then comes between a key held and one on its way.
    """

    def __init__(self) -> None:
        self._held: list[events.Key] | None = []
        self._catching_up = False

    @property
    def holds(self) -> bool:
        """Whether no field has the keys yet."""
        return self._held is not None

    def take(self, screen: FieldsScreen, event: events.Key) -> None:
        """Take a key that came to the screen; commands of the screen are let through."""
        if not (event.is_printable or event.key in _KEYS):
            return
        if self._held is not None:
            self._held.append(event)
        elif self._catching_up:
            _give(screen, event)
        else:
            return
        event.stop()
        event.prevent_default()

    def release(self, screen: FieldsScreen) -> None:
        """The first field has the keys: give it what is held, then what is still on its way."""
        held, self._held, self._catching_up = self._held or [], None, True
        for event in held:
            _give(screen, event)
        screen.call_later(self._caught_up)

    def _caught_up(self) -> None:
        self._catching_up = False


def _give(screen: FieldsScreen, event: events.Key) -> None:
    if event.key in ("tab", "shift+tab"):
        screen.go(1 if event.key == "tab" else -1)
    elif event.key == "enter" and screen.goes_on:
        screen.go_on()
    elif isinstance(screen.focused, Picker):
        # At once: which field is the next may follow from it.
        screen.focused.on_key(events.Key(event.key, event.character))
    elif screen.focused is not None:
        # As the app would have; plainly posted, it would come by the app and be given twice.
        screen.focused._forward_event(events.Key(event.key, event.character))
