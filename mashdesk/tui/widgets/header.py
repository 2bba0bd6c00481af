"""The header line: which hub, live or training, how many, what is next, the time and the beat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from textual.content import Content

from mashdesk.domain.actor import initials
from mashdesk.domain.calendar import LONDON, day_text
from mashdesk.domain.countdown import countdown_text
from mashdesk.domain.rating import Rag
from mashdesk.store.views import Counts, Heartbeat
from mashdesk.text import clip
from mashdesk.tui.labels import LETTERS, LIVE, TRAINING
from mashdesk.tui.show import Part, Show
from mashdesk.tui.widgets.told_lines import ToldLines

_HUB = (0, 6, 10, 14, 20, 20)
"""How many cells of the hub's name each level of detail insists on."""


@dataclass(frozen=True, slots=True)
class AgencyFigures:
    """How much waits for one agency; `next_due` is UTC."""

    open: int = 0
    overdue: int = 0
    changes: int = 0
    next_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the header shows. `now` is UTC; `beat_seconds` how often a sweep should come by."""

    hub: str
    training: bool
    now: datetime
    who: str = ""
    counts: Counts | None = None
    ratings: tuple[Rag, ...] = (Rag.RED, Rag.AMBER, Rag.GREEN)
    heartbeat: Heartbeat | None = None
    beat_seconds: int = 10
    trouble: str = ""
    agency: AgencyFigures | None = None

    @property
    def next_due(self) -> datetime | None:
        """What runs out next (UTC), of all that is counted here."""
        known = self.agency or self.counts
        return known.next_due if known else None


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the left half shows: it stays as it is until something is committed."""

    hub: str
    training: bool
    counts: Counts | None
    ratings: tuple[Rag, ...]
    agency: AgencyFigures | None


def header_line(facts: HeaderFacts, width: int, show: Show) -> Content:
    """The fullest form of the header that fits the width."""
    line = Content("")
    standing = _Standing(facts.hub, facts.training, facts.counts, facts.ratings, facts.agency)
    hub = show.text(facts.hub)
    for detail in range(5, -1, -1):
        least = min(len(hub), _HUB[detail])
        left, right = _left(standing, detail, show, least), _right(facts, detail, show)
        room = width - left.cell_length - right.cell_length
        if room >= 1:
            # What is left over goes to the hub's name first.
            left = _left(standing, detail, show, least + room - 1 if least else 0)
            room = width - left.cell_length - right.cell_length
            return show.line(left, " " * max(1, room), right)
        line = show.line(left, " ", right)
    return line.truncate(width)


def beat_is_late(facts: HeaderFacts) -> bool:
    """Whether no sweep has come by for three beats: the clock may run out with nobody told."""
    beat = facts.heartbeat
    return beat is not None and beat.is_late(facts.now, facts.beat_seconds)


def beat_is_ahead(facts: HeaderFacts) -> bool:
    """Whether the last sweep is still to come by this clock: one of the clocks is wrong."""
    return facts.heartbeat is not None and facts.heartbeat.is_ahead(facts.now)


def _beat_age(facts: HeaderFacts) -> int | None:
    beat = facts.heartbeat.beat_at if facts.heartbeat else None
    return None if beat is None else max(0, int((facts.now - beat).total_seconds()))


@lru_cache(maxsize=32)
def _left(standing: _Standing, detail: int, show: Show, hub_cells: int) -> Content:
    # Kept: every second asks for it again, and hardly one changes it.
    parts: list[Part] = [" "]
    if detail >= 3:
        parts += [("mashdesk", "bold $key"), "  "]
    if hub_cells:
        hub = clip(show.text(standing.hub), hub_cells, ellipsis=show.glyphs.ellipsis)
        parts += [(hub, "bold"), "  "]
    mode = (
        (f" {TRAINING} ", "bold $training-ink on $training")
        if standing.training
        else (LIVE, "bold $rag-green")
    )
    parts += [mode, "  "]
    if standing.agency is not None:
        parts += _agency_figures(standing.agency, detail)
    elif standing.counts is not None:
        parts += _figures(standing, standing.counts, detail, show)
    return show.line(*parts)


