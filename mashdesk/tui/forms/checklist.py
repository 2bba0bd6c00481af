"""The checklist of an answer: for each child, what came of searching each system."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from mashdesk.domain.problems import Problem
from mashdesk.domain.sharing import Found, Search
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import LineField
from mashdesk.tui.forms.picker import Choice

_SHORT = (
    Choice(Found.FOUND.value, "found"),
    Choice(Found.NOTHING.value, "nothing"),
    Choice(Found.UNAVAILABLE.value, "unavailable"),
    Choice(Found.NOT_SEARCHED.value, "skipped"),
)


class SearchBlock(Vertical):
    """One system for one child: what came of it, and why not where it was not searched."""

    def __init__(self, child: int, system: str) -> None:
        super().__init__(classes="search")
        self.child = child
        self.system = system
        path = f"searched.{child}.{system}"
        self.found = ChoiceField(f"{path}.found", system, _SHORT)
        self.why = LineField(f"{path}.why", "why not", hint="why it was not searched")
        for part in (self.found, self.why):
            part.add_class("-tight")

    def compose(self) -> ComposeResult:
        yield self.found
        yield self.why

    def on_mount(self) -> None:
        self.adapt()

    def adapt(self) -> None:
        """Ask why only where it was not searched."""
        shown = self.found.text == Found.NOT_SEARCHED.value
        if self.why.display != shown:
            self.why.display = shown

    def search(self) -> Search | None:
        """What is ticked; None for nothing yet."""
        found = self.found.chosen(Found)
        if found is None:
            return None
        why = self.why.text.strip() if found is Found.NOT_SEARCHED else ""
        return Search(child=self.child, system=self.system, found=found, why=why)

    def problem(self, *, whole: bool) -> Problem | None:
        """What is missing; in a `whole` answer every system is accounted for."""
        search = self.search()
        if search is None:
            said = "say what came of it; a part of an answer can leave it open"
            return Problem(self.found.path, said) if whole else None
        if search.found is Found.NOT_SEARCHED and not search.why:
            return Problem(self.why.path, "say why it was not searched")
        return None
