"""Fields in which something offered is picked: one of a few, any number, or a statement ticked."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

from textual import on
from textual.widget import Widget

from mashdesk.domain.problems import Invalid, Problem
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.forms.picker import Choice, Picker, in_place

Coded = TypeVar("Coded", bound=StrEnum)


def choices_of(kind: type[StrEnum]) -> tuple[Choice, ...]:
    """Every member of an enum with a `label`, as choices."""
    return tuple(Choice(member.value, getattr(member, "label", member.value)) for member in kind)


class ChoiceField(Field):
    """One of a few choices."""

    _many = False

    def __init__(
        self, path: str, label: str, choices: Sequence[Choice], *, ask: str = "", hint: str = ""
    ) -> None:
        self._choices = choices
        super().__init__(path, label, ask=ask, hint=hint)

    def _make_control(self) -> Widget:
        return Picker(self._choices, many=self._many)

    @property
    def picker(self) -> Picker:
        assert isinstance(self._control, Picker)
        return self._control

    @property
    def text(self) -> str:
        return "\n".join(self.picker.codes)

    def put(self, text: str) -> None:
        self.picker.pick(text.split("\n"))

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer other choices; what is picked and no longer offered is not picked any more."""
        self.picker.choices = tuple(choices)
        self.picker.pick(self.picker.codes)
        self.picker.refresh(layout=True)

    def offer_again(self, choices: Sequence[Choice]) -> None:
        """Offer what there is by now, each in its place."""
        if (now := in_place(self.picker.choices, choices)) != self.picker.choices:
            self.offer(now)

    def chosen(self, kind: type[Coded]) -> Coded | None:
        """What is picked, as a member of its enum; None for nothing."""
        return kind(self.text) if self.text else None

    def needed(self, kind: type[Coded]) -> Coded:
        """The same, where something must be picked. Raises Invalid otherwise."""
        found = self.chosen(kind)
        if found is None:
            raise Invalid(Problem(self.path, self.ask or "choose one"))
        return found

    @on(Picker.Picked)
    def _picked(self, event: Picker.Picked) -> None:
        event.stop()
        self._changed()


class ManyField(ChoiceField):
    """Any number of the choices; space ticks."""

    _many = True

    @property
    def codes(self) -> tuple[str, ...]:
        """What is ticked, in the order offered."""
        return self.picker.codes


class TickField(ManyField):
    """One statement that is true or not."""

    def __init__(self, path: str, label: str, statement: str, *, hint: str = "") -> None:
        super().__init__(path, label, (Choice("yes", statement),), ask="", hint=hint)

    @property
    def ticked(self) -> bool:
        return bool(self.picker.codes)
