"""Form fields: each has a label, a hint, a control and, beside it, what is wrong in plain words.

A field's `path` is the name problems are told under; its `text` is what a draft keeps and what
`put` gives back to it. `ask` is the sentence shown when a needed field is left empty.
"""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from mashdesk.domain.problems import Problem
from mashdesk.tui.forms.inputs import PasteRefused, PlainArea, PlainInput
from mashdesk.tui.forms.said import Said


class Field(Horizontal):
    """The label on the left; control, hint and error on the right. `ask` makes it needed."""

    class Changed(Message):
        """A person changed what stands in the field."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    class Left(Message):
        """The keys went on from a line in which something stands."""

        def __init__(self, field: Field) -> None:
            super().__init__()
            self.field = field

    def __init__(self, path: str, label: str, *, ask: str = "", hint: str = "") -> None:
        super().__init__()
        self.path = path
        self.label = label
        self.ask = ask
        self._hint = hint
        self._error = ""
        self._drawn = False
        self._control = self._make_control()

    def _make_control(self) -> Widget:
        raise NotImplementedError

    @property
    def text(self) -> str:
        """What stands in the field, as a draft keeps it."""
        raise NotImplementedError

    def put(self, text: str) -> None:
        """Have this in the field; the inverse of `text`. It is not announced as a change."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield Said(self._named(), "field--label")
        with Vertical(classes="field--side"):
            yield self._control
            yield Said(self._hint, "field--hint")
            yield Said("", "field--error")

    def on_mount(self) -> None:
        if not self.query(".field--error"):
            return  # its form was left before this field was put together
        hint, error = self._hint, self._error
        self._drawn = True
        self._hint = self._error = "?"
        self.say(hint)
        self.show_error(error)

    def need(self, ask: str) -> None:
        """Be needed from now on, and say this when left empty; an empty sentence: not any more."""
        if ask == self.ask:
            return
        self.ask = ask
        if self._drawn:
            self.query_one(".field--label", Said).tell(self._named())

    def entitle(self, label: str) -> None:
        """Be called this from now on."""
        if label != self.label:
            self.label = label
            if self._drawn:
                self.query_one(".field--label", Said).tell(self._named())

    def _named(self) -> str:
        return f"{self.label} *" if self.ask else self.label

    def say(self, hint: str) -> None:
        """The quiet line under the control; empty takes it away."""
        if self._drawn and hint == self._hint:
            return
        self._hint = hint
        if self._drawn:
            line = self.query_one(".field--hint", Said)
            line.tell(hint)
            line.display = bool(hint)

    def show_error(self, error: str) -> None:
        """What is wrong, in words, under the control; empty takes it away."""
        if self._drawn and error == self._error:
            return
        self._error = error
        self.set_class(bool(error), "-wrong")
        if self._drawn:
            line = self.query_one(".field--error", Said)
            line.tell(f"! {error}" if error else "")
            line.display = bool(error)

    @property
    def error(self) -> str:
        """What the field says is wrong at the moment."""
        return self._error

    def problem(self) -> Problem | None:
        """What the field itself cannot accept: nothing where something is needed, or unreadable."""
        if self.ask and not self.text.strip():
            return Problem(self.path, self.ask)
        return None

    def focus_control(self, *, in_sight: bool = True) -> None:
        """Put the keys here, and the field in sight with its error, unless that may wait."""
        # At once, not in a while: the next key belongs here already.
        self.screen.set_focus(self._control, scroll_visible=False)
        if in_sight:
            self.scroll_visible(animate=False)

    def _changed(self) -> None:
        # An error stays until it is looked at: the first touch of the field takes it away.
        self.show_error("")
        self.post_message(self.Changed(self))

    @on(PasteRefused)
    def _paste_refused(self, event: PasteRefused) -> None:
        event.stop()
        self.show_error(event.sentence)


class LineField(Field):
    """One line of text. `secret` hides what is typed, and keeps it out of drafts."""

    def __init__(
        self, path: str, label: str, *, ask: str = "", hint: str = "", secret: bool = False
    ) -> None:
        self._secret = secret
        self._placeholder = hint
        super().__init__(path, label, ask=ask)

    def _make_control(self) -> Widget:
        return PlainInput(placeholder=self._placeholder, secret=self._secret)

    @property
    def input(self) -> PlainInput:
        assert isinstance(self._control, PlainInput)
        return self._control

    @property
    def text(self) -> str:
        return self.input.value

    def put(self, text: str) -> None:
        with self.prevent(Input.Changed):
            self.input.value = text

    @property
    def is_secret(self) -> bool:
        """Whether this must never be kept."""
        return self._secret

    def settle(self) -> None:
        """What is left behind is meant so: put it as it is meant."""

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._changed()

    @on(Input.Blurred)
    def _keys_left(self) -> None:
        self.settle()
        if self.text.strip():
            self.post_message(self.Left(self))


class WordsField(Field):
    """Several lines of text; it grows with what is written, up to its limit, then scrolls."""

    def _make_control(self) -> Widget:
        return PlainArea(placeholder=self._hint)

    def on_mount(self) -> None:
        # The hint stands inside the empty box.
        self._hint = ""

    @property
    def area(self) -> PlainArea:
        assert isinstance(self._control, PlainArea)
        return self._control

    @property
    def text(self) -> str:
        return self.area.text

    def put(self, text: str) -> None:
        with self.area.prevent(TextArea.Changed):
            self.area.load_text(text)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed()
