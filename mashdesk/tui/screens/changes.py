"""What changed for an agency: each entry stays until somebody of the agency acknowledges it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import OptionList

from mashdesk.store.views import Departure, NoticeView
from mashdesk.tui.screens.notices import NoticesScreen


class ChangesScreen(NoticesScreen):
    """One list. Dismisses with the id of a request to open, or None."""

    heading = "Changes to acknowledge"
    keys = "Space or Enter: seen   A: all seen   o: open the request   Esc: back"
    mine_words: ClassVar[str] = "For your agency and you"
    nothing_words: ClassVar[str] = "Nothing changed that your agency has not seen."

    def body(self) -> ComposeResult:
        for part in super().body():
            part.display = part.id != "departures" and not part.has_class("left")
            yield part

    def action_open(self) -> None:
        item = self._under_cursor()
        if isinstance(item, NoticeView) and item.request is not None:
            self.dismiss(item.request)
        elif item is not None:
            self.say("This is about what your agency sent in: s on the desk opens that list.")

    def _under_cursor(self) -> NoticeView | Departure | None:
        shown = self.query_one("#notices", OptionList)
        at = shown.highlighted
        return self.notices[at] if at is not None and at < len(self.notices) else None
