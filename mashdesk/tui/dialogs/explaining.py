"""Why due then? Every open clock of a record, reckoned in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Button

from mashdesk.domain.calendar import london_text
from mashdesk.store.views import ClockExplained
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.said import Said, section
from mashdesk.tui.forms.screen import Step


class ExplainDialog(ActDialog):
    """Read-only: nothing is performed, and it dismisses with None."""

    act = "explain"
    words = "Why due then?"
    button = "Done"
    keeps_draft = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", "Back", show=False),
        Binding("up,k", "lines(-1)", "Up", show=False),
        Binding("down,j", "lines(1)", "Down", show=False),
    ]
    clocks: tuple[ClockExplained, ...] = ()

    def gather(self) -> None:
        self.clocks = self.desk.explain(self.actor, self.view.id)

    def fields(self) -> Iterable[Widget]:
        if not self.clocks:
            yield Said("No clock runs on this record.")
        for clock in self.clocks:
            yield section(f"{clock.title}: due {london_text(clock.due_at)}")
            yield Said("\n".join(clock.lines))

    def opened(self) -> None:
        self.query_one("#submit", Button).display = False
        self.query_one("#leave", Button).focus()

    def action_lines(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(".form--fields", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_submit(self) -> None:
        self.dismiss(None)

    def steps(self) -> Sequence[Step]:
        return ()
