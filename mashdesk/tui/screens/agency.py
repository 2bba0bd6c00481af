"""The agency desk: what the hub asks of one agency, what changed, and every act a key away."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from textual.screen import Screen

from mashdesk.domain import commands as c
from mashdesk.domain.errors import Refused, Stale, Trouble
from mashdesk.domain.problems import Invalid
from mashdesk.store.views import AgencyDeskView, AgencyRequestView
from mashdesk.tui.agency_filter import HOW_TO, AgencyFilter, read_agency_filter
from mashdesk.tui.agency_keys import (
    AGENCY_ACT,
    AGENCY_ACTS,
    NO_ANSWER_WAITS,
    NOT_OPENED,
    AgencyAct,
    answer_waits,
    next_agency_act,
)
from mashdesk.tui.agency_reading import AgencyReader
from mashdesk.tui.labels import NOTHING_FITS
from mashdesk.tui.messages import AgencyRead
from mashdesk.tui.reading import KeptReader
from mashdesk.tui.screens.filtering import Filtering
from mashdesk.tui.screens.keyed import bindings
from mashdesk.tui.screens.two_panes import TwoPanes
from mashdesk.tui.show import counted
from mashdesk.tui.view_keys import AGENCY_VIEWS
from mashdesk.tui.widgets.agency_title import AgencyTitle
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.widgets.header import HeaderFacts
from mashdesk.tui.widgets.key_bar import Key
from mashdesk.tui.widgets.request_detail import RequestDetail
from mashdesk.tui.widgets.request_list import RequestList
from mashdesk.tui.work import start

NOTHING_ASKED = "Your agency owes no answer. A new request appears here as it is asked."
_JUST = timedelta(minutes=1)
"""A request that appears and was asked longer ago came back; its own entry says why."""


class AgencyScreen(TwoPanes[AgencyRequestView], Filtering):
    """What a practitioner works from, kept up to date while it is looked at."""

    ACTS = AGENCY_ACTS
    VIEWS = AGENCY_VIEWS
    ALWAYS = (Key("/", "find", "filter"), *TwoPanes.ALWAYS)
    HOW_TO = HOW_TO
    BINDINGS = bindings(AGENCY_ACTS, AGENCY_VIEWS)

    def __init__(self, first: AgencyRead, facts: HeaderFacts, at: int | None = None) -> None:
        """`at` is the request to put the cursor on."""
        super().__init__(facts, at)
        self.first = first
        self._known: tuple[frozenset[int], frozenset[int]] | None = None
        self.view: AgencyDeskView | None = None
        self.wanted = AgencyFilter()

    def build(self) -> None:
        show, desk, actor = self.app.shown, self.app.desk, self.app.actor
        self.reader = AgencyReader(desk, actor, self)
        self.records = KeptReader(actor, self, desk.agency.open, desk.agency.reread)
        self.title_line: AgencyTitle = AgencyTitle(show)
        self.rows: RequestList = RequestList(show.glyphs, empty=NOTHING_ASKED)
        self.detail: RequestDetail = RequestDetail(show, self.facts.now)

    def on_mount(self) -> None:
        self._take(self.first)
        self.begin()

    # What changed.

    def changed(self) -> None:
        """Something was committed, here or on another desk."""
        start(self, "agency", self.reader.read)

    def on_agency_read(self, message: AgencyRead) -> None:
        self._take(message)
        self.follow_record()

    def _take(self, message: AgencyRead) -> None:
        view = self.view = message.view
        self.readable_again()
        self._show_rows(message.why)
        self.facts = replace(self.facts, agency=message.figures, heartbeat=message.heartbeat)
        self.header.tell(self.facts)
        waiting = len(view.entries) if view else 0
        self.banner.standing(f"i: {counted(waiting, 'change')} to acknowledge" if waiting else "")
        self.forget_what_is_out_of_sight()
        self._tell_news(view)
        self.sound_alarms()
        self.refresh_keys()

    def _show_rows(self, why: str = "") -> None:
        """What fits the filter; how much does not is told beside the figures."""
        view, now, person = self.view, self.app.now, self.app.actor.user_id
        every = (*view.open, *view.settled) if view else ()
        shown = [row for row in every if self.wanted.fits(row, person, now)]
        hidden = len(every) - len(shown)
        self.rows.empty = why or (NOTHING_FITS if hidden else NOTHING_ASKED)
        self.rows.set_rows(shown, now)
        self.title_line.tell(view, person, hidden, self.wanted.words)

    # Narrowing the list.

    def filter_in_words(self) -> str:
        return self.wanted.words

    def narrow_by(self, words: str) -> None:
        self.narrow_to(read_agency_filter(words))

    def narrow_to(self, wanted: AgencyFilter) -> None:
        """Show this part of the list."""
        if wanted != self.wanted:
            self.wanted = wanted
            self._show_rows()
            self.follow_record()
            self.refresh_keys()

    def _tell_news(self, view: AgencyDeskView | None) -> None:
        """A request that was not there before, or a change that nobody here has seen told."""
        if view is None:
            return
        entries = {entry.id: entry for entry in view.entries}
        asked = {row.request: row for row in view.open}
        known, self._known = self._known, (frozenset(entries), frozenset(asked))
        if known is None:
            return
        told = [f"{row.reference}  is asked of you" for key, row in asked.items()
                if key not in known[1] and row.asked_at >= self.facts.now - _JUST]  # fmt: skip
        told += [
            entry.text if entry.text.startswith(entry.reference)
            else f"{entry.reference}  {entry.text}"
            for key, entry in entries.items()
            if key not in known[0] and entry.by != self.app.actor.name
        ]  # fmt: skip
        if not told:
            return
        more = f"   and {len(told) - 1} more" if len(told) > 1 else ""
        self.say(told[-1] + more, Tone.NEWS)
        if self.app.settings.bell:
            self.app.bell()

    # Acts.

    def refusal(self, act: AgencyAct) -> str | None:
        if act.id == "respond" and self.rows.cursor_row is not None:
            kept = self._kept()
            if kept is None:
                return NOT_OPENED
            # What was settled can be moved up too, though nothing waits for it.
            can = any(one.can_respond(self.app.now) for one in kept.challenges)
            return None if can else NO_ANSWER_WAITS
        return act.why_not(self.rows.cursor_row, self.app.actor.user_id)

    def next_act(self) -> AgencyAct | None:
        kept = self._kept()
        if kept is not None and answer_waits(kept, self.app.now):
            return AGENCY_ACT["respond"]
        return next_agency_act(self.rows.cursor_row)

    def _kept(self) -> AgencyRequestView | None:
        """The request under the cursor as it was last read, if it was."""
        return None if self.current is None else self.records.kept(self.current)

    async def do(self, act: AgencyAct) -> None:
        if act.id == "changes":
            await self._changes()
            return
        if act.id == "became":
            from mashdesk.tui.screens.outcomes import OutcomesScreen

            every = self.view.became if self.view else ()
            self.app.push_screen(OutcomesScreen(self.app.shown, every, self.app.now))
            return
        if act.id == "sent_in":
            from mashdesk.tui.screens.sent_in import SentInScreen

            await self.app.push_screen_wait(SentInScreen(self.app.desk, self.app.actor))
            await self.reader.read()
            return
        key = self.current
        view = await self.records.read(key) if key is not None else None
        if view is None:
            return
        if act.id == "answer":
            await self._answer(view)
        elif act.id == "challenge":
            await self._challenge(view)
        elif act.id == "respond":
            await self._respond(view)
        elif act.id == "let_go":
            await self._perform(c.LetGo(request=view.row.request, version=view.row.version))
        elif await self._may_take(view):
            await self._perform(c.TakeOn(request=view.row.request, version=view.row.version))

    async def _may_take(self, view: AgencyRequestView) -> bool:
        """Taking over from a colleague is asked first, naming the item and the colleague."""
        row = view.row
        if row.holder_id is None:
            return True
        from mashdesk.tui.forms.confirm import Confirm

        question = f"{row.holder} has {row.reference}. Take it over? {row.holder} is told."
        asked: Screen[Any] = Confirm(question, "Yes, take it over")
        return bool(await self.app.push_screen_wait(asked))

    async def _answer(self, view: AgencyRequestView) -> None:
        from mashdesk.tui.dialogs.sending import SendAnswerDialog

        dialog = SendAnswerDialog(self.app.desk, self.app.actor, view)
        outcome = await self.app.push_screen_wait(dialog)
        if outcome is not None:
            await self._done(outcome.message)

    async def _challenge(self, view: AgencyRequestView) -> None:
        from mashdesk.tui.dialogs.agency_challenging import dialog_for

        dialog = dialog_for(self.app.desk, self.app.actor, view)
        outcome = await self.app.push_screen_wait(dialog)
        if outcome is not None:
            await self._done(outcome.message)

    async def _respond(self, view: AgencyRequestView) -> None:
        from mashdesk.tui.dialogs.agency_challenging import AgencyRespondDialog

        dialog = AgencyRespondDialog(self.app.desk, self.app.actor, view)
        outcome = await self.app.push_screen_wait(dialog)
        if outcome is not None:
            await self._done(outcome.message)

    async def _changes(self) -> None:
        from mashdesk.tui.screens.changes import ChangesScreen

        found = await self.app.push_screen_wait(ChangesScreen(self.app.desk, self.app.actor))
        if isinstance(found, int):
            self.narrow_to(AgencyFilter())
            self.rows.move_to(found)
            self.action_open()
        await self.reader.read()

    async def _perform(self, command: c.Command) -> None:
        try:
            outcome = await asyncio.to_thread(self.app.desk.perform, command, self.app.actor)
        except Stale as stale:
            self.say(f"{stale.message} Look at it, then press the key again.", Tone.REFUSED)
        except (Refused, Invalid, Trouble) as problem:
            self.say(str(problem), Tone.REFUSED)
        else:
            await self._done(outcome.message)
            return
        await self.reader.read()

    async def _done(self, message: str) -> None:
        self.say(message, Tone.NEWS)
        await self.reader.read()
        if self.current is not None and self.records.kept(self.current) is not None:
            await self.records.read(self.current)

    # Steps back, and help.

    def action_back(self) -> None:
        """One step back: from the filter's line, from the request, from a narrowed list."""
        if self.is_filtering:
            self.close_filter()
            self.narrow_to(AgencyFilter())
        elif self.is_reading or self.detail.page.has_focus:
            self.leave_record()
        else:
            self.narrow_to(AgencyFilter())
        self.refresh_keys()

    def action_help(self) -> None:
        """Every key, and whether it can be used now."""
        from mashdesk.tui.screens.agency_help import AgencyHelp

        refused = {act.id for act in AGENCY_ACTS if self.refusal(act)}
        app = self.app
        app.push_screen(AgencyHelp(app.shown, app.now, refused, training=app.training))
