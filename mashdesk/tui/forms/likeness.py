"""Who somebody on a form may be: people known to the hub, why they look alike, and what is said.

Nobody is attached in silence: what is not said to be the same stays somebody of its own, and the
question stays open on the record.
"""

from __future__ import annotations

import asyncio
import re

from textual import on
from textual.message import Message
from textual.widget import Widget

from mashdesk.domain.particulars import Particulars
from mashdesk.store.views import Candidate
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.forms.known import Known
from mashdesk.tui.forms.likenesses import Likenesses
from mashdesk.tui.work import start_only

_NUMBER = re.compile(r"-?[0-9]{1,9}")


class LikenessField(Field):
    """Kept in drafts as the number of whoever it is, and with a minus whoever it is not."""

    class Told(Message):
        """It stands anew who may be meant."""

    def __init__(self, path: str, known: Known) -> None:
        self._known = known
        self._asked: Particulars | None = None
        super().__init__(path, "Known to the hub?")

    def _make_control(self) -> Widget:
        return Likenesses()

    @property
    def likenesses(self) -> Likenesses:
        assert isinstance(self._control, Likenesses)
        return self._control

    @property
    def text(self) -> str:
        same = [] if self.likenesses.same is None else [str(self.likenesses.same)]
        return " ".join(same + [f"-{number}" for number in sorted(self.likenesses.different)])

    def put(self, text: str) -> None:
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

    def look_for_nobody(self) -> None:
        """Nothing is typed to know anybody by; an answer on its way is of no use any more."""
        self._asked = None
        self.likenesses.tell(())

    async def _look(self, typed: Particulars) -> None:
        same = self.likenesses.same
        found, called = await asyncio.to_thread(self._read, typed, same)
        if self.is_attached and typed == self._asked:
            # Somebody else may have been said to be the same while this was read.
            is_theirs = self.likenesses.same == same
            self.likenesses.tell(found, called if is_theirs else self.likenesses.called)
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
