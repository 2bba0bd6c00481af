"""The line that tells what just happened; what is too long for it has a second one for a while.

The lines are taken from below the queue, so nothing moves under the cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from textual.content import Content
from textual.widget import Widget

from mashdesk.domain.calendar import LONDON
from mashdesk.text import cell_width, clip
from mashdesk.tui.show import Part, Show

FRESH_SECONDS = 12


class Tone(StrEnum):
    """How loudly something is told."""

    QUIET = "quiet"
    NEWS = "news"
    REFUSED = "refused"
    ALARM = "alarm"


_STYLES = {
    Tone.QUIET: "",
    Tone.NEWS: "bold $notice-ink on $notice",
    Tone.REFUSED: "bold $badge-amber-ink on $badge-amber",
    Tone.ALARM: "bold $alarm-ink on $alarm",
}


class Banner(Widget):
    """Above the keys: the last thing told, bright at first, quiet after a while.

    An alarm stays bright until it is over, and comes back when what covered it has gone quiet.
    What is bright is read whole where two lines can hold it; what is quiet has one.
    """

    DEFAULT_CSS = """
    Banner { height: 1; background: $background; color: $quiet; padding: 0 1; }
    """

    def __init__(self, show: Show) -> None:
        super().__init__()
        self._show = show
        self._text = ""
        self._tone = Tone.QUIET
        self._said_at: datetime | None = None
        self._fresh = False
        self._alarms: tuple[str, ...] = ()
        self._standing = ""
        self.lasts = False
        """Whether it is told on though what it names is out of sight: that it was sealed, say."""

    def say(self, text: str, tone: Tone, now: datetime) -> None:
        """Tell something that happened at `now` (UTC)."""
        self._text, self._tone, self._said_at, self._fresh = text, tone, now, True
        # A refusal names what its reader asked for, whether or not there is such a record.
        self.lasts = tone in (Tone.ALARM, Tone.REFUSED)
        self._fit()

    @property
    def told(self) -> str:
        """What was told last, and is still to be read."""
        return self._text

    def forget(self, text: str) -> None:
        """Take this away, unless something else was told since."""
        if text == self._text:
            self._text, self._fresh = "", False
            self._fit()

    def alarm(self, *texts: str) -> None:
        """What is wrong until it is not; empty strings do not count, and nothing else ends it."""
        alarms = tuple(text for text in texts if text)
        if alarms != self._alarms:
            self._alarms = alarms
            self._fit()

    def standing(self, text: str) -> None:
        """What is shown at the right whatever else is told, such as how much waits in the inbox."""
        if text != self._standing:
            self._standing = text
            self._fit()

    def set_now(self, now: datetime) -> None:
        """Let what was told go quiet once it is old."""
        if self._fresh and self._said_at is not None:
            self._fresh = (now - self._said_at).total_seconds() < FRESH_SECONDS
            if not self._fresh:
                self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """Take the lines that are needed, and draw."""
        needed = len(self._lines())
        if self.styles.height is None or self.styles.height.value != needed:
            self.styles.height = needed
            self.screen.set_class(needed > 1, "-two-lines")
        self.refresh()

    def render(self) -> Content:
        return Content("\n").join(self._lines())

    def _lines(self) -> list[Content]:
        """What is told, in one line if it fits beside what stands at the right, else in two."""
        width = self.size.width
        standing = self._show.text(self._standing)
        room = width - cell_width(standing) - 2 * bool(standing)
        if self._alarms and not self._fresh:
            told = self._alarm_lines(width, room)
        elif self._text and self._said_at is not None:
            told = self._told_lines(width, room)
        else:
            told = [[]]
        *above, last = (self._show.line(*parts).truncate(width) for parts in told)
        gap = width - last.cell_length - cell_width(standing)
        if standing and gap >= 1:
            last = self._show.line(last, " " * gap, (standing, "$key"))
        return [*above, last]

    def _told_lines(self, width: int, room: int) -> list[list[Part]]:
        assert self._said_at is not None
        text = self._show.text(f"{self._said_at.astimezone(LONDON):%H:%M} {self._text}")
        if not self._fresh:
            return [[self._clip(text, room)]]
        style = _STYLES[self._tone]
        return [
            [(f" {line} ", style) if style and line else f" {line}"]
            for line in self._broken(text, width - 2, room - 2)
        ]

    def _alarm_lines(self, width: int, room: int) -> list[list[Part]]:
        """Every alarm that there is: each has its share of a line, so that none hides another."""
        texts = [self._show.text(text) for text in self._alarms]
        style = _STYLES[Tone.ALARM]
        if len(texts) == 1:
            lines = self._broken(texts[0], width - 2, room - 2)
            return [[(f" {line} ", style) if line else ""] for line in lines]
        if sum(cell_width(text) + 3 for text in texts) - 1 <= room:
            return [list(self._shared(texts, room))]
        return [list(self._shared(texts[:1], width)), list(self._shared(texts[1:], room))]

    def _shared(self, texts: Sequence[str], width: int) -> Iterator[Part]:
        for left in range(len(texts), 0, -1):
            share, gap = width // left, 1 if left > 1 else 0
            told = f" {self._clip(texts[-left], share - gap - 2)} "
            yield told, _STYLES[Tone.ALARM]
            yield " " * gap
            width -= len(told) + gap

    def _broken(self, text: str, width: int, room: int) -> list[str]:
        """The text in one line of `room` cells, or at a space in two: of `width`, and of `room`."""
        if cell_width(text) <= room:
            return [text]
        first, rest = "", text
        while rest:
            word, _, after = rest.partition(" ")
            longer = f"{first} {word}" if first else word
            if first and cell_width(longer) > width:
                break
            first, rest = longer, after
        lines = [self._clip(first, width)]
        # Though the first line may hold it all: what stands at the right has its place below it.
        return [*lines, self._clip(rest, room)] if rest or room < width else lines

    def _clip(self, text: str, width: int) -> str:
        return clip(text, max(width, 1), ellipsis=self._show.glyphs.ellipsis)
