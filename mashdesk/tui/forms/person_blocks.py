"""As many blocks of one kind as a contact has people: added, removed, numbered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.containers import Vertical

from mashdesk.tui.forms.known import Known
from mashdesk.tui.forms.person_block import PersonBlock


class PersonBlocks(Vertical):
    """The children of a contact, or its adults; never fewer than `least`, nor more than `most`."""

    def __init__(
        self,
        kind: type[PersonBlock],
        now: Callable[[], datetime],
        known: Known,
        *,
        least: int,
        most: int,
    ) -> None:
        super().__init__(classes="children")
        self.kind = kind
        self.least = least
        self.most = most
        self._now = now
        self._known = known

    @property
    def blocks(self) -> list[PersonBlock]:
        """The blocks in order."""
        return [block for block in self.children if isinstance(block, PersonBlock)]

    async def set_count(self, count: int) -> None:
        """Have exactly so many blocks, as far as that may be."""
        blocks = self.blocks
        count = min(max(self.least, count), self.most)
        for block in blocks[count:]:
            await block.remove()
        for number in range(len(blocks) + 1, count + 1):
            await self.mount(self.kind(number, self._now, self._known))

    async def take_out(self, block: PersonBlock) -> None:
        """Without this one; the last that must stay is emptied instead."""
        if len(self.blocks) <= self.least:
            block.clear()
        else:
            await block.remove()
        for number, left in enumerate(self.blocks, start=1):
            left.renumber(number)
