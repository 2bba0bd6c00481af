"""People known to the hub in plain lines, for eyes and screen readers alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import counted, heading, named, paragraph

if TYPE_CHECKING:
    from mashdesk.store.views import (
        Candidate,
        HouseholdView,
        HousemateView,
        IndividualView,
        JudgementView,
        QuestionView,
        ThingView,
        TieView,
    )


def candidate_lines(one: Candidate) -> Iterator[str]:
    """Somebody who may be meant, and why."""
    yield f"{one.individual}. {one.called}, {one.kind.value}, {one.certainty.label} ({one.score})"
    opened = f", {one.open} open" if one.open else ""
    last = f", last on {wording.when(one.last)}" if one.last else ""
    pairs = [
        ("because", ", ".join(one.reasons)),
        ("but", ", ".join(one.against)),
        ("born", wording.day(one.born)),
        ("expected", wording.day(one.expected)),
        ("also told as", "; ".join(str(name) for name in one.other_names if name != one.told_as)),
        ("address", "; ".join(one.addresses)),
        ("known from", f"{counted(one.referrals, 'referral')}{opened}{last}"),
    ]
    yield from named(pairs, "   ")


def individual_lines(view: IndividualView) -> Iterator[str]:
    """Somebody known, in sections as screen readers find them."""
    first, *others = view.names
    yield f"{view.individual}. {first}, {view.kind.value}"
    pairs = [
        ("born", ", or ".join(map(wording.day, view.born))),
        ("expected", ", or ".join(map(wording.day, view.expected))),
        ("age", "" if view.age is None else str(view.age)),
        ("also told as", "; ".join(map(str, others))),
        ("NHS number", ", ".join(view.nhs_numbers)),
        ("UPN", ", ".join(view.upns)),
        ("one with", ", ".join(f"number {one}" for one in view.members if one != view.individual)),
        ("earliest due", _due(view)),
    ]
    yield from named(pairs, "  ")
    yield from heading("Referrals")
    for where in view.referrals:
        rating = wording.rating_word(where.rating)
        received = wording.when(where.received_at)
        yield f"  {where.reference}  {where.state.label}, {rating}, {where.as_}, {received}"
    for home in view.households:
        yield from household_lines(home)
    if view.ties:
        yield from heading("Tied to")
        for tie in view.ties:
            yield from _tie_lines(tie)
    if view.things:
        yield from heading("Addresses, phones, schools, vehicles")
        for thing in view.things:
            told = f"({thing.source}, {thing.reference})"
            yield f"  {thing.kind.label}: {thing.value}{_span(thing)} {told}"
    if view.judgements:
        yield from heading("Judged")
        for judged in view.judgements:
            yield from _judgement_lines(judged)


def _tie_lines(tie: TieView) -> Iterator[str]:
    over = f", no more: {tie.ended_because}" if tie.ended_at else ""
    told = f"{tie.source}, {tie.reference}"
    said = f"{tie.id}. {tie.words} {tie.name} (number {tie.other}){_span(tie)}{over} ({told})"
    yield from paragraph(said, "  ")


def _span(one: TieView | ThingView | HousemateView) -> str:
    """Since and until when, as far as either was told."""
    since = f", since {wording.day(one.since)}" if one.since else ""
    return since + (f", until {wording.day(one.until)}" if one.until else "")


def _due(view: IndividualView) -> str:
    """What runs out first in any of their open referrals: in which, whose, and with whom."""
    first = view.earliest
    if first is None:
        return ""
    of = f", of {first.name} (number {first.individual})" if len(view.members) > 1 else ""
    held = f"with {first.worker}" if first.worker else "held by nobody"
    return f"{wording.when(first.due_at)} ({first.reference}{of}, {held})"


def household_lines(home: HouseholdView) -> Iterator[str]:
    """One home, and who lives there."""
    yield from heading(f"Household: {home.address or 'home not told'}")
    for one in home.people:
        age = f", {one.age}" if one.age is not None else ""
        past = ", no more" if one.past else ""
        told = ", ".join(filter(None, (one.source, one.reference)))
        yield (
            f"  {one.name} (number {one.individual}){age}, {one.as_}: {one.how}{_span(one)}{past}"
            f" ({told})"
        )
    if home.more:
        yield "  and more: it may be a house of many homes"


def _judgement_lines(judged: JudgementView) -> Iterator[str]:
    pair = f"{judged.one_name} ({judged.one}) and {judged.other_name} ({judged.other})"
    yield f"  {judged.id}. {pair}: {judged.verdict.label}"
    yield from paragraph(f"{judged.by}, {wording.when(judged.at)}: {judged.reason}", "     ")
    if judged.undone_at is not None:
        by = f"{judged.undone_by}, {wording.when(judged.undone_at)}"
        yield from paragraph(f"undone by {by}: {judged.undone_because}", "     ")


def unrecognised_lines(asked: Iterable[QuestionView], reference: str) -> Iterator[str]:
    """Who of a record may be known already, and the command that tells whom they look like."""
    from mashdesk.store.views.unrecognised import likely_known, unrecognised

    likely = likely_known(asked)
    for said in likely:
        yield from paragraph(f"! {said}")
    if left := len(unrecognised(asked)) - len(likely):
        who = counted(left, "person", "people")
        yield f"{who} of it may be known{' too' if likely else ''}."
    if asked:
        yield f"  `mashdesk look-alikes {reference}` tells whom they look like."


def question_lines(one: QuestionView) -> Iterator[str]:
    """Somebody of a record, and whom they look like."""
    unsure = f" ({one.unsure.by} was not sure: {one.unsure.reason})" if one.unsure else ""
    yield from paragraph(f"{one.name} (number {one.individual}, {one.as_}) may be{unsure}:")
    for line in candidate_lines(one.candidate):
        yield f"  {line}"
