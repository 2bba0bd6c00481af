"""The line above an agency's requests: how many are owed, by whom, and how many are settled."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget

from mashdesk.store.views import AgencyDeskView
from mashdesk.tui.show import Part, Show


class AgencyTitle(Widget):
    """Figures over everything the agency was asked."""

    DEFAULT_CSS = """
    AgencyTitle { height: 1; background: $surface; color: $ink; }
    """

    def __init__(self, show: Show) -> None:
        super().__init__()
        self._show = show
        self._told: tuple[int, int, int, int] | None = None

    def tell(self, view: AgencyDeskView | None, person: int) -> None:
        """Show the figures of this reading, for whoever is at the desk."""
        told = None
        if view is not None:
            mine = sum(1 for row in view.open if row.holder_id == person)
            nobodys = sum(1 for row in view.open if row.holder_id is None)
            told = (len(view.open), mine, nobodys, len(view.settled) + view.settled_more)
        if told != self._told:
            self._told = told
            self.refresh()

    def render(self) -> Content:
        if self._told is None:
            return Content("")
        owed, mine, nobodys, settled = self._told
        dot: Part = (f" {self._show.glyphs.dot} ", "$quiet")
        return self._show.line(
            " ",
            (f"To answer {owed}", "bold"),
            dot,
            f"mine {mine}",
            dot,
            (f"nobody's {nobodys}", "bold $clock-now" if nobodys else ""),
            dot,
            (f"settled {settled}", "$quiet"),
        ).truncate(self.size.width)
