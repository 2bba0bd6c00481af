"""One contact as the agency that sent it in reads it: where it stands, then what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.domain.sharing import ONLY_NAMED
from mashdesk.store.views import SentInView
from mashdesk.tui.show import Part, Show, full, when
from mashdesk.tui.tabs.challenges import challenge_lines
from mashdesk.tui.tabs.parts import BLANK, fact, heading, paragraphs
from mashdesk.tui.widgets.page import Line


def sent_in_lines(view: SentInView, now: datetime, show: Show) -> Iterator[Line]:
    """Everything its sender may read, what matters most first."""
    row = view.row
    if row.sealed:
        sealed = f"{show.glyphs.sealed} Sealed: {ONLY_NAMED}."
        yield Line(show.line((sealed, "bold $clock-now")))
        yield BLANK
    yield fact(show, "Child", row.child, f" and {row.children - 1} more" * (row.children > 1))
    yield fact(show, "Received", full(row.received_at))
    yield fact(show, "Stands", row.where)
    if row.wanted:
        yield BLANK
        yield heading(show, "The hub asks you")
        yield from paragraphs(show, row.wanted)
    yield from _became(view, show)
    yield from challenge_lines(view.challenges, now, show)
    if view.events:
        yield BLANK
        yield heading(show, "What your agency was told")
    for event in view.events:
        said = (event.title.removeprefix(f"{row.reference}: "), (f"  {event.by}", "$quiet"))
        yield Line(show.line((when(event.at, now), "$key"), "  ", *said))
        if event.text:
            yield from paragraphs(show, event.text, indent=2, style="$quiet")


def _became(view: SentInView, show: Show) -> Iterator[Line]:
    became = view.row.became
    if became is None:
        return
    yield BLANK
    yield heading(show, "What became of it")
    head: list[Part] = [(became.outcome, "bold"), "   ", show.rating(became.final_rating)]
    if became.closed:
        head.append(("   closed", "$quiet"))
    yield Line(show.line(*head))
    yield fact(show, "Decided", f"{full(became.decided_at)} by {became.decider}")
    if became.words:
        yield from paragraphs(show, became.words)
