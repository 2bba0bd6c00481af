"""What a prompt would have done, tried against history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mashdesk.domain.prompts.kinds import Threshold
from mashdesk.text import clip


@dataclass(frozen=True, slots=True)
class PromptSet:
    """A prompt as a hub has it: on or off, and each of its thresholds with the figure it has. One
    that is raised `by_clock` is always on.
    """

    code: str
    title: str
    severity: str
    suggests: str
    on: bool
    figures: tuple[tuple[Threshold, int], ...] = ()
    by_clock: bool = False

    @property
    def set_as(self) -> str:
        """Its figures in a line; those that are not the usual marked so."""
        said = (
            f"{one.name} {figure}" + ("" if figure == one.usual else f" (usually {one.usual})")
            for one, figure in self.figures
        )
        return ", ".join(said)


def prompts_counted(prompts: Sequence[PromptSet]) -> str:
    """How many prompts there are in a sentence: all, of these those by a clock, and those off."""
    clocked = sum(one.by_clock for one in prompts)
    off = sum(not one.on for one in prompts)
    switched = f"{off} of the others switched off" if off else "none of the others switched off"
    return f"{len(prompts)} prompts: {clocked} by a clock and always on, {switched}."


@dataclass(frozen=True, slots=True)
class Tried:
    """How often a prompt would have fired over the London days from `since` to `until`, both
    included, of how many referrals received in them.

    `thresholds` are those it was tried with. `references` are the newest of those it fired on, for
    whoever reads records.
    """

    code: str
    title: str
    thresholds: tuple[tuple[str, int], ...]
    since: date
    until: date
    looked: int
    fired: int
    references: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """In a sentence: `It would have fired 14 times in 30 days, of 120 referrals received.`"""
        days = (self.until - self.since).days + 1
        often = "once" if self.fired == 1 else f"{self.fired} times"
        among = f"of {self.looked} referral{'' if self.looked == 1 else 's'} received"
        return f"It would have fired {often} in {days} day{'' if days == 1 else 's'}, {among}."

    @property
    def set_as(self) -> str:
        """The thresholds in a line."""
        figures = ", ".join(f"{name} {figure}" for name, figure in self.thresholds)
        return clip(figures or "no figure to set", 200)
