"""Who somebody on a form may be: people known to the hub, why they look alike, and what is said.

Nobody is attached in silence: what is not said to be the same stays somebody of its own, and the
question stays open on the record.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from mashdesk.domain.particulars import Particulars
from mashdesk.store.views import Candidate
from mashdesk.text import cell_width, clip
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.forms.known import Known
from mashdesk.tui.forms.said import show_of
from mashdesk.tui.show import counted
from mashdesk.tui.work import start_only

SAME, DIFFERENT, OPEN = "same", "different", "not sure"
LINES = 4
"""Their place is kept from the first letter on, so that nothing moves when they come."""

_NUMBER = re.compile(r"-?[0-9]{1,9}")
_NOBODY = "Nobody known looks like this."
_UNTOLD = "Who is known cannot be told just now; the record will ask again."


class Likenesses(Widget, can_focus=False):
    """A line that says where it stands, and under it whoever looks alike, best first.

    `same` is who it is said to be, `different` who it is said not to be.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "likeness--said", "likeness--one", "likeness--picked", "likeness--cursor",
    }  # fmt: skip

    class Said(Message):
        """Something was said of a candidate, or taken back."""

    class Opened(Message):
        """Somebody wants to read who this is."""

        def __init__(self, individual: int) -> None:
            super().__init__()
            self.individual = individual

    def __init__(self) -> None:
        super().__init__()
        self.candidates: tuple[Candidate, ...] = ()
        self.same: int | None = None
        self.different: frozenset[int] = frozenset()
        self.untold = False
        self.called = ""
        self._at = 0

    def tell(self, found: Sequence[Candidate] | None, called: str = "") -> None:
        """These look alike, or it cannot be told; `called` is whoever was said to be the same."""
        self.untold = found is None
        held = self._here
        self.candidates = tuple(found or ())
        numbers = [int(word) for word in text.split() if _NUMBER.fullmatch(word)]
        self.likenesses.same = next((number for number in numbers if number > 0), None)
        self.likenesses.different = frozenset(-number for number in numbers if number < 0)
        self._asked = None
        self.likenesses.tell(self.likenesses.candidates)

    def look_for(self, typed: Particulars) -> None:
        """Look for whoever may be meant by what is typed; the answer comes in its own time."""
        if typed != self._asked:
            self._asked = typed
            start_only(self, "likeness", self._look, typed)

    async def _look(self, typed: Particulars) -> None:
        found, called = await asyncio.to_thread(self._read, typed, self.likenesses.same)
        if self.is_attached:
            self.likenesses.tell(found, called if self.likenesses.same is not None else "")
            self.post_message(self.Told())

    def _read(
        self, typed: Particulars, same: int | None
    ) -> tuple[tuple[Candidate, ...] | None, str]:
        found = self._known.alike(typed)
        names = {one.individual: str(one.name) for one in found or ()}
        if same is None or same in names:
            return found, names.get(same or 0, "")
        return found, self._known.called(same)

    @on(Likenesses.Said)
    def _was_said(self, event: Likenesses.Said) -> None:
        event.stop()
        self._changed()
