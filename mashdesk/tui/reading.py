"""Reading the desk off the UI thread: the queue when it changed, a record when it is rested on."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.message_pump import MessagePump

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.views import (
    AgencyRequestView,
    Counts,
    Heartbeat,
    News,
    QueueFilter,
    QueueView,
    ReferralView,
)
from mashdesk.tui.messages import BeatRead, QueueRead, ReadingFailed, RecordMissing, RecordRead

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

ViewT = TypeVar("ViewT", ReferralView, AgencyRequestView)
_RECORDS_KEPT = 50
READ_ANYWAY = 30
"""Every thirtieth commit, at most five minutes of beats apart, the queue is read in any case."""


class SerialReader:
    """Makes one reading at a time; what changes meanwhile is read right after.

    A reading in progress is never thrown away, so a store that changes without pause cannot keep
    the screen from being brought up to date.
    """

    def __init__(self, desk: Desk, actor: Actor, tell: MessagePump) -> None:
        self._desk = desk
        self._actor = actor
        self._tell = tell
        self._reading = False
        self._again = False

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
        raise NotImplementedError


class QueueReader(SerialReader):
    """Reads the queue: its rows, figures and what is new."""

    def __init__(self, desk: Desk, actor: Actor, tell: MessagePump) -> None:
        super().__init__(desk, actor, tell)
        self._newest: object = None
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

    def _glance(self) -> tuple[object, Heartbeat]:
        return self._desk.newest_change(self._actor), self._desk.heartbeat()

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
    waiting = desk.sealing.waiting(actor)
    return QueueRead(desk.queue(actor, wanted), desk.heartbeat(), news, waiting)


class KeptReader(Generic[ViewT]):
    """Opens what is looked at (audited) and reads again what this session has opened already."""

    def __init__(
        self,
        actor: Actor,
        tell: MessagePump,
        open_: Callable[[Actor, int], ViewT],
        reread: Callable[[Actor, int], ViewT],
    ) -> None:
        """`open_` is the audited first look, `reread` the ones after it; both may refuse."""
        self._actor = actor
        self._tell = tell
        self._first_look: Callable[[Actor, int], ViewT] = open_
        self._look_again: Callable[[Actor, int], ViewT] = reread
        self._kept: OrderedDict[int, ViewT] = OrderedDict()
        self._opening: dict[int, asyncio.Future[ViewT | None]] = {}

    def kept(self, key: int) -> ViewT | None:
        """It as last read, if this session opened it."""
        return self._kept.get(key)

    async def read(self, key: int) -> ViewT | None:
        """It as it is now; tells the screen too. None when it cannot be read.

        However often it is asked for meanwhile, it is opened once: every opening is audited.
        """
        if key in self._kept:
            return await self._read(key, self._look_again)
        if (opening := self._opening.get(key)) is not None:
            await asyncio.shield(opening)
            return await self._read(key, self._look_again) if key in self._kept else None
        opening = asyncio.ensure_future(self._read(key, self._first_look))
        self._opening[key] = opening
        opening.add_done_callback(lambda _done: self._opening.pop(key, None))
        # The cursor may move on and cancel whoever waits here; the look is taken all the same.
        return await asyncio.shield(opening)

    async def _read(self, key: int, look: Callable[[Actor, int], ViewT]) -> ViewT | None:
        try:
            view = await asyncio.to_thread(look, self._actor, key)
        except (Refused, Trouble) as problem:
            self._kept.pop(key, None)
            self._tell.post_message(RecordMissing(key, str(problem)))
            return None
        self._kept[key] = view
        self._kept.move_to_end(key)
        while len(self._kept) > _RECORDS_KEPT:
            self._kept.popitem(last=False)
        self._tell.post_message(RecordRead(key, view))
        return view

    @property
    def every(self) -> dict[int, ViewT]:
        """All that is kept."""
        return dict(self._kept)

    def keep_instead(self, key: int, was: ViewT, now: ViewT) -> None:
        """Keep this in place of what was kept, unless it was read again meanwhile."""
        if self._kept.get(key) is was:
            self._kept[key] = now

    def let_go(self, key: int) -> None:
        """Let go of one that is out of sight now."""
        self._kept.pop(key, None)

    def forget(self) -> None:
        """Let go of everything, as the lock demands."""
        self._kept.clear()
