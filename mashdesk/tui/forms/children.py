"""The children of a contact: a block of fields for each, as many as there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button

from mashdesk.domain.contact import Child, Sex
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import Field, LineField
from mashdesk.tui.forms.moments import written_day
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.time_fields import DayField

_LINES = ("given_name", "family_name", "known_as", "school", "address", "nhs_number")


class ChildBlock(Vertical):
    """One child. `number` counts from 1, as the paths of problems do."""

    class Removed(Message):
        """A person wants this child off the form."""

        def __init__(self, block: ChildBlock) -> None:
            super().__init__()
            self.block = block

    def __init__(self, number: int, now: Callable[[], datetime]) -> None:
        super().__init__(classes="child")
        self.number = number
        self.parts: dict[str, Field] = {
            "given_name": LineField("", "Given name", hint="or “unknown”"),
            "family_name": LineField("", "Family name"),
            "known_as": LineField("", "Known as"),
            "sex": ChoiceField("", "Sex", choices_of(Sex)),
            "born": DayField("", "Born", now),
            "expected": DayField("", "Expected", now),
            "school": LineField("", "School or nursery"),
            "address": LineField("", "Address"),
            "nhs_number": LineField("", "NHS number"),
        }
        for part in self.parts.values():
            part.add_class("-tight")

    def compose(self) -> ComposeResult:
        yield Said("", "form--section child--title")
        with Vertical(classes="form--pairs"):
            yield from self.parts.values()
        yield Button(Content("Remove this child"), classes="child--remove", compact=True)

    def on_mount(self) -> None:
        self.renumber(self.number)
        self.adapt()

    def renumber(self, number: int) -> None:
        """Be the child of this number, in words and in the paths of problems."""
        self.number = number
        for name, part in self.parts.items():
            part.path = f"children.{number}.{name}"
        for title in self.query(".child--title").results(Said):
            title.tell(f"Child {number}")

    def adapt(self) -> None:
        """An unborn child has no date of birth but an expected one."""
        unborn = self.parts["sex"].text == Sex.UNBORN.value
        for name, asked in (("born", not unborn), ("expected", unborn)):
            part = self.parts[name]
            shown = asked or bool(part.text)
            if part.display != shown:
                part.display = shown

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed about this child."""
        return not any(part.text for part in self.parts.values())

    def clear(self) -> None:
        """Have nothing typed about this child."""
        for part in self.parts.values():
            part.put("")

    def child(self) -> Child:
        """What the fields say; dates that cannot be read are left out."""
        lines = {name: self.parts[name].text.strip() for name in _LINES}
        born, expected, sex = self.parts["born"], self.parts["expected"], self.parts["sex"]
        assert isinstance(born, DayField)
        assert isinstance(expected, DayField)
        assert isinstance(sex, ChoiceField)
        return Child(
            **lines, born=born.day, expected=expected.day, sex=sex.chosen(Sex) or Sex.NOT_KNOWN
        )

    @on(Button.Pressed)
    def _remove(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Removed(self))


def child_texts(child: Child, number: int) -> dict[str, str]:
    """What a draft of these fields would hold for a child on record."""
    texts = {name: getattr(child, name) for name in _LINES}
    texts["sex"] = child.sex.value
    texts["born"] = written_day(child.born) if child.born else ""
    texts["expected"] = written_day(child.expected) if child.expected else ""
    return {f"children.{number}.{name}": text for name, text in texts.items()}
