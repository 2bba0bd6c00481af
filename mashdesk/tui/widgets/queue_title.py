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
        dot = f" {self._show.glyphs.dot} "
        parts: list[Part] = [
            " ",
            (f"Open {counts.open}", "bold"),
            (dot, "$quiet"),
            f"mine {counts.mine}",
            (dot, "$quiet"),
        ]
        parts.append((f"unrated {counts.unrated}", "bold $clock-now" if counts.unrated else ""))
        parts += narrowed_parts(hidden, words)
        return self._show.line(*parts).truncate(self.size.width)


def narrowed_parts(hidden: int, words: str) -> list[Part]:
    """How a list is narrowed, how much that hides, and how to see it again; nothing while it is
    whole.
    """
    parts: list[Part] = [("   only ", "$quiet"), (words, "bold $key")] if words else []
    if words or hidden:
        parts += [
            "  ",
            (f" {hidden} hidden ", "bold $notice-ink on $notice"),
            (" Esc", "bold $key"),
            (" shows all", "$quiet"),
        ]
    return parts
