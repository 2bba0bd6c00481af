"""Children: every child of the contact, and the household."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.domain.calendar import day_text
from mashdesk.domain.contact import Sex
from mashdesk.store.views import ChildView, ReferralView
from mashdesk.tui.show import Show, counted
from mashdesk.tui.tabs.parts import BLANK, fact, heading, paragraphs
from mashdesk.tui.widgets.page import Line


def children_title(view: ReferralView) -> str:
    """The tab's title, with how many there are."""
    return f"Children {len(view.children)}"


def children(view: ReferralView, now: datetime, show: Show) -> list[Line]:  # noqa: ARG001
    """The lines of the tab."""
    lines = [heading(show, counted(len(view.children), "child", "children")), BLANK]
    for child in view.children:
        lines += [*_child(child, show), BLANK]
    lines.append(heading(show, "Household"))
    if view.household.strip():
        lines += paragraphs(show, view.household)
    else:
        lines.append(Line(show.line(("Nothing recorded.", "$quiet"))))
    return lines


def _child(child: ChildView, show: Show) -> Iterator[Line]:
    name = f"{child.given_name} {child.family_name}".strip() or "Unborn child"
    known = f", known as {child.known_as}" if child.known_as else ""
    yield Line(show.line((name, "bold"), known))
    yield fact(show, "Age", ", ".join(filter(None, (_age(child), child.sex.label))))
    for label, value in (
        ("School", child.school),
        ("Address", child.address),
        ("NHS", child.nhs_number),
    ):
        if value:
            yield fact(show, label, value)


def _age(child: ChildView) -> str:
    if child.born is not None:
        born = f"born {day_text(child.born)[4:]}"
        return f"{child.age}, {born}" if child.age is not None else born
    if child.expected is not None:
        return f"expected {day_text(child.expected)[4:]}"
    return "" if child.sex is Sex.UNBORN else "age not known"
