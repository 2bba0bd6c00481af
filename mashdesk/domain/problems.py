"""What is wrong with something a person or a file gave us, said so that they can put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mashdesk.domain.field_words import in_words


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: the field's path, what to do about it, and the line it stood on if known."""

    field: str
    message: str
    line: int | None = None

    @property
    def called(self) -> str:
        """The field as people call it."""
        return in_words(self.field)

    def __str__(self) -> str:
        if self.line is None:
            return f"{self.called}: {self.message}"
        # Whoever wrote the file looks for the field by its path.
        path = f" ({self.field})" if self.called != self.field else ""
        return f"line {self.line}, {self.called}{path}: {self.message}"


class Invalid(ValueError):
    """Input refused; `problems` names every fault found, so that one pass puts all right."""

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems: tuple[Problem, ...] = (
            (problems,) if isinstance(problems, Problem) else tuple(problems)
        )
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "; ".join(str(problem) for problem in self.problems)
