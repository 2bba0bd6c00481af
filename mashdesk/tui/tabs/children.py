"""Children: every child of the contact and the adults, who they are known as, the household, and
what is still to be judged of who they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mashdesk.domain.calendar import date_text
from mashdesk.domain.contact import Adult, Sex
from mashdesk.domain.errors import NotFound
from mashdesk.domain.people import between_names
from mashdesk.store.views import (
    AppearanceView,
    ChildView,
    HouseholdView,
    IndividualView,
    QuestionView,
    ReferralView,
    TieView,
)
from mashdesk.store.views.on_record import OnRecordView, PersonHere, ThingHere
from mashdesk.text import first_of
from mashdesk.tui.keys import ACT
from mashdesk.tui.show import Part, Show, counted, when
from mashdesk.tui.tabs.individuals import household_heading, housemate_line, span
from mashdesk.tui.tabs.parts import BLANK, fact, heading, paragraphs
from mashdesk.tui.widgets.page import Line

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.actor import Actor

_SHOWN = 4
"""So many other referrals are named; more are counted."""


@dataclass(frozen=True, slots=True)
class Household:
    """What is known of a record's people beside the record: each by their number."""

    here: OnRecordView
    known: dict[int, IndividualView]
    questions: tuple[QuestionView, ...]
    homes: tuple[HouseholdView, ...] = ()


def children_title(view: ReferralView) -> str:
    """The tab's title, with how many there are."""
    return f"Children {len(view.children)}"


def read_household(desk: Desk, actor: Actor, referral: int) -> Household:
    """Read it; blocks."""
    here = desk.known.on_record(actor, referral)
    known = {}
    for person in here.people:
        if person.individual not in known:
            try:
                known[person.individual] = desk.known.individual(
                    actor, person.individual, homes=False
                )
            except NotFound:
                continue  # judged or sealed away meanwhile: the next reading tells
    homes = desk.known.households(actor, referral)
    return Household(here, known, desk.known.open_questions(actor, referral), homes)


def children(
    view: ReferralView,
    found: Household,
    now: datetime,
    show: Show,
) -> list[Line]:
    """The lines of the tab. What can be chosen on it are people, by their number."""
    page = _Page(view, found, now, show)
    lines = [heading(show, counted(len(view.children), "child", "children")), BLANK]
    for child in view.children:
        lines += [*page.child(child), BLANK]
    lines += [heading(show, counted(len(view.adults), "adult")), BLANK]
    for adult in view.adults:
        lines += [*page.adult(adult), BLANK]
    if others := page.others():
        lines += [heading(show, "Also told of"), *others, BLANK]
    for home in found.homes:
        lines += household_heading(home, show)
        lines += [*(housemate_line(one, show, one.individual) for one in home.people), BLANK]
    if ties := page.ties():
        lines += [heading(show, "Family and others, as told"), *ties, BLANK]
    lines.append(heading(show, "In the contact's words"))
    if view.household.strip():
        lines += paragraphs(show, view.household)
    else:
        lines.append(Line(show.line(("Nothing recorded.", "$quiet"))))
    return lines


