"""The main screen's panes, and what is under the cursor or visited by its reference."""

from __future__ import annotations

from textual import on

from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.views import QueueRow, ReferralView
from mashdesk.tui.keys import Subject
from mashdesk.tui.labels import EMPTY_QUEUE
from mashdesk.tui.messages import QueueRead
from mashdesk.tui.reading import KeptReader, QueueReader
from mashdesk.tui.screens.two_panes import TwoPanes
from mashdesk.tui.widgets.detail import Detail
from mashdesk.tui.widgets.header import HeaderFacts
from mashdesk.tui.widgets.key_bar import Key
from mashdesk.tui.widgets.line_list import LineList
from mashdesk.tui.widgets.queue_list import QueueList
from mashdesk.tui.widgets.queue_title import QueueTitle

NO_QUEUE = "Your role does not show the queue: it holds the names of children."


class DeskPanes(TwoPanes[ReferralView]):
    """The queue, and a record beside it."""

    ALWAYS = (Key("/", "find", "filter"), *TwoPanes.ALWAYS)

    def __init__(self, first: QueueRead, facts: HeaderFacts, at: int | None = None) -> None:
        super().__init__(facts, at)
        self.first = first
        self.visiting: int | None = None
        """A referral looked at by its reference, which need not be in the queue."""

    def build(self) -> None:
        show, desk, actor = self.app.shown, self.app.desk, self.app.actor
        self.reader = QueueReader(desk, actor, self)
        self.records = KeptReader(actor, self, desk.open, desk.reread)
        self.title_line = QueueTitle(show)
        may = may_look(actor.role, Look.QUEUE)
        self.rows: QueueList = QueueList(show.glyphs, empty=EMPTY_QUEUE if may else NO_QUEUE)
        self.detail: Detail = Detail(show, self.facts.now)

    @property
    def current(self) -> int | None:
        """The referral acts are done to: the one visited by its reference, else the cursor's."""
        return self.visiting if self.visiting is not None else self.rows.cursor_key

    @property
    def subject(self) -> Subject:
        """What is known of it."""
        key = self.current
        row: QueueRow | None = None if key is None else self.rows.row_of(key)
        view = self.detail.view
        known = view if view is not None and view.id == key else None
        return Subject(row, known, self.app.now, self.app.actor.user_id)

    @on(LineList.Highlighted)
    def _left_the_visit(self) -> None:
        if self.rows.has_focus:
            self.visiting = None

    def leave_record(self) -> None:
        super().leave_record()
        if self.visiting is not None:
            self.visiting = None
            self.rested()

    def action_tab(self, index: int) -> None:
        """Show this tab of the record."""
        if self.is_narrow and not self.is_reading:
            self.action_open()
        self.detail.show_tab(index)
        self.refresh_keys()

    async def view_of(self, key: int) -> ReferralView | None:
        """The record for an act: the one shown if it is this one, otherwise read now."""
        return self.subject.view or await self.records.read(key)
