"""Search over every word of the records, the newest first, and open what was found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.types import CSSPathType
from textual.widgets import Input

from mashdesk.domain.actor import Actor
from mashdesk.store.views.searching import Hit, SearchView
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.screens.laid_over import LaidOver
from mashdesk.tui.show import Part, Show, counted, full
from mashdesk.tui.widgets.hit_list import HitList
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_KEYS = "Enter: search; on a row: open the record   o: older   /: other words   Esc: back"
_EMPTY = SearchView((), 0, False, False)


class SearchScreen(LaidOver["int | None"]):
    """Words, and where they stand. Dismisses with the id of a referral to open, or None."""

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_name("history.tcss")]
    AUTO_FOCUS: ClassVar[str | None] = "#words"
    heading = "Search all words"
    keys = _KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("o", "older", "Older"),
        Binding("slash", "again", "Other words"),
    ]

    def __init__(self, desk: Desk, actor: Actor) -> None:
        super().__init__(desk, actor)
        self._asked = ""
        self._view = _EMPTY

    def body(self) -> ComposeResult:
        with Horizontal(classes="history--asked"):
            yield Said("Words", "history--label")
            field = PlainInput()
            field.id = "words"
            yield field
        yield Said("", "history--about")
        yield HitList(show_of(self).glyphs, empty="Nothing was searched for yet.", id="hits")
        yield Said("", "history--whole")

    def look(self, *, again: bool = False) -> None:
        """Ask for what was searched for, if anything was."""
        if self._asked:
            start_only(self, "ask", self._answer, None, again=again)

    def forget(self) -> None:
        self._show(_EMPTY)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._asked = event.value.strip()
        if not self._asked:
            self.say("Type a word or two of what is sought.")
        self.look()

    async def _answer(self, before: int | None, *, again: bool = False) -> None:
        limit = max(50, len(self._view.hits)) if again else 50
        ask = self.desk.history.search
        view = await self.answer(ask, self.actor, self._asked, before, limit, again=again)
        if view is None:
            return
        self.say("")
        if before is not None:
            older = (*self._view.hits, *view.hits)
            view = SearchView(older, self._view.count, self._view.more_than_counted, view.more)
        self._show(view)
        if view.hits and not again:
            self._list.focus()

    def _show(self, view: SearchView) -> None:
        self._view = view
        more = "more than " if view.more_than_counted else ""
        older = "; o shows older ones" if view.more else ""
        said = f"{more}{counted(view.count, 'passage')}, the newest first{older}"
        self.query_one(".history--about", Said).tell(said if view.count else "")
        self._list.empty = "Nothing you may read has these words."
        self._list.set_rows(view.hits, self.desk.clock.now())

    @property
    def _list(self) -> HitList:
        return self.query_one(HitList)

    @on(HitList.Highlighted)
    def _rested(self, event: HitList.Highlighted) -> None:
        event.stop()
        row = self._list.cursor_row
        told = Content("") if row is None else whole_hit(row, show_of(self))
        self.query_one(".history--whole", Said).update(told)

    def action_older(self) -> None:
        """The next page."""
        if self._view.more and self._view.hits:
            start_only(self, "ask", self._answer, self._view.hits[-1].key)

    def action_again(self) -> None:
        """Back to the words."""
        self.query_one("#words").focus()

    @on(HitList.Selected)
    def _selected(self, event: HitList.Selected) -> None:
        event.stop()
        row = self._list.cursor_row
        if row is not None:
            self.dismiss(row.referral)


def whole_hit(hit: Hit, show: Show) -> Content:
    """Where it stands, and the excerpt with the words found marked."""
    return show.line((f"{hit.reference}  {hit.child}  {hit.kind}  {full(hit.at)}\n", "bold"),
                     *_marked(hit))  # fmt: skip


def _marked(hit: Hit) -> Iterator[Part]:
    at = 0
    for start, end in hit.found:
        if start < at:
            continue
        yield hit.excerpt[at:start]
        yield (hit.excerpt[start:end], "bold $key")
        at = end
    yield hit.excerpt[at:]
