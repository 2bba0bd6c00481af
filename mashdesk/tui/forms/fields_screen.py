"""A screen that holds fields: which stand on it, what they say, which a person can see."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import ClassVar, TypeVar

from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.tui.forms.fields import Field, LineField
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.forms.picker import Picker

FieldType = TypeVar("FieldType", bound=Field)
_TAKEN_WITHIN = 1.0
"""Seconds a field has for the keys on its way to it, should it be going itself."""


class FieldsScreen(Screen[Outcome | None]):
    """Its fields stand in a scroll of the class `form--fields`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # First of all: a key typed right behind one of these belongs to the next field already.
        Binding("tab", "go(1)", "Next field", show=False, priority=True),
        Binding("shift+tab", "go(-1)", "Field before", show=False, priority=True),
        Binding("enter", "next_field", "Next field", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.standing: list[Field] = []
        """Every field in order; a query at every key would be felt in a long form."""

    async def stand(self, widgets: Iterable[Widget]) -> None:
        """Put fields and sentences below those that stand already."""
        await self.query_one(".form--fields", VerticalScroll).mount_all(widgets)
        self.standing = list(self.query(Field))

    async def action_go(self, by: int) -> None:
        """To the next field, or the one before."""
        await self._take_what_is_typed()
        self.go(by)

    async def action_next_field(self) -> None:
        """Enter goes on from a line or a choice; in long text and on buttons it is itself."""
        if not self.goes_on:
            raise SkipAction
        await self._take_what_is_typed()
        self.go_on()

    async def _take_what_is_typed(self) -> None:
        """Have the field that is left take every key on its way to it: only by what it says is it
        known which field is the next.
        """
        taken, here = asyncio.Event(), self.focused
        if isinstance(here, (Picker, PlainInput)) and here.call_later(taken.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(taken.wait(), _TAKEN_WITHIN)

    def go(self, by: int) -> None:
        """To the next field, or the one before, at once."""
        self.follow()
        (self.focus_next if by > 0 else self.focus_previous)()

    def go_on(self) -> None:
        """Take the choice that the cursor is on, and go to the next field, at once."""
        if isinstance(self.focused, Picker):
            self.focused.pick_here()
        self.go(1)

    def follow(self) -> None:
        """Show the fields that follow from what is filled in."""

    @property
    def focus_chain(self) -> list[Widget]:
        """What may have the keys, in the order it is written down: a field that has only just come
        up lies nowhere yet, and would else be taken for the first.
        """
        return list(_stops(self))

    @property
    def goes_on(self) -> bool:
        """Whether Enter leaves the field that has the keys."""
        return isinstance(self.focused, (Picker, PlainInput))

    def field(self, path: str, kind: type[FieldType]) -> FieldType:
        """The field of this path; KeyError where none stands, as on a form that was left."""
        found = next((field for field in self.standing if field.path == path), None)
        if found is None:
            raise KeyError(path)
        assert isinstance(found, kind)
        return found

    def typed(self, path: str) -> str:
        """What stands in the field of this path, exactly as it stands."""
        return self.field(path, Field).text

    def reveal(self, path: str, shown: bool) -> None:
        """Show or hide the field of this path; hidden, it keeps what was typed."""
        field = self.field(path, Field)
        # Set only when it changes: it lays the whole form out anew, and is asked at every key.
        if field.display != shown:
            field.display = shown

    def shown_fields(self) -> list[Field]:
        """The fields a person can see, in order."""
        return [
            field
            for field in self.standing
            if all(node.display for node in field.ancestors_with_self if isinstance(node, Widget))
        ]

    def texts(self) -> dict[str, str]:
        """Everything typed, by field path, as a draft keeps it; never a password."""
        return {
            field.path: field.text
            for field in self.standing
            if not (isinstance(field, LineField) and field.is_secret)
        }

    async def restore(self, kept: dict[str, str]) -> None:
        """Put a draft back into the fields."""
        for field in self.standing:
            if field.path in kept:
                field.put(kept[field.path])


def _stops(parent: Widget) -> Iterator[Widget]:
    for node in parent.displayed_children:
        if node.disabled or not node.visible:
            continue
        if node.allow_focus():
            yield node
        if node.is_container and node.allow_focus_children():
            yield from _stops(node)
