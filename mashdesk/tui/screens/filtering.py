"""The line of words that narrows a list, the same over the queue and over an agency's requests."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual import on
from textual.screen import Screen
from textual.widgets import Input

from mashdesk.tui.filters import HOW_TO
from mashdesk.tui.widgets.banner import Banner
from mashdesk.tui.widgets.key_bar import KeyBar


class Filtering(Screen[None]):
    """For screens of a list, a banner and keys; the line stands in the banner's place."""

    HOW_TO: ClassVar[str] = HOW_TO
    banner: Banner
    keys: KeyBar

    @abstractmethod
    def filter_in_words(self) -> str:
        """How the list is narrowed now; empty when it is not."""

    @abstractmethod
    def narrow_by(self, words: str) -> None:
        """Show the part that these words ask for."""

    def entered(self, words: str) -> None:
        """The words were finished with Enter."""

    async def action_filter(self) -> None:
        """Ask for the words to narrow by."""
        from mashdesk.tui.widgets.filter_line import FilterLine

        self.banner.display = False
        await self.mount(FilterLine(self.filter_in_words(), self.HOW_TO), before=self.keys)

    @property
    def is_filtering(self) -> bool:
        """Whether words are being asked for."""
        return not self.banner.display

    def close_filter(self) -> None:
        """Put the line of words away; what it asked for stays."""
        self.query("#filter").remove()
        self.banner.display = True
        self.query_one("#rows").focus()

    @on(Input.Changed, "#filter")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_filtering:
            self.narrow_by(event.value)

    @on(Input.Submitted, "#filter")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.close_filter()
        self.entered(event.value)
