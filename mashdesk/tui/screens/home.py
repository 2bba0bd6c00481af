"""What a person works from once signed in: the desk's queue, or their agency's requests."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.screen import Screen

from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.widgets.header import HeaderFacts

if TYPE_CHECKING:
    from mashdesk.tui.desk_app import DeskApp


class HomeScreen(Screen[None]):
    """The bottom of what is shown to somebody signed in; the lock destroys it."""

    app: DeskApp
    facts: HeaderFacts

    @property
    @abstractmethod
    def current(self) -> int | None:
        """What acts are done to, for the cursor to be put back on after a lock."""

    @abstractmethod
    def say(self, text: str, tone: Tone = Tone.QUIET) -> None:
        """Tell something on the line above the keys."""

    @abstractmethod
    def commands(self) -> Iterator[SystemCommand]:
        """The palette's entries: everything that can be done here now, by name."""
