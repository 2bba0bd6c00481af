"""Waiting until an app has nothing left to do, by asking its loop instead of every widget.

Textual's own pilot sends a message to each widget and sleeps until the process seems idle: in a
form of two hundred widgets that costs more than what is waited for, and on a busy machine a process
that was only kept waiting seems idle too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from textual.pilot import Pilot

PATIENCE = 1.0
"""Seconds to wait for work in threads: a test may hold one up."""
SOON = 0.05
"""Seconds; what comes later comes by itself, such as the next second of every clock."""


def is_quiet() -> bool:
    """Whether nothing is to be called next in the running loop but the caller."""
    return not asyncio.get_running_loop()._ready  # type: ignore[attr-defined]


def _threads_rest() -> bool:
    pool: Any = getattr(asyncio.get_running_loop(), "_default_executor", None)
    if pool is None:
        return True
    return bool(pool._work_queue.empty() and pool._idle_semaphore._value >= len(pool._threads))


def _soon() -> bool:
    """Whether a timer is about to run out: a new size, a cursor come to rest."""
    loop: Any = asyncio.get_running_loop()
    until = loop.time() + SOON
    return any(one.when() < until and not one.cancelled() for one in loop._scheduled)


async def quiet(*_: Any) -> None:
    """Wait until every message was taken, and no thread or short timer is at work."""
    until = time.monotonic() + PATIENCE
    while True:
        await asyncio.sleep(0)
        # Threads first: one that ends leaves its outcome with the loop.
        rest = (_threads_rest() and not _soon()) or time.monotonic() > until
        if not is_quiet():
            continue
        if rest:
            return
        await asyncio.sleep(0.001)


async def _press(self: Pilot[Any], *keys: str) -> None:
    """Each key is taken, and what waits for the next frame is done, before the next is pressed."""
    for key in keys:
        await self.app._press_keys([key])
        while self.app.is_running and self.app.screen._callbacks:
            self.app.screen._on_timer_update()
            await quiet()
    await self.pause()


@pytest.fixture(scope="session")
def pilots_wait_for_quiet() -> Iterator[None]:
    """Pilots press and pause as ever, but ask the loop whether all was taken."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("textual.app.wait_for_idle", quiet)
        patch.setattr("textual.pilot.wait_for_idle", quiet)
        patch.setattr(Pilot, "_wait_for_screen", quiet)
        patch.setattr(Pilot, "press", _press)
        yield
