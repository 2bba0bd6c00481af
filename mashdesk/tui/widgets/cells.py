"""Text fitted to terminal cells, measured as Textual measures what it draws."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from mashdesk.text import clip
from mashdesk.tui.labels import Glyphs


def fit(text: str, cells: int, glyphs: Glyphs, *, right: bool = False) -> str:
    """Outside text in exactly so many cells: made safe, cut with an ellipsis or padded."""
    cells = max(0, cells)
    shown = clip(glyphs.show(text), cells, ellipsis=glyphs.ellipsis, measure=cell_len)
    padding = " " * (cells - cell_len(shown))
    return padding + shown if right else shown + padding


def fit_all(parts: Sequence[str], cells: int, glyphs: Glyphs, *, between: str = ", ") -> str:
    """As many whole parts as fit, and `+2` for the two that do not, so that none goes unsaid.

    Where not even the first fits beside its `+2`, it is cut; a cell too narrow for that shows
    what it can of the first.
    """
    for kept in range(len(parts), 0, -1):
        rest = f" +{len(parts) - kept}" if kept < len(parts) else ""
        shown = glyphs.show(between.join(parts[:kept])) + rest
        if cell_len(shown) <= cells:
            return fit(shown, cells, glyphs)
    rest = f" +{len(parts) - 1}" if len(parts) > 1 and cells >= 8 else ""
    return fit(parts[0] if parts else "", cells - len(rest), glyphs) + rest
