"""Figures and how they are printed: what was measured, its floor from the same run, and the ratio asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. With a `floor` the promise is a ratio to it, without one `most` is in its own unit."""

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
        return self.reached <= self.most

    def line(self) -> str:
        """One line of the report."""
        floor = "" if self.floor is None else f"{self.floor:10.3f}"
        ratio = f"{self.reached:8.2f}x" if self.floor is not None else " " * 9
        verdict = "ok" if self.kept else "OVER"
        return f"{self.name:<46}{self.value:10.3f} {self.unit:<3}{floor:>11} {ratio} {self.most:6.2f}  {verdict:<5}{self.against}"


HEADING = f"{'what':<46}{'measured':>10}    {'floor':>11} {'ratio':>9} {'most':>6}         against"
