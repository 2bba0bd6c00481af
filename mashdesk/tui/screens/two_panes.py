"""A list, and beside it what its cursor rests on: what the desk and an agency's desk share.

Opening follows the cursor, never in its way, and nothing is looked at in passing: every look
is audited.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult, SystemCommand
from textual.timer import Timer

from mashdesk.domain.errors import Refused, Trouble
from mashdesk.store.views import AgencyRequestView, ReferralView
from mashdesk.tui.messages import ReadingFailed, RecordMissing, RecordRead
from mashdesk.tui.reading import KeptReader
from mashdesk.tui.screens.alarms import alarms
from mashdesk.tui.screens.home import HomeScreen
from mashdesk.tui.screens.keyed import Keyed
from mashdesk.tui.view_keys import View, shown_key, views_here
from mashdesk.tui.widgets.banner import Banner, Tone
from mashdesk.tui.widgets.header import HeaderFacts, HeaderLine
from mashdesk.tui.widgets.key_bar import HAND_OVER, Key, KeyBar
from mashdesk.tui.widgets.line_list import LineList
from mashdesk.tui.widgets.page import Page
from mashdesk.tui.widgets.pane import Pane
from mashdesk.tui.work import start, start_only

REST = 0.075
"""Seconds the cursor rests on a row before it is opened."""

ViewT = TypeVar("ViewT", ReferralView, AgencyRequestView)


class TwoPanes(HomeScreen, Generic[ViewT]):
    """Header, list, what is opened of it, banner and keys, in one pane or two."""

    CSS_PATH = "two_panes.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    AUTO_FOCUS = "#rows"
    ACTS: ClassVar[Sequence[Any]] = ()
    VIEWS: ClassVar[Sequence[View]] = ()
    BACK_TO: ClassVar[str] = "list"
    ALWAYS: ClassVar[tuple[Key, ...]] = (
        Key("?", "help", "help"),
        Key("^p", "all", "app.command_palette"),
    )

    title_line: Any
    banner: Banner
    keys: KeyBar
    rows: LineList[Any]
    detail: Pane[ViewT]
    records: KeptReader[ViewT]

    def __init__(self, facts: HeaderFacts, at: int | None = None) -> None:
        """`at` is what to put the cursor on."""
        super().__init__()
        self.facts = facts
        self._at = at
        self._unreadable = ""
        self._rest: Timer | None = None
        self._read_at: dict[int, object] = {}

    @abstractmethod
    def build(self) -> None:
        """Make `title_line`, `rows`, `detail` and `records`, and what else reads the desk."""

    @abstractmethod
    def refusal(self, act: Any) -> str | None:
        """Why this act cannot be done to what is under the cursor; None when it can."""

    @abstractmethod
    def next_act(self) -> Keyed | None:
        """The step that is most likely wanted next."""

    @abstractmethod
    async def do(self, act: Any) -> None:
        """Do this act to what is under the cursor."""

    def compose(self) -> ComposeResult:
        show = self.app.shown
        self.build()
        self.rows.id, self.detail.id = "rows", "detail"
        self.header = HeaderLine(self.facts, show)
        self.banner = Banner(show)
        always = self.ALWAYS if self.app.training else (HAND_OVER, *self.ALWAYS)
        self.keys = KeyBar(show, always)
        self.title_line.add_class("title-line")
        yield self.header
        yield self.title_line
        yield self.detail
        yield self.rows
        yield self.banner
        yield self.keys

    def begin(self) -> None:
        """Everything is there and the first reading taken: go where the cursor was, and tick."""
        if self._at is not None:
            self.rows.move_to(self._at)
        self.watch(self.app, "now", self.tick, init=False)

    def say(self, text: str, tone: Tone = Tone.QUIET) -> None:
        self.banner.say(text, tone, self.app.now)

    def forget_what_is_out_of_sight(self) -> None:
        """Something was committed: what the banner tells may name a record that was sealed."""
        if self.banner.told and not self.banner.lasts:
            start_only(self, "banner", self._forget, self.banner.told)

    async def _forget(self, told: str) -> None:
        try:
            worded = await asyncio.to_thread(self.app.desk.worded, self.app.actor, told)
        except (Refused, Trouble):
            return  # that is about the desk, which says so itself
        if worded != told:
            self.banner.forget(told)

    @property
    def current(self) -> int | None:
        return self.rows.cursor_key

    @property
    def is_narrow(self) -> bool:
        """Whether list and record share one pane."""
        return self.has_class("-narrow")

    @property
    def is_reading(self) -> bool:
        """Whether the record was opened with Enter, not merely shown beside the list."""
        return self.has_class("-reading")

    # The clock, and what is wrong.

    def tick(self, now: datetime) -> None:
        """A second went by."""
        self.facts = replace(self.facts, now=now, trouble=self._unreadable or self.app.trouble)
        self.rows.tick(now)
        self.banner.set_now(now)
        self.sound_alarms()
        self.header.tell(self.facts)
        self.detail.tick(now)

    def on_reading_failed(self, message: ReadingFailed) -> None:
        self._unreadable = f"{message.message} {message.way_out}"
        self.sound_alarms()

    def readable_again(self) -> None:
        """A reading came through."""
        self._unreadable = ""

    def sound_alarms(self) -> None:
        """Tell everything that is wrong now, or that nothing is."""
        self.banner.alarm(*alarms(self.facts, self._unreadable, self.app.trouble))

    # Following the cursor.

    @on(LineList.Highlighted)
    def moved(self, event: LineList.Highlighted) -> None:
        """The cursor is elsewhere; what it passes over is not looked at."""
        event.stop()
        if self._rest is not None:
            self._rest.stop()
        # Nothing else is done here: the next frame belongs to the cursor.
        self._rest = self.set_timer(REST, self.rested)

    def rested(self) -> None:
        """The cursor stays where it is: show its record, where there is a pane for it."""
        key = self.current
        if key is not None and (not self.is_narrow or self.is_reading):
            self.read_record(key)
        elif self.detail.key != key:
            self.detail.put(None)
        self.refresh_keys()

    def read_record(self, key: int) -> None:
        """Show this record: as it was last read at once, as it is now as soon as it is read."""
        kept, row = self.records.kept(key), self.rows.row_of(key)
        # What the list has no more may have been sealed since: it is read before it is shown.
        if kept is not None and row is not None:
            self.detail.put(kept)
        if row is not None:
            self._read_at[key] = row
        start_only(self, "record", self.records.read, key)

    def follow_record(self) -> None:
        """The list was read: read the record again if its row changed, or show one if none is."""
        key = self.detail.key
        if key is None or key != self.current:
            self.rested()
            return
        row = self.rows.row_of(key)
        if row is None or row != self._read_at.get(key):
            self.read_record(key)

    def on_record_read(self, message: RecordRead) -> None:
        if message.key == self.current:
            self.detail.put(message.view)  # type: ignore[arg-type] # its own reader's
            self.refresh_keys()

    def on_record_missing(self, message: RecordMissing) -> None:
        if message.key == self.current:
            self.detail.put(None)
            self.say(message.why, Tone.REFUSED)

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Show the record and put the keys into it."""
        key = self.current
        if key is None:
            return
        self.add_class("-reading")
        if self.detail.key != key:
            self.read_record(key)
        self.detail.page.focus()
        self.refresh_keys()

    def leave_record(self) -> None:
        """Back to the list."""
        self.remove_class("-reading")
        self.rows.focus()

    def action_scroll_record(self, by: int) -> None:
        """Scroll the record without leaving the list."""
        self.detail.page.scroll_relative(y=by * 3, animate=False)

    @on(Page.Chosen)
    def _chosen(self, event: Page.Chosen) -> None:
        event.stop()
        self.refresh_keys()

    def on_resize(self) -> None:
        self.call_after_refresh(self.rested)

    # Acts.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "act":
            return None if self.refusal(self._act(str(parameters[0]))) else True
        return True

    def _act(self, name: str) -> Any:
        return next(act for act in self.ACTS if act.id == name)

    def on_key(self, event: events.Key) -> None:
        # A key whose act is greyed comes through to here: say why, rather than nothing.
        for act in self.ACTS:
            if event.key == act.key and (refused := self.refusal(act)):
                event.stop()
                self.say(refused, Tone.REFUSED)

    def soon(self) -> tuple[str, ...]:
        """The acts (by id) whose keys are shown first after the next one, however narrow it is."""
        return ()

    def refresh_keys(self) -> None:
        """Bring the footer up to date with what can be done now."""
        upcoming = self.next_act()
        keys: list[Key] = []
        if self.is_narrow:
            back = Key("Esc", self.BACK_TO, "back")
            keys.append(back if self.is_reading else Key("Enter", "open", "open"))
        if upcoming is not None:
            action = f"act('{upcoming.id}')"
            keys.append(Key(upcoming.shown_key, upcoming.label.lower(), action, True))
        soon = self.soon()
        keys += [
            Key(act.shown_key, act.label.lower(), f"act('{act.id}')")
            for act in sorted(self.ACTS, key=lambda act: act.id not in soon)
            if act is not upcoming and self.refusal(act) is None
        ]
        self.keys.tell(keys)

    def action_act(self, name: str) -> None:
        """Do this act to what is under the cursor."""
        start_only(self, "act", self.do, self._act(name))

    def commands(self) -> Iterator[SystemCommand]:
        for act in self.ACTS:
            if self.refusal(act) is None:
                run = partial(self.action_act, act.id)
                yield SystemCommand(act.tooltip, f"key {act.shown_key}", run)
        for view in views_here(tuple(self.VIEWS), training=self.app.training):
            if view.in_palette:
                look = partial(start, self, "palette", self.run_action, view.action)
                yield SystemCommand(view.tooltip, f"key {shown_key(view.key)}", look)
