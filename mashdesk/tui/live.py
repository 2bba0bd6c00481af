"""The one timer: it sets the time once a second and sees within half of one what changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from mashdesk.clock import Clock

BEATS = 2
"""How often a second the store is asked whether anything was committed."""


class Live:
    """Calls `on_second` with the instant (UTC) each second and `on_change` when the store changed.

    The store is asked from a thread, so that a locked or distant one cannot hold the screen up.
    """

    def __init__(
        self,
        clock: Clock,
        changed: Callable[[], object],
        on_second: Callable[[datetime], None],
        on_change: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._changed = changed
        self._on_second = on_second
        self._on_change = on_change
        self._token: object = None
        self._second: int | None = None

    async def run(self) -> None:
        """Beat until cancelled, aligned to the clock's seconds."""
        while True:
            await self.beat()
            await asyncio.sleep(self._until_next())

    async def beat(self) -> None:
        """One beat: the second if it is a new one, then whether the store changed."""
        self.tick()
        # A store in trouble is the reading's to tell: it fails with a sentence, this only looks.
        try:
            token = await asyncio.to_thread(self._changed)
        except Exception:
            token = object()
        if token != self._token:
            self._token = token
            self._on_change()

    def tick(self) -> None:
        """Hand the instant on if its second has not been seen yet."""
        now = self._clock.now()
        second = int(now.timestamp())
        if second != self._second:
            self._second = second
            self._on_second(now)

    def _until_next(self) -> float:
        fraction = self._clock.now().microsecond / 1_000_000
        step = 1 / BEATS
        return step - fraction % step + 0.001
