"""The line over the queue: how much is open, how it is narrowed, and how much that hides."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from mashdesk.store.views import Counts
from mashdesk.tui.show import Part, Show


class QueueTitle(Widget):
    """Figures over the queue. While anything is hidden it says so, and how to see it again."""

    DEFAULT_CSS = """
    QueueTitle { height: 1; background: $background; color: $ink; }
    """

    def __init__(self, show: Show) -> None:
        super().__init__()
        self._show = show
        self._told: tuple[Counts, int, str] = (Counts(), 0, "")

    def tell(self, counts: Counts, hidden: int, words: str) -> None:
        """Show these figures; `words` say how the queue is narrowed, empty when it is not."""
        if (counts, hidden, words) != self._told:
            self._told = (counts, hidden, words)
            self.refresh()

    def render(self) -> Content:
        counts, hidden, words = self._told
        figures: list[Part] = [" ", (f"Open {counts.open}", "bold"), *self._more(counts)]
        only, hides = narrowed_parts(hidden, words)
        line = self._show.line(*figures, *only, *hides)
        if hides and line.cell_length > self.size.width:
            # That something is hidden, and the way back, are told before anything else.
            line = self._show.line(*figures[:2], *hides, *only)
        return line.truncate(self.size.width)

    def _more(self, counts: Counts) -> list[Part]:
        dot: Part = (f" {self._show.glyphs.dot} ", "$quiet")
        style = "bold $clock-now" if counts.unrated else ""
        return [dot, f"mine {counts.mine}", dot, (f"unrated {counts.unrated}", style)]


def narrowed_parts(hidden: int, words: str) -> tuple[list[Part], list[Part]]:
    """How a list is narrowed; and how much that hides, with the way to see it again. Nothing while
    it is whole.
    """
    only: list[Part] = [("   only ", "$quiet"), (words, "bold $key")] if words else []
    hides: list[Part] = [
        "  ",
        (f" {hidden} hidden ", "bold $notice-ink on $notice"),
        (" Esc", "bold $key"),
        (" shows all", "$quiet"),
    ]
    return only, hides if words or hidden else []
