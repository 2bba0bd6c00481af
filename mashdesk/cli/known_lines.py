"""People known to the hub in plain lines, for eyes and screen readers alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import counted, heading, named

if TYPE_CHECKING:
    from mashdesk.store.views import Candidate, IndividualView, JudgementView, QuestionView, TieView


def candidate_lines(one: Candidate) -> Iterator[str]:
    """Somebody who may be meant, and why."""
    yield f"{one.individual}. {one.name}, {one.kind.value}, {one.certainty.label} ({one.score})"
    opened = f", {one.open} open" if one.open else ""
    last = f", last on {wording.when(one.last)}" if one.last else ""
    pairs = [
        ("because", ", ".join(one.reasons)),
        ("but", ", ".join(one.against)),
        ("born", wording.day(one.born)),
        ("expected", wording.day(one.expected)),
        ("also", "; ".join(map(str, one.other_names))),
        ("address", "; ".join(one.addresses)),
        ("known from", f"{counted(one.referrals, 'referral')}{opened}{last}"),
    ]
    yield from named(pairs, "   ")


def individual_lines(view: IndividualView) -> Iterator[str]:
    """Somebody known, in sections as screen readers find them."""
    first, *others = view.names
    yield f"{view.individual}. {first}, {view.kind.value}"
    due = f"{wording.when(view.earliest_due)} ({view.earliest_reference})"
    pairs = [
        ("born", ", or ".join(map(wording.day, view.born))),
        ("expected", ", or ".join(map(wording.day, view.expected))),
        ("age", "" if view.age is None else str(view.age)),
        ("also called", "; ".join(map(str, others))),
        ("NHS number", ", ".join(view.nhs_numbers)),
        ("UPN", ", ".join(view.upns)),
        ("one with", ", ".join(f"number {one}" for one in view.members if one != view.individual)),
        ("earliest due", due if view.earliest_due else ""),
    ]
    yield from named(pairs, "  ")
    yield from heading("Referrals")
    for where in view.referrals:
        rating = wording.rating_word(where.rating)
        received = wording.when(where.received_at)
        yield f"  {where.reference}  {where.state.label}, {rating}, {where.as_}, {received}"
    if view.ties:
        yield from heading("Tied to")
        yield from map(_tie_line, view.ties)
    if view.things:
        yield from heading("Addresses, phones, schools, vehicles")
        for thing in view.things:
            yield f"  {thing.kind.label}: {thing.value} ({thing.source}, {thing.reference})"
    if view.judgements:
        yield from heading("Judged")
        for judged in view.judgements:
            yield from _judgement_lines(judged)


def _tie_line(tie: TieView) -> str:
    span = [
        f"since {wording.day(tie.since)}" if tie.since else "",
        f"until {wording.day(tie.until)}" if tie.until else "",
        f"no more: {tie.ended_because}" if tie.ended_at else "",
    ]
    when = "".join(f", {words}" for words in span if words)
    told = f"{tie.source}, {tie.reference}"
    return f"  {tie.id}. {tie.words} {tie.name} (number {tie.other}){when} ({told})"


def _judgement_lines(judged: JudgementView) -> Iterator[str]:
    pair = f"{judged.one_name} ({judged.one}) and {judged.other_name} ({judged.other})"
    yield f"  {judged.id}. {pair}: {judged.verdict.label}"
    yield f"     {judged.by}, {wording.when(judged.at)}: {judged.reason}"
    if judged.undone_at is not None:
        by = f"{judged.undone_by}, {wording.when(judged.undone_at)}"
        yield f"     undone by {by}: {judged.undone_because}"


def question_lines(one: QuestionView) -> Iterator[str]:
    """Somebody of a record, and whom they look like."""
    unsure = f" ({one.unsure.by} was not sure: {one.unsure.reason})" if one.unsure else ""
    yield f"{one.name} (number {one.individual}, {one.as_}) may be{unsure}:"
    for line in candidate_lines(one.candidate):
        yield f"  {line}"
