"""A sentence on a form, put the way this terminal can draw it."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mashdesk.tui.show import Show

_PLAIN = Show()


def show_of(widget: Widget) -> Show:
    """How this application's terminal shows text; Unicode where it does not say."""
    shown = getattr(widget.app, "shown", None)
    return shown if isinstance(shown, Show) else _PLAIN


class Said(Static):
    """Words, the desk's own or anybody's: always inert."""

    def __init__(self, words: str, classes: str = "form--said") -> None:
        super().__init__("", classes=classes, markup=False)
        self.words = words
        self._told = False

    def on_mount(self) -> None:
        self.tell(self.words)

    def tell(self, words: str) -> None:
        """Say this instead."""
        if words == self.words and self._told:
            return
        self.words = words
        self._told = True
        self.update(Content(show_of(self).lines(words)))


def section(words: str) -> Said:
    """A heading between fields."""
    return Said(words, "form--section")
