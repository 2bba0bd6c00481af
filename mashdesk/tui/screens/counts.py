"""What agencies were asked, what came of it and what they challenged, in numbers, to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from mashdesk.domain.calendar import day_text
from mashdesk.store.views import AgencyCount, CountsView
from mashdesk.tui.screens.reading_page import ReadingPage
from mashdesk.tui.show import Part, Show
from mashdesk.tui.tabs.parts import BLANK, fact, heading
from mashdesk.tui.widgets.page import Line

_NAMED = (
    ("in time", "in_time"),
    ("late", "late"),
    ("not commissioned", "not_commissioned"),
    ("declined", "declined"),
    ("withdrawn", "withdrawn"),
    ("decided without", "without"),
    ("open", "open"),
)
_BESIDE = (
    ("a part in", "part"),
    ("insisted on", "insisted"),
    ("timed out", "timed_out"),
)


class CountsScreen(ReadingPage):
    """By agency and rating; what is nought is left out, so that what is not stands out."""

    title_words = "Counts by agency and rating"

    def __init__(self, show: Show, view: CountsView, now: datetime) -> None:
        super().__init__(show, now)
        self._view = view

    def lines(self) -> Iterable[Line]:
        view, show = self._view, self._show
        yield Line(
            show.line((f"Asked from {day_text(view.since)} to {day_text(view.until)}", "$quiet"))
        )
        yield BLANK
        if not view.requests:
            yield Line(show.line(("Nobody was asked anything.", "$quiet")))
        name = ""
        for row in view.requests:
            if row.name != name:
                yield heading(show, row.name)
                name = row.name
            yield from self._row(row)
        yield BLANK
        if view.returns:
            yield heading(show, "Returned to referrers, by what they were asked for")
            told = ", ".join(f"{what.label} {number}" for what, number in view.returns)
            yield Line(show.line(told))
            yield BLANK
        yield heading(show, "Challenges, by the stage they came to")
        if not view.challenges:
            yield Line(show.line(("None.", "$quiet")))
        for one in view.challenges:
            told = ", ".join(f"{stage.label} {number}" for stage, number in one.stages)
            yield Line(show.line((one.name, "bold"), f": {told}"))

    def _row(self, row: AgencyCount) -> Iterator[Line]:
        show = self._show
        label = row.rating.value if row.rating else "not rated"
        yield fact(show, label, (f"asked {row.asked}", "bold"), *_told(row, _NAMED, ": "))
        if beside := _told(row, _BESIDE, "of these: "):
            yield fact(show, "", *beside)
        if row.reasons:
            why = ", ".join(f"{why.label} {number}" for why, number in row.reasons)
            yield fact(show, "", (f"declined because: {why}", "$quiet"))


def _told(row: AgencyCount, names: tuple[tuple[str, str], ...], lead: str) -> list[Part]:
    said = [f"{label} {getattr(row, name)}" for label, name in names if getattr(row, name)]
    return [f"{lead}{', '.join(said)}"] if said else []
