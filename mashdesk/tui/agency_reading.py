"""Reading an agency's desk off the UI thread: its requests when something changed, one when opened.

Everything comes from `desk.agency`, which gives an agency its own part and nothing else.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.message import Message
from textual.message_pump import MessagePump

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.store.views import AgencyRequestView
from mashdesk.tui.messages import AgencyRead, ReadingFailed, RequestMissing, RequestRead
from mashdesk.tui.reading import KeptReader, SerialReader

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk


def read_agency(desk: Desk, actor: Actor) -> AgencyRead:
    """One reading, in the calling thread; somebody without an agency is told so. Raises Trouble."""
    beat = desk.heartbeat()
    try:
        return AgencyRead(desk.agency.view(actor), beat)
    except Refused as refused:
        return AgencyRead(None, beat, str(refused))


class AgencyReader(SerialReader):
    """Reads the agency's requests and changes."""

    async def _once(self) -> None:
        try:
            message = await asyncio.to_thread(read_agency, self._desk, self._actor)
        except Trouble as trouble:
            self._tell.post_message(ReadingFailed(trouble.message, trouble.way_out))
        else:
            self._tell.post_message(message)


class RequestReader(KeptReader[AgencyRequestView]):
    """The requests put to the agency."""

    def __init__(self, desk: Desk, actor: Actor, tell: MessagePump) -> None:
        super().__init__(actor, tell)
        self._desk = desk

    def first_look(self, actor: Actor, key: int) -> AgencyRequestView:
        return self._desk.agency.open(actor, key)

    def look_again(self, actor: Actor, key: int) -> AgencyRequestView:
        return self._desk.agency.reread(actor, key)

    def told(self, view: AgencyRequestView, *, opened: bool) -> Message:
        return RequestRead(view, opened)

    def missing(self, key: int, why: str) -> Message:
        return RequestMissing(key, why)
