"""The hand-off report: what a receiver needs in order to take a child on, in plain words. The
family's own is written elsewhere (`family`).
"""

from __future__ import annotations

from collections.abc import Iterator

from mashdesk.desk.reports.earlier import earlier_contacts
from mashdesk.desk.reports.making import Making
from mashdesk.desk.reports.rated import how_it_was_rated, takes_statutory_work
from mashdesk.desk.reports.searched import checks, passages
from mashdesk.domain.calendar import date_text, london_text
from mashdesk.domain.rating import Rag
from mashdesk.domain.report import (
    OUTSIDE,
    Entry,
    Report,
    Section,
    Standing,
    may_be_given,
)
from mashdesk.domain.request import Sharing
from mashdesk.store.views import (
    ChildView,
    DecisionView,
    ReferralView,
)
from mashdesk.text import capital

RATING_MEANS = {
    Rag.RED: "red: appears to be at risk of immediate or serious harm",
    Rag.AMBER: "amber: at risk of harm that is not imminent",
    Rag.GREEN: "green: concerns about wellbeing that may lead to poor outcomes if left",
    Rag.BLUE: "blue: information, or services that every child can have",
}
LEVEL_MEANS = {
    1: "level 1: needs that every child has",
    2: "level 2: extra help from one service",
    3: "level 3: help that several services give together",
    4: "level 4: children's social care by law",
}


def hand_off(making: Making) -> Report:
    """The report for one receiver: only what their standing allows is in it at all."""
    view, receiver = making.view, making.receiver
    inside = receiver.standing is Standing.INSIDE
    sections = [
        *_expected(making),
        _decided(making),
        *(how_it_was_rated(view) if takes_statutory_work(receiver) else ()),
        Section("The children", tuple(_children(view, inside=inside))),
    ]
    if inside and view.adults:
        sections.append(Section("The adults", tuple(_adults(view))))
    sections.append(Section("The risks", tuple(_risks(view, inside=inside))))
    sections += earlier_contacts(making.family, sealed=view.seal is not None)
    sections.append(Section("The needs", tuple(_needs(making, inside=inside))))
    if inside:
        sections.append(_voice(making.decision))
        sections += _discussed(view)
    sections.append(Section("Consent", tuple(_consent(view, inside=inside))))
    asked = tuple(checks(view, receiver.standing)) or (Entry("No agency was asked."),)
    sections.append(Section("What was searched, and by whom", asked))
    made = f"{making.hub} · {view.reference} · made {london_text(making.at)} by {making.maker}"
    return Report(
        title=f"Hand-off report {view.reference}",
        head=_head(making),
        note=_note(making),
        sections=tuple(sections),
        foot=made,
    )


def _head(making: Making) -> tuple[Entry, ...]:
    decision = making.decision
    by = f"{making.maker}, {making.role}" if making.role else making.maker
    head = [
        Entry(making.receiver.name, "For"),
        Entry(making.hub, "From"),
        Entry(by, "Written by"),
        Entry(london_text(making.at), "Written"),
        Entry(making.view.reference, "Reference"),
        Entry(f"{london_text(decision.decided_at)} by {decision.decider}", "Decided"),
    ]
    if making.contact:
        head.append(Entry(making.contact, "Questions to"))
    return tuple(head)


def _note(making: Making) -> str:
    said = _confidence(making)
    if making.view.seal is None:
        return said
    return f"{said} The record is sealed: speak of it to nobody else."


def _confidence(making: Making) -> str:
    if making.receiver.standing is Standing.OUTSIDE:
        return (
            "Confidential. It holds nothing that agencies told the hub: they answered the hub"
            " alone. Ask the hub if you need more."
        )
    given = [p.sharing for p in passages(making.view) if may_be_given(Standing.INSIDE, p.sharing)]
    marked = Sharing.NOT_FAMILY in given
    said = " Passages that must not reach the family are marked." if marked else ""
    return f"Confidential: for the receiver named above alone.{said}"


def _expected(making: Making) -> Iterator[Section]:
    """First of all: the words to this reader, then who is to do what, and by when."""
    decision, follow_up = making.decision, making.view.follow_up
    if making.words.strip():
        yield Section("For you", (Entry(making.words),))
    entries = _said(("Of", decision.receiver), ("To do", decision.expected))
    if decision.expected_by is not None:
        by = f"{london_text(decision.expected_by)}, as the decision asks"
        entries.append(Entry(by, "To do it by"))
    elif decision.expected:
        entries.append(Entry("no time was set; agree one with the hub", "To do it by"))
    if follow_up.strategy_due is not None:
        due = f"by {london_text(follow_up.strategy_due)}, as the hub's policy has it"
        if follow_up.is_discussion_overdue(making.at):
            due += "; that has passed, and none is recorded"
        entries.append(Entry(due, "Strategy discussion to be held"))
    if (waiting := follow_up.allocation) is not None:
        due = f"by {london_text(waiting.due_at)}; else the hub decides anew"
        entries.append(Entry(due, "To be taken up, and the hub told so"))
    if (review := follow_up.review) is not None:
        entries.append(Entry(f"{london_text(review.due_at)}, by the hub", "Looked at again"))
    if entries:
        yield Section("What is expected", tuple(entries))


