"""Help for the agency desk: every key, and what the signs and words of a row say."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from mashdesk.tui.agency_keys import AGENCY_ACTS
from mashdesk.tui.screens.reading_page import ReadingPage
from mashdesk.tui.show import Show
from mashdesk.tui.tabs.parts import BLANK, heading
from mashdesk.tui.view_keys import AGENCY_VIEWS, shown_key, views_here
from mashdesk.tui.widgets.page import Line

_MOVING = (
    ("↑ ↓  j k", "up and down the list, or the request once it is opened"),
    ("PgUp PgDn  g G", "by pages; to the first and the last"),
    ("Tab", "from the list to the request and back"),
)
_MARKINGS = (
    ("whole hub", "everybody who works on the referral reads it"),
    ("decision maker only", "those who may decide read it, nobody else of the hub"),
    ("hub, not to the family", "the hub reads it, and it is never told to the family"),
)


class AgencyHelp(ReadingPage):
    """Keys that do nothing now are grey."""

    title_words = "Keys of the agency desk"

    def __init__(
        self, show: Show, now: datetime, refused: Collection[str], *, training: bool = False
    ) -> None:
        super().__init__(show, now)
        self._refused = refused
        self._training = training

    def lines(self) -> Iterator[Line]:
        yield heading(self._show, "Done to a request")
        for act in AGENCY_ACTS:
            yield self._key(act.key, act.tooltip, quiet=act.id in self._refused)
        yield BLANK
        yield heading(self._show, "Looking")
        for key, words in _MOVING:
            yield self._key(key, words)
        for view in views_here(AGENCY_VIEWS, training=self._training):
            yield self._key(shown_key(view.key), view.tooltip)
        yield BLANK
        yield heading(self._show, "Who may read what you write")
        for marking, words in _MARKINGS:
            yield Line(self._show.line((f" {marking:<24}", "bold"), words))
        yield BLANK
        yield heading(self._show, "Signs")
        glyphs = self._show.glyphs
        signs = (
            f"{glyphs.round}2 second round of its clock   {glyphs.prompt} changed, to acknowledge"
            f"   {glyphs.new} new to you   {glyphs.nothing} not shared, or nobody's"
        )
        yield Line(self._show.line(signs), indent=1)
        said = "done: answered   late: decided without you, still welcome   off: withdrawn"
        yield Line(self._show.line(said), indent=1)

    def _key(self, key: str, words: str, *, quiet: bool = False) -> Line:
        if quiet:
            return Line(self._show.line((f" {key:<16}{words}", "$quiet")))
        return Line(self._show.line((f" {key:<16}", "bold $key"), words))
