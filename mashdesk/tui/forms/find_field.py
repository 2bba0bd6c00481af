"""One of many choices, in one line: typing narrows a list that opens under it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from mashdesk.domain.problems import Problem
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.forms.picker import Choice, in_place
from mashdesk.tui.forms.said import show_of

Coded = TypeVar("Coded", bound=StrEnum)

_NOTHING = "nothing here is called that; Backspace shows the others"


class _Offers(OptionList, can_focus=False):
    """What fits so far; the keys stay in the line above it."""


class Finder(Vertical):
    """The line and its list. Leaving the line takes what is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Next", show=False),
        Binding("up", "move(-1)", "Previous", show=False),
        Binding("escape", "shut", "Close the list", show=False),
    ]

    class Found(Message):
        """Another choice was made, or none any more."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.choices = tuple(choices)
        self.code = ""
        self.line = PlainInput(placeholder="type to find, or Down for the list")
        self.line.select_on_focus = True
        self._offers = _Offers(markup=False, compact=True)
        self._fitting: tuple[Choice, ...] = ()
        self._open = False

    def compose(self) -> ComposeResult:
        yield self.line
        yield self._offers

    def on_mount(self) -> None:
        self._offers.display = False

    def put(self, code: str) -> None:
        """Have this chosen; a code that is not offered is no choice."""
        known = next((choice for choice in self.choices if choice.code == code), None)
        self.code = known.code if known else ""
        with self.prevent(Input.Changed):
            self.line.value = known.label if known else ""

    def on_focus(self) -> None:
        self.line.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer(event.value)

    def _offer(self, said: str) -> None:
        """Open the list with what fits, best first."""
        self._fitting = fitting(self.choices, said)
        self._lay_out()
        self._offers.highlighted = 0 if self._fitting else None
        self._open = self._offers.display = True

    def _lay_out(self) -> None:
        self._offers.clear_options()
        show = show_of(self)
        lines = [
            Option(Content(show.text(choice.label)), disabled=choice.fixed)
            for choice in self._fitting
        ]
        self._offers.add_options(lines or [Option(Content(_NOTHING), disabled=True)])

    def offer_again(self, choices: Sequence[Choice]) -> None:
        """Offer what there is by now. In a list that is open each keeps its place."""
        if (now := tuple(choices)) == self.choices:
            return
        self.choices = now
        if not self._open:
            self.put(self.code)
            return
        if self.code not in {choice.code for choice in now}:
            self.code = ""
        at = self._offers.highlighted
        fit = {choice.code for choice in self._fitting}
        self._fitting = in_place(self._fitting, [one for one in now if one.code in fit])
        self._lay_out()
        self._offers.highlighted = at

    def action_move(self, by: int) -> None:
        """Open the whole list, or go to another line of it."""
        if not self._open:
            self._offer("")
            codes = [choice.code for choice in self._fitting]
            self._offers.highlighted = codes.index(self.code) if self.code in codes else 0
        elif self._fitting:
            at = (self._offers.highlighted or 0) + by
            self._offers.highlighted = min(max(at, 0), len(self._fitting) - 1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Escape belongs to the screen again once the list is shut."""
        return self._open if action == "shut" else True

    def action_shut(self) -> None:
        """Close the list; what was chosen before stands again."""
        self._open = self._offers.display = False
        self.put(self.code)

    @on(Input.Blurred)
    def _left(self, event: Input.Blurred) -> None:
        event.stop()
        self.settle()

    def settle(self) -> None:
        """Take what is under the cursor; an empty line is no choice."""
        if not self._open:
            return
        at = self._offers.highlighted
        chosen = self._fitting[at].code if at is not None and self._fitting else ""
        self._take(chosen)

    @on(OptionList.OptionSelected)
    def _pressed(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._fitting):
            self._take(self._fitting[event.option_index].code)

    def _take(self, code: str) -> None:
        self._open = self._offers.display = False
        before = self.code
        self.put(code)
        if self.code != before:
            self.post_message(self.Found())


def fitting(choices: Sequence[Choice], said: str) -> tuple[Choice, ...]:
    """The choices a few letters may mean: beginning so, with a word beginning so, containing it."""
    wanted = " ".join(said.casefold().split())

    def rank(choice: Choice) -> int:
        label = choice.label.casefold()
        if label.startswith(wanted):
            return 0
        return 1 if f" {wanted}" in label else 2

    return tuple(sorted((c for c in choices if wanted in c.label.casefold()), key=rank))


class FindField(Field):
    """A list too long to stand open: the first letters of what is meant are enough."""

    def __init__(
        self, path: str, label: str, choices: Sequence[Choice], *, ask: str = "", hint: str = ""
    ) -> None:
        self._choices = tuple(choices)
        super().__init__(path, label, ask=ask, hint=hint)

    def _make_control(self) -> Widget:
        return Finder(self._choices)

    @property
    def finder(self) -> Finder:
        assert isinstance(self._control, Finder)
        return self._control

    @property
    def text(self) -> str:
        return self.finder.code

    def put(self, text: str) -> None:
        self.finder.put(text)

    def offer_again(self, choices: Sequence[Choice]) -> None:
        """Offer what there is by now; what is offered no more is chosen no more."""
        self.finder.offer_again(choices)

    def focus_control(self, *, in_sight: bool = True) -> None:
        self.screen.set_focus(self.finder.line, scroll_visible=False)
        if in_sight:
            self.scroll_visible(animate=False)

    def chosen(self, kind: type[Coded]) -> Coded | None:
        """What is chosen, as a member of its enum; None for nothing."""
        return kind(self.text) if self.text else None

    def problem(self) -> Problem | None:
        """Also with the list still open: Ctrl+S means what is under the cursor."""
        self.finder.settle()
        return super().problem()

    @on(Finder.Found)
    def _found(self, event: Finder.Found) -> None:
        event.stop()
        self._changed()

    def on_key(self, event: events.Key) -> None:
        """The first letter takes the error away, as in every field."""
        if event.is_printable:
            self.show_error("")
