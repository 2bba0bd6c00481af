"""A screen of fields whose every word is kept as a draft while it is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.store.views import HubView
from mashdesk.tui.forms.box import FormBox
from mashdesk.tui.forms.confirm import Confirm
from mashdesk.tui.forms.draft import Draft
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.forms.moments import clock_or_day
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.typed_ahead import TypedAhead
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome


class DraftScreen(FormBox):
    """A form that opens with what was typed before, and keeps it when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave; what is typed is kept"),
        Binding("ctrl+d", "discard", "Discard what is typed", priority=True),
        Binding("ctrl+l", "app.lock", "Lock the desk; what is typed is kept", priority=True),
    ]
    AUTO_FOCUS: ClassVar[str | None] = ""
    DRAFT_AFTER = 0.7
    """Seconds without a key after which the draft is kept."""

    keeps_draft = True

    def __init__(self, desk: Desk, actor: Actor, about: str) -> None:
        super().__init__()
        self.desk = desk
        self.actor = actor
        self.draft = Draft(desk, actor, about)
        self.hub: HubView | None = None
        self.last_outcome: Outcome | None = None
        self._busy = False
        self._warned = False
        self._ready = False
        self._ahead = TypedAhead()
        self._timer: Timer | None = None
        self._unkept = False
        self._at_first: dict[str, str] = {}
        """What stood in the fields before anybody typed."""

    # What a form says of itself.

    def gather(self) -> None:
        """Read from the desk what the fields need. Called off the UI thread."""

    def fields(self) -> Iterable[Widget]:
        """The fields and headings, in the order they are filled in."""
        return ()

    async def prefill(self) -> None:
        """Put known values in, once the fields stand."""

    def now(self) -> datetime:
        """The desk's present instant (UTC)."""
        return self.desk.clock.now()

    def opened(self) -> None:
        """The fields stand and have the keys."""

    def adapt(self) -> None:
        """Show and hide fields after what is filled in."""

    def action_submit(self) -> None:
        """Do what the form is for."""
        raise NotImplementedError

    # Opening.

    def on_mount(self) -> None:
        if self._left():
            return
        self.set_class(show_of(self).ascii, "-ascii")
        for line, shown in ((".form--training", False), (".form--subject", bool(self.subject()))):
            self.query_one(line).display = shown
        self.note("")
        self.say("")
        start(self, "open", self._open)

    async def _open(self) -> None:
        try:
            kept = await asyncio.to_thread(self._read)
        except (Refused, Trouble) as problem:
            if not self._left():
                self.say(str(problem))
            return
        if self._left():
            return
        try:
            await self._build(kept)
        except Exception:
            # Left while it was being built: what it stood on is gone beneath the hands that fill
            # it, which shows as any fault there is. Nobody waits for such a form.
            if not self._left():
                raise

    async def _build(self, kept: tuple[dict[str, str], datetime] | None) -> None:
        """Put the fields up, and in them what is known or was typed before."""
        assert self.hub is not None
        self.query_one(".form--training").display = self.hub.training
        self.query_one(".form--subject", Said).tell(self.subject())
        await self.stand(self.fields())
        await self.prefill()
        if self._left():
            return
        self._at_first = self.texts()
        if kept:
            await self.restore(kept[0])
            at = clock_or_day(kept[1], self.desk.clock.now())
            self.note(f"Draft of {at} restored. Ctrl+D discards it.")
        self.adapt()
        self.query_one(".form--needed").display = any(field.ask for field in self.standing)
        self._ready = True
        self.fit()
        # Fields are gone through by where they lie, so the keys wait until they lie somewhere.
        self.call_after_refresh(self.call_later, self._give_keys)

    def _give_keys(self) -> None:
        if self._left():
            return
        self.focus_first()
        self._ahead.release(self)
        self.opened()

    def on_key(self, event: events.Key) -> None:
        self._ahead.take(self, event)

    def _read(self) -> tuple[dict[str, str], datetime] | None:
        self.hub = self.desk.hub()
        self.gather()
        return self.draft.load() if self.keeps_draft else None

    def focus_first(self) -> None:
        """Put the keys into the first field in sight."""
        for field in self.shown_fields():
            field.focus_control()
            return
        self.query_one("#submit", Button).focus()

    async def say_as_read(self) -> None:
        """Something was committed: what the sentences of this form quote may have been sealed. What
        is typed stays its writer's.
        """
        lines = list(self.query(Said))
        told = tuple(line.words for line in lines)
        try:
            worded = await asyncio.to_thread(self.desk.worded, self.actor, told)
        except (Refused, Trouble):
            return  # doing it says so
        for line, was, now in zip(lines, told, worded, strict=True):
            if line.words == was and not self._left():
                line.tell(now)

    # Drafts.

    @on(Field.Changed)
    def _field_changed(self, event: Field.Changed) -> None:
        event.stop()
        self.touched()

    def touched(self) -> None:
        """Something was typed or picked: show what follows from it, keep it soon."""
        self._warned = False
        if not self._ready:
            return
        self.adapt()
        if self.keeps_draft:
            self._unkept = True
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(self.DRAFT_AFTER, self._keep_soon)

    def _keep_soon(self) -> None:
        start(self, "draft", self._keep)

    async def _keep(self) -> bool:
        """Keep the draft now; False, and said, if that failed."""
        if self._timer is not None:
            self._timer.stop()
        if not self._unkept:
            return True
        self._unkept = False
        trouble = await asyncio.to_thread(self.draft.save, self.texts())
        if trouble:
            self._unkept = True
            self.say(trouble)
        return not trouble

    def on_unmount(self) -> None:
        # Locked or ended in the middle of a word: the last words are still kept.
        if self._unkept:
            asyncio.get_running_loop().run_in_executor(None, self.draft.save, self.texts())

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "submit":
            self.action_submit()
        elif event.button.id == "leave":
            await self.action_leave()

    async def action_go(self, by: int) -> None:
        """To the next field, or the one before; held back like all keys until the fields stand."""
        if self._ahead.holds:
            raise SkipAction
        await super().action_go(by)

    def follow(self) -> None:
        """Show the fields that follow from what is filled in, before the keys go to the next."""
        if self._ready:
            self.adapt()

    # Leaving.

    async def keep_words(self) -> None:
        """Keep what is typed as the draft, now."""
        await self._keep()

    async def action_leave(self) -> None:
        """Leave; the draft stays. What was already done is not hidden from the caller."""
        if self._busy:
            return
        if not await self._keep() and not self._warned:
            self._warned = True
            return
        self.dismiss(self.last_outcome)

    def action_discard(self) -> None:
        """Throw away what is typed, after asking."""
        if self._busy or not self.keeps_draft:
            return
        question = f"Discard what you typed here ({self.heading})? It cannot be brought back."
        self.app.push_screen(Confirm(question, "Yes, discard it", "No, keep it"), self._discard)

    def _discard(self, sure: bool | None) -> None:
        if sure:
            self._unkept = False
            start(self, "draft", self._drop)

    async def _drop(self) -> None:
        """The form stands as it first stood, and keeps the keys: whoever goes on typing types here.
        One that has done a part of what it is for is over instead.
        """
        dropped = self.draft
        if self.last_outcome is not None:
            await asyncio.to_thread(dropped.drop)
            self.dismiss(self.last_outcome)
            return
        await self.restore(dict.fromkeys(self.texts(), "") | self._at_first)
        self.clear_errors()
        self.note("What was typed is discarded. Esc leaves.")
        self.adapt()
        self.focus_first()
        at_first = self.texts()
        await asyncio.to_thread(dropped.drop)
        self.draft = dropped.anew()
        if self.texts() != at_first:
            self.touched()  # typed meanwhile, when a save went to the draft that is gone

    def clear_errors(self) -> None:
        """Take every error away."""
        self.say("")
        for field in self.standing:
            field.show_error("")
