"""The sessions this desk began: each is ended, but nobody waits at the desk for the store to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Trouble
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.tui.door_app import DoorApp

AGAIN = 15
"""Seconds until a store that could not sign somebody out is asked again."""


class SigningOut:
    """Ends sessions beside the screen, and those that are left when the desk itself ends."""

    def __init__(self, app: DoorApp, failed: Callable[[str], None]) -> None:
        """`failed` is called with a sentence, in the app's own thread, when it does not work."""
        self._app = app
        self._failed = failed
        self._begun: list[Actor] = []
        self._one_at_a_time = Lock()

    def begun(self, actor: Actor) -> None:
        """This desk must sign them out; may be called from any thread."""
        self._begun.append(actor)

    def ended(self, actor: Actor) -> None:
        """It ended elsewhere, or by its age: there is nothing left to do."""
        with contextlib.suppress(ValueError):
            self._begun.remove(actor)

    def end(self, actor: Actor, why: str) -> None:
        """Sign them out, however long the store takes and whoever sits at the desk by then."""
        start(self._app, "signing out", self._end, actor, why)

    def end_all(self) -> None:
        """The desk ends; blocks, so call it from a thread. Trouble is let be."""
        for actor in tuple(self._begun):
            with contextlib.suppress(Trouble):
                self._sign_out(actor, "ended")

    async def _end(self, actor: Actor, why: str) -> None:
        told = False
        while True:
            try:
                await asyncio.to_thread(self._sign_out, actor, why)
                return
            except Trouble as trouble:
                if not told:
                    self._failed(f"{actor.name} could not be signed out yet. {trouble}")
                told = True
            await asyncio.sleep(AGAIN)

    def _sign_out(self, actor: Actor, why: str) -> None:
        # Once: it may be under way for who left while the desk ends and would do it too.
        with self._one_at_a_time:
            if actor in self._begun:
                self._app.opened.sign_in.sign_out(actor, why)
                self.ended(actor)
