"""Checks: each agency asked, with its own clock, its answer and how that may be shared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from mashdesk.domain.request import RequestState
from mashdesk.store.views import ReferralView, RequestView
from mashdesk.store.views.history import FamilyView
from mashdesk.tui.fitting import was_declined
from mashdesk.tui.keys import ACT
from mashdesk.tui.show import Part, Show, counted, when
from mashdesk.tui.subject import Subject
from mashdesk.tui.tabs.answers import answer_lines
from mashdesk.tui.tabs.parts import BLANK, paragraphs
from mashdesk.tui.view_keys import VIEW
from mashdesk.tui.widgets.cells import fit
from mashdesk.tui.widgets.page import Line

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.actor import Actor

_NAME_CELLS = 26
_STYLES = {
    RequestState.ANSWERED: "$rag-green",
    RequestState.WITHDRAWN: "$quiet",
    RequestState.DECIDED_WITHOUT: "$clock-now",
}


def checks_title(view: ReferralView) -> str:
    """The tab's title: answered of asked."""
    asked = [request for request in view.requests if request.state is not RequestState.WITHDRAWN]
    done = sum(1 for request in asked if request.state is RequestState.ANSWERED)
    return f"Checks {done}/{len(asked)}" if asked else "Checks"


def checks(view: ReferralView, now: datetime, show: Show) -> list[Line]:
    """The lines of the tab."""
    if not view.requests:
        return [Line(show.line(*_nobody_asked(view, now)))]
    lines: list[Line] = []
    for request in view.requests:
        lines += [*_request(view, request, now, show), BLANK]
    return lines


def read_family(desk: Desk, actor: Actor, referral: int) -> FamilyView:
    """What the household check needs."""
    return desk.history.family(actor, referral)


def checks_with_family(
    view: ReferralView, family: FamilyView, now: datetime, show: Show
) -> list[Line]:
    """The lines of the tab with the household check above them: it is part of the checklist."""
    return [household_line(family, show), BLANK, *checks(view, now, show)]


def household_line(family: FamilyView, show: Show) -> Line:
    """Whether siblings' and household contacts were considered, and by whom."""
    parts: list[Part] = [("Household check  ", "bold")]
    number = counted(len(family.contacts), "other contact")
    weighed = dict.fromkeys(one.considered.by for one in family.contacts if one.considered)
    if not family.contacts:
        parts.append(("no other contact of child, siblings or household known", "$quiet"))
    elif family.waiting:
        parts.append((f"{number}, {family.waiting} not yet considered  ", "bold $clock-now"))
        parts += [(VIEW["tab_4"].key, "bold $key"), (" shows them", "$quiet")]
    else:
        parts.append((f"{number}, considered by {', '.join(weighed)}", "$rag-green"))
    return Line(show.line(*parts))


def _nobody_asked(view: ReferralView, now: datetime) -> list[Part]:
    """What comes next, as far as there is anything to come."""
    subject, ask, rate = Subject(None, view, now), ACT["ask"], ACT["rate"]
    asks: list[Part] = [(ask.shown_key, "bold $key"), (" asks them.", "$quiet")]
    if ask.possible(subject):
        return [("No agency was asked yet; ", "$quiet"), *asks]
    if view.rating is None and rate.possible(subject):
        first: list[Part] = [(rate.shown_key, "bold $key"), (" rates it first, ", "$quiet")]
        return [("No agency was asked yet; ", "$quiet"), *first, ("then ", "$quiet"), *asks]
    return [("No agency was asked.", "$quiet")]


def _request(view: ReferralView, request: RequestView, now: datetime, show: Show) -> Iterator[Line]:
    def live(at: datetime) -> Content:
        return request_line(request, view.reckoned(at, request.id), show)

    yield Line(live=live, request=request.id, indent=1)
    yield Line(show.line((_asked(request, now), "$quiet")), request=request.id, indent=1)
    if request.shut(now):

        def opening(at: datetime) -> Content:
            shut = request.shut(at)
            return show.line((f"{shut}; the clock runs on" if shut else "open again", "$clock-now"))

        yield Line(live=opening, request=request.id, indent=3)
    if request.question:
        for line in paragraphs(show, request.question, indent=3, style="$quiet"):
            yield Line(line.content, request=request.id, indent=3)
    if request.insisted:
        said = f"insisted after it declined: {request.insisted}"
        yield Line(show.line((said, "$clock-now")), request=request.id, indent=3)
    if request.shared and request.state is RequestState.OPEN:
        parts = ", ".join(part.value.replace("_", " ") for part in request.shared)
        yield Line(show.line((f"may read: {parts}", "$quiet")), request=request.id, indent=3)
    for answer in request.answers:
        for line in answer_lines(answer, now, show):
            yield Line(line.content, request=request.id, indent=3)
    if was_declined(request):
        key = ACT["insist"].shown_key
        insists = show.line((key, "bold $key"), (" insists, with a reason", "$quiet"))
        yield Line(insists, request=request.id, indent=3)
    if request.settled_because and request.state is not RequestState.ANSWERED:
        yield Line(show.line(request.settled_because), request=request.id, indent=3)


def request_line(request: RequestView, now: datetime, show: Show) -> Content:
    """An agency, and how much time it has left or how its request ended."""
    name = fit(request.agency_name or request.agency, _NAME_CELLS, show.glyphs)
    parts: list[Part] = [(name, "bold"), " "]
    if request.state is RequestState.OPEN and request.due_at is not None:
        parts += [show.left(now, request.start_at, request.due_at), "  "]
        over = now >= request.due_at
        parts.append(("overdue", "bold $clock-over") if over else _owed(request))
        if request.round > 1:
            parts += [" ", (show.glyphs.rounds(request.round), "bold $clock-now")]
    else:
        parts.append((request.state.label, f"bold {_STYLES.get(request.state, '')}"))
        if request.settled_at is not None:
            parts.append((f" {when(request.settled_at, now)}", "$quiet"))
    return show.line(*parts)


def _owed(request: RequestView) -> tuple[str, str]:
    in_part = request.answers and request.answers[-1].partial
    return ("part is in", "$key") if in_part else ("to answer", "$quiet")


def _asked(request: RequestView, now: datetime) -> str:
    said = [f"asked {when(request.asked_at, now)} by {request.asked_by}"]
    if request.holder:
        said.append(f"with {request.holder}")
    if request.missed_at is not None:
        said.append(f"first due {when(request.missed_at, now)}, missed")
    if request.chased:
        said.append(f"chased {counted(request.chased, 'time')}")
    if request.state is RequestState.OPEN and request.next_contact:
        said.append(f"next: {request.next_contact}")
    return ", ".join(said)