def _decided(making: Making) -> Section:
    decision, standing = making.decision, making.receiver.standing
    entries = [
        Entry(decision.outcome.label, "Outcome"),
        Entry(RATING_MEANS[decision.final_rating], "Rating"),
        Entry(_level(making), "Level of need"),
    ]
    if standing is Standing.INSIDE:
        entries.append(Entry(decision.rationale, "Why"))
        entries += _said(
            ("What would change it", decision.would_change), ("Spoken to", decision.spoken_to)
        )
    elif making.receiver.code != OUTSIDE.code:
        # Written for the hub's agencies; nobody else was meant.
        entries += _said(("In brief", decision.agency_words))
    return Section("What was decided", tuple(entries))


def _level(making: Making) -> str:
    """The level that was decided, or that none was, beside what the checklist points to."""
    level, need = making.decision.level or making.view.level, making.view.need
    said = "not judged" if level is None else LEVEL_MEANS[level]
    if need is None or need.level == level:
        return said
    return f"{said} (the checklist points to level {need.level})"


def _said(*pairs: tuple[str, str]) -> list[Entry]:
    return [Entry(words, label) for label, words in pairs if words.strip()]


def _children(view: ReferralView, *, inside: bool) -> Iterator[Entry]:
    for child in view.children:
        name = f"{child.given_name} {child.family_name}".strip() or "An unborn child"
        yield Entry(", ".join([name, *_particulars(child, inside=inside)]))


def _particulars(child: ChildView, *, inside: bool) -> Iterator[str]:
    """What is known of a child, for a list: each reader gets what they need."""
    if child.known_as:
        yield f"known as {child.known_as}"
    if child.born is not None:
        yield f"born {date_text(child.born)}" + (
            "" if child.age is None else f" (aged {child.age})"
        )
    if child.expected is not None:
        yield f"expected {date_text(child.expected)}"
    if inside:
        pairs = (("school", child.school), ("lives at", child.address), ("NHS", child.nhs_number))
        yield from (f"{label} {words}" for label, words in pairs if words)


def _adults(view: ReferralView) -> Iterator[Entry]:
    for adult in view.adults:
        said = [f"{adult.given_name} {adult.family_name}".strip() or adult.known_as]
        said += [words for words in (adult.role, adult.phone, adult.address) if words]
        said += ["has parental responsibility"] * adult.parental_responsibility
        said += ["lives with the children"] * adult.lives_with
        if adult.born is not None:
            said.append(f"born {date_text(adult.born)}")
        yield Entry(", ".join(said))


def _discussed(view: ReferralView) -> Iterator[Section]:
    """The strategy discussion that was held last: who took part, and who is to do what by when."""
    held = [one for one in view.follow_up.strategies if one.held_at is not None]
    if not held or held[-1].held_at is None:
        return
    last, at = held[-1], held[-1].held_at
    parts = ", ".join(f"{one.name} ({one.agency})" for one in last.participants)
    entries = [Entry(london_text(at), "Held"), *_said(("Took part", parts))]
    entries += _said(("Decided", last.result.label if last.result else ""), ("", last.decision))
    for action in last.actions:
        state = f" ({action.ended.label})" if action.ended else ""
        said = f"{action.words}, by {london_text(action.due_at)}{state}"
        entries.append(Entry(said, action.owner))
    yield Section("The strategy discussion", tuple(entries))


def _risks(view: ReferralView, *, inside: bool) -> Iterator[Entry]:
    reasons = ", ".join(reason.label for reason in view.reasons)
    yield Entry(reasons or "none named", "Reasons")
    if not inside:
        return
    yield Entry(view.worry, "The worry, as it was told")
    yield from _said(
        ("Household", view.household),
        ("What the referrer expects", view.expects),
        ("Told by", _sender(view)),
    )


def _sender(view: ReferralView) -> str:
    who = ", ".join(filter(None, (view.sender_name, view.sender_organisation)))
    return f"{view.source.label}{f' ({who})' if who else ''}, {london_text(view.received_at)}"


def _needs(making: Making, *, inside: bool) -> Iterator[Entry]:
    need = making.view.need
    if need is None:
        yield Entry("No checklist of need was recorded.")
        return
    yield Entry(LEVEL_MEANS[need.level], "The checklist points to")
    if not inside:
        return
    yield from (Entry(capital(reason)) for reason in need.reasons)
    if need.missing:
        yield Entry(", ".join(date_text(day) for day in need.missing), "Missing on")
    yield from _said(("Remark", need.words))


def _voice(decision: DecisionView) -> Section:
    said = _said(("", decision.voice), ("Not recorded, because", decision.no_voice_because)) or [
        Entry("Not recorded.")
    ]
    return Section("The child's own voice", tuple(said))


def _consent(view: ReferralView, *, inside: bool) -> Iterator[Entry]:
    if view.consent is None:
        yield Entry("Not recorded.")
        return
    by = f" by {view.consent_by}" if view.consent_by and inside else ""
    yield Entry(f"{view.consent.label}{by}")
    if inside:
        yield from _said(("Because", view.consent_reason))
