"""Who is let in at the desk, locks it, or hands it over; each change is made whole, in its turn."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.reactive import reactive
from textual.screen import Screen

from mashdesk.clock import SystemClock
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import NotPermitted, Trouble
from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.views import AgencyView, HubView, PersonView
from mashdesk.tui.idle import Idle
from mashdesk.tui.opening import Opened
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.home import HomeScreen
from mashdesk.tui.screens.start import TroubleScreen
from mashdesk.tui.seated_app import SeatedApp
from mashdesk.tui.session import Arrival, arrive
from mashdesk.tui.signing_out import SigningOut
from mashdesk.tui.sitting import Sitting

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class DoorApp(SeatedApp):
    """A desk that is open, and whoever is at it."""

    # The screens draw what changed with it themselves; the app need not draw everything again.
    now: reactive[datetime] = reactive(SystemClock().now, init=False, repaint=False)

    def __init__(self, idle: Idle | None = None) -> None:
        super().__init__(idle)
        self.hub: HubView | None = None
        self.agencies: tuple[AgencyView, ...] = ()
        self.people: tuple[PersonView, ...] = ()
        self.sitting = Sitting(self)
        self.sessions = SigningOut(self, self._not_signed_out)
        self._opened: Opened | None = None
        self._actor: Actor | None = None
        self._locked_at: int | None = None
        self._turn = asyncio.Lock()
        """Held by whoever changes who sits at the desk and what they see, from first to last."""

    # What everybody asks the app for.

    @property
    def opened(self) -> Opened:
        """The open desk and what belongs to it."""
        assert self._opened is not None
        return self._opened

    @property
    def desk(self) -> Desk:
        """The desk itself."""
        return self.opened.desk

    @property
    def actor(self) -> Actor:
        """Who is signed in."""
        assert self._actor is not None
        return self._actor

    @property
    def is_at_the_desk(self) -> bool:
        """Whether somebody is signed in and the desk is not locked."""
        return self._actor is not None and self.home is not None

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is signed in: at the desk, at its lock, or choosing a password."""
        return self._actor is not None

    @property
    def is_at_the_door(self) -> bool:
        """Whether somebody is signed in who has to choose a password before anything else."""
        return self._actor is not None and any(
            getattr(screen, "is_before_the_desk", False) for screen in self.screen_stack
        )

    # In and out.

    async def ask_who(self, told: str = "") -> None:
        """Show the sign-in screen; `told` is why nobody is signed in any more."""
        async with self._turn:
            await self._ask_who(told)

    async def signed_out(self, actor: Actor, told: str) -> None:
        """Their session ended by itself or elsewhere: ask who is there, unless that is done."""
        async with self._turn:
            self.sessions.ended(actor)
            if self._actor == actor:
                await self._ask_who(told)

    async def _ask_who(self, told: str = "") -> None:
        from mashdesk.tui.screens.sign_in import SignInScreen

        self.sitting.end()
        await self.show_only(SignInScreen(told))
        self._actor = None

    async def let_in(self, actor: Actor, *, at: int | None = None) -> None:
        """Show the desk to this person, everything that fell due meanwhile reopened first."""
        asked_from = self.screen
        found: Arrival | Trouble | NotPermitted
        try:
            found = await asyncio.to_thread(arrive, self.opened, actor)
        except (Trouble, NotPermitted) as error:
            found = error
        async with self._turn:
            if self.screen is not asked_from:
                return  # handed over meanwhile: whoever comes now has begun to type already
            if isinstance(found, Trouble):
                await self.show_only(TroubleScreen(found.message, found.way_out))
            elif isinstance(found, NotPermitted):
                await self._ask_who(str(found))
            else:
                self._take(found)
                await self._sit_down(actor, self._home(found, at), self.lock_desk)
                self.sitting.begin(actor)

    async def _sit_down(
        self, actor: Actor, screen: Screen[Any], without: Callable[[], Awaitable[None]]
    ) -> None:
        """Show this to them; but if the machine slept meanwhile, draw nothing and go on without."""
        self._actor = actor
        if self.slept_at_the_door():
            self._leave_for(without)
        self.idle.touch()
        await self.show_only(screen)

    async def choose_password(self, actor: Actor, one_time: str) -> None:
        """Show them nothing but the choice of a password of their own."""
        from mashdesk.tui.screens.new_password import NewPasswordScreen

        async with self._turn:
            leave = partial(self.switch_user, "left")
            await self._sit_down(actor, NewPasswordScreen(actor, one_time), leave)

    def _home(self, arrival: Arrival, at: int | None) -> HomeScreen:
        if may_look(arrival.actor.role, Look.SETTINGS):
            from mashdesk.tui.screens.administration import AdministrationScreen

            return AdministrationScreen(arrival.facts())
        if arrival.agency is None:
            return DeskScreen(arrival.first, arrival.facts(), at=at, told=arrival.told())
        from mashdesk.tui.screens.agency import AgencyScreen

        return AgencyScreen(arrival.agency, arrival.facts(), at=at)

    def _take(self, arrival: Arrival) -> None:
        self.hub, self.agencies, self.people = arrival.hub, arrival.agencies, arrival.people
        self.now = self.desk.clock.now()

    async def show_only(self, screen: Screen[Any]) -> None:
        """Show this screen and destroy every other, so that nothing lies beneath it."""
        # The start screen stays at the bottom, empty: Textual wants one there. Only where it would
        # show between two others is drawing held back; what is held back is drawn twice.
        between = len(self.screen_stack) > 1
        self.drop_cover()
        with self.batch_update() if between else contextlib.nullcontext():
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            await self.push_screen(screen)
        self.forget_clipboard()

    async def lock_desk(self) -> None:
        """The record screens are destroyed; their drafts are kept."""
        from mashdesk.tui.screens.lock import LockScreen

        async with self._turn:
            if (home := self.home) is not None:
                self._locked_at = home.current
                await self.show_only(LockScreen(replace(home.facts, who=""), self.actor))

    async def unlock(self) -> None:
        """The same person is back."""
        await self.let_in(self.actor, at=self._locked_at)

    async def switch_user(self, why: str = "switched") -> None:
        """Somebody else takes the desk over: first the records go, then whoever had it."""
        async with self._turn:
            if (actor := self._actor) is not None:
                await self._ask_who()
                self.sessions.end(actor, why)

    def _not_signed_out(self, told: str) -> None:
        # Only who comes next is told: whoever sits there by then can do nothing about it.
        say: Callable[[str], None] | None = getattr(self.screen, "say", None)
        if say is not None and not self.is_signed_in:
            say(told)
