"""Who may be who."""

from __future__ import annotations

from enum import StrEnum


class Certainty(StrEnum):
    """How sure a likeness is. Nothing is ever merged by it: a person judges."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"

    @property
    def label(self) -> str:
        return self.value
