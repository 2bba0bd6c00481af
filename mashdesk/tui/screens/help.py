"""Help: every key of the desk, and which of them do something to what is under the cursor."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from mashdesk.domain.actor import Role
from mashdesk.tui.acting import why_not
from mashdesk.tui.filters import HOW_TO
from mashdesk.tui.keys import ACTS, Scope
from mashdesk.tui.labels import RATING_WORDS, RATINGS
from mashdesk.tui.show import Show
from mashdesk.tui.subject import Subject
from mashdesk.tui.tabs.parts import BLANK, heading
from mashdesk.tui.view_keys import VIEWS, shown_key, views_here
from mashdesk.tui.widgets.page import Line, Page

_MOVING = (
    ("↑ ↓  j k", "up and down the queue, or the record once it is opened"),
    ("PgUp PgDn  g G", "by pages; to the first and the last"),
    ("Tab", "from the queue to the record and back"),
)


class HelpScreen(ModalScreen[None]):
    """Keys by what they are done to; those that do nothing now are grey, with the reason."""

    CSS_PATH = "help.tcss"
    BINDINGS = [("escape,q,question_mark,enter", "dismiss", "Back")]

    def __init__(self, show: Show, role: Role, subject: Subject, *, training: bool = False) -> None:
        super().__init__()
        self._show = show
        self._role = role
        self._subject = subject
        self._training = training

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Static(Content.styled("Keys", "bold"), id="help-title", markup=False)
            yield Page(self._subject.now, self._show.glyphs.cursor, id="help-page")
            yield Static(Content("Esc goes back"), id="help-keys", markup=False)

    def on_mount(self) -> None:
        page = self.query_one(Page)
        page.put(list(self._lines()))
        page.focus()

    def _lines(self) -> Iterator[Line]:
        for scope in Scope:
            yield heading(self._show, f"Done to {scope.value}")
            for act in ACTS:
                if act.scope is scope:
                    refused = why_not(act, self._role, self._subject)
                    yield self._key(act.shown_key, act.tooltip, refused)
            yield BLANK
        yield heading(self._show, "Looking and finding")
        for key, words in _MOVING:
            yield self._key(key, words)
        for view in views_here(VIEWS, training=self._training):
            yield self._key(shown_key(view.key), view.tooltip)
        yield Line(
            self._show.line(("      / takes ", "$quiet"), HOW_TO, (", or a reference", "$quiet"))
        )
        yield BLANK
        yield heading(self._show, "Signs")
        ratings = "   ".join(
            f"{self._show.glyphs.rating(rag)} {RATING_WORDS[rag]}" for rag in RATINGS
        )
        yield Line(self._show.line(ratings), indent=1)
        glyphs = self._show.glyphs
        yield Line(
            self._show.line(
                f"{glyphs.round}2 second round of the clock   {glyphs.prompt} a prompt waits   "
                f"{glyphs.grave} a grave one   "
                f"{glyphs.owes}POL an agency's answer runs out first   {glyphs.new} new to you   "
                f"{glyphs.difference} challenged   {glyphs.linked} a repeat, or linked to other "
                f"families   {glyphs.sealed} sealed: only people named see it"
            ),
            indent=1,
        )

    def _key(self, key: str, words: str, refused: str | None = None) -> Line:
        if refused is None:
            return Line(self._show.line((f" {key:<16}", "bold $key"), words))
        return Line(self._show.line((f" {key:<16}{words}", "$quiet")))
