"""Reading an agency's desk off the UI thread, when something changed.

Everything comes from `desk.agency`, which gives an agency its own part and nothing else.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.tui.messages import AgencyRead, ReadingFailed
from mashdesk.tui.reading import SerialReader

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
