"""The first frame, shown before anything heavy is loaded, and the last one when it cannot start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mashdesk.tui.labels import TRAINING

if TYPE_CHECKING:
    from mashdesk.tui.desk_app import DeskApp


def training_mark() -> Static:
    """The bar that says this is no live desk."""
    return Static(Content(TRAINING), classes="training-mark", markup=False)


class StartScreen(Screen[None]):
    """A name and what is happening."""

    CSS_PATH = "start.tcss"
    app: DeskApp

    def compose(self) -> ComposeResult:
        if self.app.training:
            yield training_mark()
        yield Static(
            Content.assemble(("mashdesk", "bold $key"), ("   opening the desk ...", "$quiet")),
            id="start",
            markup=False,
        )


class TroubleScreen(Screen[None]):
    """Why the desk cannot be opened, in a sentence, and what to do about it."""

    CSS_PATH = "start.tcss"
    BINDINGS = [("r", "again", "Try again"), ("q,escape", "app.quit", "Leave")]
    app: DeskApp

    def __init__(self, message: str, way_out: str) -> None:
        super().__init__()
        self._message = message
        self._way_out = way_out

    def compose(self) -> ComposeResult:
        if self.app.training:
            yield training_mark()
        text = self.app.shown.lines
        with Vertical(classes="card", id="trouble"):
            yield Static(Content("The desk cannot be opened"), classes="card--title", markup=False)
            yield Static(Content(text(self._message)), classes="card--wrong", markup=False)
            yield Static(Content(text(self._way_out)), classes="card--label", markup=False)
            yield Static(Content("r tries again   q leaves"), classes="card--keys", markup=False)

    def action_again(self) -> None:
        """Open the desk again."""
        self.app.open_the_desk()
