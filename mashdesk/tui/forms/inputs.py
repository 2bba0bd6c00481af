"""Textual's inputs with outside text made plain on its way in, whichever way it comes."""

from __future__ import annotations

from textual import events
from textual.actions import SkipAction
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input, TextArea

from mashdesk.domain.contact import WORDS_LIMIT
from mashdesk.text import plain


class PasteRefused(Message):
    """A paste too long for any field was not made; the field beneath says so."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length

    @property
    def sentence(self) -> str:
        """What happened, and the way out."""
        return (
            f"{self.length:,} characters were not pasted: a field holds {WORDS_LIMIT:,}. "
            "Paste the part that matters and say where the rest is kept."
        )


async def _do_at_once(field: Widget, event: events.Key) -> None:
    """Do what the field's own binding says of a key, if it has one.

    Textual looks bindings up only when a key has come up to the app and nothing took it: by then
    what was typed right behind it stands in the field.
    """
    for binding in field._bindings.key_to_bindings.get(event.key, ()):
        if not binding.priority and await field.app.run_action(binding.action, field):
            event.stop()
            event.prevent_default()
            return


class PlainInput(Input):
    """One line. Control characters and the like become visible, line breaks become spaces."""

    # How long the line is says nothing about where it stands: Textual would lay the whole form out
    # anew for each key, which takes twice as long as all the rest of it.
    virtual_size = Reactive(Size(0, 0))

    def __init__(self, *, placeholder: str = "", secret: bool = False) -> None:
        super().__init__(
            placeholder=placeholder, password=secret, compact=True, select_on_focus=False
        )

    def validate_value(self, value: str) -> str:
        """Every way in passes here: keys, paste, drafts and records."""
        # A password is never shown, and each of its characters counts as it is.
        return value if self.password else plain(value)

    async def _on_key(self, event: events.Key) -> None:
        await _do_at_once(self, event)

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def action_paste(self) -> None:
        self._take(self.app.clipboard)

    def action_copy(self) -> None:
        # Textual would put a password on the clipboard as it stands.
        if self.password:
            raise SkipAction
        super().action_copy()

    def action_cut(self) -> None:
        if self.password:
            raise SkipAction
        super().action_cut()

    def _take(self, text: str) -> None:
        if len(text) > WORDS_LIMIT:
            self.post_message(PasteRefused(len(text)))
            return
        line = " ".join(text.splitlines())
        self.replace(line if self.password else plain(line), *sorted(self.selection))


class PlainArea(TextArea):
    """Several lines, wrapped; Tab leaves the field."""

    def __init__(self, *, placeholder: str = "") -> None:
        super().__init__(
            placeholder=placeholder,
            compact=True,
            tab_behavior="focus",
            highlight_cursor_line=False,
        )

    def load_text(self, text: str) -> None:
        super().load_text(plain(text, lines=True))

    async def _on_key(self, event: events.Key) -> None:
        await _do_at_once(self, event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._take(event.text)

    def action_paste(self) -> None:
        self._take(self.app.clipboard)

    def _take(self, text: str) -> None:
        if len(text) > WORDS_LIMIT:
            self.post_message(PasteRefused(len(text)))
            return
        said = plain(text, lines=True)
        done = self.replace(said, *self.selection, maintain_selection_offset=False)
        self.move_cursor(done.end_location)
