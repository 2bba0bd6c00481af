"""Who looked at this child, and what did this person look at: asked of the audit, newest first."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.types import CSSPathType
from textual.widgets import Input

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_day, london_instant
from mashdesk.store.views import LookRow, LooksView, Span
from mashdesk.tui.forms.inputs import PlainInput
from mashdesk.tui.forms.moments import HOW_TO_WRITE_A_MOMENT, parse_day, parse_moment
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.screens.laid_over import LaidOver
from mashdesk.tui.show import counted
from mashdesk.tui.widgets.look_list import LookList
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_KEYS = (
    "Enter: ask; on a row: open the record   c: who looked at that child   p: what that person "
    "looked at   A: acts too   o: older   Esc: back"
)
_FIELDS = (
    (("at", "Child or reference"), ("by", "or person, as they sign in")),
    (("since", "Since"), ("until", "Until")),
)


class LooksScreen(LaidOver["int | None"]):
    """Two questions and their answer. Dismisses with the id of a referral to open, or None.

    Every question is audited, the next page of an answer included.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_suffix(".tcss")]
    AUTO_FOCUS: ClassVar[str | None] = "#at"
    heading = "Who looked"
    keys = _KEYS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("c", "that_child", "Who looked at that child"),
        Binding("p", "that_person", "What that person looked at"),
        Binding("A", "acts", "Acts too, or looks alone"),
        Binding("o", "older", "Older"),
    ]

    def __init__(self, desk: Desk, actor: Actor, reference: str = "") -> None:
        """Asks at once about the referral of this reference, if one is given."""
        super().__init__(desk, actor)
        self._asked = ("at", reference) if reference else ("", "")
        self._acts = False
        self._shown = LooksView((), ())

    def body(self) -> ComposeResult:
        for fields in _FIELDS:
            with Horizontal(classes="looks--asked"):
                for name, words in fields:
                    yield Said(words, "looks--label")
                    field = PlainInput()
                    field.id = name
                    yield field
        yield Said("", "looks--about")
        yield LookList(show_of(self).glyphs, empty="Nothing was asked yet.", id="looks")
        yield Said("", "looks--whole")

    def look(self, *, again: bool = False) -> None:
        """Ask what was given to ask; `again` nothing, for every question is audited as a person's:
        what is shown stays as far as it may be read still.
        """
        if again:
            start_only(self, "again", self._read_again)
        elif self._asked[0]:
            self.query_one(f"#{self._asked[0]}", PlainInput).value = self._asked[1]
            self._ask()

    def forget(self) -> None:
        self._show(LooksView((), ()))

    # Asking.

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        which = event.input.id or ""
        if which in ("since", "until"):
            which = "at" if self._typed("at") else "by"
        if not self._typed(which):
            self.say("Type a reference, a child's name, or a sign-in name.")
            return
        self._ask_for(which, self._typed(which))

    def _typed(self, field: str) -> str:
        return self.query_one(f"#{field}", PlainInput).value.strip()

    def _ask_for(self, which: str, words: str) -> None:
        self._asked = (which, words)
        for name in ("at", "by"):
            self.query_one(f"#{name}", PlainInput).value = words if name == which else ""
        self._ask()

    def _ask(self, before: int | None = None) -> None:
        if not self._asked[0]:
            return
        now = self.desk.clock.now()
        try:
            since, until = (_instant(self._typed(name), now, name) for name in ("since", "until"))
        except ValueError as problem:
            self.say(str(problem))
            return
        start_only(self, "ask", self._answer, Span(since, until, self._acts, before))

    async def _answer(self, span: Span) -> None:
        which, words = self._asked
        ask = self.desk.looks.at if which == "at" else self.desk.looks.by
        view = await self.answer(ask, self.actor, words, span)
        if view is None:
            return
        self.say("")
        rows = (*self._shown.rows, *view.rows) if span.before is not None else view.rows
        self._show(LooksView(view.about, rows, view.more))
        if rows:
            self._list.focus()

    async def _read_again(self) -> None:
        shown, (which, words) = self._shown, self._asked
        if not shown.about:
            return
        child = words if which == "at" else ""
        view = await self.answer(self.desk.looks.again, self.actor, shown, child)
        if view is not None and shown is self._shown and view != shown:
            self._show(view)

    def _show(self, view: LooksView) -> None:
        self._shown = view
        number = counted(len(view.rows), "act" if self._acts else "look")
        more = "; o shows older ones" if view.more else ""
        about = "; ".join(view.about)
        said = f"{about}: {number}, newest first{more}" if about else ""
        self.query_one(".looks--about", Said).tell(said)
        self._list.empty = "Nobody, as far as the audit of that time goes." if about else ""
        self._list.set_rows(view.rows, self.desk.clock.now())

    @property
    def _list(self) -> LookList:
        return self.query_one(LookList)

    @on(LookList.Highlighted)
    def _rested(self, event: LookList.Highlighted) -> None:
        event.stop()
        row = self._list.cursor_row
        self.query_one(".looks--whole", Said).tell("" if row is None else _whole(row))

    # From one answer to the next.

    def action_that_child(self) -> None:
        """Who looked at the record of the row under the cursor."""
        row = self._list.cursor_row
        if row is not None and row.reference:
            self._ask_for("at", row.reference)

    def action_that_person(self) -> None:
        """What the person of the row under the cursor looked at."""
        row = self._list.cursor_row
        if row is not None and row.name:
            self._ask_for("by", row.name)

    def action_acts(self) -> None:
        """Everything that was done, or looks alone."""
        self._acts = not self._acts
        self._ask()

    def action_older(self) -> None:
        """The next page."""
        if self._shown.more and self._shown.rows:
            self._ask(self._shown.rows[-1].seq)

    @on(LookList.Selected)
    def _selected(self, event: LookList.Selected) -> None:
        event.stop()
        row = self._list.cursor_row
        if row is not None and row.referral is not None:
            self.dismiss(row.referral)
        else:
            self.say("There is no record behind this that you may open.")


def _whole(row: LookRow) -> str:
    """The row with all that has no room in its line."""
    who = " ".join(filter(None, (row.role.replace("_", " "), row.agency)))
    what = row.act if row.allowed else f"refused: {row.act}"
    on = " ".join(filter(None, (row.reference, row.child)))
    return (
        f"{row.who} ({row.name}), {who}, at {row.workstation or 'no workstation'}: {what} {on}"
        + (f". {row.why}" if row.why else "")
    )


def _instant(text: str, now: datetime, field: str) -> datetime | None:
    """A moment as typed, or a day: from its beginning, or until its end. Raises ValueError."""
    if not text:
        return None
    try:
        return parse_moment(text, now)
    except ValueError:
        pass
    try:
        day = parse_day(text, london_day(now))
    except ValueError:
        raise ValueError(f"{field.title()}: {HOW_TO_WRITE_A_MOMENT}, or a day.") from None
    return london_instant(day + timedelta(days=field == "until"), time(0))
