"""One person of a contact: a block of fields, and who the hub knows that they may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Button

from mashdesk.domain.particulars import Particulars
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.forms.known import Known
from mashdesk.tui.forms.likeness import LikenessField
from mashdesk.tui.forms.said import Said

SETTLES = 0.3
"""Seconds without a key after which it is asked who may be meant."""

INDIVIDUAL = "individual"


class PersonBlock(Vertical):
    """One person. `number` counts from 1, as the paths of problems do, which begin with `root`."""

    root: ClassVar[str] = ""
    noun: ClassVar[str] = ""
    lines: ClassVar[tuple[str, ...]] = ()
    """The parts that are plain lines of text."""

    class Removed(Message):
        """A person wants this one off the form."""

        def __init__(self, block: PersonBlock) -> None:
            super().__init__()
            self.block = block

    def __init__(self, number: int, now: Callable[[], datetime], known: Known) -> None:
        super().__init__(classes="child")
        self.number = number
        self.fields = self.make_fields(now)
        self.likeness = LikenessField("", known)
        self.parts: Mapping[str, Field] = {**self.fields, INDIVIDUAL: self.likeness}
        self._settling: Timer | None = None
        for part in self.parts.values():
            part.add_class("-tight")

    def make_fields(self, now: Callable[[], datetime]) -> dict[str, Field]:
        """The fields in order, by the name each has in the domain."""
        raise NotImplementedError

    def particulars(self) -> Particulars:
        """What is typed so far to know this person by."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield Said("", "form--section child--title")
        with Vertical(classes="form--pairs"):
            yield from self.fields.values()
        yield self.likeness
        words = f"Remove this {self.noun}  ctrl+r"
        yield Button(Content(words), classes="child--remove", compact=True)

    def on_mount(self) -> None:
        self.renumber(self.number)
        self.adapt()

    def renumber(self, number: int) -> None:
        """Be the person of this number, in words and in the paths of problems."""
        self.number = number
        for name, part in self.parts.items():
            part.path = f"{self.root}.{number}.{name}"
        self._entitle()

    def _entitle(self) -> None:
        """The head says too that somebody may be meant: their lines may be below the window."""
        asked = self.likeness.likenesses.asked()
        head = f"{self.noun.capitalize()} {self.number}"
        for title in self.query(".child--title").results(Said):
            title.tell(f"{head}   {asked}" if asked else head)

    def adapt(self) -> None:
        """The place of who it may be is kept as soon as there is anybody to look for."""
        shown = not self.is_empty
        if self.likeness.display != shown:
            self.likeness.display = shown
            self.call_after_refresh(self._bring_in_sight)

    def _bring_in_sight(self) -> None:
        """Who it may be is in sight from the first letter on, if the field that has the keys stays
        so too: it moves once, before anybody is told of.
        """
        here = self.screen.focused
        if not self.likeness.display or here is None or self not in here.ancestors:
            return
        window = next(node for node in self.ancestors if isinstance(node, VerticalScroll))
        if self.likeness.region.bottom - here.region.y <= window.size.height:
            self.likeness.scroll_visible(animate=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed about this person."""
        return not any(part.text for part in self.parts.values())

    @property
    def called(self) -> str:
        """What to call them in a question."""
        names = (self.parts[name].text.strip() for name in ("given_name", "family_name"))
        return next(filter(None, names), "no name yet")

    def clear(self) -> None:
        """Have nothing typed about this person."""
        for part in self.parts.values():
            part.put("")
        self.look()

    def texts(self) -> dict[str, str]:
        """Each plain line as it stands, trimmed."""
        return {name: self.parts[name].text.strip() for name in self.lines}

    @property
    def individual(self) -> int | None:
        """Who this is said to be, if anybody known."""
        return self.likeness.likenesses.same

    @property
    def different(self) -> frozenset[int]:
        """Known people whom a person said this is not."""
        return self.likeness.likenesses.different

    # Who it may be.

    @on(Field.Changed)
    def _typed(self, event: Field.Changed) -> None:
        """Goes on to the form, which keeps its draft."""
        if event.field is self.likeness:
            self._entitle()
        else:
            if self._settling is not None:
                self._settling.stop()
            self._settling = self.set_timer(SETTLES, self.look)

    @on(LikenessField.Told)
    def _told(self, event: LikenessField.Told) -> None:
        event.stop()
        self._entitle()

    def look(self) -> None:
        """Look for whoever may be meant by what stands here now."""
        if self.is_empty:
            self.likeness.look_for_nobody()
            self._entitle()
        else:
            self.likeness.look_for(self.particulars())

    @on(Button.Pressed)
    def _remove(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Removed(self))
