"""All that is known of a record before it is decided, on one page: what a decision rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mashdesk.domain.calendar import london_date_text
from mashdesk.domain.request import RequestState
from mashdesk.store.views import QuestionView, ReferralView, gravest_first
from mashdesk.store.views.history import FamilyContact, FamilyView
from mashdesk.store.views.links import LinksView
from mashdesk.store.views.unrecognised import likely_known
from mashdesk.tui.labels import RATING_WORDS
from mashdesk.tui.show import Part, Show, counted, when
from mashdesk.tui.tabs.answers import answer_lines
from mashdesk.tui.tabs.beside import links_lines, undone_lines
from mashdesk.tui.tabs.challenges import challenge_lines
from mashdesk.tui.tabs.noticed_besides import besides
from mashdesk.tui.tabs.parts import BLANK, fact, heading, paragraphs
from mashdesk.tui.tabs.prompt_line import prompt_line
from mashdesk.tui.view_keys import shown_key
from mashdesk.tui.widgets.page import Line

FLIP = "f3"
"""The key between what is known and the form that decides."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a record: its family's contacts and its links, None while not read; and
    who of it looks like somebody known.
    """

    family: FamilyView | None = None
    links: LinksView | None = None
    asked: tuple[QuestionView, ...] = ()


def known(view: ReferralView, beside: Beside, now: datetime, show: Show) -> list[Line]:
    """The lines of the page: what is missing stands first, for that is what is overlooked."""
    family = beside.family
    key = (shown_key(FLIP), "bold $key")
    lines = [Line(show.line(key, (" goes between this and the form.", "$quiet")))]
    lines += [heading(show, "Missing"), *_missing(view, beside, show), BLANK]
    lines += [heading(show, "The worry"), *paragraphs(show, view.worry), BLANK]
    if view.expects:
        lines += [heading(show, "What the referrer expects")]
        lines += [*paragraphs(show, view.expects), BLANK]
    lines += [*_prompts(view, now, show), *besides(view, show), *_undone(view, show)]
    lines += [heading(show, "Child, household and history"), *_children(view, show)]
    lines += [*_family(family, show), BLANK]
    lines += [heading(show, "Links beyond the family"), *links_lines(beside.links, show), BLANK]
    lines += [heading(show, "Child's voice and daily life"), *_voice(view, show), BLANK]
    lines += [heading(show, "What each agency holds, and its view"), *_agencies(view, now, show)]
    lines += [*challenge_lines(view.challenges, now, show), BLANK]
    lines += [heading(show, "Consent, need and ratings"), *_standing(view, show)]
    return lines


def _missing(view: ReferralView, beside: Beside, show: Show) -> Iterator[Line]:
    found = list(missing(view, beside))
    for said in found:
        yield Line(show.line((said, "bold $clock-now")), indent=1)
    if not found:
        yield Line(show.line(("Nothing that the desk knows of.", "$quiet")), indent=1)


def missing(view: ReferralView, beside: Beside) -> Iterator[str]:
    """What a decision would do without, each in a few words."""
    if view.consent is None:
        yield "Consent is not recorded."
    owing = [one.agency_name for one in view.requests if one.state is RequestState.OPEN]
    if owing:
        yield f"Not answered yet: {', '.join(owing)}."
    if not view.requests:
        yield "No agency was asked."
    for request in view.requests:
        if unsearched := view.unsearched(request):
            yield f"{request.agency_name} told of no search for {', '.join(unsearched)}."
    for agency, seen in view.higher_views():
        yield f"{agency} sees it as {seen.value}, above its rating."
    if view.need is None:
        yield "The level of need was not ticked."
    yield from likely_known(beside.asked)
    if (family := beside.family) is not None and family.waiting:
        said = counted(family.waiting, "contact")
        yield f"Of the child, siblings and household {said} not yet considered."
    waiting = sum(1 for one in view.challenges if one.is_open)
    if waiting:
        yield f"{counted(waiting, 'challenge')} open."
    standing = [one for one in view.prompts if one.stands]
    if standing:
        grave = sum(one.grave for one in standing)
        more = f", {grave} of them grave" if grave else ""
        yield f"{counted(len(standing), 'prompt')} to answer{more}."


def _prompts(view: ReferralView, now: datetime, show: Show) -> Iterator[Line]:
    standing = [one for one in gravest_first(view.prompts) if one.stands]
    if not standing:
        return
    yield heading(show, f"Prompts open: {len(standing)}")
    for one in standing:
        yield Line(show.line(*prompt_line(one, now, show)), indent=1)
        if one.evidence:
            yield Line(show.line(one.evidence), indent=3)
        if one.suggests:
            yield Line(show.line((one.suggests, "$quiet")), indent=3)
    yield BLANK


def _undone(view: ReferralView, show: Show) -> Iterator[Line]:
    if told := list(undone_lines(view, show)):
        yield heading(show, "Decided here before, and undone")
        yield from told
        yield BLANK


def _children(view: ReferralView, show: Show) -> Iterator[Line]:
    for child in view.children:
        parts: list[Part] = [(child.name, "bold")]
        if child.age is not None:
            parts.append(f", {child.age}")
        if child.school:
            parts.append((f"   {child.school}", "$quiet"))
        yield Line(show.line(*parts), indent=1)
    if view.household:
        yield from paragraphs(show, view.household, indent=1)


def _voice(view: ReferralView, show: Show) -> Iterator[Line]:
    """What the checklist of need says in words; a decision writes more beside it."""
    if view.need is not None and view.need.words:
        yield from paragraphs(show, view.need.words, indent=1)
    else:
        yield Line(show.line(("Nothing recorded yet; the form asks for it.", "$quiet")), indent=1)


def _family(family: FamilyView | None, show: Show) -> Iterator[Line]:
    if family is None:
        return
    since = london_date_text(family.since)
    if not family.contacts:
        yield Line(show.line((f"No other contact since {since}.", "$quiet")), indent=1)
        return
    said = counted(len(family.contacts), "other contact")
    yield Line(show.line((f"{said} since {since}:", "$quiet")), indent=1)
    for one in family.contacts:
        yield from _contact(one, show)


def _contact(one: FamilyContact, show: Show) -> Iterator[Line]:
    day = london_date_text(one.received_at)
    outcome = one.outcome.label if one.outcome else one.state.label
    yield Line(
        show.line((one.reference, "bold"), f"  {day}  ", show.rating(one.rating), f"  {outcome}"),
        indent=1,
    )
    why = ", ".join(reason.label for reason in one.reasons)
    yield Line(show.line(("; ".join(filter(None, (*one.ties, why))), "$quiet")), indent=3)
    if one.considered is None:
        yield Line(show.line(("not yet considered", "$clock-now")), indent=3)
    else:
        yield Line(show.line((f"considered: {one.considered.words}", "$rag-green")), indent=3)


def _agencies(view: ReferralView, now: datetime, show: Show) -> Iterator[Line]:
    if not view.requests:
        yield Line(show.line(("Nobody was asked.", "$quiet")), indent=1)
    for request in view.requests:
        late = request.state is RequestState.OPEN
        state: Part = (f"  {request.state.label}", "bold $clock-now" if late else "$quiet")
        yield Line(show.line((request.agency_name, "bold"), state), indent=1)
        if late and request.due_at is not None:
            due = f"due {when(request.due_at, now)}"
            yield Line(show.line((due, "$quiet")), indent=3)
        if request.settled_because and not request.answers:
            yield Line(show.line((request.settled_because, "$quiet")), indent=3)
        for answer in request.answers:
            for line in answer_lines(answer, now, show):
                yield Line(line.content, indent=line.indent + 3)


def _standing(view: ReferralView, show: Show) -> Iterator[Line]:
    consent = view.consent.label if view.consent else "not recorded"
    more = f": {view.consent_reason}" if view.consent_reason else ""
    yield fact(show, "Consent", f"{consent}{more}")
    level = str(view.level) if view.level else "not judged"
    yield fact(show, "Level", level)
    if view.need is not None:
        points = f"the checklist points to {view.need.level}: {'; '.join(view.need.reasons)}"
        yield fact(show, "", (points, "$quiet"))
    yield fact(show, "Rating", show.rating(view.rating))
    others = [("first", view.initial_rating), ("after the meeting", view.second_rating)]
    told = ", ".join(f"{name} {RATING_WORDS[one]}" for name, one in others if one is not None)
    if told:
        yield fact(show, "", (told, "$quiet"))