@dataclass(frozen=True, slots=True)
class _Page:
    """One record's people, put in lines."""

    view: ReferralView
    found: Household
    now: datetime
    show: Show

    def child(self, child: ChildView) -> Iterator[Line]:
        show = self.show
        name = f"{child.given_name} {child.family_name}".strip() or "Unborn child"
        known = f", known as {child.known_as}" if child.known_as else ""
        yield Line(show.line((name, "bold"), known), request=child.individual)
        yield fact(show, "Age", ", ".join(filter(None, (_age(child), child.sex.label))))
        for label, value in (
            ("School", child.school),
            ("Address", child.address),
            ("NHS", child.nhs_number),
            ("UPN", child.upn),
        ):
            if value:
                yield fact(show, label, value)
        yield from self._known(child.individual)

    def adult(self, adult: Adult) -> Iterator[Line]:
        show = self.show
        name = f"{adult.given_name} {adult.family_name}".strip() or "no name yet"
        known = f", known as {adult.known_as}" if adult.known_as else ""
        said = [adult.role]
        said += ["parental responsibility"] if adult.parental_responsibility else []
        said += ["lives with the children"] if adult.lives_with else []
        role = ", ".join(filter(None, said))
        head = show.line((name, "bold"), known, f": {role}" if role else "")
        yield Line(head, request=adult.individual)
        born = f"born {date_text(adult.born)}" if adult.born else ""
        for label, value in (("Born", born), ("Phone", adult.phone), ("Address", adult.address)):
            if value:
                yield fact(show, label, value)
        yield from self._known(adult.individual)

    def _known(self, individual: int | None) -> Iterator[Line]:
        """Who they are known as, where else they appear, and what is asked of who they are."""
        show = self.show
        if individual is None:
            return
        known = self.found.known.get(individual)
        number = individual if known is None else known.individual
        elsewhere = [] if known is None else self._elsewhere(known.referrals)
        parts: list[Part] = [f"no. {number}"]
        if known is not None and len(known.members) > 1:
            parts.append(f", the same as {_numbers(set(known.members) - {number})}")
        if elsewhere:
            parts.append((f"; {counted(len(elsewhere), 'other referral')}: ", "bold"))
            parts.append(_named(elsewhere))
            if first := self._due_sooner(known):
                parts.append((f"; {first}", "bold $clock-now"))
        else:
            parts.append(("; no other referral", "$quiet"))
        yield fact(show, "Known", *parts)
        for question in self.found.questions:
            if question.individual == individual:
                yield self._question(question)

    def _due_sooner(self, known: IndividualView | None) -> str:
        """The earliest clock of theirs, where it runs in another referral than this."""
        first = None if known is None else known.earliest
        if first is None or first.due_at is None or first.referral == self.view.id:
            return ""
        late = "ran out" if first.due_at <= self.now else "earliest due"
        return f"{late} {when(first.due_at, self.now)} in {first.reference}"

    def _elsewhere(self, referrals: Iterable[AppearanceView]) -> list[AppearanceView]:
        return [one for one in referrals if one.referral != self.view.id]

    def _question(self, question: QuestionView) -> Line:
        show, other = self.show, question.candidate
        age = f", {other.age}" if other.age is not None else ""
        why = ", ".join(other.reasons)
        but = f"; but {', '.join(other.against)}" if other.against else ""
        said = "may be the same as " if question.unsure is None else "not sure whether the same as "
        mark = show.line((f"{show.glyphs.prompt} {'who?':<9}", "bold $clock-now"))
        return Line(
            show.line(
                said, (str(other.name), "bold"), f"{age}, no. {other.individual}: {why}{but}   ",
                (ACT["judge"].shown_key, "bold $key"), (" answers it", "$quiet"),
            ),
            label=mark,
        )  # fmt: skip

    def others(self) -> list[Line]:
        """People and things told of beside the contact's own children and adults."""
        own = {child.individual for child in self.view.children}
        own |= {adult.individual for adult in self.view.adults}
        lines: list[Line] = []
        for person in self.found.here.people:
            if person.individual not in own or (person.mention and person.source != "contact"):
                lines += [self._person(person), *self._known(person.individual)]
        lines += [self._thing(t) for t in self.found.here.things if t.source != "contact"]
        return lines

    def _person(self, person: PersonHere) -> Line:
        dates = span(person.since, person.until)
        born = f", born {date_text(person.born)}" if person.born else ""
        note = f": {person.note}" if person.note else ""
        return Line(
            self.show.line(
                (str(person.name), "bold"), f", {person.as_}{born}", f", {dates}" if dates else "",
                note, (f"   {person.source}", "$quiet"),
            ),
            request=person.individual,
        )  # fmt: skip

    def _thing(self, thing: ThingHere) -> Line:
        dates = span(thing.since, thing.until)
        known = self.found.known.get(thing.individual or 0)
        of = f" of {known.name}" if known else ""
        note = f": {thing.note}" if thing.note else ""
        said = f"{thing.value}{of}{f', {dates}' if dates else ''}{note}"
        return fact(
            self.show, thing.kind.label.split()[0].capitalize(), said,
            (f"   {thing.source}", "$quiet"),
        )  # fmt: skip

    def ties(self) -> list[Line]:
        """Who is tied to whom, as far as the contact's own lines do not say it already."""
        lines, told = [], set[int]()
        for child in self.view.children:
            known = self.found.known.get(child.individual or 0)
            for tie in known.ties if known else ():
                if tie.id not in told and self._says_more(tie):
                    told.add(tie.id)
                    lines.append(self._tie(child, tie))
        return lines

    def _says_more(self, tie: TieView) -> bool:
        dated = tie.since is not None or tie.until is not None or bool(tie.note)
        return dated or tie.ended_at is not None or tie.reference != self.view.reference

    def _tie(self, child: ChildView, tie: TieView) -> Line:
        name = child.given_name or child.family_name or "unborn child"
        dates = span(tie.since, tie.until)
        over = " (ended)" if tie.ended_at is not None else ""
        source = ", ".join(filter(None, (tie.source, tie.reference)))
        return Line(
            self.show.line(
                (name, "bold"), f" {between_names(tie.words)} ", (str(tie.name), "bold"),
                f", {dates}" if dates else "", over, (f"   {source}", "$quiet"),
            ),
            request=tie.other,
        )  # fmt: skip


def _named(referrals: list[AppearanceView]) -> str:
    return first_of([f"{one.reference} {one.state.label}" for one in referrals], _SHOWN)


def _numbers(members: set[int]) -> str:
    return ", ".join(f"no. {number}" for number in sorted(members))


def _age(child: ChildView) -> str:
    if child.born is not None:
        born = f"born {date_text(child.born)}"
        return f"{child.age}, {born}" if child.age is not None else born
    if child.expected is not None:
        return f"expected {date_text(child.expected)}"
    return "" if child.sex is Sex.UNBORN else "age not known"
