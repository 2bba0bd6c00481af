"""How words, times and names are put on this terminal; here screens make text safe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from textual.content import Content
from textual.style import Style

from mashdesk.domain.calendar import LONDON, day_text, london_day
from mashdesk.domain.countdown import countdown_text, shade
from mashdesk.domain.rating import Rag
from mashdesk.text import ascii_only, first_of, plain
from mashdesk.tui.labels import ASCII, RATING_WORDS, UTF8, Glyphs

Part = str | Content | tuple[str, str | Style]


@dataclass(frozen=True, slots=True)
class Show:
    """The signs of this terminal, and text made fit for it."""

    glyphs: Glyphs = UTF8

    @property
    def ascii(self) -> bool:
        """Whether the terminal knows ASCII alone."""
        return self.glyphs is ASCII

    def text(self, text: str) -> str:
        """One line of outside text, safe to draw."""
        return ascii_only(text).replace("\n", " ") if self.ascii else plain(text)

    def lines(self, text: str) -> str:
        """Outside text of several lines, safe to draw."""
        return ascii_only(text) if self.ascii else plain(text, lines=True)

    def line(self, *parts: Part) -> Content:
        """One line from parts; each part's text is made safe here, whoever it came from."""
        return Content.assemble(*map(self._safe, parts), strip_control_codes=False)

    def _safe(self, part: Part) -> Part:
        if isinstance(part, Content):
            return part
        if isinstance(part, tuple):
            return (self.lines(part[0]), part[1])
        return self.lines(part)

    def rating(self, rating: Rag | None) -> Content:
        """Letter, shape and word, in the rating's colour: `A ▲ amber`."""
        word = RATING_WORDS[rating]
        sign = self.glyphs.rating(rating).rstrip()
        return self.line((f"{sign} {word}", f"bold $rag-{word}"))

    def left(self, now: datetime, start: datetime, due: datetime) -> tuple[str, str]:
        """What is left of a clock, in the colour of its shade."""
        return (countdown_text(now, due), f"bold $clock-{shade(now, start, due).value}")


def when(instant: datetime, now: datetime) -> str:
    """An instant in London, as short as clear: `15:05`, `Fri 15:05`, `Fri 20 Nov 2026 15:05`."""
    local, today = instant.astimezone(LONDON), london_day(now)
    if local.date() == today:
        return f"{local:%H:%M}"
    day = day_text(local.date())
    if abs(local.date() - today) < timedelta(days=6):
        return f"{day[:3]} {local:%H:%M}"
    return f"{day} {local:%H:%M}"


def full(instant: datetime) -> str:
    """An instant in London with its date: `Fri 20 Nov 2026 15:05`."""
    local = instant.astimezone(LONDON)
    return f"{day_text(local.date())} {local:%H:%M}"


def with_ages(children: Iterable[tuple[str, int | None]]) -> str:
    """Children for one line, each a name and an age in years: the first three, the rest counted."""
    return first_of([name if age is None else f"{name} {age}" for name, age in children], 3)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 child`, `3 children`: a number with its word."""
    return f"{number} {one if number == 1 else many or one + 's'}"
