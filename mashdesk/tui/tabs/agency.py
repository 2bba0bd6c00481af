"""One request as its agency reads it: what is asked, of whom, what is shared, what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from mashdesk.domain.calendar import date_text
from mashdesk.domain.request import RequestState
from mashdesk.domain.sharing import ONLY_NAMED
from mashdesk.domain.sharing import Part as SharedPartOf
from mashdesk.store.views import (
    AgencyRequestView,
    BecameView,
    ChildBrief,
    EventView,
)
from mashdesk.tui.labels import RATING_WORDS
from mashdesk.tui.show import Part, Show, counted, full, when
from mashdesk.tui.tabs.answers import answer_lines
from mashdesk.tui.tabs.challenges import challenge_lines
from mashdesk.tui.tabs.parts import BLANK, LABEL_CELLS, fact, heading, paragraphs
from mashdesk.tui.widgets.page import Line

_HEADINGS = {SharedPartOf.CHILD_DETAILS: "About the children"}
_TOLD_CHANGES = ("due", "rating")


def request_lines(view: AgencyRequestView, now: datetime, show: Show) -> list[Line]:
    """Everything about a request: what became of it once that is known, then what is to be done."""
    lines: list[Line] = []
    if view.row.sealed:
        said = f"{show.glyphs.sealed} Sealed: {ONLY_NAMED}."
        lines += [Line(show.line((said, "bold $clock-now"))), BLANK]
    if view.became is not None:
        lines += [heading(show, "What became of it"), *became_lines(view.became, now, show), BLANK]
    lines += [*_asked(view, now, show), BLANK]
    number = counted(len(view.children), "child", "children")
    lines += [heading(show, f"Search for {number}")]
    for child in view.children:
        lines.append(Line(show.line(*_child(child)), indent=1))
    if view.systems:
        lines.append(fact(show, "Systems", ", ".join(view.systems)))
    lines += [BLANK, *_shared(view, show)]
    if view.answers:
        lines.append(heading(show, "What your agency said"))
        for answer in view.answers:
            lines += [*answer_lines(answer, now, show), BLANK]
    if view.challenges:
        lines += [*challenge_lines(view.challenges, now, show), BLANK]
    lines += _events(view.events, now, show)
    return lines


def _asked(view: AgencyRequestView, now: datetime, show: Show) -> Iterator[Line]:
    row = view.row
    if row.insisted:
        yield Line(show.line(("The hub asks again and insists", "bold $clock-now")))
        yield from paragraphs(show, row.insisted, indent=1)
        yield BLANK
    yield heading(show, "What is asked")
    yield from paragraphs(show, row.question)
    yield fact(show, "Asked", f"{when(row.asked_at, now)} by {row.asked_by}")
    yield fact(show, "With", row.holder or "nobody yet")
    if view.became is None:
        yield fact(show, "Stands", row.where)
    if row.chased:
        yield fact(show, "Chased", counted(row.chased, "time"))
    if row.round > 1 and row.missed_at is not None:
        yield fact(show, "Round", f"{row.round}; first due {when(row.missed_at, now)}, missed")
    if row.settled_because and row.state is not RequestState.ANSWERED:
        yield fact(show, "Because", row.settled_because)
    if view.not_commissioned:
        said = "Your agency is not commissioned at this rating: that can be answered as declined."
        yield Line(show.line((said, "$clock-now")))


def _child(child: ChildBrief) -> Iterator[Part]:
    yield (child.name or "name not known", "bold")
    if child.known_as:
        yield f", known as {child.known_as}"
    if child.born is not None:
        yield f", born {date_text(child.born)}"
    if child.age is not None:
        yield f", {child.age}"
    if child.expected is not None:
        yield f", expected {date_text(child.expected)}"


def _shared(view: AgencyRequestView, show: Show) -> Iterator[Line]:
    """What the asking worker shared; what they did not share is not hinted at."""
    told = [part for part in view.shared if part.text.strip()]
    short = [part for part in told if len(part.label) < LABEL_CELLS and "\n" not in part.text]
    for part in short:
        yield fact(show, part.label[:1].upper() + part.label[1:], part.text)
    if short:
        yield BLANK
    for part in told:
        if part in short:
            continue
        yield heading(show, _HEADINGS.get(part.part) or part.label[:1].upper() + part.label[1:])
        yield from paragraphs(show, part.text)
        yield BLANK


def became_lines(became: BecameView, now: datetime, show: Show) -> Iterator[Line]:  # noqa: ARG001
    """The outcome in the decision maker's words, and what the agency's answer was to it."""
    head: list[Part] = [(became.outcome, "bold")]
    if became.final_rating is not None:
        head += ["   ", show.rating(became.final_rating)]
    if became.closed:
        head.append(("   closed", "$quiet"))
    yield Line(show.line(*head))
    yield fact(show, "Decided", f"{full(became.decided_at)} by {became.decider}")
    yield fact(show, "Answer", became.use.label)
    if became.words:
        yield from paragraphs(show, became.words)


def outcome_lines(every: Iterable[BecameView], now: datetime, show: Show) -> list[Line]:
    """What became of everything the agency contributed to, the newest first."""
    lines: list[Line] = []
    for became in every:
        lines.append(Line(show.line((f"{became.reference}  ", "bold $key"), became.child)))
        shown = became_lines(became, now, show)
        lines += [Line(line.content, indent=2, label=line.label) for line in shown]
        lines.append(BLANK)
    if not lines:
        said = "Nothing is decided yet of what your agency was asked about."
        lines.append(Line(show.line((said, "$quiet"))))
    return lines


def _events(events: Iterable[EventView], now: datetime, show: Show) -> Iterator[Line]:
    yield heading(show, "What happened")
    arrow = "->" if show.ascii else "→"
    for event in events:
        yield Line(
            show.line((when(event.at, now), "$key"), "  ", event.title, (f"  {event.by}", "$quiet"))
        )
        if event.text:
            yield from paragraphs(show, event.text, indent=2, style="$quiet")
        for field, before, after in event.told:
            if field not in _TOLD_CHANGES:
                continue  # the entry's own words tell the rest
            said = f"{_worded(before)} {arrow} {_worded(after)}"
            yield Line(show.line((f"{field}: ", "$quiet"), said), indent=2)


def _worded(value: str) -> str:
    words = {rag.value: word for rag, word in RATING_WORDS.items() if rag is not None}
    return words.get(value, value) or "-"
