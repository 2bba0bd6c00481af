"""Prompts as they are read: what each says, since when, and in which order they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.errors import OpenPrompt


@dataclass(frozen=True, slots=True)
class PromptView:
    """Something the desk asks a person to consider; `answered_at` None means it still stands.

    `severity` is grave, serious or note. One that `passes` stands in nobody's way by what it rests
    on. `read` are the letters by which an answer says that this is the evidence it answers.
    `renewed_at` is when it was last raised again while it stood; None where it was raised once.
    """

    id: int
    referral: int
    reference: str
    code: str
    title: str
    evidence: str
    suggests: str
    grave: bool
    raised_at: datetime
    answered_at: datetime | None = None
    answered_by: str = ""
    answer: str = ""
    severity: str = ""
    passes: bool = False
    read: str = ""
    renewed_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.answered_at is None

    @property
    def came_at(self) -> datetime:
        """When what it says now was noticed."""
        return self.renewed_at or self.raised_at

    @property
    def to_answer(self) -> OpenPrompt:
        """The same as it is told to whoever has to answer it."""
        return OpenPrompt(
            self.id, self.code, self.title, self.evidence, self.suggests, self.grave, self.read
        )

    def raised(self, when: Callable[[datetime], str]) -> str:
        """When it was first raised, and when what it says now came: `Sat 22:17, again Sun 02:17`,
        each moment as `when` writes it.
        """
        first, again = when(self.raised_at), when(self.came_at)
        return first if again == first else f"{first}, again {again}"


def gravest_first(prompts: Iterable[PromptView]) -> list[PromptView]:
    """The order in which prompts are told everywhere: those that stand, the gravest on top and of
    the same weight what came last; then those that were answered, the newest answer first.
    """
    every = sorted(prompts, key=lambda one: one.answered_at or one.came_at, reverse=True)
    return sorted(every, key=lambda one: (not one.stands, one.stands and _weight(one)))


def _weight(one: PromptView) -> int:
    return 0 if one.grave else 2 if one.severity == "note" else 1
