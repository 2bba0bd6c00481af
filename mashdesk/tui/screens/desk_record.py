"""How the record follows the queue's cursor: never in its way, and never looked at in passing."""

from __future__ import annotations

from textual import on
from textual.timer import Timer

from mashdesk.store.views import ReferralView
from mashdesk.tui.messages import QueueRead, RecordMissing, RecordRead
from mashdesk.tui.screens.desk_panes import DeskPanes
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.widgets.header import HeaderFacts
from mashdesk.tui.widgets.page import Page
from mashdesk.tui.widgets.queue_list import QueueList
from mashdesk.tui.work import start_only

REST = 0.075
"""Seconds the cursor rests on a row before its record is opened: every look is audited."""


class RecordFollowing(DeskPanes):
    """Opens what the cursor rests on, and reads again what changed while it is shown."""

    def __init__(self, first: QueueRead, facts: HeaderFacts) -> None:
        super().__init__(first, facts)
        self._rest: Timer | None = None
        self._read_at: dict[int, int] = {}

    @on(QueueList.Highlighted)
    def _moved(self, event: QueueList.Highlighted) -> None:
        event.stop()
        if self.rows.has_focus:
            self.visiting = None
        if self._rest is not None:
            self._rest.stop()
        # Nothing else is done here: the next frame belongs to the cursor.
        self._rest = self.set_timer(REST, self.rested)

    def rested(self) -> None:
        """The cursor stays where it is: show its record, where there is a pane for it."""
        key = self.current
        if key is not None and (not self.is_narrow or self.is_reading):
            self.read_record(key)
        elif self.detail.view is not None and self.detail.view.id != key:
            self.detail.put(None)
        self.refresh_keys()

    def read_record(self, key: int) -> None:
        """Show this record: as it was last read at once, as it is now as soon as it is read."""
        kept = self.records.kept(key)
        if kept is not None:
            self.detail.put(kept)
        row = next((row for row in self.rows.rows if row.id == key), None)
        if row is not None:
            self._read_at[key] = row.changed
        start_only(self, "record", self.records.read, key)

    def follow_record(self) -> None:
        """The queue was read: read the record again if it changed, or show one if none is."""
        view = self.detail.view
        if view is None or view.id != self.current:
            self.rested()
            return
        row = next((row for row in self.rows.rows if row.id == view.id), None)
        if row is None or row.changed != self._read_at.get(view.id):
            self.read_record(view.id)

    def on_record_read(self, message: RecordRead) -> None:
        if message.view.id == self.current:
            self.detail.put(message.view)
            self.refresh_keys()

    def on_record_missing(self, message: RecordMissing) -> None:
        if message.referral == self.current:
            self.detail.put(None)
            self.say(message.why, Tone.REFUSED)

    async def view_of(self, key: int) -> ReferralView | None:
        """The record for an act: the one shown if it is this one, otherwise read now."""
        return self.subject.view or await self.records.read(key)

    # Keys.

    @on(QueueList.Selected)
    def _selected(self, event: QueueList.Selected) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Show the record and put the keys into it."""
        key = self.current
        if key is None:
            return
        self.add_class("-reading")
        if self.detail.view is None or self.detail.view.id != key:
            self.read_record(key)
        self.detail.page.focus()
        self.refresh_keys()

    def leave_record(self) -> None:
        """Back to the queue."""
        self.remove_class("-reading")
        self.rows.focus()
        if self.visiting is not None:
            self.visiting = None
            self.rested()

    def action_tab(self, index: int) -> None:
        """Show this tab of the record."""
        if self.is_narrow and not self.is_reading:
            self.action_open()
        self.detail.show_tab(index)
        self.refresh_keys()

    def action_scroll_record(self, by: int) -> None:
        """Scroll the record without leaving the queue."""
        self.detail.page.scroll_relative(y=by * 3, animate=False)

    @on(Page.Chosen)
    def _chosen(self, event: Page.Chosen) -> None:
        event.stop()
        self.refresh_keys()
