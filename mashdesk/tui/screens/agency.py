"""The agency desk: what the hub asks of one agency, what changed, and every act a key away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from mashdesk.domain import commands as c
from mashdesk.domain.errors import Refused, Stale, Trouble
from mashdesk.domain.problems import Invalid
from mashdesk.store.views import AgencyDeskView, AgencyRequestView
from mashdesk.tui.agency_keys import (
    AGENCY_ACT,
    AGENCY_ACTS,
    AGENCY_VIEWS,
    AgencyAct,
    next_agency_act,
)
from mashdesk.tui.keys import shown_key, views_here
from mashdesk.tui.messages import AgencyRead, ReadingFailed
from mashdesk.tui.screens.agency_record import NOTHING_ASKED, AgencyFollowing
from mashdesk.tui.screens.desk import AHEAD, NO_BEAT
from mashdesk.tui.show import counted
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.widgets.header import HeaderFacts, beat_is_ahead, beat_is_late
from mashdesk.tui.widgets.key_bar import Key
from mashdesk.tui.work import start, start_only

_JUST = timedelta(minutes=1)
"""A request that appears and was asked longer ago came back; its own entry says why."""


def _bindings() -> Iterator[BindingType]:
    for act in AGENCY_ACTS:
        action = f"act('{act.id}')"
        yield Binding(act.key, action, act.label, show=False, tooltip=act.tooltip)
    for view in AGENCY_VIEWS:
        yield Binding(view.key, view.action, view.label, show=False, tooltip=view.tooltip)


class AgencyScreen(AgencyFollowing):
    """What a practitioner works from, kept up to date while it is looked at."""

    CSS_PATH = "agency.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    AUTO_FOCUS = "#requests"
    BINDINGS: ClassVar[list[BindingType]] = list(_bindings())

    def __init__(self, first: AgencyRead, facts: HeaderFacts, at: int | None = None) -> None:
        """`at` is the request to put the cursor on."""
        super().__init__(first, facts)
        self._at = at
        self._unreadable = ""
        self._known: tuple[frozenset[int], frozenset[int]] | None = None
        self.view: AgencyDeskView | None = None

    def on_mount(self) -> None:
        self._take(self.first)
        if self._at is not None:
            self.rows.move_to(self._at)
        self.watch(self.app, "now", self.tick, init=False)

    # The clock, and what changed.

    def tick(self, now: datetime) -> None:
        """A second went by."""
        self.facts = replace(self.facts, now=now, trouble=self._unreadable or self.app.trouble)
        self.rows.tick(now)
        self.banner.set_now(now)
        self._sound_alarms()
        self.header.tell(self.facts)
        self.detail.tick(now)

    def changed(self) -> None:
        """Something was committed, here or on another desk."""
        start(self, "agency", self.reader.read)

    def on_agency_read(self, message: AgencyRead) -> None:
        self._take(message)
        self.follow_request()

    def on_reading_failed(self, message: ReadingFailed) -> None:
        self._unreadable = f"{message.message} {message.way_out}"
        self._sound_alarms()

    def _take(self, message: AgencyRead) -> None:
        view, self._unreadable, self.view = message.view, "", message.view
        self.rows.empty = message.why or NOTHING_ASKED
        self.rows.set_rows((*view.open, *view.settled) if view else (), self.app.now)
        self.facts = replace(self.facts, agency=message.figures, heartbeat=message.heartbeat)
        self.header.tell(self.facts)
        self.title_line.tell(view, self.app.actor.user_id)
        waiting = len(view.entries) if view else 0
        self.banner.standing(f"i: {counted(waiting, 'change')} to acknowledge" if waiting else "")
        self._tell_news(view)
        self._sound_alarms()
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

    def _sound_alarms(self) -> None:
        beat = self.facts.heartbeat
        if self._unreadable:
            self.banner.alarm(self._unreadable)
            return
        self.banner.alarm(
            self.app.trouble,
            NO_BEAT if beat_is_late(self.facts) else "",
            AHEAD if beat_is_ahead(self.facts) else "",
            beat.trouble if beat else "",
        )

    # Acts.

    def _refusal(self, act: AgencyAct) -> str | None:
        return act.why_not(self.rows.cursor_row, self.app.actor.user_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "act":
            return None if self._refusal(AGENCY_ACT[str(parameters[0])]) else True
        return True

    def on_key(self, event: events.Key) -> None:
        # A key whose act is greyed comes through to here: say why, rather than nothing.
        for act in AGENCY_ACTS:
            if event.key == act.key and (refused := self._refusal(act)):
                event.stop()
                self.say(refused, Tone.REFUSED)

    def refresh_keys(self) -> None:
        upcoming = next_agency_act(self.rows.cursor_row)
        keys: list[Key] = []
        if self.is_narrow:
            back = Key("Esc", "list", "back")
            keys.append(back if self.is_reading else Key("Enter", "open", "open"))
        if upcoming is not None:
            action = f"act('{upcoming.id}')"
            keys.append(Key(upcoming.key, upcoming.label.lower(), action, True))
        keys += [
            Key(act.key, act.label.lower(), f"act('{act.id}')")
            for act in AGENCY_ACTS
            if act is not upcoming and self._refusal(act) is None
        ]
        self.keys.tell(keys)

    def action_act(self, name: str) -> None:
        """Do this act to what is under the cursor."""
        start_only(self, "act", self._act, AGENCY_ACT[name])

    async def _act(self, act: AgencyAct) -> None:
        if act.id == "changes":
            await self._changes()
            return
        if act.id == "became":
            from mashdesk.tui.screens.outcomes import OutcomesScreen

            every = self.view.became if self.view else ()
            self.app.push_screen(OutcomesScreen(self.app.shown, every, self.app.now))
            return
        key = self.current
        view = await self.view_of(key) if key is not None else None
        if view is None:
            return
        if act.id == "answer":
            await self._answer(view)
        elif act.id == "challenge":
            await self._challenge(view)
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

    async def _changes(self) -> None:
        from mashdesk.tui.screens.changes import ChangesScreen

        found = await self.app.push_screen_wait(ChangesScreen(self.app.desk, self.app.actor))
        if isinstance(found, int):
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
        if self.current is not None and self.requests.kept(self.current) is not None:
            await self.requests.read(self.current)

    # Help, and everything by name.

    def commands(self) -> Iterator[SystemCommand]:
        for act in AGENCY_ACTS:
            if self._refusal(act) is None:
                said = f"key {act.key}"
                yield SystemCommand(act.tooltip, said, partial(self.action_act, act.id))
        for view in views_here(AGENCY_VIEWS, training=self.app.training):
            if view.id not in {"palette", "lock_too"}:
                run = partial(start, self, "palette", self.run_action, view.action)
                yield SystemCommand(view.tooltip, f"key {shown_key(view.key)}", run)

    def action_help(self) -> None:
        """Every key, and whether it can be used now."""
        from mashdesk.tui.screens.agency_help import AgencyHelp

        refused = {act.id for act in AGENCY_ACTS if self._refusal(act)}
        app = self.app
        app.push_screen(AgencyHelp(app.shown, app.now, refused, training=app.training))
