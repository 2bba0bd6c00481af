"""A field for one whole number."""

from __future__ import annotations

from mashdesk.domain.problems import Problem
from mashdesk.tui.forms.fields import LineField


class NumberField(LineField):
    """A whole number from 0 on, or nothing."""

    @property
    def number(self) -> int | None:
        """The number; None when empty or not to be read."""
        said = self.text.strip()
        return int(said) if said.isascii() and said.isdigit() and len(said) <= 9 else None

    def problem(self) -> Problem | None:
        if self.text.strip() and self.number is None:
            return Problem(self.path, "is not a whole number")
        return super().problem()
