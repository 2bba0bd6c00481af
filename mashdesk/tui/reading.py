"""Reading the desk off the UI thread: the queue when it changed, a record when it is rested on."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.views import Counts, Heartbeat, News, QueueFilter, QueueView, ReferralView
from mashdesk.tui.messages import BeatRead, QueueRead, ReadingFailed, RecordMissing, RecordRead

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_RECORDS_KEPT = 50
READ_ANYWAY = 6
"""Every sixth commit, at most a minute of beats apart, the queue is read in any case."""


class QueueReader:
    """Reads the queue one reading at a time; what changes meanwhile is read right after.

    A reading in progress is never thrown away, so a store that changes without pause cannot keep
    the screen from being brought up to date.
    """

    def __init__(self, desk: Desk, actor: Actor, tell: MessagePump) -> None:
        self._desk = desk
        self._actor = actor
        self._tell = tell
        self._reading = False
        self._again = False
        self._newest = -1
        self._followed = 0
        self.since = -1
        self.wanted = QueueFilter()

    async def follow(self) -> None:
        """Something was committed: read if it changed a record, else only see to the heartbeat.

        Looks, drafts and beats are committed all the time, and reading a long queue takes a while.
        Now and then it is read whatever was committed, so that no reckoning of ours can hide a row.
        """
        self._followed += 1
        try:
            newest, beat = await asyncio.to_thread(self._glance)
        except (Trouble, Refused) as error:
            self._tell.post_message(ReadingFailed(error.message, error.way_out))
            return
        if newest == self._newest and self._followed % READ_ANYWAY:
            self._tell.post_message(BeatRead(beat))
            return
        await self.read()
        self._newest = newest

    def _glance(self) -> tuple[int, Heartbeat]:
        return self._desk.newest_change(), self._desk.heartbeat()

    async def read(self) -> None:
        """Read, and once more for as long as something asked for it meanwhile."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        try:
            while True:
                self._again = False
                await self._once()
                if not self._again:
                    return
        finally:
            self._reading = False

    async def _once(self) -> None:
        wanted = self.wanted
        try:
            message = await asyncio.to_thread(self.read_now, wanted)
        except Trouble as trouble:
            self._tell.post_message(ReadingFailed(trouble.message, trouble.way_out))
        except Refused as refused:
            self._tell.post_message(ReadingFailed(refused.message, refused.way_out))
        else:
            if wanted == self.wanted:
                self._tell.post_message(message)
            else:
                self._again = True

    def read_now(self, wanted: QueueFilter) -> QueueRead:
        """One reading, in the calling thread. Raises Trouble or Refused."""
        return read_queue(self._desk, self._actor, wanted, self.since)


def read_queue(desk: Desk, actor: Actor, wanted: QueueFilter, since: int) -> QueueRead:
    """Queue, heartbeat, and what happened after event `since`. Raises Trouble or Refused.

    For a role that may not look at the queue it is empty.
    """
    if not may_look(actor.role, Look.QUEUE):
        return QueueRead(QueueView((), 0, Counts()), desk.heartbeat(), News(since))
    # News first: what is committed in between is then told a reading later, never missed.
    news = desk.news(actor, since)
    return QueueRead(desk.queue(actor, wanted), desk.heartbeat(), news)


class RecordReader:
    """Opens records (audited) and reads again those this session has opened already."""

    def __init__(self, desk: Desk, actor: Actor, tell: MessagePump) -> None:
        self._desk = desk
        self._actor = actor
        self._tell = tell
        self._kept: OrderedDict[int, ReferralView] = OrderedDict()
        self._opening: dict[int, asyncio.Future[ReferralView | None]] = {}

    def kept(self, referral: int) -> ReferralView | None:
        """The record as last read, if this session opened it."""
        return self._kept.get(referral)

    async def read(self, referral: int) -> ReferralView | None:
        """The record as it is now; tells the screen too. None when it cannot be read.

        However often it is asked for meanwhile, it is opened once: every opening is audited.
        """
        if referral in self._kept:
            return await self._read(referral, self._desk.reread)
        if (opening := self._opening.get(referral)) is not None:
            await asyncio.shield(opening)
            return await self._read(referral, self._desk.reread) if referral in self._kept else None
        opening = asyncio.ensure_future(self._read(referral, self._desk.open))
        self._opening[referral] = opening
        opening.add_done_callback(lambda _done: self._opening.pop(referral, None))
        # The cursor may move on and cancel whoever waits here; the look is taken all the same.
        return await asyncio.shield(opening)

    async def _read(
        self, referral: int, look: Callable[[Actor, int], ReferralView]
    ) -> ReferralView | None:
        known = referral in self._kept
        try:
            view = await asyncio.to_thread(look, self._actor, referral)
        except (Refused, Trouble) as problem:
            self._kept.pop(referral, None)
            self._tell.post_message(RecordMissing(referral, str(problem)))
            return None
        self._kept[referral] = view
        self._kept.move_to_end(referral)
        while len(self._kept) > _RECORDS_KEPT:
            self._kept.popitem(last=False)
        self._tell.post_message(RecordRead(view, opened=not known))
        return view

    def forget(self) -> None:
        """Let go of every record, as the lock demands."""
        self._kept.clear()
