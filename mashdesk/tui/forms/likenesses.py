"""Whoever somebody on a form may be, best first, in so many lines; what is said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from mashdesk.store.views import Candidate
from mashdesk.text import cell_width, clip, wrapped
from mashdesk.tui.forms.said import show_of
from mashdesk.tui.show import counted

SAME, DIFFERENT, OPEN = "same", "different", "not sure"
LINES = 6
"""Their place is kept from the first letter on, so that nothing moves when they come."""

_ROOM = LINES - 1
_MARK = 7
_NAME_LINES = 2
_NOBODY = "Nobody known looks like this."
_UNTOLD = "Who is known cannot be told just now; the record will ask again."


class Likenesses(Widget, can_focus=False):
    """A line that says where it stands, and under it whoever looks alike, each with every reason,
    however many lines that takes.

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
        head = clip(self._show(self._head()), width)
        lines = [Content.styled(head, self.get_visual_style("likeness--said"))]
        for at, text in self._window(width):
            bar = " " * (width - cell_width(text)) if self._is_here(at) else ""
            lines.append(Content.styled(text + bar, self.get_visual_style(self._kind(at))))
        return Content("\n").join(lines)

    def _window(self, width: int) -> list[tuple[int, str]]:
        """The lines in sight, each with its place in the list: the one under the cursor whole."""
        blocks = [list(self._lines(one, width)) for one in self.candidates]
        first = 0
        while first < self._at and sum(map(len, blocks[first : self._at + 1])) > _ROOM:
            first += 1
        every = [(at, text) for at in range(first, len(blocks)) for text in blocks[at]]
        shown = every[:_ROOM]
        if len(every) > _ROOM:
            at, text = shown[-1]
            shown[-1] = at, clip(f"{text} …" if every[_ROOM][0] == at else text, width)
        return shown

    def _lines(self, one: Candidate, width: int) -> Iterator[str]:
        """One of them, wrapped between words clear of the mark."""
        mark = {SAME: "[same]", DIFFERENT: "[not]"}.get(self.said_of(one.individual), "[ ? ]")
        age = f" {one.age}" if one.age is not None else ""
        but = f"; but {', '.join(one.against)}" if one.against else ""
        # However long a name is, the reasons stand whole beneath it.
        called = clip(self._show(one.called), _NAME_LINES * (width - _MARK))
        text = called + self._show(f"{age}: {', '.join(one.reasons)}{but}")
        for n, part in enumerate(wrapped(text, width - _MARK)):
            yield f"{'' if n else mark:<{_MARK}}{part}"

    def _is_here(self, at: int) -> bool:
        return self.has_focus and at == self._at

    def _kind(self, at: int) -> str:
        if self._is_here(at):
            return "likeness--cursor"
        said = self.said_of(self.candidates[at].individual)
        return "likeness--one" if said == OPEN else "likeness--picked"

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
        shown = self._window(max(20, self.size.width))
        if place is not None and 0 < place.y <= len(shown):
            self._at = shown[place.y - 1][0]
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