def _figures(standing: _Standing, counts: Counts, detail: int, show: Show) -> Iterator[Part]:
    numbers = {
        Rag.RED: counts.red,
        Rag.AMBER: counts.amber,
        Rag.GREEN: counts.green,
        Rag.BLUE: counts.blue,
    }
    for rag, number in numbers.items():
        if rag not in standing.ratings and not number:
            continue
        name = show.glyphs.rating(rag) if detail >= 4 else LETTERS[rag]
        space = " " if detail >= 2 else ""
        yield (f"{name}{space}{number}", f"bold $rag-{rag.value}" if number else "$quiet")
        yield "  " if detail >= 2 else " "
    if counts.reopened or detail >= 4:
        word = (
            f"{counts.reopened} reopened"
            if detail >= 2
            else f"{show.glyphs.round}{counts.reopened}"
        )
        yield (word, "bold $clock-now" if counts.reopened else "$quiet")
        yield "  "
    if counts.overdue or detail >= 4:
        word = f"{counts.overdue} overdue" if detail >= 1 else f"{counts.overdue} over"
        yield (word, "bold $clock-over" if counts.overdue else "$quiet")
        yield " "


def _agency_figures(figures: AgencyFigures, detail: int) -> Iterator[Part]:
    yield (f"{figures.open} open", "bold")
    yield "  "
    if figures.overdue or detail >= 4:
        word = f"{figures.overdue} overdue" if detail >= 1 else f"{figures.overdue} over"
        yield (word, "bold $clock-over" if figures.overdue else "$quiet")
        yield "  "
    if figures.changes:
        word = f"{figures.changes} changed" if detail >= 2 else f"{figures.changes} new"
        yield (word, "bold $clock-now")
        yield " "


def _right(facts: HeaderFacts, detail: int, show: Show) -> Content:
    parts: list[Part] = []
    if facts.next_due is not None:
        parts += ["next ", (countdown_text(facts.now, facts.next_due), "bold"), "  "]
    local = facts.now.astimezone(LONDON)
    day = day_text(local.date())
    if detail >= 5:
        parts += [f"{day} "]
    elif detail >= 2:
        parts += [f"{day[:3]} "]
    parts += [(f"{local:%H:%M:%S}" if detail >= 1 else f"{local:%H:%M}", "bold"), " "]
    if facts.who:
        # On a shared workstation even the narrowest line says whose desk this is.
        name = facts.who if detail >= 4 else initials(facts.who)
        parts += [" ", (name, "$quiet"), " "]
    parts += _beat(facts, detail)
    return show.line(*parts)


def _beat(facts: HeaderFacts, detail: int) -> list[Part]:
    alarm, words = "bold $alarm-ink on $alarm", []
    if facts.trouble or (facts.heartbeat is not None and facts.heartbeat.trouble):
        words.append("ALARM")
    age = _beat_age(facts)
    if age is not None and beat_is_late(facts):
        words.append(f"BEAT LATE {countdown_text(facts.now, facts.now - _seconds(age))[1:]}")
    if beat_is_ahead(facts):
        words.append("CLOCK WRONG")
    if words:
        return [(f" {'  '.join(words)} ", alarm)]
    return [(f" beat {age}s ", "$quiet")] if age is not None and detail >= 2 else []


def _seconds(age: int) -> timedelta:
    return timedelta(seconds=age)


class HeaderLine(ToldLines):
    """The header line as a widget; it draws what it was last told."""

    DEFAULT_CSS = """
    HeaderLine { height: 1; background: $panel; color: $ink; }
    """

    def __init__(self, facts: HeaderFacts, show: Show) -> None:
        super().__init__()
        self.facts = facts
        self._show = show

    def tell(self, facts: HeaderFacts) -> None:
        """Show these facts; nothing is drawn when the line reads the same."""
        self.facts = facts
        self.tell_again(0)

    def line(self, y: int) -> Content:  # noqa: ARG002 - there is one
        return header_line(self.facts, self.size.width, self._show)
