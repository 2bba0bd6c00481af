"""What is handed to the family, or to a young person: what was decided and what that means for
them, in plain sentences.

It tells nothing of who was worried or what anybody told the hub. Letters are read by others in a
home: where somebody there may be who the child is in danger from it says neither which service
takes it on nor when.
"""

from __future__ import annotations

from collections.abc import Iterator

from mashdesk.desk.reports.making import Making
from mashdesk.domain.calendar import date_text, london_date_text, london_day
from mashdesk.domain.follow_up import StrategyResult, is_early_help
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.report import YOUNG_PERSON, Entry, Report, Section, read_at_home
from mashdesk.text import sentence

_MEANS = {
    DecisionOutcome.STRATEGY: (
        "People from social care, the police and other services talk together about {whose}"
        " safety, and what has to be done. This is called a strategy discussion. It can lead to"
        " an enquiry, which the law asks of the council (section 47 of the Children Act 1989)."
    ),
    DecisionOutcome.ASSESSMENT: (
        "A social worker will get to know you and find out with you what would help. This is"
        " called an assessment (section 17 of the Children Act 1989). It takes up to 45 working"
        " days, and often less."
    ),
    DecisionOutcome.ALLOCATED: (
        "The worker or team that knows your family already has been told, and goes on working"
        " with you."
    ),
    DecisionOutcome.EARLY_HELP_SINGLE: (
        "We think that one service could help your family. This is called early help. You choose:"
        " it is given only if you agree, and you can change your mind at any time."
    ),
    DecisionOutcome.EARLY_HELP_MULTI: (
        "We think that several services together could help your family. This is called early"
        " help. You choose: it is given only if you agree, and you can change your mind at any"
        " time."
    ),
    DecisionOutcome.UNIVERSAL: (
        "The services that every family can use, such as your school, doctor or health visitor,"
        " can give the help that is needed. We do nothing more now."
    ),
    DecisionOutcome.SPECIALIST: (
        "There is a service that knows about what you are going through, and it can help."
    ),
    DecisionOutcome.ADVICE: "We gave advice. We do nothing more now.",
    DecisionOutcome.TRANSFERRED: (
        "Another council looks after this from now on, and has been told what we know."
    ),
    DecisionOutcome.NFA: "We looked at what we were told with care. We do nothing more now.",
}

_COMES = "A social worker will get in touch with you."
_TALKED = "People from social care, the police and other services talked together. "
_ENQUIRY = (
    f"{_TALKED}There will be an enquiry: a social worker looks into {{whose}} safety, as the law"
    " asks (section 47 of the Children Act 1989)."
)
_FOUND = {
    StrategyResult.JOINT_ENQUIRY: (_ENQUIRY, _COMES),
    StrategyResult.SINGLE_ENQUIRY: (_ENQUIRY, _COMES),
    StrategyResult.ASSESSMENT: (_MEANS[DecisionOutcome.ASSESSMENT], _COMES),
    StrategyResult.NO_ENQUIRY: (
        f"{_TALKED}They found that no enquiry is needed.",
        "We tell you if we think that some other help would do you good.",
    ),
}
"""What was decided, and what is next, once the strategy discussion has been held."""

_NEXT = {
    DecisionOutcome.STRATEGY: "You will be told what comes of it.",
    DecisionOutcome.ASSESSMENT: _COMES,
    DecisionOutcome.ALLOCATED: "Your worker will talk with you about it.",
    DecisionOutcome.EARLY_HELP_SINGLE: "Somebody will ask you whether you would like this help.",
    DecisionOutcome.EARLY_HELP_MULTI: "Somebody will ask you whether you would like this help.",
    DecisionOutcome.SPECIALIST: "You can ask us how to reach it.",
    DecisionOutcome.TRANSFERRED: "They will get in touch with you if they need to.",
}
_NOTHING_NEXT = "You need do nothing. If you would like help later, you can always ask us for it."

