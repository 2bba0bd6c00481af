"""The line above an agency's requests: how many are owed, by whom, and how many are settled."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from mashdesk.store.views import AgencyDeskView
from mashdesk.tui.show import Part, Show
from mashdesk.tui.widgets.queue_title import narrowed_parts


class AgencyTitle(Widget):
    """Figures over everything the agency was asked."""

    DEFAULT_CSS = """
    AgencyTitle { height: 1; background: $surface; color: $ink; }
    """

    def __init__(self, show: Show) -> None:
        super().__init__()
        self._show = show
        self._told: tuple[int, int, int, int] | None = None
        self._narrowed: tuple[int, str] = (0, "")

    def tell(self, view: AgencyDeskView | None, person: int, hidden: int, words: str) -> None:
        """Show the figures of this reading, for whoever is at the desk; `words` say how the list
        is narrowed, empty when it is not, and `hidden` how much that hides.
        """
        told = None
        if view is not None:
            mine = sum(1 for row in view.open if row.holder_id == person)
            nobodys = sum(1 for row in view.open if row.holder_id is None)
            told = (len(view.open), mine, nobodys, len(view.settled) + view.settled_more)
        if (told, (hidden, words)) != (self._told, self._narrowed):
            self._told, self._narrowed = told, (hidden, words)
            self.refresh()

    def render(self) -> Content:
        if self._told is None:
            return Content("")
        owed, mine, nobodys, settled = self._told
        dot: Part = (f" {self._show.glyphs.dot} ", "$quiet")
        parts: list[Part] = [" ", (f"To answer {owed}", "bold")]
        if any(self._narrowed):
            # What is hidden is told before anything else that might not find room.
            only, hides = narrowed_parts(*self._narrowed)
            parts += [*only, *hides]
        else:
            parts += [
                dot,
                f"mine {mine}",
                dot,
                (f"nobody's {nobodys}", "bold $clock-now" if nobodys else ""),
                dot,
                (f"settled {settled}", "$quiet"),
            ]
        return self._show.line(*parts).truncate(self.size.width)
