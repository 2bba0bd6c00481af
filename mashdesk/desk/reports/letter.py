"""The letter of outcome: nothing but the words that were meant for whoever referred."""

from __future__ import annotations

from mashdesk.desk.reports.making import Making
from mashdesk.domain.calendar import day_text, london_day
from mashdesk.domain.errors import NotNow
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.report import Entry, Report, Section
from mashdesk.domain.source import Source
from mashdesk.store.views import ReferralView
from mashdesk.text import sentence


def demand_addressee(view: ReferralView) -> None:
    """Raise NotNow where nobody said who they are: there is nobody to write to."""
    if view.source is Source.ANONYMOUS and not view.sender_name.strip():
        raise NotNow(
            "The contact was anonymous: there is nobody to write to.",
            "Record in the feedback why the referrer was not told.",
        )


def referrer_words(making: Making) -> str:
    """What the referrer is to be told. Raises Invalid where nobody has written it yet."""
    feedback = making.view.feedback
    told = feedback.words if feedback is not None and feedback.told else ""
    words = making.words.strip() or making.decision.referrer_words.strip() or told.strip()
    if not words:
        raise Invalid(Problem("words", "write what the referrer is to be told"))
    return words


def letter(making: Making) -> Report:
    """A letter to the referrer. Children stand in it by their initials: letters go astray."""
    view = making.view
    to = "\n".join(filter(None, (view.sender_name, view.sender_organisation)))
    head = [
        Entry(to or view.source.label, "To"),
        Entry(making.hub, "From"),
        Entry(day_text(london_day(making.at)), "Date"),
        Entry(view.reference, "Our reference"),
    ]
    if view.sender_reference:
        head.append(Entry(view.sender_reference, "Your reference"))
    body = (
        Entry(_greeting(view)),
        Entry(_opening(view)),
        Entry(referrer_words(making)),
        Entry(
            "If you learn anything more, or are still worried, please tell us at once."
            " If a child is in danger now, call 999."
        ),
        Entry(making.reached),
        Entry("Yours sincerely,"),
        Entry("\n".join(filter(None, (making.maker, making.role, making.hub)))),
    )
    foot = f"{making.hub} · {view.reference}"
    return Report("Outcome of your referral", tuple(head), "", (Section("", body),), foot)


def _greeting(view: ReferralView) -> str:
    """By name where one was given; nobody is guessed to be Mr or Ms."""
    name = " ".join(view.sender_name.split())
    if name:
        return f"Dear {name},"
    return "Hello," if view.source in _PRIVATE else "Dear colleague,"


_PRIVATE = frozenset(
    {
        Source.RELATIVE,
        Source.ACQUAINTANCE,
        Source.SELF,
        Source.INDIVIDUAL,
        Source.ANONYMOUS,
        Source.UNKNOWN,
    }
)
"""Who refers for themselves, not for a service."""


def _opening(view: ReferralView) -> str:
    children = ", ".join(filter(None, map(_initials, _names(view)))) or "the child you told us of"
    received = day_text(london_day(view.received_at))
    about = sentence(f"Thank you for getting in touch with us on {received} about {children}")
    return f"{about} This letter tells you what came of it."


def _names(view: ReferralView) -> list[list[str]]:
    return [[child.given_name.strip(), child.family_name.strip()] for child in view.children]


def _initials(names: list[str]) -> str:
    return "".join(f"{name[0].upper()}." for name in names if name)
