"""History: contacts of the child, siblings and household with whether they were considered, and the
chronology of the children.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.domain.calendar import london_date_text
from mashdesk.store.views import QuestionView, ReferralView
from mashdesk.store.views.history import FamilyContact, HistoryView, ToldView
from mashdesk.tui.keys import ACT
from mashdesk.tui.show import Part, Show, counted, when
from mashdesk.tui.tabs.chronology import chronology_lines
from mashdesk.tui.tabs.parts import BLANK, heading, paragraphs
from mashdesk.tui.tabs.unrecognised import read_unrecognised, unrecognised_lines
from mashdesk.tui.widgets.page import Line

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.actor import Actor


@dataclass(frozen=True, slots=True)
class ReadHistory:
    """What the tab tells: what came before, and who may have more before it."""

    before: HistoryView
    asked: tuple[QuestionView, ...]


def history_title(view: ReferralView) -> str:  # noqa: ARG001
    """The tab's title."""
    return "History"


def read_history(desk: Desk, actor: Actor, referral: int) -> ReadHistory:
    """What the tab shows; the look is audited."""
    before = desk.history.open(actor, referral)
    return ReadHistory(before, read_unrecognised(desk, actor, referral))


def history(view: ReferralView, read: ReadHistory, now: datetime, show: Show) -> list[Line]:
    """The lines of the tab; each contact of the family can be chosen."""
    chronology = read.before.chronology
    lines = [*unrecognised_lines(read.asked, show), *_family(read.before, now, show), BLANK]
    lines += _told(read.before.told, show)
    title = "Chronology of " + (", ".join(chronology.of) or "the children")
    lines += [heading(show, title), *chronology_lines(chronology, now, show, own=view.id)]
    return lines


def _family(before: HistoryView, now: datetime, show: Show) -> Iterator[Line]:
    family = before.family
    since = london_date_text(family.since)
    yield heading(show, f"Child, siblings and household since {since}")
    if not family.contacts:
        # What an earlier hub told of is known, though not from here.
        here = " here" if before.told else ""
        yield Line(show.line((f"No other contact is known{here}.", "$quiet")))
        return
    if family.waiting:
        said = f"{counted(family.waiting, 'contact')} not yet considered; "
        key = (ACT["consider"].shown_key, "bold $key")
        yield Line(show.line((said, "bold $clock-now"), key, (" records it", "$quiet")))
    for contact in family.contacts:
        yield from _contact(contact, now, show)
    if family.more:
        yield Line(show.line(("There are more: the chronology has the newest.", "$quiet")))


def _told(told: Sequence[ToldView], show: Show) -> Iterator[Line]:
    """What each earlier hub told of the family; their records stand there, and lead nowhere."""
    if not told:
        return
    # Loaded where there was a transfer: few records have one.
    from mashdesk.domain.people_there import there

    for view in told:
        yield heading(show, f"At {view.hub}, as {view.reference}")
        yield Line(show.line(view.line))
        for one in view.family.contacts:
            day = (f"{london_date_text(one.received_at)}  ", "$key")
            yield Line(show.line(day, there(one.title)), indent=1)
            if one.words:
                yield from paragraphs(show, one.words, indent=3)
        yield BLANK


def _contact(one: FamilyContact, now: datetime, show: Show) -> Iterator[Line]:
    day = london_date_text(one.received_at)
    head: list[Part] = [(one.reference, "bold"), f"  {day}  ", show.rating(one.rating)]
    outcome = one.outcome.label if one.outcome else one.state.label
    yield Line(show.line(*head, f"  {one.source.label}", (f"  {outcome}", "$quiet")),
               request=one.referral, indent=1)  # fmt: skip
    for tie in one.ties:
        yield Line(show.line(tie), request=one.referral, indent=3)
    if one.reasons:
        why = ", ".join(reason.label for reason in one.reasons)
        yield Line(show.line((why, "$quiet")), request=one.referral, indent=3)
    weighed = one.considered
    if weighed is None:
        yield Line(show.line(("not yet considered", "$clock-now")), request=one.referral, indent=3)
        return
    said = f"considered by {weighed.by} {when(weighed.at, now)}: {weighed.words}"
    yield Line(show.line((said, "$rag-green")), request=one.referral, indent=3)
