from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from mashdesk import wiring
from mashdesk.domain.actor import Actor
from mashdesk.settings import Settings
from mashdesk.tui.desk_app import DeskApp
from mashdesk.tui.idle import Idle
from mashdesk.tui.opening import Opened, Opening
from tests.tui.hub_host import CHEAP, Hub, a_hub, seen


@pytest.fixture(autouse=True)
def _a_home_of_its_own(
    stylesheets_are_parsed_once: None,
    pilots_wait_for_quiet: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A hub that another desk has open: what tests do through it happens elsewhere."""
    with a_hub(tmp_path) as made:
        yield made


@dataclass
class Doors:
    """Opens the hub a second time, as the desk under test, on the same held clock."""

    hub: Hub
    held: Event | None = None
    opened: list[wiring.Wired] = field(default_factory=list)

    def is_set_up(self, settings: Settings) -> bool:
        return wiring.is_set_up(settings)

    def open_desk(self, settings: Settings) -> Opened:
        if self.held is not None:
            self.held.wait(10)
        self.opened.append(wiring.open_desk(settings, self.hub.clock, CHEAP))
        return self.opened[-1]

    def set_up(self, settings: Settings, plan: Any) -> Opened:
        made = wiring.set_up(settings, wiring.SetUp(**plan), self.hub.clock, CHEAP)
        self.opened.append(made)
        return made

    def open_training(self, settings: Settings) -> tuple[Opened, Actor]:
        return self.open_desk(settings), self.hub.duty


class Ticking:
    """A monotonic clock for the idle lock, let on by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class At:
    """The desk under test, being used."""

    pilot: Pilot[None]
    app: DeskApp
    hub: Hub
    idle: Ticking

    async def until(self, holds: Callable[[], Any], what: str = "") -> None:
        """Wait until something holds, which another thread brings about."""
        for _ in range(400):
            if holds():
                await self.pilot.pause()
                return
            await self.pilot.pause()
            await asyncio.sleep(0.01)
        raise AssertionError(f"it never came to hold: {what or holds}\n{seen(self.app)}")

    async def until_on(self, screen: type[Any]) -> Any:
        await self.until(lambda: isinstance(self.app.screen, screen) and self.app.screen.is_mounted)
        return self.app.screen

    async def until_seen(self, text: str) -> str:
        await self.until(lambda: text in seen(self.app), text)
        return seen(self.app)

    def seen(self) -> str:
        return seen(self.app)

    async def type(self, text: str) -> None:
        await self.pilot.press(*(_KEYS.get(char, char) for char in text))

    async def burst(self, text: str) -> None:
        """Type as a password safe does: every key is there before the first is taken."""
        for char in text:
            key = _CONTROLS.get(char) or _KEYS.get(char, char)
            self.app.post_message(events.Key(key, char))
        await self.pilot.pause()

    async def second(self) -> None:
        """Let a second pass on the held clock, and the app see it."""
        self.hub.clock.advance(timedelta(seconds=1))
        assert self.app.live is not None
        self.app.live.tick()
        self.app.look_at_the_seat()
        await self.pilot.pause()


_CONTROLS = {"\r": "enter", "\t": "tab", "\x15": "ctrl+u", "\x7f": "backspace"}
_KEYS = {
    " ": "space",
    ".": "full_stop",
    "-": "minus",
    "/": "slash",
    ":": "colon",
    ",": "comma",
    "'": "apostrophe",
}


class Desks:
    """Makes desks on the hub; `training` signs the duty worker in by itself."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.idle = Ticking()
        self.doors = Doors(hub)

    def app(
        self, *, training: bool = False, opening: Opening | None = None, **settings: Any
    ) -> DeskApp:
        given = Settings(
            store=self.hub.wired.settings.store,
            workstation="TEST-2",
            training=training,
            **{"ascii": False, "bell": False, **settings},
        )
        return DeskApp(given, opening or self.doors, training=training, idle=Idle(self.idle))

    def at(self, pilot: Pilot[None]) -> At:
        app = pilot.app
        assert isinstance(app, DeskApp)
        return At(pilot, app, self.hub, self.idle)


@pytest.fixture
def desks(hub: Hub) -> Desks:
    return Desks(hub)
