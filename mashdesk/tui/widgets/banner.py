"""The line that tells what just happened; it keeps its place, so nothing moves under the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from textual.content import Content
from textual.widget import Widget

from mashdesk.domain.calendar import LONDON
from mashdesk.text import clip
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
    """One line above the keys: the last thing told, bright at first, quiet after a while.

    An alarm stays bright until it is over, and comes back when what covered it has gone quiet.
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

    def say(self, text: str, tone: Tone, now: datetime) -> None:
        """Tell something that happened at `now` (UTC)."""
        self._text, self._tone, self._said_at, self._fresh = text, tone, now, True
        self.refresh()

    def alarm(self, *texts: str) -> None:
        """What is wrong until it is not; empty strings do not count, and nothing else ends it."""
        alarms = tuple(text for text in texts if text)
        if alarms != self._alarms:
            self._alarms = alarms
            self.refresh()

    def standing(self, text: str) -> None:
        """What is shown at the right whatever else is told, such as how much waits in the inbox."""
        if text != self._standing:
            self._standing = text
            self.refresh()

    def set_now(self, now: datetime) -> None:
        """Let what was told go quiet once it is old."""
        if self._fresh and self._said_at is not None:
            self._fresh = (now - self._said_at).total_seconds() < FRESH_SECONDS
            if not self._fresh:
                self.refresh()

    def render(self) -> Content:
        width = self.size.width
        standing = self._show.text(self._standing)
        parts = self._told(width - len(standing) - 2)
        line = self._show.line(*parts)
        room = width - line.cell_length - len(standing)
        if standing and room >= 1:
            return self._show.line(line, " " * room, (standing, "$key"))
        return line.truncate(width)

    def _told(self, width: int) -> list[Part]:
        if self._alarms and not self._fresh:
            return list(self._alarm_parts(width))
        if not self._text or self._said_at is None:
            return []
        at = f"{self._said_at.astimezone(LONDON):%H:%M} "
        if not self._fresh:
            return [self._clip(at + self._text, width)]
        style = _STYLES[self._tone]
        padded = f" {self._clip(at + self._text, width - 2)} "
        return [(padded, style)] if style else [padded]

    def _alarm_parts(self, width: int) -> Iterator[Part]:
        """Every alarm that there is: each has its share of the line, so that none hides another."""
        for left in range(len(self._alarms), 0, -1):
            share, gap = width // left, 1 if left > 1 else 0
            text = self._alarms[-left]
            told = f" {self._clip(text, share - gap - 2)} "
            yield told, _STYLES[Tone.ALARM]
            yield " " * gap
            width -= len(told) + gap

    def _clip(self, text: str, width: int) -> str:
        return clip(self._show.text(text), max(width, 1), ellipsis=self._show.glyphs.ellipsis)
