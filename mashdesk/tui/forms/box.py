"""The box a form is drawn in: heading, fields, a line for what stands in the way, buttons."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Button

from mashdesk.tui.forms.fields_screen import FieldsScreen
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.labels import TRAINING


class _Line(Said):
    """A line beside the fields: when it takes more room, they take less."""

    def on_resize(self) -> None:
        if isinstance(self.screen, FormBox):
            self.screen.fit()


class FormBox(FieldsScreen):
    """The fields have what room the other lines leave, and scroll within it."""

    CSS_PATH: ClassVar[CSSPathType | None] = FORMS_CSS

    heading = ""
    button = "Do it"
    _hinted = ""

    def subject(self) -> str:
        """What this is about, for the line under the heading."""
        return ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="form--box"):
            with Horizontal(classes="form--title"):
                yield Said(f" {TRAINING} ", "form--training")
                yield Said(self.heading, "form--heading")
            yield _Line(self.subject(), "form--subject")
            yield _Line("", "form--note")
            yield VerticalScroll(classes="form--fields", can_focus=False)
            yield _Line("", "form--trouble")
            with Horizontal(classes="form--buttons"):
                yield Button(Content(f"{self.button}  ctrl+s"), id="submit", compact=True)
                yield Button(Content("Leave  esc"), id="leave", compact=True)
                yield Said("* is needed", "form--needed")

    def _left(self) -> bool:
        """Whether Esc came sooner than the store's answer: nothing is left to fill.

        It is off the app's stack before any of it is taken down.
        """
        return self not in self.app.screen_stack or not self.query(".form--training")

    def note(self, text: str) -> None:
        """The line above the fields."""
        self._show(".form--note", text)

    def lead(self, words: str) -> None:
        """Say this above the fields, before what others did meanwhile."""
        self.note("\n".join(filter(None, (words, self._hinted))))

    def hint(self, text: str) -> None:
        """What others did meanwhile: a line above the fields, below what stands there already."""
        if self._left():
            return  # whoever reads what others did may find the form gone
        note = self.query_one(".form--note", Said).words.removesuffix(self._hinted).rstrip()
        self._hinted = text
        self.note("\n".join(filter(None, (note, text))))

    def say(self, text: str) -> None:
        """The sentence at the bottom: what stands in the way and what to do."""
        self._show(".form--trouble", text)

    def _show(self, line: str, text: str) -> None:
        if self._left():
            return  # what a worker has to say came too late for this form
        said = self.query_one(line, Said)
        said.tell(text)
        said.display = bool(text)
        self.call_after_refresh(self.fit)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002
        self.call_after_refresh(self.fit)

    def fit(self) -> None:
        """Let the fields have the lines the rest of the box leaves; beyond that they scroll."""
        if not self.is_attached or self._left():
            return
        fields = self.query_one(".form--fields")
        box = self.query_one(".form--box")
        others = sum(
            widget.outer_size.height + widget.styles.margin.height
            for widget in box.children
            if widget is not fields and widget.display
        )
        chrome = box.styles.gutter.height + fields.styles.margin.height
        fields.styles.max_height = max(3, self.size.height - chrome - others)
