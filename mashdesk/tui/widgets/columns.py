"""Which columns of a table are shown at which width, and how wide each is: declared, then dealt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column, its titles from the longest to the shortest, and the widths it can use, growing.

    It is shown where there are at least `shown_from` cells for all columns together.
    """

    name: str
    titles: tuple[str, ...]
    widths: tuple[int, ...]
    shown_from: int = 0

    def title(self, cells: int) -> str:
        """The longest title that fits, or nothing."""
        return next((title for title in self.titles if len(title) <= cells), "")


def deal(columns: Sequence[Column], cells: int, gap: int) -> dict[str, int]:
    """The width of each column shown in so many cells, by name, in order, each after its gap.

    What their first widths leave over goes, column by column, to their second widths, and so on.
    """
    shown = [column for column in columns if cells >= column.shown_from]
    dealt = {column.name: column.widths[0] for column in shown}
    spare = cells - sum(width + gap for width in dealt.values())
    for step in range(1, max(len(column.widths) for column in columns)):
        for column in shown:
            wanted = column.widths[min(step, len(column.widths) - 1)]
            more = max(0, min(spare, wanted - dealt[column.name]))
            dealt[column.name] += more
            spare -= more
    return dealt
