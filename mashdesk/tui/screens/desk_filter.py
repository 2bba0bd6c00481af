"""Narrowing the queue from the main screen, and visiting a referral by its reference."""

from __future__ import annotations

import asyncio

from mashdesk.domain.errors import Refused, Trouble
from mashdesk.store.views import QueueFilter
from mashdesk.tui.filters import filter_words, read_filter, switched
from mashdesk.tui.screens.desk_panes import DeskPanes
from mashdesk.tui.screens.filtering import Filtering
from mashdesk.tui.widgets.banner import Tone
from mashdesk.tui.work import start, start_only


class Narrowing(DeskPanes, Filtering):
    """A line of words, and switches for the usual ones. What is hidden is always counted."""

    def filter_in_words(self) -> str:
        """How the queue is narrowed now; empty when it is not."""
        return filter_words(self.reader.wanted, self.app.agencies, self.app.people)

    def narrow_to(self, wanted: QueueFilter) -> None:
        """Show this part of the queue."""
        if wanted != self.reader.wanted:
            self.reader.wanted = wanted
            start(self, "queue", self.reader.read)

    def action_only(self, switch: str) -> None:
        """Turn one of the filter's switches on or off."""
        self.narrow_to(switched(self.reader.wanted, switch))

    def narrow_by(self, words: str) -> None:
        self.narrow_to(read_filter(words, self.app.agencies, self.app.people))

    def entered(self, words: str) -> None:
        """A reference typed whole is gone to, be it in the queue or not."""
        if looks_like_a_reference(words):
            start_only(self, "act", self.visit, words.strip())

    async def visit(self, reference: str) -> None:
        """Show a referral by its reference, be it open or closed."""
        try:
            found = await asyncio.to_thread(self.app.desk.find, self.app.actor, reference)
        except (Refused, Trouble) as problem:
            self.say(str(problem), Tone.REFUSED)
            return
        self.go_to(found)

    def go_to(self, referral: int) -> None:
        """Show this referral, in the queue or not, and whatever the queue was narrowed to."""
        self.narrow_to(QueueFilter())
        if not self.rows.move_to(referral):
            self.visiting = referral
        self.open_record()


def looks_like_a_reference(text: str) -> bool:
    """Whether somebody typed a reference such as MD-26-0412."""
    parts = text.strip().split("-")
    return (
        len(parts) == 3 and parts[0].upper() == "MD" and all(part.isdigit() for part in parts[1:])
    )
