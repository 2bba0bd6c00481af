"""A dialog for a practitioner's act on one request put to their agency."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import Command, OnRequest
from mashdesk.domain.errors import NotFound, Refused, Trouble
from mashdesk.store.views import AgencyRequestView
from mashdesk.tui.dialogs.meanwhile import since_opened
from mashdesk.tui.forms.screen import FormScreen
from mashdesk.tui.leaving import leave_at_once
from mashdesk.tui.show import when, with_ages
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


class PartnerDialog(FormScreen, ModalScreen[Outcome | None]):
    """Made from the request as it was read; it says so when that changes meanwhile."""

    def __init__(self, desk: Desk, actor: Actor, view: AgencyRequestView, about: str) -> None:
        self.view = view
        super().__init__(desk, actor, about)
        self.add_class("-dialog")
        self.heading = f"{self.heading}  {view.row.reference}"

    def subject(self) -> str:
        """Whom this is about and until when, so that nobody answers for the wrong request."""
        row = self.view.row
        known = ((child.name or "name not known", child.age) for child in self.view.children)
        due = f"answer due {when(row.due_at, self.now())}" if row.due_at else row.where
        held = f"with {row.holder}" if row.holder else "with nobody yet"
        return f"{with_ages(known)} · asked by {row.asked_by} · {due} · {held}"

    def versioned(self, command: Command) -> Command:
        if isinstance(command, OnRequest):
            return replace(command, version=self.view.row.version)
        return command

    def after_stale(self) -> None:
        self.view = self.desk.agency.reread(self.actor, self.view.row.request)

    # What others do meanwhile.

    def changed(self) -> None:
        """Something was committed, here or on another desk: it may be this request that changed."""
        if self._ready and not self._busy:
            start_only(self, "changed", self._look_again)

    async def _look_again(self) -> None:
        try:
            request = self.view.row.request
            fresh = await asyncio.to_thread(self.desk.agency.reread, self.actor, request)
        except NotFound:
            await leave_at_once(self)  # it was sealed, and others of the agency are named on it
            return
        except (Refused, Trouble):
            return  # sending it says so; until then nothing is wrong with what is typed
        if not self.is_attached or self._busy:
            return
        known = max((event.seq for event in self.view.events), default=0)
        new = [event for event in fresh.events if event.seq > known and event.kind != "opened"]
        self.hint(since_opened(new, self.now()))
        await self.say_as_read()
