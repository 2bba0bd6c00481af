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
        numbers = [each.individual for each in self.candidates]
        self._at = numbers.index(held) if held in numbers else 0
        self.called = called
        # The keys stay where they are, though the list be empty for a moment.
        self.can_focus = bool(self.candidates or self.same is not None) or self.has_focus
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return LINES

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def render(self) -> Content:
        width = max(20, self.size.width)
        room = LINES - 1
        first = min(max(0, self._at - room + 1), max(0, len(self.candidates) - room))
        shown = self.candidates[first : first + room]
        head = clip(self._show(self._head()), width)
        lines = [Content.styled(head, self.get_visual_style("likeness--said"))]
        lines += [self._line(first + n, one, width) for n, one in enumerate(shown)]
        return Content("\n").join(lines)

    def _head(self) -> str:
        if self.same is not None:
            said = self.asked()
            return f"{said[0].upper()}{said[1:]}; what is typed stays as typed."
        if self.untold:
            return _UNTOLD
        if not self.candidates:
            return _NOBODY
        if not self.has_focus:
            return self.asked() + "; say who it is." if self.asked() else "Nobody else known."
        return "s same  d different  u not sure  Enter reads them"

    def asked(self) -> str:
        """How many may be meant, or who it is said to be; empty for neither."""
        left = [one for one in self.candidates if one.individual not in self.different]
        if self.same is not None:
            return f"is {self.called or f'no. {self.same}'}, known already"
        if not left:
            return ""
        return f"{counted(len(left), 'person', 'people')} known may be meant"

    def _line(self, at: int, one: Candidate, width: int) -> Content:
        said = self.said_of(one.individual)
        here = self.has_focus and at == self._at
        kind = "cursor" if here else "picked" if said != OPEN else "one"
        mark = {SAME: "[same]", DIFFERENT: "[not]"}.get(said, "[ ? ]")
        age = f" {one.age}" if one.age is not None else ""
        why = ", ".join(one.reasons)
        but = f"; but {', '.join(one.against)}" if one.against else ""
        text = self._show(f"{mark:<7}{one.name}{age}: {why}{but}")
        text = clip(text, width)
        text += " " * (width - cell_width(text)) if here else ""
        return Content.styled(text, self.get_visual_style(f"likeness--{kind}"))

    def _show(self, text: str) -> str:
        return show_of(self).text(text)

    def said_of(self, individual: int) -> str:
        """What is said of this one."""
        if individual == self.same:
            return SAME
        return DIFFERENT if individual in self.different else OPEN

    # Keys and mouse.

    def on_key(self, event: events.Key) -> None:
        if event.key in ("up", "down", "k", "j"):
            by = 1 if event.key in ("down", "j") else -1
            self._at = min(max(self._at + by, 0), max(0, len(self.candidates) - 1))
            self.refresh()
        elif event.key == "enter":
            who = self._here if self._here is not None else self.same
            if who is not None:
                self.post_message(self.Opened(who))
        elif event.key in ("s", "d", "u", "space"):
            self._say({"s": SAME, "d": DIFFERENT, "u": OPEN}.get(event.key, ""))
        else:
            return
        event.stop()
        event.prevent_default()

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002
        return character is not None and character.isprintable()

    def on_click(self, event: events.Click) -> None:
        place = event.get_content_offset(self)
        room = LINES - 1
        first = min(max(0, self._at - room + 1), max(0, len(self.candidates) - room))
        if place is not None and 0 < place.y <= len(self.candidates) - first:
            self._at = first + place.y - 1
            self._say("")

    @property
    def _here(self) -> int | None:
        at = self._at
        return self.candidates[at].individual if at < len(self.candidates) else None

    def _say(self, verdict: str) -> None:
        """Without a verdict the next one in turn: not sure, same, different."""
        who = self._here
        if who is None:
            if verdict == OPEN and self.same is not None:
                self.same = None
                self.post_message(self.Said())
                self.refresh()
            return
        if not verdict:
            turn = {OPEN: SAME, SAME: DIFFERENT, DIFFERENT: OPEN}
            verdict = turn[self.said_of(who)]
        self.different -= {who}
        if verdict == SAME:
            self.same, self.called = who, str(self.candidates[self._at].name)
        elif self.same == who or (verdict == OPEN and not self._offers(self.same)):
            self.same = None
        if verdict == DIFFERENT:
            self.different |= {who}
        self.post_message(self.Said())
        self.refresh()

    def _offers(self, individual: int | None) -> bool:
        return any(one.individual == individual for one in self.candidates)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.can_focus = bool(self.candidates or self.same is not None)
        self.refresh()


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