_RECORD = (
    "You have a right to ask us for what is written about you. Some of it we may have to keep back,"
    " such as what is about other people, or could put somebody in danger. If something in it is"
    " wrong, tell us: we put it right, or write down what you say about it."
)
_DISAGREE = (
    "Tell us, or the person who works with you, what you see differently. Somebody will listen and"
    " answer you. You can also make a complaint to the council; we tell you how. About how your"
    " information is used you can complain to the Information Commissioner's Office as well."
)
_YOU = "you"
_FOR_ALL = "It was decided for all the children that we were told of together, not for you alone."
_DANGER = "If somebody is in danger now, call 999."


def family_letter(making: Making) -> Report:
    """The whole of it; the same for a young person, spoken to as such."""
    about = _about(making)
    means, comes = _decided(making)
    sections = [Section("", tuple(_opening(making, about)))]
    if making.words.strip():
        sections.append(Section("From us to you", (Entry(making.words),)))
    sections += [
        Section("What we decided", (Entry(means.format(whose=_whose(about))),)),
        Section("What happens next", (Entry(comes), *_by_when(making))),
        Section("Whom you can ask", (Entry(_whom(making)), Entry(_DANGER))),
        Section("What is written about you", (Entry(_RECORD),)),
        Section("If you do not agree", (Entry(_DISAGREE),)),
    ]
    return Report(
        title=f"What was decided about {about}",
        head=_head(making),
        note="",
        sections=tuple(sections),
        foot=f"{making.hub} · {making.view.reference}",
    )


def _about(making: Making) -> str:
    """Whom it is about, as its reader is spoken to of them."""
    if making.receiver.code == YOUNG_PERSON.code:
        return _YOU
    names = [child.given_name.strip() for child in making.view.children]
    told = [name or "your unborn baby" for name in names] or ["your child"]
    return f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]


def _whose(about: str) -> str:
    return "your" if about == _YOU else f"{about}'s"


def _head(making: Making) -> tuple[Entry, ...]:
    return (
        Entry(making.receiver.name, "For"),
        Entry(making.hub, "From"),
        Entry(date_text(london_day(making.at)), "Date"),
        Entry(making.view.reference, "Our reference"),
    )


def _opening(making: Making, about: str) -> Iterator[Entry]:
    yield Entry(
        f"We are {making.hub}: people from the council, the police, health and other services who"
        " look together at worries about children."
    )
    yield Entry(
        f"Somebody was worried about {about} and told us. We do not say who gets in touch with us."
        f" On {london_date_text(making.decision.decided_at)} we decided what is to be done. This"
        " tells you what, and what it means."
    )
    if about == _YOU and len(making.view.children) > 1:
        # Not by name: children told of together need not know that of each other.
        yield Entry(_FOR_ALL)


def _decided(making: Making) -> tuple[str, str]:
    """What was decided and what is next, in the words for it."""
    outcome, decided = making.decision.outcome, making.decision.decided_at
    held = [one for one in making.view.follow_up.strategies if one.recorded_at >= decided]
    results = [one.result for one in held if one.result is not None]
    if outcome is DecisionOutcome.STRATEGY and results:
        return _FOUND[results[-1]]
    return _MEANS[outcome], _NEXT.get(outcome, _NOTHING_NEXT)


def _by_when(making: Making) -> Iterator[Entry]:
    """Who takes it on and by when, as far as it is safe to have that lie about at home."""
    decision = making.decision
    need = making.view.need
    found_since = need is not None and need.danger_at_home
    if decision.outcome is DecisionOutcome.STRATEGY or (
        found_since or read_at_home(making.view.reasons)
    ):
        return
    if decision.receiver.strip():
        yield Entry(sentence(f"It goes to {decision.receiver.strip()}"))
    if decision.expected_by is not None:
        by = london_date_text(decision.expected_by)
        yield Entry(f"We asked for what is needed first to be done by {by}.")
    review = making.view.follow_up.review
    if is_early_help(decision.outcome) and review is not None:
        yield Entry(
            f"About {london_date_text(review.due_at)} we ask how the help is going, and whether it"
            " still suits you."
        )


def _whom(making: Making) -> str:
    reference = f"please give our reference, {making.view.reference}"
    if making.contact:
        return f"You can reach us here: {making.contact}. When you do, {reference}."
    return f"Ask the person who gave you this. If you write to us, {reference}."
