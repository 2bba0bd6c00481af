"""What became of what the agency sent, one after another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mashdesk.store.views import BecameView
from mashdesk.tui.screens.reading_page import ReadingPage
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.agency import outcome_lines
from mashdesk.tui.widgets.page import Line


class OutcomesScreen(ReadingPage):
    """Every decision the agency was asked for, in the words the decision maker shared."""

    title_words = "What became of it"

    def __init__(self, show: Show, every: Iterable[BecameView], now: datetime) -> None:
        super().__init__(show, now)
        self._every = tuple(every)

    def lines(self) -> Iterable[Line]:
        return outcome_lines(self._every, self._now, self._show)
