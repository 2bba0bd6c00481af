"""Somebody known to the hub in lines: names, particulars with their sources, ties, referrals, and
what was said of who they are. Pure functions of a view.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from textual.content import Content

from mashdesk.domain.calendar import date_text
from mashdesk.domain.contact import Sex
from mashdesk.domain.people import IndividualKind
from mashdesk.domain.referral import ReferralState
from mashdesk.store.views import (
    AppearanceView,
    HouseholdView,
    HousemateView,
    IndividualView,
    JudgementView,
    TieView,
)
from mashdesk.tui.show import Part, Show, counted, when
from mashdesk.tui.tabs.parts import BLANK, fact, heading
from mashdesk.tui.widgets.page import Line


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a line of the page stands for: exactly one of these."""

    referral: AppearanceView | None = None
    tie: TieView | None = None
    housemate: HousemateView | None = None
    judgement: JudgementView | None = None


def span(since: date | None, until: date | None) -> str:
    """`since 3 Apr 2014 until 1 May 2020`, as far as either is known."""
    said = [f"since {date_text(since)}"] if since else []
    said += [f"until {date_text(until)}"] if until else []
    return " ".join(said)


def particulars(view: IndividualView) -> Iterator[tuple[str, str]]:
    """What is told of somebody, labelled; several of a kind stand beside one another."""
    names = [str(name) for name in view.names]
    yield "Name", names[0]
    if others := "; ".join(dict.fromkeys(names[1:])):
        yield "Also told", f"as {others}"
    born = ", or ".join(map(date_text, view.born))
    age = "" if view.age is None else f"{view.age}, "
    if view.born:
        yield "Born", f"{age}born {born}"
    elif view.expected:
        yield "Expected", ", or ".join(map(date_text, view.expected))
    elif view.kind is IndividualKind.CHILD:
        yield "Born", "date of birth not known"
    if view.sex is not Sex.NOT_KNOWN:
        yield "Sex", view.sex.label
    for label, values in (("NHS", view.nhs_numbers), ("UPN", view.upns)):
        if values:
            yield label, ", ".join(values)


def individual_lines(
    view: IndividualView, now: datetime, show: Show
) -> tuple[list[Line], list[Chosen]]:
    """The lines, and what each `request` number on them stands for."""
    targets: list[Chosen] = []
    lines = [fact(show, label, value) for label, value in particulars(view)]
    lines.append(fact(show, "Number", ", ".join(map(str, view.members))))
    for thing in view.things:
        source = (f"   {thing.source}, {thing.reference}, {when(thing.at, now)}", "$quiet")
        said = ", ".join(filter(None, (thing.value, span(thing.since, thing.until))))
        lines.append(fact(show, thing.kind.label.split()[0].capitalize(), said, source))
    for household in view.households:
        lines += [BLANK, *household_heading(household, show)]
        for mate in household.people:
            targets.append(Chosen(housemate=mate))
            lines.append(housemate_line(mate, show, len(targets) - 1))
    lines += [BLANK, heading(show, counted(len(view.ties), "relationship"))]
    for tie in view.ties:
        targets.append(Chosen(tie=tie))
        lines += _tie(tie, now, show, len(targets) - 1)
    lines += [BLANK, heading(show, counted(len(view.referrals), "referral"))]
    for one in view.referrals:
        targets.append(Chosen(referral=one))
        lines += _appearance(one, now, show, len(targets) - 1)
    lines += [BLANK, heading(show, "Who this is")]
    if not view.judgements:
        lines.append(Line(show.line(("Nobody has judged them to be anybody else.", "$quiet"))))
    for judged in view.judgements:
        targets.append(Chosen(judgement=judged))
        lines += judgement_lines(judged, now, show, len(targets) - 1)
    return lines, targets


