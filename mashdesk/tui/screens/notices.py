"""What changed for me, and what left the shared queue: both stay until they are acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import Acknowledge, AcknowledgeDepartures, Command
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.store.views import Departure, NoticeView, departures_told
from mashdesk.text import capital, sentence
from mashdesk.tui.forms.confirm import Confirm
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.screens.laid_over import LaidOver
from mashdesk.tui.show import counted, when
from mashdesk.tui.work import start, start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_KEYS = "Space or Enter: seen   A: all seen   o: open the record   Tab: other list   Esc: back"


class NoticesScreen(LaidOver["int | None"]):
    """Two lists. Dismisses with the id of a referral to open, or None."""

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_suffix(".tcss")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("space", "seen", "Seen"),
        Binding("A", "all_seen", "All seen"),
        Binding("o", "open", "Open the record"),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
    ]
    AUTO_FOCUS: ClassVar[str | None] = ""
    heading = "What changed"
    keys = _KEYS
    mine_words: ClassVar[str] = "For you"
    nothing_words: ClassVar[str] = "Nothing changed for you that you have not seen."
    LOOK_AGAIN = 1.0
    """Seconds between looks at whether the store has changed."""

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor)
        self.notices: tuple[NoticeView, ...] = ()
        self.departures: tuple[Departure, ...] = ()
        self.waiting = 0
        """How many left the queue unacknowledged, those past the end of the list included."""
        self._token: object = None
        self._unreadable = False

    def body(self) -> ComposeResult:
        yield Said(self.mine_words, "form--section for-me")
        yield OptionList(id="notices", markup=False, compact=True)
        yield Said("Left the shared queue", "form--section left")
        yield OptionList(id="departures", markup=False, compact=True)

    def on_mount(self) -> None:
        # Beside what every such screen does: it also comes back by itself from a store in trouble.
        self.set_interval(self.LOOK_AGAIN, self._look)

    def look(self, *, again: bool = False) -> None:  # noqa: ARG002
        start_only(self, "read", self._read)

    def forget(self) -> None:
        self.notices, self.departures, self.waiting = (), (), 0
        for shown in self.query(OptionList):
            shown.clear_options()

    def _look(self) -> None:
        start_only(self, "look", self._look_again)

    async def _look_again(self) -> None:
        # From a thread, and in trouble read: the reading fails with a sentence, this only looks.
        try:
            token = await asyncio.to_thread(self.desk.changed)
        except Trouble:
            token = object()
        if token != self._token:
            self.look()

    async def _read(self) -> None:
        try:
            await asyncio.to_thread(self._gather)
        except (Refused, Trouble) as problem:
            if isinstance(problem, Refused):
                self.forget()
            self.say(str(problem))
            # Read again as soon as it can be, though nobody may have changed anything.
            self._unreadable, self._token = True, None
            return
        if self._unreadable:
            self.say("")
            self._unreadable = False
        mine = [self._notice(notice) for notice in self.notices]
        left = [self._departure(departure) for departure in self.departures]
        self._fill("#notices", mine, self.nothing_words)
        self._fill("#departures", left, "Nothing left the queue that you have not seen.")
        self.query_one(".for-me", Said).tell(f"{self.mine_words}: {counted(len(mine), 'change')}")
        self.query_one(".left", Said).tell(f"Left the shared queue: {self._left_in_words()}")
        if not isinstance(self.focused, OptionList):
            self.query_one("#departures" if left and not mine else "#notices", OptionList).focus()

    def _left_in_words(self) -> str:
        listed = len(self.departures)
        if self.waiting > listed:
            older = "seen means it and all older ones, listed or not"
            return f"the newest {listed:,} of {departures_told(self.waiting)}; {older}"
        return f"{listed:,}" + ("; seen means it and those below it" if listed > 1 else "")

    def _gather(self) -> None:
        self._token = self.desk.changed()
        self.notices = self.desk.notices(self.actor)
        self.departures = self.desk.departures(self.actor)
        self.waiting = self.desk.departures_waiting(self.actor)

    def _fill(self, where: str, lines: Iterable[Content], nothing: str) -> None:
        """New lines, the cursor on the place where it was."""
        shown = self.query_one(where, OptionList)
        at = shown.highlighted or 0
        prompts = list(lines)
        shown.clear_options()
        if not prompts:
            shown.add_option(Option(Content.styled(nothing, "$quiet"), disabled=True))
            return
        shown.add_options([Option(prompt) for prompt in prompts])
        shown.highlighted = min(at, len(prompts) - 1)

    def _notice(self, notice: NoticeView) -> Content:
        why = f" Why: {sentence(notice.why)}" if notice.why else ""
        return self._line(notice, f"{why}  {notice.by}")

    def _departure(self, departure: Departure) -> Content:
        return self._line(departure, f"  {departure.by}")

    def _line(self, item: NoticeView | Departure, rest: str) -> Content:
        """When, which referral, what happened, and quietly the rest."""
        show, at = show_of(self), when(item.at, self.desk.clock.now())
        told = capital(item.text.removeprefix(item.reference).lstrip(" :"))
        return show.line(
            (f"{at:<10} ", "$quiet"), (f"{item.reference}  ", "bold"), told, (rest, "$quiet")
        )

    # Acknowledging.

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_seen()

    def _under_cursor(self) -> NoticeView | Departure | None:
        shown = self.focused
        if not isinstance(shown, OptionList) or shown.highlighted is None:
            return None
        known = self.notices if shown.id == "notices" else self.departures
        return known[shown.highlighted] if shown.highlighted < len(known) else None

    def action_seen(self) -> None:
        """What the cursor is on has been seen; of departures also everything before it."""
        item = self._under_cursor()
        if isinstance(item, NoticeView):
            self._acknowledge(Acknowledge(notices=(item.id,)))
        elif isinstance(item, Departure):
            self._acknowledge(AcknowledgeDepartures(up_to=item.seq))

    def action_all_seen(self) -> None:
        """Everything in the list that has the keys, after asking when it is more than one."""
        mine = getattr(self.focused, "id", "") != "departures"
        known = self.notices if mine else self.departures
        command: Command
        if not known:
            return
        if mine:
            command = Acknowledge(notices=tuple(notice.id for notice in self.notices))
        else:
            command = AcknowledgeDepartures(up_to=max(item.seq for item in self.departures))
        if len(known) == 1:
            self._acknowledge(command)
            return
        question = f"Have you read all {len(known)}? They leave this list and cannot come back."
        if not mine and self.waiting > len(known):
            older = f"The older ones not listed ({departures_told(self.waiting)} in all) go too."
            question = f"{question} {older}"

        def answered(sure: bool | None) -> None:
            if sure:
                self._acknowledge(command)

        self.app.push_screen(Confirm(question, "Yes, all seen"), answered)

    def action_open(self) -> None:
        """Leave, to open the record under the cursor."""
        item = self._under_cursor()
        if item is not None:
            self.dismiss(item.referral)

    def action_move(self, by: int) -> None:
        """As the arrows do."""
        if isinstance(self.focused, OptionList):
            (self.focused.action_cursor_down if by > 0 else self.focused.action_cursor_up)()

    def _acknowledge(self, command: Command) -> None:
        start(self, "perform", self._perform, command)

    async def _perform(self, command: Command) -> None:
        try:
            await asyncio.to_thread(self.desk.perform, command, self.actor)
        except (Refused, Trouble) as problem:
            self.say(str(problem))
            return
        self.say("")
        self.look()
