"""The main screen: the queue, the record beside it, and every act a key away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from textual.app import SystemCommand

from mashdesk.store.views import News, QueueFilter, departures_told
from mashdesk.tui.acting import chosen_request, screen_for, why_not
from mashdesk.tui.keys import ACTS, Act, Scope
from mashdesk.tui.labels import EMPTY_QUEUE, NOTHING_FITS
from mashdesk.tui.messages import BeatRead, QueueRead
from mashdesk.tui.next_step import next_act
from mashdesk.tui.screens.desk_filter import Narrowing
from mashdesk.tui.screens.keyed import bindings
from mashdesk.tui.subject import Subject
from mashdesk.tui.view_keys import VIEWS
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.widgets.header import HeaderFacts
from mashdesk.tui.work import start


class DeskScreen(Narrowing):
    """What the desk shows of the queue and one record, kept up to date while it is looked at."""

    ACTS = ACTS
    VIEWS = VIEWS
    BACK_TO = "queue"
    BINDINGS = bindings(ACTS, VIEWS)

    def __init__(
        self, first: QueueRead, facts: HeaderFacts, at: int | None = None, told: str = ""
    ) -> None:
        """`at` is the referral to put the cursor on, `told` what the first banner says."""
        super().__init__(first, facts, at)
        self._told = told
        self._fresh: int | None = None
        """What was taken in here just now: the cursor goes to it with the reading that has it."""

    def on_mount(self) -> None:
        self.reader.since = self.first.news.seq
        self._take(self.first)
        if self._told:
            self.say(self._told, Tone.ALARM)
        self.begin()

    # What changed.

    def changed(self) -> None:
        """Something was committed, here or on another desk."""
        start(self, "queue", self.reader.follow)

    def on_queue_read(self, message: QueueRead) -> None:
        self._take(message)
        self._tell_news(message.news)
        self.follow_record()
        self.detail.others_changed()

    def on_beat_read(self, message: BeatRead) -> None:
        self.readable_again()
        self.facts = replace(self.facts, heartbeat=message.heartbeat)
        self.sound_alarms()

    def _take(self, message: QueueRead) -> None:
        view = message.view
        self.lent_until = view.lent_until
        self.readable_again()
        if view.counts.open:
            self.rows.empty = NOTHING_FITS if view.hidden else EMPTY_QUEUE
        self.rows.set_rows(view.rows, self.app.now)
        if self.visiting is not None and self.rows.move_to(self.visiting):
            self.visiting = None
        self._stand_on_the_fresh()
        self.facts = replace(self.facts, counts=view.counts, heartbeat=message.heartbeat)
        self.header.tell(self.facts)
        self.title_line.tell(view.counts, view.hidden, self.filter_in_words())
        waiting = [f"{view.notices} for you"] if view.notices else []
        waiting += [f"{departures_told(view.departures)} left the queue"] if view.departures else []
        standing = [f"i inbox: {', '.join(waiting)}"] if waiting else []
        if message.emergencies:
            standing.append(f"Y emergency accesses: {message.emergencies} to review")
        self.banner.standing("   ".join(standing))
        self.close_what_is_out_of_sight()
        self.sound_alarms()
        self.refresh_keys()

    def _stand_on_the_fresh(self) -> None:
        if self._fresh is not None and self.rows.move_to(self._fresh):
            self._fresh = None
        elif self._fresh is not None:
            # Whatever the queue is narrowed to: it is what whoever took it in goes on with.
            self.narrow_to(QueueFilter())

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

    def refusal(self, act: Act) -> str | None:
        return why_not(act, self.app.actor.role, self.subject)

    def next_act(self) -> Act | None:
        return next_act(self.subject, self.app.actor.role)

    def soon(self) -> tuple[str, ...]:
        return ("decide", "prompt")

    async def do(self, act: Act) -> None:
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
        self.banner.lasts = act.id == "seal"  # by somebody, perhaps, who sees it no more
        if act.id == "take_in":
            self._fresh = outcome.referral
        await self.reader.read()
        if act.id == "emergency" and outcome.referral is not None:
            self.go_to(outcome.referral)
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
        from mashdesk.tui.commands import narrowing_commands
        from mashdesk.tui.transfers import transfer_commands

        yield from super().commands()
        yield from transfer_commands(self)
        yield from narrowing_commands(self)

    def action_help(self) -> None:
        """Every key, and whether it can be used now."""
        from mashdesk.tui.screens.help import HelpScreen

        app, subject = self.app, self.subject
        app.push_screen(HelpScreen(app.shown, app.actor.role, subject, training=app.training))
