"""The app: it opens the desk, keeps the time all screens show, and offers what can be done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from textual.app import SystemCommand
from textual.filter import ANSIToTruecolor, LineFilter
from textual.screen import Screen

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.settings import Settings
from mashdesk.settings.themes import DEFAULT_THEME
from mashdesk.tui.ascii_filter import AsciiOnly
from mashdesk.tui.door_app import DoorApp
from mashdesk.tui.idle import Idle
from mashdesk.tui.labels import glyphs_for
from mashdesk.tui.live import Live
from mashdesk.tui.opening import Opened, Opening
from mashdesk.tui.pace import once_running
from mashdesk.tui.screens.home import HomeScreen
from mashdesk.tui.screens.start import StartScreen, TroubleScreen
from mashdesk.tui.show import Show
from mashdesk.tui.terminal import speaks_unicode
from mashdesk.tui.theme import load_themes, variable_defaults
from mashdesk.tui.work import start_only


class DeskApp(DoorApp):
    """One desk on one terminal."""

    TITLE = "mashdesk"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True

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
        self._opening = opening
        self.live: Live | None = None
        for theme in self._themes.values():
            self.register_theme(theme.to_textual())
        self.theme = settings.theme if settings.theme in self._themes else DEFAULT_THEME

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
        except (Refused, Trouble) as problem:  # refused: no such desk at the training hub
            await self.show_only(TroubleScreen(problem.message, problem.way_out))
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
        await asyncio.to_thread(opened.scheduler.start, self.told_of_trouble, self.idle.give_way)

    def told_of_trouble(self, what: str) -> None:
        """The clockwork is in trouble, or (empty) no longer; may be called from any thread."""
        self.trouble = what

    # The time.

    def _second(self, now: datetime) -> None:
        self.now = now
        self.sitting.tick(now)

    def _changed(self) -> None:
        self.sitting.look()
        for screen in self.screen_stack:
            changed: Callable[[], None] | None = getattr(screen, "changed", None)
            if changed is None:
                continue
            if screen.is_mounted:
                changed()
            else:
                # Pushed, but not built yet: told once it stands, or it would miss this change.
                screen.call_later(changed)

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
