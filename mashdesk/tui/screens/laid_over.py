"""A screen laid over the desk: what it is, what the desk answered, and a sentence at the bottom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, ParamSpec, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.labels import TRAINING
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_Result = TypeVar("_Result")
_Answer = TypeVar("_Answer")
_Asked = ParamSpec("_Asked")


class LaidOver(Screen[_Result]):
    """It asks the desk when it comes up, and again when something is committed: what went out of
    sight meanwhile does not stay on the screen.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("L", "app.lock", "Lock the desk"),
        Binding("ctrl+l", "app.lock", "Lock the desk", priority=True),
    ]
    heading = ""
    keys = ""
    """What its keys do, for the last line."""
    box_id: ClassVar[str | None] = None

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__()
        self.desk = desk
        self.actor = actor

    def compose(self) -> ComposeResult:
        with Vertical(classes="form--box", id=self.box_id):
            with Horizontal(classes="form--title"):
                yield Said(f" {TRAINING} ", "form--training")
                yield Said(self.heading, "form--heading")
            yield from self.body()
            yield Said("", "form--trouble")
            yield Said(self.keys, "form--keys")

    def body(self) -> ComposeResult:
        """What stands between the title and the sentence at the bottom."""
        raise NotImplementedError

    def look(self, *, again: bool = False) -> None:
        """Ask the desk for what is shown; `again` because something was committed."""
        raise NotImplementedError

    def forget(self) -> None:
        """Take what is shown away."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.set_class(show_of(self).ascii, "-ascii")
        self.query_one(".form--training").display = False
        self.say("")
        start(self, "mark", self._mark)
        self.look()

    async def _mark(self) -> None:
        try:
            hub = await asyncio.to_thread(self.desk.hub)
        except Trouble:
            return  # what is looked for says so
        self.query_one(".form--training").display = hub.training

    def changed(self) -> None:
        """Something was committed: it may belong here, or be out of sight now."""
        self.look(again=True)

    def say(self, words: str) -> None:
        """The sentence at the bottom."""
        line = self.query_one(".form--trouble", Said)
        line.tell(words)
        line.display = bool(words)

    async def answer(
        self, ask: Callable[_Asked, _Answer], *args: _Asked.args, **named: _Asked.kwargs
    ) -> _Answer | None:
        """What the desk answers; None where it refuses: that is said, and nothing stays shown."""
        try:
            return await asyncio.to_thread(ask, *args, **named)
        except (Refused, Trouble) as problem:
            self.forget()
            self.say(str(problem))
            return None