def head_line(view: IndividualView, now: datetime, show: Show) -> Content:
    """What runs out first in any of their open referrals, however many they are: in which, whose
    it is among those judged to be one, and who holds it.
    """
    first = view.earliest
    if first is None or first.due_at is None:
        return show.line(("no clock runs", "$quiet"))
    over = " ran out " if first.due_at <= now else " earliest due "
    of = f", of {first.name} (no. {first.individual})" if len(view.members) > 1 else ""
    held = f", with {first.worker}" if first.worker else ", held by nobody"
    said: tuple[Part, ...] = (
        (first.reference, "bold"),
        over,
        (when(first.due_at, now), "bold"),
        f"{of}{held}",
    )
    return show.line(*said)


def household_heading(household: HouseholdView, show: Show) -> Iterator[Line]:
    """Which home it is, and how many live there."""
    home = household.address or "home not told"
    yield heading(show, f"Household: {home}")
    if household.more:
        said = "More are told of there than are listed: it may be a house of many homes."
        yield Line(show.line((said, "$quiet")), indent=1)


def housemate_line(one: HousemateView, show: Show, number: int) -> Line:
    """Somebody who lives there, or lived: as what, since and until when, and who told it."""
    age = f" {one.age}" if one.age is not None else ""
    dates = span(one.since, one.until)
    told = ", ".join(filter(None, (one.source, one.reference)))
    past = ("  lives there no more", "bold $clock-now") if one.past else ""
    return Line(
        show.line(
            (f"{one.name}{age}", "$quiet" if one.past else "bold"), f", {one.as_}: {one.how}",
            f", {dates}" if dates else "", past, (f"   {told}", "$quiet"),
        ),
        request=number, indent=1,
    )  # fmt: skip


def _tie(tie: TieView, now: datetime, show: Show, number: int) -> Iterator[Line]:
    told = ", ".join(filter(None, (tie.source, tie.reference)))
    dates = span(tie.since, tie.until)
    born = f", born {date_text(tie.born)}" if tie.born else ""
    parts: list[Part] = [f"{tie.words} ", (str(tie.name), "bold"), born]
    if dates:
        parts.append(f", {dates}")
    if tie.ended_at is not None:
        why = f": {tie.ended_because}" if tie.ended_because else ""
        parts.append((f"   ended {when(tie.ended_at, now)}{why}", "$quiet"))
    parts.append((f"   {told}", "$quiet"))
    yield Line(show.line(*parts), request=number, indent=1)
    if tie.note:
        yield Line(show.line((tie.note, "$quiet")), request=number, indent=3)


def _appearance(one: AppearanceView, now: datetime, show: Show, number: int) -> Iterator[Line]:
    parts: list[Part] = [(one.reference, "bold"), " "]
    parts += [] if one.rating is None else [show.rating(one.rating), " "]
    parts.append(one.state.label)
    if one.due_at is not None and one.state is not ReferralState.CLOSED:
        late = "ran out" if one.due_at <= now else "due"
        parts.append((f", {late} {when(one.due_at, now)}", "bold $clock-now"))
    yield Line(show.line(*parts), request=number, indent=1)
    told = f"{when(one.received_at, now)}, {one.source}: as {one.as_}, {one.name}"
    held = f"; with {one.worker}" if one.worker else ""
    yield Line(show.line((told + held, "$quiet")), request=number, indent=3)


def judgement_lines(
    judged: JudgementView, now: datetime, show: Show, number: int | None
) -> Iterator[Line]:
    """Who was said to be whom, by whom and why; taken back, if it was."""
    two = f"{judged.one_name} ({judged.one}) and {judged.other_name} ({judged.other})"
    yield Line(show.line((two, "bold"), f": {judged.verdict.label}"), request=number, indent=1)
    said = f"{judged.by}, {when(judged.at, now)}: {judged.reason}"
    yield Line(show.line((said, "$quiet")), request=number, indent=3)
    if judged.undone_at is not None:
        undone = f"undone by {judged.undone_by}, {when(judged.undone_at, now)}"
        why = f": {judged.undone_because}" if judged.undone_because else ""
        yield Line(show.line((undone + why, "$quiet")), request=number, indent=3)
