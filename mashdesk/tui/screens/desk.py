"""The main screen: the queue, the record beside it, and every act a key away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType

from mashdesk.store.views import News, QueueFilter, departures_told
from mashdesk.tui.acting import chosen_request, screen_for, why_not
from mashdesk.tui.keys import ACT, ACTS, VIEWS, Act, Scope, Subject, next_act
from mashdesk.tui.labels import EMPTY_QUEUE, NOTHING_FITS
from mashdesk.tui.messages import BeatRead, QueueRead, ReadingFailed
from mashdesk.tui.screens.desk_filter import Narrowing
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.widgets.header import HeaderFacts, beat_is_ahead, beat_is_late
from mashdesk.tui.widgets.key_bar import Key
from mashdesk.tui.work import start, start_only

NO_BEAT = (
    "No sweep comes by: what runs out shows, but is not reopened. "
    "Start another desk, or `mashdesk watch`."
)

AHEAD = (
    "The last sweep is of a time still to come: a clock is wrong. "
    "Check this machine's; whether sweeps go on cannot be told."
)


def _acts() -> list[BindingType]:
    return [
        Binding(
            act.key,
            f"act('{act.id}')",
            act.label,
            show=False,
            tooltip=act.tooltip,
            id=f"act.{act.id}",
        )
        for act in ACTS
    ]


def _views() -> list[BindingType]:
    return [
        Binding(
            view.key,
            view.action,
            view.label,
            show=False,
            tooltip=view.tooltip,
            id=f"view.{view.id}",
        )
        for view in VIEWS
    ]


class DeskScreen(Narrowing):
    """What the desk shows of the queue and one record, kept up to date while it is looked at."""

    CSS_PATH = "desk.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    AUTO_FOCUS = "#queue"
    BINDINGS: ClassVar[list[BindingType]] = [*_acts(), *_views()]

    def __init__(
        self, first: QueueRead, facts: HeaderFacts, at: int | None = None, told: str = ""
    ) -> None:
        """`at` is the referral to put the cursor on, `told` what the first banner says."""
        super().__init__(first, facts)
        self._at = at
        self._told = told
        self._unreadable = ""

    def on_mount(self) -> None:
        self.reader.since = self.first.news.seq
        self._take(self.first)
        if self._at is not None:
            self.rows.move_to(self._at)
        if self._told:
            self.say(self._told, Tone.ALARM)
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
        start(self, "queue", self.reader.follow)

    def on_queue_read(self, message: QueueRead) -> None:
        self._take(message)
        self._tell_news(message.news)
        self.follow_record()

    def on_beat_read(self, message: BeatRead) -> None:
        self._unreadable = ""
        self.facts = replace(self.facts, heartbeat=message.heartbeat)
        self._sound_alarms()

    def _take(self, message: QueueRead) -> None:
        view, self._unreadable = message.view, ""
        if view.counts.open:
            self.rows.empty = NOTHING_FITS if view.hidden else EMPTY_QUEUE
        self.rows.set_rows(view.rows, self.app.now)
        if self.visiting is not None and self.rows.move_to(self.visiting):
            self.visiting = None
        self.facts = replace(self.facts, counts=view.counts, heartbeat=message.heartbeat)
        self.header.tell(self.facts)
        self.title_line.tell(view.counts, view.hidden, self.filter_in_words())
        waiting = [f"{view.notices} for you"] if view.notices else []
        waiting += [f"{departures_told(view.departures)} left the queue"] if view.departures else []
        self.banner.standing(f"i inbox: {', '.join(waiting)}" if waiting else "")
        self._sound_alarms()
        self.refresh_keys()

    def on_reading_failed(self, message: ReadingFailed) -> None:
        self._unreadable = f"{message.message} {message.way_out}"
        self._sound_alarms()

    def _sound_alarms(self) -> None:
        beat = self.facts.heartbeat
        if self._unreadable:
            # What the heartbeat is by now nobody can read.
            self.banner.alarm(self._unreadable)
            return
        self.banner.alarm(
            self.app.trouble,
            NO_BEAT if beat_is_late(self.facts) else "",
            AHEAD if beat_is_ahead(self.facts) else "",
            beat.trouble if beat else "",
        )

    def _tell_news(self, news: News) -> None:
        fresh = [
            (item, news.references[at] if at < len(news.references) else "")
            for at, item in enumerate(news.items)
            if item.seq > self.reader.since and item.by != self.app.actor.name
        ]
        self.reader.since = max(self.reader.since, news.seq)
        if not fresh:
            return
        item, reference = fresh[-1]
        more = f"   and {len(fresh) - 1} more" if len(fresh) > 1 else ""
        self.say(f"{reference}  {item.title}{more}", Tone.NEWS)
        if self.app.settings.bell:
            self.app.bell()

    # Acts.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "act":
            return None if self._refusal(ACT[str(parameters[0])]) else True
        return True

    def _refusal(self, act: Act) -> str | None:
        return why_not(act, self.app.actor.role, self.subject)

    def on_key(self, event: events.Key) -> None:
        # A key whose act is greyed comes through to here: say why, rather than nothing.
        for act in ACTS:
            if event.key == act.key:
                refused = self._refusal(act)
                if refused:
                    event.stop()
                    self.say(refused, Tone.REFUSED)
                return

    def refresh_keys(self) -> None:
        role, subject = self.app.actor.role, self.subject
        upcoming = next_act(subject, role)
        keys: list[Key] = []
        if self.is_narrow:
            keys.append(
                Key("Esc", "queue", "back") if self.is_reading else Key("Enter", "open", "open")
            )
        if upcoming is not None:
            keys.append(
                Key(upcoming.shown_key, upcoming.label.lower(), f"act('{upcoming.id}')", True)
            )
        keys += [
            Key(act.shown_key, act.label.lower(), f"act('{act.id}')")
            for act in ACTS
            if act is not upcoming and act.permitted(role) and act.possible(subject)
        ]
        self.keys.tell(keys)

    def action_act(self, name: str) -> None:
        """Do this act to what is under the cursor."""
        start_only(self, "act", self._act, ACT[name])

    async def _act(self, act: Act) -> None:
        key, view = self.current, None
        if act.scope is not Scope.DESK:
            view = await self.view_of(key) if key is not None else None
            if view is None:
                return
        subject = Subject(None, view, self.app.now)
        request = chosen_request(act, subject, self.detail.chosen_request)
        outcome = await self.app.push_screen_wait(screen_for(act, self.app, view, request))
        if isinstance(outcome, int):
            self.go_to(outcome)
        if outcome is None or isinstance(outcome, int):
            return
        self.say(outcome.message, Tone.NEWS)
        await self.reader.read()
        if act.id == "take_in" and outcome.referral is not None:
            self.rows.move_to(outcome.referral)
        elif outcome.referral is not None and self.records.kept(outcome.referral) is not None:
            await self.records.read(outcome.referral)

    # Steps back, and help.

    def action_back(self) -> None:
        """One step back: from the filter's line, from the record, from a narrowed queue."""
        if self.is_filtering:
            self.close_filter()
            self.narrow_to(QueueFilter())
        elif self.is_reading or self.detail.page.has_focus:
            self.leave_record()
        else:
            self.narrow_to(QueueFilter())
        self.refresh_keys()

    def commands(self) -> Iterator[SystemCommand]:
        from mashdesk.tui.commands import desk_commands

        return desk_commands(self)

    def action_help(self) -> None:
        """Every key, and whether it can be used now."""
        from mashdesk.tui.screens.help import HelpScreen

        app, subject = self.app, self.subject
        app.push_screen(HelpScreen(app.shown, app.actor.role, subject, training=app.training))

    def on_resize(self) -> None:
        self.call_after_refresh(self.rested)
