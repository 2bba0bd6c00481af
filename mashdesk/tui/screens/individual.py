"""Somebody known to the hub: who they are, whom they are tied to, where they appear."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.types import CSSPathType

from mashdesk.domain.actor import Actor
from mashdesk.store.views import IndividualView
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.screens.laid_over import LaidOver
from mashdesk.tui.tabs.individuals import Chosen, head_line, individual_lines
from mashdesk.tui.widgets.page import Page
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome

_KEYS = (
    "Enter: open the referral or person   u: same or different   z: undo a judgement   "
    "e: end a relationship   Esc: back"
)
_READ_ONLY = "Enter: read the person a line names   Esc: back"


class IndividualScreen(LaidOver["int | None"], ModalScreen["int | None"]):
    """Read from the desk, and read again when something is committed. Dismisses with the id of a
    referral to open, or None. With `reads_only`, over a form, nothing is opened or changed.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_name("help.tcss")]
    AUTO_FOCUS: ClassVar[str | None] = "#help-page"
    box_id: ClassVar[str | None] = "help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Back"),
        Binding("enter", "open", "Open the referral or the person"),
        Binding("u", "judge", "Same, different, or not sure"),
        Binding("z", "undo", "Undo a judgement"),
        Binding("e", "end", "End a relationship"),
    ]

    def __init__(
        self, desk: Desk, actor: Actor, individual: int, *, reads_only: bool = False
    ) -> None:
        super().__init__(desk, actor)
        self.keys = _READ_ONLY if reads_only else _KEYS
        self.individual = individual
        self.reads_only = reads_only
        self.view: IndividualView | None = None
        self._targets: list[Chosen] = []

    def body(self) -> ComposeResult:
        yield Said("", "form--subject")
        yield Page(self.desk.clock.now(), show_of(self).glyphs.cursor, id="help-page")

    def look(self, *, again: bool = False) -> None:  # noqa: ARG002
        start_only(self, "read", self._read)

    def forget(self) -> None:
        self.view, self._targets = None, []
        for line in (".form--heading", ".form--subject"):
            self.query_one(line, Said).update(Content(""))
        self.query_one(Page).put([])

    async def _read(self) -> None:
        view = await self.answer(self.desk.known.individual, self.actor, self.individual)
        if view is None:
            return
        again, self.view = self.view is not None, view
        show, now = show_of(self), self.desk.clock.now()
        lines, self._targets = individual_lines(view, now, show)
        head = show.line(f"{view.name}  no. {view.individual}")
        self.query_one(".form--heading", Said).update(head)
        self.query_one(".form--subject", Said).update(head_line(view, now, show))
        self.query_one(Page).put(lines, keep_place=again)

    @property
    def chosen(self) -> Chosen:
        """What the cursor is on."""
        at = self.query_one(Page).chosen
        return self._targets[at] if at is not None and at < len(self._targets) else Chosen()

    def action_open(self) -> None:
        """The referral under the cursor on the desk; or the person, laid over this one."""
        chosen = self.chosen
        if chosen.tie is not None:
            self._read_other(chosen.tie.other)
        elif chosen.housemate is not None:
            self._read_other(chosen.housemate.individual)
        elif chosen.judgement is not None and self.view is not None:
            one, other = chosen.judgement.one, chosen.judgement.other
            self._read_other(one if other in self.view.members else other)
        elif chosen.referral is not None:
            if self.reads_only:
                self.say("Leave the form first: what is typed there is kept.")
            else:
                self.dismiss(chosen.referral.referral)

    def _read_other(self, individual: int) -> None:
        other = IndividualScreen(self.desk, self.actor, individual, reads_only=self.reads_only)
        self.app.push_screen(other, self._came_back)

    def _came_back(self, referral: int | None) -> None:
        if referral is not None:
            self.dismiss(referral)

    # Who this is.

    def action_judge(self) -> None:
        """Say again, or for the first time, whether the two of a line are the same."""
        from mashdesk.tui.dialogs.identity import JudgeDialog

        if self._may_change():
            judged, tie, mate = self.chosen.judgement, self.chosen.tie, self.chosen.housemate
            pair = (judged.one, judged.other) if judged else None
            other = tie.other if tie else mate.individual if mate else None
            if other is not None and self.view is not None and other not in self.view.members:
                pair = (self.individual, other)
            if pair is None:
                where = "in a household, under Relationships or Who this is"
                self.say(f"Put the cursor on whoever it may be: {where}.")
            else:
                self._ask(JudgeDialog(self.desk, self.actor, *pair))

    def action_undo(self) -> None:
        """Take back what was said of two people."""
        from mashdesk.tui.dialogs.identity import UndoJudgementDialog

        if self._may_change():
            judged = self.chosen.judgement
            if judged is None or judged.undone_at is not None:
                self.say("Put the cursor on a judgement that stands, under Who this is.")
            else:
                self._ask(UndoJudgementDialog(self.desk, self.actor, judged))

    def action_end(self) -> None:
        """Record that a relationship holds no more."""
        from mashdesk.tui.dialogs.relating import EndRelationshipDialog

        if self._may_change():
            tie = self.chosen.tie
            if tie is None or tie.ended_at is not None or self.view is None:
                self.say("Put the cursor on a relationship that holds.")
            else:
                name = str(self.view.name)
                self._ask(EndRelationshipDialog(self.desk, self.actor, name, tie))

    def _may_change(self) -> bool:
        if self.reads_only:
            self.say("Leave the form first: what is typed there is kept.")
        return not self.reads_only

    def _ask(self, dialog: Screen[Outcome | None]) -> None:
        self.say("")
        self.app.push_screen(dialog, self._done)

    def _done(self, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.say(outcome.message)
        self.changed()
