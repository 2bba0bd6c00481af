"""One of many choices, in one line until it is opened; typing finds."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from rich.text import Text
from textual import events, on
from textual.widget import Widget
from textual.widgets import Select

from mashdesk.text import plain
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.forms.picker import Choice

Coded = TypeVar("Coded", bound=StrEnum)


class FindingSelect(Select[str]):
    """Opens at the first letter typed and looks for it."""

    async def on_key(self, event: events.Key) -> None:
        if self.expanded or not (event.character and event.is_printable) or event.key == "space":
            return
        event.stop()
        self.action_show_overlay()
        self.call_after_refresh(self.app.simulate_key, event.key)


class SelectField(Field):
    """A list too long to stand open: Enter opens it, or the first letters of what is meant."""

    def __init__(
        self, path: str, label: str, choices: Sequence[Choice], *, ask: str = "", hint: str = ""
    ) -> None:
        self._choices = tuple(choices)
        super().__init__(path, label, ask=ask, hint=hint)

    def _make_control(self) -> Widget:
        # Select takes a string for markup; Text is taken as it stands, and can be searched.
        options = [(Text(plain(choice.label)), choice.code) for choice in self._choices]
        return FindingSelect(options, prompt="Enter opens; type to find", compact=True)

    @property
    def select(self) -> FindingSelect:
        assert isinstance(self._control, FindingSelect)
        return self._control

    @property
    def text(self) -> str:
        value = self.select.value
        return value if isinstance(value, str) else ""

    def put(self, text: str) -> None:
        with self.prevent(Select.Changed):
            known = any(choice.code == text for choice in self._choices)
            self.select.value = text if known else Select.NULL

    def chosen(self, kind: type[Coded]) -> Coded | None:
        """What is picked, as a member of its enum; None for nothing."""
        return kind(self.text) if self.text else None

    @on(Select.Changed)
    def _picked(self, event: Select.Changed) -> None:
        event.stop()
        self._changed()
