"""Whether whoever sits at the desk may still: their session may end elsewhere, or by its age."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Trouble
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.tui.door_app import DoorApp


class Sitting:
    """Asks after every commit, and once the sign-in is as old as one may be."""

    def __init__(self, app: DoorApp) -> None:
        self._app = app
        self._actor: Actor | None = None
        self._until: datetime | None = None

    def begin(self, actor: Actor) -> None:
        """Somebody sits down."""
        self._actor, self._until = actor, None
        self.look()

    def end(self) -> None:
        """They are gone."""
        self._actor = self._until = None

    def tick(self, now: datetime) -> None:
        """A second went by."""
        if self._until is not None and now >= self._until:
            self.look()

    def look(self) -> None:
        """Ask the store, from a thread, how the sign-in stands."""
        if self._actor is not None:
            start(self._app, "sitting", self._look, self._actor)

    async def _look(self, actor: Actor) -> None:
        try:
            found = await asyncio.to_thread(self._app.opened.sign_in.standing, actor)
        except Trouble:
            return  # whatever reads next tells of it; the next commit asks again
        if actor is not self._actor:
            return
        self._until = found.until
        if (refusal := found.refusal()) is not None:
            self.end()
            await self._app.signed_out(actor, str(refusal))
