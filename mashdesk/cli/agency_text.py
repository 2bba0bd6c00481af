"""An agency's requests in words: the list, one request whole, and what became of what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.answer_text import answer_lines
from mashdesk.cli.layout import counted, heading, named, paragraph, table
from mashdesk.domain.countdown import countdown_text
from mashdesk.domain.sharing import ONLY_NAMED

if TYPE_CHECKING:
    from mashdesk.store.views import (
        AgencyDeskView,
        AgencyRequestView,
        AgencyRow,
        BecameView,
        ChildBrief,
        NoticeView,
    )

_HEADINGS = ("left", "number", "reference", "rating", "child", "with", "where it stands", "marks")
_WIDEST = (12, 0, 14, 10, 24, 24, 60, 0)


def desk_lines(view: AgencyDeskView, now: datetime) -> Iterator[str]:
    """What the agency owes, nearest first, then what is settled."""
    yield f"{view.name} · {wording.when(now)}"
    owed = counted(len(view.open), "answer")
    yield f"{owed} owed, {view.overdue} overdue."
    if view.next_due is not None:
        yield f"Next to run out: {wording.due(now, view.next_due)}."
    yield ""
    rows = [*view.open, *view.settled]
    if rows:
        yield from table(_HEADINGS, (_row(row, now) for row in rows), _WIDEST)
    else:
        yield "Nothing is asked of your agency."
    if view.settled_more:
        yield f"\n{counted(view.settled_more, 'older one')} settled before these."
    if view.entries:
        waiting = counted(len(view.entries), "change")
        yield f"\n{waiting} to acknowledge: mashdesk inbox"


def _row(row: AgencyRow, now: datetime) -> list[str]:
    others = f" +{row.children - 1}" if row.children > 1 else ""
    marks = []
    if row.is_over(now):
        marks.append("overdue")
    if row.round > 1:
        marks.append(f"round {row.round}")
    if row.sealed:
        marks.append("sealed")
    if row.insisted:
        marks.append("insisted on")
    if row.unacknowledged:
        marks.append(f"{counted(row.unacknowledged, 'change')} to acknowledge")
    return [
        countdown_text(row.reckoned(now), row.due_at) if row.due_at else "",
        str(row.request),
        row.reference,
        row.rating.value if row.rating else "",
        f"{row.child}{others}",
        row.holder or "nobody",
        row.where,
        "; ".join(marks),
    ]


def request_lines(view: AgencyRequestView, now: datetime) -> Iterator[str]:
    """One request: what is asked, of whom, what is shared, what was answered, what happened."""
    row = view.row
    yield f"{row.reference} · request {row.request} · {row.state.label}"
    yield from named(_facts(row, now))
    if view.not_commissioned:
        yield "Your agency is not commissioned at this rating: `declined` says so."
    yield from heading("What is asked")
    yield from paragraph(row.question)
    yield from heading(f"Search for {counted(len(view.children), 'child', 'children')}")
    for child in view.children:
        yield _child(child)
    if view.systems:
        yield "in: " + ", ".join(view.systems)
    for part in view.shared:
        if part.text.strip():
            yield from heading(part.label)
            yield from paragraph(part.text)
    if view.answers:
        yield from heading("What your agency said")
        for answer in view.answers:
            yield from answer_lines(answer, "  ")
    if view.became is not None:
        yield from heading("What became of it")
        yield from _became(view.became)
    yield from heading("What happened")
    for event in view.events:
        yield f"{wording.when(event.at)}  {event.title} {event.by}."
        yield from paragraph(event.text, "    ") if event.text else ()


def _facts(row: AgencyRow, now: datetime) -> list[tuple[str, str]]:
    clock = wording.due(row.reckoned(now), row.due_at) if row.due_at else ""
    return [
        ("answer due", clock + (f"; round {row.round}" if clock and row.round > 1 else "")),
        ("first due, missed", wording.when(row.missed_at)),
        ("asked", f"{wording.when(row.asked_at)} by {row.asked_by}"),
        ("sealed", ONLY_NAMED if row.sealed else ""),
        ("with", row.holder or "nobody yet"),
        ("where it stands", row.where),
        ("insisted because", row.insisted),
        ("chased", counted(row.chased, "time") if row.chased else ""),
        ("settled", wording.when(row.settled_at)),
        ("because", row.settled_because),
        ("version", str(row.version)),
    ]


def _child(child: ChildBrief) -> str:
    said = [
        f"{child.id}. {child.name}",
        f"known as {child.known_as}" if child.known_as else "",
        f"born {wording.day(child.born)}" if child.born else "",
        f"aged {child.age}" if child.age is not None else "",
        f"expected {wording.day(child.expected)}" if child.expected else "",
    ]
    return ", ".join(filter(None, said))


def outcome_lines(every: tuple[BecameView, ...]) -> Iterator[str]:
    """What became of everything the agency was asked about."""
    for became in every:
        yield f"{became.reference}: {became.child}"
        yield from _became(became, "  ")
    if not every:
        yield "Nothing is decided yet of what your agency was asked about."


def _became(became: BecameView, indent: str = "") -> list[str]:
    return named(
        [
            ("outcome", became.outcome + (", closed" if became.closed else "")),
            ("final rating", became.final_rating.value if became.final_rating else ""),
            ("your answer", became.use.label),
            ("decided", f"{wording.when(became.decided_at)} by {became.decider}"),
            ("in their words", became.words),
        ],
        indent,
    )


def change_lines(entries: tuple[NoticeView, ...]) -> Iterator[str]:
    """What changed, with the number that acknowledges it."""
    for entry in entries:
        told = entry.text.removeprefix(entry.reference).lstrip(" :")
        yield f"{entry.id}. {entry.reference}: {told}"
        by = f"{wording.when(entry.at)} by {entry.by}"
        yield from named([("why", entry.why), ("told", by)], "   ")
    if not entries:
        yield "There is nothing to acknowledge."
