"""The main screen's panes, and what is under the cursor or visited by its reference."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from textual import on

from mashdesk.domain.errors import NotFound, Refused, Trouble
from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.views import QueueRow, ReferralView
from mashdesk.tui.labels import EMPTY_QUEUE
from mashdesk.tui.leaving import leave_at_once
from mashdesk.tui.messages import QueueRead
from mashdesk.tui.reading import KeptReader, QueueReader
from mashdesk.tui.screens.two_panes import TwoPanes
from mashdesk.tui.subject import Subject
from mashdesk.tui.tabs import TABS
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.widgets.detail import Detail
from mashdesk.tui.widgets.header import HeaderFacts
from mashdesk.tui.widgets.key_bar import Key
from mashdesk.tui.widgets.line_list import LineList
from mashdesk.tui.widgets.queue_list import QueueList
from mashdesk.tui.widgets.queue_title import QueueTitle
from mashdesk.tui.work import start_only

NO_QUEUE = "Your role does not show the queue: it holds the names of children."


class DeskPanes(TwoPanes[ReferralView]):
    """The queue, and a record beside it."""

    ALWAYS = (Key("/", "find", "filter"), *TwoPanes.ALWAYS)

    def __init__(self, first: QueueRead, facts: HeaderFacts, at: int | None = None) -> None:
        super().__init__(facts, at)
        self.first = first
        self.visiting: int | None = None
        """A referral looked at by its reference, which need not be in the queue."""
        self.lent_until: datetime | None = None
        """When the next emergency access of whoever is at the desk ends (UTC)."""
        self._unseen: frozenset[int] | None = None
        """The sealed records that were out of sight when what is kept was last put so."""

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

    # What goes out of sight while it is shown. Dialogs see to themselves: their `changed` looks.

    def close_what_is_out_of_sight(self) -> None:
        """The queue was read: the record shown, if the queue has it no more, may be one that was
        sealed; reading it again tells.
        """
        self.forget_what_is_out_of_sight()
        start_only(self, "kept", self._read_kept_words)
        view = self.detail.view
        if view is not None and self.rows.row_of(view.id) is None:
            start_only(self, "sight", self._look_whether_in_sight, view)

    async def _read_kept_words(self) -> None:
        """What was sealed may be quoted by the record shown, and by those read before it; it need
        have left no row, for what is closed or filtered away has none.
        """
        app, kept = self.app, self.records.every
        try:
            unseen = await asyncio.to_thread(app.desk.sealing.unseen, app.actor)
            if unseen == self._unseen:
                return
            self.detail.others_changed(out_of_sight=True)
            worded = await asyncio.to_thread(app.desk.worded, app.actor, kept)
        except (Refused, Trouble):
            return  # that is about the desk, which says so itself
        self._unseen = unseen
        for key, view in kept.items():
            if worded[key] != view:
                self.records.keep_instead(key, view, still_told(view, worded[key]))
                if key == self.detail.key:
                    self.read_record(key)

    async def _look_whether_in_sight(self, view: ReferralView) -> None:
        try:
            await asyncio.to_thread(self.app.desk.reread, self.app.actor, view.id)
        except NotFound:
            self._take_away(view.id)
            self._tell(f"{view.reference} is out of your sight: see the inbox.")
        except (Refused, Trouble):
            return  # that is about the desk, which says so itself

    def tick(self, now: datetime) -> None:
        """A second went by; an emergency access may have ended with it, which nobody commits."""
        super().tick(now)
        if self.lent_until is not None and self.lent_until <= now:
            self.lent_until = None
            start_only(self, "lent", self._end_of_access, now)

    async def _end_of_access(self, now: datetime) -> None:
        """Nothing of the record stays on the screen; what was typed about it is kept as a draft."""
        for screen in self.app.screen_stack:
            view = getattr(screen, "view", None)
            if isinstance(view, ReferralView) and _has_ended(view, now):
                self._tell(f"Your emergency access to {view.reference} has ended.")
                await leave_at_once(screen)
            elif screen is not self and (read_again := getattr(screen, "changed", None)):
                # What was known of somebody, or told beside a record, may have come from that one.
                read_again()
        view = self.detail.view
        if view is not None and _has_ended(view, now):
            self._tell(f"Your emergency access to {view.reference} has ended.")
            self._take_away(view.id)
        await self.reader.read()

    def _take_away(self, key: int) -> None:
        self.records.let_go(key)
        if self.detail.key == key:
            self.detail.put(None)
            self.leave_record()

    def _tell(self, said: str) -> None:
        self.say(f"{said} Drafts are kept.", Tone.ALARM)

    @on(Detail.Wanted)
    def _further_wanted(self, event: Detail.Wanted) -> None:
        """A tab needs more than the record; once another is wanted, this one's is read no more."""
        event.stop()
        start_only(self, "further", self._read_further, event.referral, event.tab)

    async def _read_further(self, referral: int, tab: int) -> None:
        further = TABS[tab].further
        assert further is not None, "only a tab that needs more asks for it"
        app, read = self.app, None
        try:
            read = await asyncio.to_thread(further.read, app.desk, app.actor, referral)
        except (Refused, Trouble) as problem:
            read = str(problem)
        self.detail.put_further(referral, tab, read)

    def action_open(self) -> None:
        """Open what is chosen: another referral on a tab that leads to some, a person on the tab
        that names them, else the record.
        """
        reads = self.detail.page.has_focus
        chosen = self.detail.chosen_referral if reads else None
        if chosen is not None:
            self.go_to(chosen)
        elif reads and self.detail.chosen_individual is not None:
            self.action_act("person")
        else:
            self.open_record()

    def open_record(self) -> None:
        """Show the record and put the keys into it."""
        super().action_open()

    def go_to(self, referral: int) -> None:
        """Show this referral, in the queue or not."""
        raise NotImplementedError

    def leave_record(self) -> None:
        super().leave_record()
        if self.visiting is not None:
            self.visiting = None
            self.rested()

    def action_tab(self, index: int) -> None:
        """Show this tab of the record."""
        if self.is_narrow and not self.is_reading:
            self.open_record()
        self.detail.show_tab(index)
        self.refresh_keys()

    async def view_of(self, key: int) -> ReferralView | None:
        """The record for an act: the one shown if it is this one, otherwise read now."""
        return self.subject.view or await self.records.read(key)


def still_told(kept: ReferralView, worded: ReferralView) -> ReferralView:
    """A kept record in the words it may be read in by now. What was noticed with sealed records is
    told no more, not even that it was, where one of those went out of sight.
    """
    same = tuple(one for one in worded.besides if one in kept.besides)
    return worded if same == worded.besides else replace(worded, besides=same)


def _has_ended(view: ReferralView, now: datetime) -> bool:
    return view.lent_until is not None and view.lent_until <= now
