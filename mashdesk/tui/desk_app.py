"""The app: it opens the desk, lets people in and out, and owns the time all screens show."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.filter import ANSIToTruecolor, LineFilter
from textual.reactive import reactive
from textual.screen import Screen

from mashdesk.clock import SystemClock
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import NotPermitted, Trouble
from mashdesk.domain.permissions import Look, may_look
from mashdesk.settings import Settings
from mashdesk.settings.themes import DEFAULT_THEME
from mashdesk.store.views import AgencyView, HubView, PersonView
from mashdesk.tui.ascii_filter import AsciiOnly
from mashdesk.tui.idle import Idle
from mashdesk.tui.labels import glyphs_for
from mashdesk.tui.live import Live
from mashdesk.tui.opening import Opened, Opening
from mashdesk.tui.pace import once_running
from mashdesk.tui.screens.desk import DeskScreen
from mashdesk.tui.screens.home import HomeScreen
from mashdesk.tui.screens.start import StartScreen, TroubleScreen
from mashdesk.tui.seated_app import SeatedApp
from mashdesk.tui.session import Arrival, arrive
from mashdesk.tui.show import Show
from mashdesk.tui.signing_out import SigningOut
from mashdesk.tui.sitting import Sitting
from mashdesk.tui.terminal import speaks_unicode
from mashdesk.tui.theme import load_themes, variable_defaults
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class DeskApp(SeatedApp):
    """One desk on one terminal."""

    TITLE = "mashdesk"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True

    # The screens draw what changed with it themselves; the app need not draw everything again.
    now: reactive[datetime] = reactive(SystemClock().now, init=False, repaint=False)

    def __init__(
        self,
        settings: Settings,
        opening: Opening,
        *,
        training: bool = False,
        idle: Idle | None = None,
    ) -> None:
        wants_ascii = settings.ascii if settings.ascii is not None else not speaks_unicode()
        self.shown = Show(glyphs_for(unicode=not wants_ascii))
        self._ascii = AsciiOnly()
        self._themes = load_themes()
        super().__init__(idle)
        self.settings = settings
        self.training = training
        self.trouble = ""
        self.hub: HubView | None = None
        self.agencies: tuple[AgencyView, ...] = ()
        self.people: tuple[PersonView, ...] = ()
        self._opening = opening
        self._opened: Opened | None = None
        self._actor: Actor | None = None
        self.live: Live | None = None
        self.sitting = Sitting(self)
        self.sessions = SigningOut(self, self._not_signed_out)
        self._locked_at: int | None = None
        self._turn = asyncio.Lock()
        """Held by whoever changes who sits at the desk and what they see, from first to last."""
        for theme in self._themes.values():
            self.register_theme(theme.to_textual())
        self.theme = settings.theme if settings.theme in self._themes else DEFAULT_THEME

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
        return self._actor is not None and getattr(self.screen, "is_before_the_desk", False)

    # Opening.

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self._themes)

    def get_line_filters(self) -> Sequence[LineFilter]:
        # The themes name every colour outright: a search of each line of each frame for the
        # sixteen colours of a terminal, to be translated, finds none.
        filters = [f for f in super().get_line_filters() if not isinstance(f, ANSIToTruecolor)]
        return [*filters, self._ascii] if self.shown.ascii else filters

    def get_default_screen(self) -> Screen[None]:
        return StartScreen()

    def on_mount(self) -> None:
        self.set_class(self.training, "-training")
        self.set_class(self.shown.ascii, "-ascii")
        self.guard_terminal()
        # Beside the desk's own beat, which waits for the store: a store that hangs keeps nothing
        # on the screen that would have been covered or locked.
        self.set_interval(1, self.look_at_the_seat)
        # The first frame comes before anything heavy is loaded.
        self.call_after_refresh(self.open_the_desk)

    def open_the_desk(self) -> None:
        """Open the store in a thread, then ask for whoever is to work at it."""
        start_only(self, "open", self._open)

    async def _open(self) -> None:
        try:
            opened, actor = await asyncio.to_thread(self._open_now)
        except Trouble as trouble:
            await self.show_only(TroubleScreen(trouble.message, trouble.way_out))
            return
        finally:
            once_running()
        if opened is None:
            from mashdesk.tui.screens.set_up import SetUpScreen

            await self.show_only(SetUpScreen())
        else:
            await self.opened_as(opened, actor)

    def _open_now(self) -> tuple[Opened | None, Actor | None]:
        if self.training:
            return self._opening.open_training(self.settings)
        if not self._opening.is_set_up(self.settings):
            return None, None
        return self._opening.open_desk(self.settings), None

    def set_up(self, plan: Mapping[str, str]) -> Opened:
        """Set the hub up; blocks, so call it from a thread. Raises Invalid and Trouble."""
        return self._opening.set_up(self.settings, plan)

    async def opened_as(self, opened: Opened, actor: Actor | None) -> None:
        """The desk is open: start its clockwork, and let the actor in or ask who is there."""
        self._opened = opened
        self.hub = await asyncio.to_thread(opened.desk.hub)
        self.live = Live(opened.desk.clock, opened.desk.changed, self._second, self._changed)
        self.now = opened.desk.clock.now()
        if actor is None:
            await self.ask_who()
        else:
            self.sessions.begun(actor)
            await self.let_in(actor)
        start_only(self, "live", self.live.run)
        await asyncio.to_thread(opened.scheduler.start, self.told_of_trouble)

    def told_of_trouble(self, what: str) -> None:
        """The clockwork is in trouble, or (empty) no longer; may be called from any thread."""
        self.trouble = what

    # Coming and going.

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

    async def _sit_down(self, actor: Actor, screen: Screen[Any], without: Any) -> None:
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
        say: Callable[[str], None] | None = getattr(self.screen, "say", None)
        if say is not None and not self.is_signed_in:
            say(told)

    # The time.

    def _second(self, now: datetime) -> None:
        self.now = now
        self.sitting.tick(now)

    def _changed(self) -> None:
        self.sitting.look()
        for screen in self.screen_stack:
            changed: Callable[[], None] | None = getattr(screen, "changed", None)
            if changed is not None:
                changed()

    # The palette: everything that can be done, by name, and nothing while locked.

    def action_command_palette(self) -> None:
        if self.is_at_the_desk and isinstance(self.screen, HomeScreen):
            from textual.command import CommandPalette

            self.push_screen(CommandPalette(placeholder="Type what you want to do"))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        from mashdesk.tui.commands import own_commands, report_commands, theme_commands

        if isinstance(screen, HomeScreen):
            yield from screen.commands()
            yield from own_commands(screen)
            yield from report_commands(screen)
        yield from theme_commands(self, self._themes)

    def notify(self, message: str, **_ignored: Any) -> None:
        if isinstance(self.screen, HomeScreen):
            self.screen.say(message)

    # The end.

    async def on_unmount(self) -> None:
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        opened = self._opened
        if opened is None:
            return
        try:
            opened.scheduler.stop()
            self.sessions.end_all()
        except Trouble:
            pass  # the store is gone already; there is nothing left to stop
        finally:
            opened.close()
