"""A list of choices in columns, one or several of which are picked by keys or mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget

from mashdesk.text import cell_width, clip
from mashdesk.tui.forms.said import show_of

_GAP = 2
_MOVES = {"up": -1, "down": 1, "home": -10_000, "end": 10_000}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick: `code` is what a draft keeps, `label` what is read.

    `note` is said behind the label; a `fixed` choice is shown but cannot be picked.
    """

    code: str
    label: str
    note: str = ""
    fixed: bool = False
    style: str = ""


GONE = Choice("", "not open to you any more", fixed=True)
"""In the place of what was offered, and is out of the reader's sight by now."""


def in_place(before: Sequence[Choice], now: Sequence[Choice]) -> tuple[Choice, ...]:
    """What is offered now, each where it stood before and what is new last, so that nothing moves
    under the cursor: what is offered no more leaves its place empty.
    """
    offered = {choice.code: choice for choice in now}
    stayed = [offered.pop(choice.code, GONE) for choice in before]
    return (*stayed, *offered.values())


class Picker(Widget, can_focus=True):
    """Choices in as many columns as fit, filled column by column; `many` allows several."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "picker--choice", "picker--picked", "picker--cursor", "picker--note", "picker--fixed",
    }  # fmt: skip

    class Picked(Message):
        """Something was picked, or no longer is."""

        def __init__(self, picker: Picker) -> None:
            super().__init__()
            self.picker = picker

        @property
        def control(self) -> Picker:
            return self.picker

    def __init__(self, choices: Sequence[Choice], *, many: bool = False) -> None:
        super().__init__()
        self.choices = tuple(choices)
        self.many = many
        self.codes: tuple[str, ...] = ()
        self._at = 0

    def pick(self, codes: Sequence[str]) -> None:
        """Have exactly these picked; codes that are not offered, or fixed, are left out."""
        offered = {choice.code for choice in self.choices if not choice.fixed}
        wanted = [choice.code for choice in self.choices if choice.code in offered & set(codes)]
        self.codes = tuple(wanted if self.many else wanted[:1])
        picked = [n for n, choice in enumerate(self.choices) if choice.code in self.codes]
        self._at = picked[0] if picked and not self.many else self._at
        self.refresh()

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def get_content_height(
        self,
        container: Size,  # noqa: ARG002
        viewport: Size,  # noqa: ARG002
        width: int,
    ) -> int:
        return self._shape(width)[1]

    def render(self) -> Content:
        """Every row of choices; the cursor is drawn only while keys go here."""
        columns, rows = self._shape(self.size.width)
        width = self._width(self.size.width)
        lines = []
        for row in range(rows):
            places = (row + column * rows for column in range(columns))
            cells = [self._cell(n, width) for n in places if n < len(self.choices)]
            lines.append(Content(" " * _GAP).join(cells))
        return Content("\n").join(lines)

    def _cell(self, at: int, width: int) -> Content:
        choice = self.choices[at]
        picked = choice.code in self.codes
        label = self._show(choice.label)
        note = f"  {self._show(choice.note)}" if choice.note else ""
        if choice.note and len(self.choices) > 1:
            # Notes stand below one another, so that labels and notes read as two columns.
            label += " " * (self._longest_label() - cell_width(label))
        label = clip(label, max(4, width - 4))
        note = clip(note, max(0, width - 4 - cell_width(label))) if note else ""
        rest = " " * max(0, width - 4 - cell_width(label) - cell_width(note))
        kind = "fixed" if choice.fixed else "picked" if picked else "choice"
        here = self.has_focus and at == self._at
        face = self.get_visual_style("picker--cursor" if here else f"picker--{kind}")
        quiet = face if here else self.get_visual_style("picker--note")
        coloured: tuple[str, str] | None = None
        if choice.style and not here:
            coloured = (label, choice.style)
        return Content.assemble(
            (f"{self._mark(choice, picked)} ", face),
            coloured or (label, face),
            (note + rest, quiet),
        )

    def _mark(self, choice: Choice, picked: bool) -> str:
        if choice.fixed:
            return " - "
        if self.many:
            return "[x]" if picked else "[ ]"
        return "(*)" if picked else "( )"

    def _width(self, width: int) -> int:
        columns = self._shape(width)[0]
        return max(1, (width - _GAP * (columns - 1)) // columns)

    def _shape(self, width: int) -> tuple[int, int]:
        """Columns and rows for a width in cells."""
        longest = max((self._length(choice) for choice in self.choices), default=1)
        columns = max(1, min(4, len(self.choices), (width + _GAP) // (longest + _GAP)))
        rows = -(-len(self.choices) // columns)
        return max(1, -(-len(self.choices) // max(rows, 1))), max(1, rows)

    def _show(self, text: str) -> str:
        return show_of(self).text(text)

    def _length(self, choice: Choice) -> int:
        if not choice.note:
            return 4 + cell_width(self._show(choice.label))
        return 4 + self._longest_label() + 2 + cell_width(self._show(choice.note))

    def _longest_label(self) -> int:
        noted = [choice for choice in self.choices if choice.note]
        return max((cell_width(self._show(choice.label)) for choice in noted), default=0)

    def on_key(self, event: events.Key) -> None:
        rows = self._shape(self.size.width)[1]
        moves = {**_MOVES, "left": -rows, "right": rows}
        if event.key in moves:
            self._move(moves[event.key])
        elif event.key == "space":
            self._toggle(self._at)
        elif not (event.character and event.is_printable and self._find(event.character)):
            return
        event.stop()
        event.prevent_default()

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        """Letters find a choice, so no binding above may take them."""
        return character is not None and character.isprintable()

    def on_click(self, event: events.Click) -> None:
        columns, rows = self._shape(self.size.width)
        place = event.get_content_offset(self)
        if place is None:
            return
        column = min(place.x // (self._width(self.size.width) + _GAP), columns - 1)
        at = place.y + column * rows
        if at < len(self.choices):
            self._at = at
            self._toggle(at)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def pick_here(self) -> None:
        """Have what the cursor is on, where only one can be had."""
        if not self.many:
            self._toggle(self._at)

    def _move(self, by: int) -> None:
        if not self.choices:
            return
        whole = abs(by) >= 10_000
        target = self._at + by
        if whole or 0 <= target < len(self.choices):
            self._at = min(max(target, 0), len(self.choices) - 1)
        self._arrive()

    def _find(self, letter: str) -> bool:
        """Go to the next choice beginning with the letter; False if there is none."""
        count = len(self.choices)
        for step in range(1, count + 1):
            at = (self._at + step) % count
            begins = self.choices[at].label[:1].casefold() == letter.casefold()
            if begins and not self.choices[at].fixed:
                self._at = at
                self._arrive()
                return True
        return False

    def _arrive(self) -> None:
        """One choice follows the cursor, as radio buttons do everywhere; several wait for space."""
        if not self.many and self.choices and not self.choices[self._at].fixed:
            self._set((self.choices[self._at].code,))
        self.refresh()
        self._show_row()

    def _toggle(self, at: int) -> None:
        if not self.choices or self.choices[at].fixed:
            return
        code = self.choices[at].code
        if not self.many:
            self._set((code,))
            return
        picked = set(self.codes) ^ {code}
        self._set(tuple(choice.code for choice in self.choices if choice.code in picked))

    def _set(self, codes: tuple[str, ...]) -> None:
        if codes != self.codes:
            self.codes = codes
            self.post_message(self.Picked(self))
        self.refresh()

    def _show_row(self) -> None:
        """Keep the cursor's row in sight where the list is taller than the form's window."""
        rows = self._shape(self.size.width)[1]
        row = Region(self.region.x, self.content_region.y + self._at % rows, 1, 1)
        for above in self.ancestors:
            if isinstance(above, VerticalScroll):
                over = above.content_region.y - row.y
                under = row.bottom - above.content_region.bottom
                if over > 0 or under > 0:
                    above.scroll_relative(y=-over if over > 0 else under, animate=False)
                return
