"""A scrolling page of lines, of which some count down; drawn line by line, wrapped once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import RenderOptions


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a page. `live` gives the text for an instant instead, on one line.

    `request` names what the paragraph belongs to, so that it can be chosen; `indent` in cells.
    A `label` stands to its left, and lines that wrap stay clear of it.
    """

    content: Content | None = None
    live: Callable[[datetime], Content] | None = None
    request: int | None = None
    indent: int = 0
    label: Content | None = None


@dataclass(slots=True)
class _Drawn:
    """One line on screen: which paragraph it came from, and its cells."""

    line: Line
    strip: Strip | None
    text: Content | None = None


class Page(ScrollView, can_focus=True):
    """Shows lines; with requests on the page, up and down choose one, otherwise they scroll."""

    ALLOW_SELECT = False

    BINDINGS = [
        Binding("down,j", "step(1)", "Down", show=False),
        Binding("up,k", "step(-1)", "Up", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("home,g", "top", "Top", show=False),
        Binding("end,G", "bottom", "Bottom", show=False),
    ]

    DEFAULT_CSS = """
    Page {
        background: $background; color: $ink;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
    }
    """

    class Chosen(Message):
        """Another request of the page is chosen."""

        def __init__(self, request: int | None) -> None:
            super().__init__()
            self.request = request

    def __init__(self, now: datetime, mark: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self._now = now
        self._mark = mark
        self._lines: tuple[Line, ...] = ()
        self._drawn: list[_Drawn] = []
        self._width = 0
        self.chosen: int | None = None

    def put(self, lines: Sequence[Line], *, keep_place: bool = False) -> None:
        """Show these lines; `keep_place` when they are the same page, read again."""
        self._lines = tuple(lines)
        requests = [line.request for line in self._lines if line.request is not None]
        if self.chosen not in requests:
            self.chosen = requests[0] if requests else None
        self._lay_out()
        if not keep_place:
            self.scroll_to(y=0, animate=False)

    def tick(self, now: datetime) -> None:
        """Count down: only the lines in sight that read differently are drawn again."""
        self._now = now
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, len(self._drawn))):
            drawn = self._drawn[y]
            if drawn.line.live is not None and drawn.line.live(now) != drawn.text:
                drawn.strip = None
                self.refresh_line(y)

    def on_resize(self, _event: events.Resize) -> None:
        if self.size.width != self._width:
            self._lay_out()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self._width:
            self._lay_out()

    def _lay_out(self) -> None:
        self._width = width = self.size.width
        self._drawn = []
        if not width:
            return
        for line in self._lines:
            if line.live is not None:
                self._drawn.append(_Drawn(line, None))
                continue
            self._drawn += [_Drawn(line, strip) for strip in self._paragraph(line)]
        height = len(self._drawn)
        if self.virtual_size != Size(width, height):
            self.virtual_size = Size(width, height)
        self.refresh()

    def _paragraph(self, line: Line) -> list[Strip]:
        content = line.content or Content("")
        if line.label is None:
            return self._strips(content, line.indent)
        strips = self._strips(content, line.indent + line.label.cell_length)
        label = self._strips(line.label, line.indent)[0].crop(
            0, line.indent + line.label.cell_length + 1
        )
        strips[0] = Strip.join([label, strips[0].crop(label.cell_length)])
        return strips

    def _strips(self, content: Content, indent: int) -> list[Strip]:
        options = RenderOptions(self._get_style, {})
        style = self.visual_style
        inner = max(1, self._width - 2 - indent)
        margin = Strip.blank(1 + indent, style.rich_style)
        return [
            Strip.join([margin, strip]).adjust_cell_length(self._width, style.rich_style)
            for strip in content.render_strips(inner, None, style, options) or [Strip([])]
        ]

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        if place >= len(self._drawn):
            return Strip.blank(self.size.width, self.visual_style.rich_style)
        drawn = self._drawn[place]
        if drawn.strip is None and drawn.line.live is not None:
            drawn.text = drawn.line.live(self._now)
            drawn.strip = self._strips(drawn.text, drawn.line.indent)[0]
        strip = drawn.strip or Strip.blank(self.size.width)
        if drawn.line.request is not None and drawn.line.request == self.chosen:
            mark = Content.styled(self._mark, "bold $key").render_strips(
                1, 1, self.visual_style, RenderOptions(self._get_style, {})
            )[0]
            return Strip.join([mark, strip.crop(1)])
        return strip

    # Keys and mouse.

    def action_step(self, by: int) -> None:
        requests = list(
            dict.fromkeys(line.request for line in self._lines if line.request is not None)
        )
        if not requests:
            self.scroll_relative(y=by, animate=False)
            return
        at = requests.index(self.chosen) if self.chosen in requests else 0
        self.choose(requests[min(max(at + by, 0), len(requests) - 1)])

    def choose(self, request: int) -> None:
        """Choose this request and bring it into sight."""
        self.chosen = request
        places = [y for y, drawn in enumerate(self._drawn) if drawn.line.request == request]
        if places:
            top, height = self.scroll_offset.y, self.size.height
            if places[0] < top or places[-1] >= top + height:
                self.scroll_to(y=max(0, min(places[0], places[-1] - height + 1)), animate=False)
        self.refresh()
        self.post_message(self.Chosen(request))

    def action_page(self, by: int) -> None:
        self.scroll_relative(y=by * max(1, self.size.height - 2), animate=False)

    def action_top(self) -> None:
        self.scroll_to(y=0, animate=False)

    def action_bottom(self) -> None:
        self.scroll_end(animate=False)

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y
        if 0 <= place < len(self._drawn):
            request = self._drawn[place].line.request
            if request is not None:
                self.choose(request)
