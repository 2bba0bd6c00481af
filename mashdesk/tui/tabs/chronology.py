"""A chronology as lines: each thing that happened, its source, and what corroborates it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.domain.calendar import london_date_text
from mashdesk.domain.corroboration import Stance
from mashdesk.store.views.chronology import (
    ChronologyEntry,
    ChronologyView,
    EntryKind,
    SameView,
    StatedView,
)
from mashdesk.tui.show import Part, Show, when
from mashdesk.tui.tabs.parts import paragraphs
from mashdesk.tui.widgets.page import Line

_STYLES = {EntryKind.CONTACT: "bold", EntryKind.DECISION: "bold"}


def chronology_lines(
    view: ChronologyView,
    now: datetime,
    show: Show,
    own: int | None = None,
    *,
    can_choose: bool = False,
) -> Iterator[Line]:
    """A chronology, the oldest first, with who judged whom the same above it. Where one
    `can_choose` an entry, its number in the chronology is what is chosen.
    """
    for same in view.same:
        yield _same(same, now, show)
    if view.more:
        yield Line(show.line(("Older referrals are left out.", "$quiet")))
    if not view.entries:
        yield Line(show.line(("Nothing is told here.", "$quiet")))
    day, everybody = "", ", ".join(view.of)
    for number, entry in enumerate(view.entries):
        its = london_date_text(entry.at)
        if its != day:
            yield Line(show.line((its, "$key")))
            day = its
        chosen = number if can_choose else None
        for line in _entry(entry, show, own, everybody):
            yield Line(line.content, request=chosen, indent=line.indent)


def _same(same: SameView, now: datetime, show: Show) -> Line:
    who = same.one if same.one == same.other else f"{same.one} and {same.other}"
    said = f"{who}: judged the same by {same.by} {when(same.at, now)}"
    return Line(show.line((said + (f": {same.reason}" if same.reason else ""), "$quiet")))


def _entry(entry: ChronologyEntry, show: Show, own: int | None, everybody: str) -> Iterator[Line]:
    """One entry; which children it is about only where that is not everybody."""
    mine = entry.referral == own
    head: list[Part] = [(entry.title, _STYLES.get(entry.kind, ""))]
    head.append((f"  {entry.reference}", "$quiet" if mine else "bold"))
    yield Line(show.line(*head), indent=1)
    if entry.hub:
        yield Line(show.line((f"from {entry.hub}", "$clock-soon")), indent=3)
    about = "" if entry.about == everybody else f"{entry.about}; "
    yield Line(show.line((f"{about}source: {entry.source}", "$quiet")), indent=3)
    if entry.words is None:
        yield Line(show.line(("these words are not for you to read.", "$quiet")), indent=3)
    elif entry.words.strip():
        yield from paragraphs(show, entry.words, indent=3)
    yield from _corroborated(entry, show)
    for stated in entry.stated:
        yield _stated(stated, show)


def _corroborated(entry: ChronologyEntry, show: Show) -> Iterator[Line]:
    """What other agencies hold of the same child, after a contact of this hub's own."""
    if entry.corroborated:
        by = ", ".join(
            f"{one.agency_name} {london_date_text(one.at)}" for one in entry.corroborated
        )
        yield Line(show.line((f"relevant information also held by {by}", "$rag-green")), indent=3)
    elif entry.kind is EntryKind.CONTACT and not entry.hub:
        nobody = "nobody else is known to hold anything relevant yet"
        yield Line(show.line((nobody, "$quiet")), indent=3)


def _stated(one: StatedView, show: Show) -> Line:
    style = "$rag-green" if one.stance is Stance.CORROBORATED else "bold $clock-now"
    head: Part = (f"{one.stance.label} by {one.source}", style)
    return Line(
        show.line(
            head, (f" (stated by {one.by} {london_date_text(one.at)})", "$quiet"), f": {one.words}"
        ),
        indent=3,
    )
