"""One chronology of a record's children or its household: filtered, searched, kept as a file."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.types import CSSPathType
from textual.widgets import Input

from mashdesk.desk.reads.chronology_file import keep, made_by
from mashdesk.desk.reads.report_desk import file_named
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import StateCorroboration
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.domain.permissions import may
from mashdesk.store.views import ReferralView
from mashdesk.store.views.chronology import ChronologyFilter, ChronologyView, EntryKind, Item
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.screens.laid_over import LaidOver
from mashdesk.tui.show import counted
from mashdesk.tui.tabs.chronology import chronology_lines
from mashdesk.tui.widgets.page import Page
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome

_KEYS = (
    "h: child or household   t: kind of entry   /: words, or agency:POL   "
    ";: what corroborates it   x: write to a file   Esc: back"
)


class ChronologyScreen(LaidOver["int | None"]):
    """Read from the desk, audited, and read again when something is committed."""

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_name("history.tcss")]
    AUTO_FOCUS: ClassVar[str | None] = "#chronology"
    keys = _KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back"),
        Binding("h", "whole", "Child or household"),
        Binding("t", "kind", "Kind of entry"),
        Binding("slash", "words", "Words"),
        Binding("semicolon", "corroborate", "What corroborates it"),
        Binding("x", "write", "Write to a file"),
    ]

    def __init__(self, desk: Desk, actor: Actor, view: ReferralView) -> None:
        super().__init__(desk, actor)
        self.view = view
        self.heading = f"Chronology  {view.reference}"
        self._household = False
        self._kind: EntryKind | None = None
        self._kinds: tuple[EntryKind, ...] = ()
        """The kinds there are to narrow it to."""
        self._words = ""
        self._read: ChronologyView | None = None

    def body(self) -> ComposeResult:
        with Horizontal(classes="history--asked"):
            yield Said("Only with", "history--label")
            field = PlainInput()
            field.id = "words"
            yield field
        yield Said("", "history--about")
        yield Page(self.desk.clock.now(), show_of(self).glyphs.cursor, id="chronology")
        writing = Horizontal(classes="history--asked", id="writing")
        writing.display = False
        with writing:
            yield Said("File", "history--label")
            field = PlainInput()
            field.id = "file"
            yield field

    def look(self, *, again: bool = False) -> None:  # noqa: ARG002
        start_only(self, "read", self._look_now)

    def forget(self) -> None:
        self._read = None
        self.query_one(".history--about", Said).tell("")
        self.query_one(Page).put([])

    async def _look_now(self) -> None:
        whose = {"household" if self._household else "referral": self.view.id}
        ask, wanted = self.desk.history.chronology, self._wanted()
        read = await self.answer(ask, self.actor, **whose, wanted=wanted)
        if read is not None:
            same, self._read = self._read is not None, read
            self._show(read, keep_place=same)

    def _wanted(self) -> ChronologyFilter:
        """The words typed, of which `agency:POL` names an agency."""
        words, agency = [], ""
        for word in self._words.split():
            name, colon, value = word.partition(":")
            if colon and name.lower() == "agency":
                agency = value
            else:
                words.append(word)
        kinds = () if self._kind is None else (self._kind,)
        return ChronologyFilter(kinds, agency, " ".join(words))

    def _show(self, read: ChronologyView, *, keep_place: bool) -> None:
        of = "household" if self._household else "children"
        kind = f"only {self._kind.label}; " if self._kind else ""
        hidden = f", {read.hidden} hidden" if read.hidden else ""
        number = counted(len(read.entries), "entry", "entries")
        said = f"{', '.join(read.of)} ({of}): {kind}{number}{hidden}"
        self.query_one(".history--about", Said).tell(said)
        if self._kind is None:
            there = {entry.kind for entry in read.entries}
            self._kinds = tuple(kind for kind in EntryKind if kind in there)
        now, show = self.desk.clock.now(), show_of(self)
        lines = list(chronology_lines(read, now, show, self.view.id, can_choose=True))
        self.query_one(Page).put(lines, keep_place=keep_place)

    # What is shown.

    def action_whole(self) -> None:
        """The household's, or the children's alone."""
        self._household = not self._household
        self._read = None
        self.look()

    def action_kind(self) -> None:
        """One kind of entry after another, of those there are, and all again."""
        kinds = (None, *self._kinds)
        at = kinds.index(self._kind) if self._kind in kinds else -1
        self._kind = kinds[(at + 1) % len(kinds)]
        self._read = None
        self.look()

    def action_words(self) -> None:
        """Words to narrow it by."""
        self.query_one("#words").focus()

    @on(Input.Changed, "#words")
    def _narrowed(self, event: Input.Changed) -> None:
        event.stop()
        self._words = event.value
        self._read = None
        self.look()

    @on(Input.Submitted, "#words")
    def _narrowed_enough(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(Page).focus()

    # What corroborates an entry.

    def action_corroborate(self) -> None:
        """State what a source says of the entry under the cursor."""
        if not may(self.actor.role, StateCorroboration):
            self.say(f"{self.actor.role.somebody} may not {StateCorroboration.label}.")
            return
        at = self.query_one(Page).chosen
        entries = () if self._read is None else self._read.entries
        entry = entries[at] if at is not None and at < len(entries) else None
        if entry is None or entry.item is None:
            self.say("Put the cursor on a contact, an answer or a note of this hub's own.")
            return
        start_only(self, "ask", self._ask, entry.referral, entry.item)

    async def _ask(self, referral: int, item: Item) -> None:
        from mashdesk.tui.dialogs.corroborating import CorroborateDialog

        try:
            view = await asyncio.to_thread(self.desk.reread, self.actor, referral)
        except (Refused, Trouble) as problem:
            self.say(str(problem))
            return
        self.say("")
        dialog = CorroborateDialog(self.desk, self.actor, view, item=item)
        self.app.push_screen(dialog, self._stated)

    def _stated(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.say(outcome.message)
            self.look()

    # A file of it.

    def action_write(self) -> None:
        """Ask where to: a new file for oneself alone, whose ending says the form."""
        self.query_one("#writing").display = True
        field = self.query_one("#file", PlainInput)
        of = "household" if self._household else "chronology"
        field.value = str(Path.home() / f"{self.view.reference} {of}.md")
        field.focus()
        self.say("Enter writes it: .md, .txt, .csv or .json. Only you can read the file.")

    @on(Input.Submitted, "#file")
    def _file_named(self, event: Input.Submitted) -> None:
        event.stop()
        if self._read is not None and event.value.strip():
            start_only(self, "write", self._write, event.value, self._read)

    async def _write(self, typed: str, read: ChronologyView) -> None:
        try:
            path = file_named(typed)
            made = await asyncio.to_thread(made_by, self.desk, self.actor)
            await asyncio.to_thread(keep, path, read, made)
        except Trouble as trouble:
            self.say(str(trouble))
            return
        self._put_away()
        self.say(f"Written to {path}. It holds what the record says: keep it as safe.")

    def _put_away(self) -> None:
        self.query_one("#writing").display = False
        self.query_one(Page).focus()

    def action_back(self) -> None:
        """One step back: from the file's name, from the words, from the chronology."""
        if self.query_one("#writing").display:
            self._put_away()
            self.say("")
        elif self.query_one("#words").has_focus:
            self.query_one(Page).focus()
        else:
            self.dismiss(None)
