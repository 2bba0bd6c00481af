"""Reopening what was decided or closed, and a manager's fresh deadline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.calendar import london_text
from mashdesk.domain.commands import GiveFreshDeadline, Reopen
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.request import RequestState
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.moments import Lies
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.forms.time_fields import MomentField

_NEW = "what is new; the agencies that were asked, or that sent it in, read this"


class ReopenDialog(ActDialog):
    """Anything new reopens it; what was decided before stays on the record."""

    act = "reopen"
    words = "Reopen"
    button = "Reopen"

    def fields(self) -> Iterable[Widget]:
        yield Said(f"{self.view.reference} is {self.view.state.label}. It goes back to the queue.")
        yield WordsField("reason", "Reason", ask="say what is new", hint=_NEW)

    def steps(self) -> Sequence[Step]:
        command = Reopen(
            referral=self.view.id, version=self.view.version, reason=self.typed("reason")
        )
        return [Step("reopen", command)]


class FreshDeadlineDialog(ActDialog):
    """For an overdue last round: a new deadline with its reason; the misses stay recorded."""

    act = "fresh_deadline"
    words = "Give a fresh deadline"
    button = "Give it"

    def fields(self) -> Iterable[Widget]:
        yield Said("Every deadline missed so far stays recorded as missed.")
        yield ChoiceField("request", "For which clock", self._clocks(), ask="choose the clock")
        yield MomentField(
            "due_at", "Due at", self.now, ask="say when it is due now", lies=Lies.AHEAD
        )
        hint = "for an agency's clock the agency reads this"
        yield WordsField("reason", "Reason", ask="say why, in a sentence", hint=hint)

    def _clocks(self) -> list[Choice]:
        view, now = self.view, self.now()
        clocks = []
        if view.clock is not None and view.due_at is not None:
            late = "overdue since" if view.due_at <= view.reckoned(now) else "due"
            note = f"{late} {london_text(view.due_at)}"
            clocks.append(Choice("referral", view.clock.waits_for, note))
        for request in view.requests:
            if request.state is RequestState.OPEN and request.due_at is not None:
                late = (
                    "overdue since" if request.due_at <= view.reckoned(now, request.id) else "due"
                )
                note = f"{late} {london_text(request.due_at)}"
                clocks.append(Choice(str(request.id), f"answer of {request.agency_name}", note))
        return clocks

    async def prefill(self) -> None:
        overdue = [c.code for c in self._clocks() if c.note.startswith("overdue")]
        if len(overdue) == 1:
            self.field("request", ChoiceField).put(overdue[0])

    def steps(self) -> Sequence[Step]:
        due_at = self.field("due_at", MomentField).instant
        if due_at is None:
            raise Invalid(Problem("due_at", "say when it is due now"))
        which = self.typed("request")
        command = GiveFreshDeadline(
            referral=self.view.id,
            version=self.view.version,
            due_at=due_at,
            reason=self.typed("reason"),
            request=None if which == "referral" else int(which),
        )
        return [Step("fresh_deadline", command)]
