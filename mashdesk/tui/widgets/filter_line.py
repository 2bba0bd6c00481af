"""The line in which a list is narrowed, there only while it is used."""

from __future__ import annotations

from mashdesk.tui.forms.inputs import PlainInput


class FilterLine(PlainInput):
    """Words as they are typed; the list follows every key."""

    def __init__(self, words: str, how_to: str) -> None:
        super().__init__(placeholder=how_to)
        self.id = "filter"
        self._words = words

    def on_mount(self) -> None:
        self.value = self._words
        self.action_end()
        self.focus()
