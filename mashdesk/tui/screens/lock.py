"""The locked desk: how much waits, never whose. Nothing lies beneath it or opens over it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.views import QueueFilter
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.reading import read_queue
from mashdesk.tui.screens.sign_in import WithCode
from mashdesk.tui.widgets.header import HeaderFacts, HeaderLine
from mashdesk.tui.work import start, start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class LockScreen(WithCode):
    """Unlock with the password of whoever locked it, or hand the desk to somebody else."""

    CSS_PATH = "lock.tcss"
    AUTO_FOCUS = "#password"
    is_calm = True

    def __init__(self, facts: HeaderFacts, actor: Actor) -> None:
        super().__init__()
        self._facts = facts
        self.actor = actor

    def compose(self) -> ComposeResult:
        shown = self.app.shown
        self.header = HeaderLine(self._facts, shown)
        yield self.header
        with Vertical(classes="card"):
            who = shown.text(f"Locked by {self.actor.name}")
            yield Static(Content.styled(who, "bold"), classes="card--title", markup=False)
            yield Static(
                Content("The clocks run on. Drafts are kept."), classes="card--quiet", markup=False
            )
            if not self.app.training:
                yield Static(Content("Password"), classes="card--label", markup=False)
            password = PlainInput(secret=True)
            password.id = "password"
            password.display = not self.app.training
            password.disabled = self.app.training
            yield password
            yield from self.code_fields()
            yield Static(Content(""), id="wrong", classes="card--wrong", markup=False)
            yield Static(Content(self._keys()), classes="card--keys", markup=False)

    def _keys(self) -> str:
        return "Enter goes on" if self.app.training else "Enter unlocks   F2 hands over"

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "now", self.tick, init=False)

    def tick(self, now: datetime) -> None:
        """The clocks run on, and the header goes on telling how much waits."""
        self._facts = replace(self._facts, now=now, trouble=self.app.trouble)
        self.header.tell(self._facts)

    def changed(self) -> None:
        """Something was committed: count again. Only figures come to this screen."""
        start_only(self, "count", self._count)

    async def _count(self) -> None:
        try:
            read = await asyncio.to_thread(count_only, self.app.desk, self.actor)
        except (Refused, Trouble):
            return  # the header shows the beat growing old; the desk tells the rest once unlocked
        self._facts = replace(self._facts, **read)
        self.header.tell(self._facts)

    def key_enter(self) -> None:
        """In training there is no password to ask for."""
        if self.app.training:
            start(self.app, "door", self.app.unlock)

    @on(Input.Submitted, "#password")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            start(self.app, "door", self.attempt, event.value)

    def check_both(self, password: str, code: str) -> Actor:
        self.app.opened.sign_in.check(self.actor, password, code)
        return self.actor

    async def passed(self, actor: Actor) -> None:  # noqa: ARG002
        await self.app.unlock()


def count_only(desk: Desk, actor: Actor) -> dict[str, Any]:
    """The header's facts that are figures: of the queue, or of a practitioner's own agency."""
    beat = desk.heartbeat()
    if may_look(actor.role, Look.AGENCY):
        from mashdesk.tui.agency_reading import read_agency

        return {"agency": read_agency(desk, actor).figures, "heartbeat": beat}
    if not may_look(actor.role, Look.QUEUE):
        return {"heartbeat": beat}
    counts = read_queue(desk, actor, QueueFilter(), -1).view.counts
    return {"counts": counts, "heartbeat": beat}
