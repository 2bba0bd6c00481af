"""Passages of an answer: words, and beside each who may read them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from mashdesk.domain.request import Sharing
from mashdesk.domain.sharing import Passage
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import WordsField


class PassageBlock(Vertical):
    """One passage; `number` counts from 1, as the paths of problems do."""

    def __init__(self, number: int) -> None:
        super().__init__(classes="passage")
        path = f"passages.{number}"
        hint = "what your agency holds, in your words" if number == 1 else "under another marking"
        self.words = WordsField(f"{path}.words", f"Passage {number}", hint=hint)
        self.sharing = ChoiceField(f"{path}.sharing", "Who may read it", choices_of(Sharing))
        self.words.add_class("-tight")

    def compose(self) -> ComposeResult:
        yield self.words
        yield self.sharing

    def on_mount(self) -> None:
        if not self.sharing.text:
            self.sharing.put(Sharing.HUB.value)

    def passage(self) -> Passage:
        """What is written, and its marking."""
        return Passage(self.words.text, self.sharing.chosen(Sharing) or Sharing.HUB)
