"""The line in which the queue is narrowed, there only while it is used."""

from __future__ import annotations

from mashdesk.tui.filters import HOW_TO
from mashdesk.tui.forms.inputs import PlainInput


class FilterLine(PlainInput):
    """Words as they are typed; the queue follows every key."""

    def __init__(self, words: str) -> None:
        super().__init__(placeholder=HOW_TO)
        self.id = "filter"
        self._words = words

    def on_mount(self) -> None:
        self.value = self._words
        self.action_end()
        self.focus()
