"""Figures: what was measured, its floor from the same run, and the ratio that was promised."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. With a `floor` the promise is a ratio to it, without one it is a limit.

    `most` is that ratio or, in the figure's own unit, that limit.
    """

    name: str
    value: float
    floor: float | None
    most: float
    against: str
    unit: str = "ms"

    @property
    def reached(self) -> float:
        """The ratio to the floor, or the value itself."""
        return self.value if self.floor is None else self.value / self.floor

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.reached <= self.most

    def line(self) -> str:
        """One line of the report."""
        floor = "" if self.floor is None else f"{self.floor:.3f}"
        ratio = "" if self.floor is None else f"{self.reached:.2f}x"
        verdict = "ok" if self.kept else "OVER"
        measured = f"{self.value:.3f} {self.unit}"
        return (
            f"{self.name:<42}{measured:>14}{floor:>12}{ratio:>9}{self.most:>8.2f}"
            f"  {verdict:<5}{self.against}"
        )


HEADING = (
    f"{'what':<42}{'measured':>14}{'floor':>12}{'ratio':>9}{'most':>8}  {'':<5}measured against"
)
