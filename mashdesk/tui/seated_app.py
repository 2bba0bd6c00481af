"""A desk nobody sits at: its records are covered, then it locks; after a sleep it locks at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import Screen

from mashdesk.settings import Settings
from mashdesk.tui.idle import Idle
from mashdesk.tui.screens.home import HomeScreen
from mashdesk.tui.shielded_app import ShieldedApp
from mashdesk.tui.work import start

HAND_OVER = "f2"
_TOUCHES = (events.Key, events.MouseEvent, events.Paste)


class SeatedApp(ShieldedApp):
    """Covers, locks and hands over. Whoever leaves takes what they saw with them.

    While the records are covered, or a lock is under way, nothing but a calm screen is drawn: one
    whose class says `is_calm`, for it holds no record.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # First of all, so that it works from every field and over every dialog.
        Binding(HAND_OVER, "hand_over", "Hand over", show=False, priority=True),
    ]
    settings: Settings
    training: bool

    def __init__(self, idle: Idle | None = None) -> None:
        super().__init__()
        self.idle = idle or Idle()
        self._cover: Screen[Any] | None = None
        self._leaving = False
        """Whether the lock or the sign-in screen is on its way, and record screens are going."""
        self._ahead: list[events.Event] | None = None
        """What was typed behind the key that asked for it; None where nobody asked."""
        self._slept = False
        """Whether the machine slept since the password of whoever is coming was typed."""

    # What the desk says of itself.

    @property
    def home(self) -> HomeScreen | None:
        """What somebody signed in works from, be it covered or beneath a dialog."""
        return next((s for s in self.screen_stack if isinstance(s, HomeScreen)), None)

    @property
    def is_at_the_desk(self) -> bool:
        """Whether somebody is signed in and the desk is not locked."""
        raise NotImplementedError

    @property
    def is_at_the_door(self) -> bool:
        """Whether somebody is signed in who has to choose a password before anything else."""
        raise NotImplementedError

    async def lock_desk(self) -> None:
        """Destroy the record screens and show the lock."""
        raise NotImplementedError

    async def switch_user(self, why: str = "switched") -> None:
        """Destroy the record screens and ask who is there; sign out whoever was, and say why."""
        raise NotImplementedError

    # Nobody there.

    def look_at_the_seat(self) -> None:
        """Cover, and later lock, what nobody sits at; asked every second."""
        if self.idle.slept():
            self.lock_now()
        if not (self.is_at_the_desk or self.is_at_the_door) or self.training or self._leaving:
            return
        away = self.idle.seconds()
        if away >= self.settings.idle_minutes * 60:
            self.lock_now()
        elif away >= self.settings.conceal_minutes * 60 and self._cover is None:
            self._draw_cover()

    def lock_now(self) -> None:
        """Lock because nobody is there, or somebody else may be: what is typed now is nobody's.

        Who was to choose a password is signed out; who is on their way in will find a lock.
        """
        if self.training:
            return
        if self.is_at_the_desk:
            self._leave_for(self.lock_desk)
        elif self.is_at_the_door:
            self._leave_for(partial(self.switch_user, "left"))
        else:
            self._slept = True

    def somebody_knocks(self) -> None:
        """A password was typed just now: whatever the machine slept before is over."""
        self._slept = False

    def slept_at_the_door(self) -> bool:
        """Whether the machine slept since then, so that whoever is there need not be who knocked.

        It is their one chance to be noticed: `slept` tells of each sleep only once.
        """
        return not self.training and (self.idle.slept() or self._slept)

    def was_stopped(self) -> None:
        self.lock_now()

    async def action_quit(self) -> None:
        """Leave; but a locked desk is left by its person, or handed over."""
        if self.is_at_the_desk or self.is_at_the_door or not self.is_signed_in:
            await super().action_quit()

    def action_lock(self) -> None:
        """Lock the desk, if somebody is at it."""
        if self.is_at_the_desk:
            self._leave_for(self.lock_desk, ahead=[])

    def action_hand_over(self) -> None:
        """Somebody else takes the desk over, at once and from wherever it is."""
        self._leave_for(self.switch_user, ahead=[])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "hand_over":
            return not self.training and self.is_signed_in
        return True

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is signed in, at the desk or at its lock."""
        raise NotImplementedError

    def action_leave(self) -> None:
        """Whoever was to choose a password does not, and is signed out."""
        if self.is_at_the_door:
            self._leave_for(partial(self.switch_user, "left"), ahead=[])

    def _leave_for(
        self, screen: Callable[[], Awaitable[None]], ahead: list[events.Event] | None = None
    ) -> None:
        if not self._leaving:
            self._leaving, self._ahead = True, ahead
            self.empty_terminal()
            start(self, "lock", self._left_for, screen)

    async def _left_for(self, screen: Callable[[], Awaitable[None]]) -> None:
        try:
            await screen()
        finally:
            # Behind what the new screen still does by itself, so that a field has the keys; and
            # then behind what waits for the app already, for that was typed before.
            on_top = self.screen_stack[-1:]
            if not (on_top and on_top[0].call_later(self.call_later, self._left)):
                self.call_later(self._left)

    async def _left(self) -> None:
        ahead, self._ahead, self._leaving = self._ahead, None, False
        # In the app's own turn: nothing comes between a key held back and one on its way. A held
        # key may ask for the next screen; those behind it are then held for that one.
        for event in ahead or ():
            await self.on_event(event)

    # The cover.

    def _draw_cover(self) -> None:
        home = self.home
        if home is None:
            return
        from mashdesk.tui.screens.covered import CoveredScreen

        cover = CoveredScreen(home)
        self.push_screen(cover)
        self._cover = cover
        self.empty_terminal()

    def uncover(self) -> None:
        """Somebody is there again: show what they left."""
        if self._cover is not None:
            self._cover = None
            self.idle.touch()
            self.pop_screen()

    def drop_cover(self) -> None:
        """Every screen is about to go; the cover goes with them."""
        self._cover = None

    @contextmanager
    def _beneath_the_cover(self) -> Iterator[None]:
        """Screens that come and go by themselves do so beneath the cover, which stays on top."""
        stack = self._screen_stack
        cover = self._cover
        if cover is None or stack[-1] is not cover:
            yield
            return
        stack.pop()
        try:
            yield
        finally:
            stack.append(cover)

    def push_screen(self, *given: Any, **named: Any) -> Any:
        with self._beneath_the_cover():
            return super().push_screen(*given, **named)

    def pop_screen(self) -> AwaitComplete:
        with self._beneath_the_cover():
            return super().pop_screen()

    # What is drawn, and what is taken in.

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if (self._leaving or self._cover) and not getattr(screen, "is_calm", False):
            return
        super()._display(screen, renderable)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, _TOUCHES):
            if not event.is_forwarded and self._is_kept_from(event):
                return
            self.idle.touch()
        await super().on_event(event)

    def _is_kept_from(self, event: events.Event) -> bool:
        """Whether this is for no screen: the machine slept, a screen goes, or the cover is up."""
        if self.idle.slept():
            self.lock_now()
        if self._leaving:
            if self._ahead is not None and isinstance(event, (events.Key, events.Paste)):
                self._ahead.append(event)
            return True
        if self._cover is None:
            return False
        if isinstance(event, events.Key) and event.key == HAND_OVER:
            self.action_hand_over()
        elif isinstance(event, (events.Key, events.MouseUp)):
            self.uncover()
        return True
