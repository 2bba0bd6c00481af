"""Summary: what waits for an answer, what the worry is, and where the referral stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from mashdesk.domain.referral import ReferralState
from mashdesk.store.views import PromptView, QuestionView, ReferralView, gravest_first
from mashdesk.tui.forms.moments import written_day
from mashdesk.tui.keys import ACT
from mashdesk.tui.labels import RATING_WORDS
from mashdesk.tui.show import Part, Show, full, when
from mashdesk.tui.tabs.noticed_besides import besides_in_short
from mashdesk.tui.tabs.parts import BLANK, fact, heading, paragraphs
from mashdesk.tui.tabs.prompt_line import prompt_line, prompt_sign
from mashdesk.tui.tabs.transfers import transfer_facts
from mashdesk.tui.tabs.unrecognised import unrecognised_lines
from mashdesk.tui.widgets.page import Line

_IN_FULL = 2
"""So many prompts are told in full; the worry must stay in sight."""


def summary_title(view: ReferralView) -> str:
    """The tab's title, with how many prompts stand and whether one of them is grave."""
    standing = _pressing(view)
    return f"Summary {prompt_sign(standing)}{len(standing)}" if standing else "Summary"


def _pressing(view: ReferralView) -> list[PromptView]:
    """Those that stand and mark the row, the gravest first; a note waits in the prompts' tab."""
    return [one for one in gravest_first(view.prompts) if one.stands and one.severity != "note"]


def summary(view: ReferralView, now: datetime, show: Show) -> list[Line]:
    """The lines of the summary."""
    return summary_with_asked(view, (), now, show)


def summary_with_asked(
    view: ReferralView, asked: Sequence[QuestionView], now: datetime, show: Show
) -> list[Line]:
    """The same with who of it may be known already, for nothing of theirs is in it yet."""
    lines = [*unrecognised_lines(asked, show), *_prompts(view, now, show)]
    lines += besides_in_short(view, show)
    if view.state is ReferralState.RETURNED and view.returned_message:
        what = f": {view.returned_for.label}" if view.returned_for else ""
        lines += [heading(show, f"Asked of the referrer{what}")]
        lines += [*paragraphs(show, view.returned_message), BLANK]
    lines += [heading(show, "The worry"), *paragraphs(show, view.worry), BLANK]
    if view.expects:
        lines += [heading(show, "What the referrer expects")]
        lines += [*paragraphs(show, view.expects), BLANK]
    return [*lines, *_facts(view, now, show)]


def _prompts(view: ReferralView, now: datetime, show: Show) -> Iterator[Line]:
    """The gravest of those that stand, and how many of the rest; what a kind of prompt suggests is
    said once.
    """
    standing = _pressing(view)
    suggested: set[str] = set()
    for prompt in standing[:_IN_FULL]:
        yield from _prompt(prompt, now, show, suggests=prompt.suggests not in suggested)
        suggested.add(prompt.suggests)
    if standing:
        key, them = ACT["prompt"].shown_key, "it" if len(standing) == 1 else "them"
        left = standing[_IN_FULL:]
        grave = sum(one.grave for one in left)
        more = f"and {len(left)} more{f', {grave} grave' if grave else ''}; " if left else ""
        line = show.line((more, "$quiet"), (key, "bold $key"), (f" answers {them}", "$quiet"))
        yield Line(line, indent=2)
        yield BLANK


def _prompt(prompt: PromptView, now: datetime, show: Show, *, suggests: bool) -> Iterator[Line]:
    yield Line(show.line(*prompt_line(prompt, now, show)))
    if prompt.evidence:
        yield Line(show.line((prompt.evidence, "$quiet")), indent=2)
    if prompt.suggests and suggests:
        yield Line(show.line(prompt.suggests), indent=2)


def _facts(view: ReferralView, now: datetime, show: Show) -> Iterator[Line]:
    who = ", ".join(filter(None, (view.sender_name, view.sender_organisation)))
    told = f", who told {view.arrived.first_hub}" if view.arrived is not None else ""
    yield fact(show, "Sent by", view.source.label, f": {who}" if who else "", (told, "$quiet"))
    agency = f"agency {view.sender_agency}" if view.sender_agency else ""
    more = "   ".join(filter(None, (view.sender_contact, view.sender_reference, agency)))
    if more:
        yield fact(show, "", more)
    yield from _received(view, show)
    taken = f"taken in {when(view.taken_in_at, now)} by {view.taken_in_by}"
    yield fact(show, "", (taken, "$quiet"))
    if view.late_because:
        yield fact(show, "Late", view.late_because)
    yield fact(show, "Reasons", ", ".join(reason.label for reason in view.reasons))
    yield _consent(view, now, show)
    yield fact(show, "Rating", *_rating(view, show))
    yield fact(show, "Level", f"{view.level}" if view.level else ("not judged", "$quiet"))
    yield from _need(view, now, show)
    yield fact(show, "Worker", view.worker or _nobody(show))
    yield from transfer_facts(view, now, show)
    if view.seal is not None:
        named = ", ".join(person.full_name for person in view.seal.people)
        yield fact(show, "Sealed", f"{show.glyphs.sealed} ", (f"only {named} see it", "$quiet"))
    if view.lent_until is not None:
        ends = f"yours by emergency access until {when(view.lent_until, now)}"
        yield fact(show, "", (ends, "bold $clock-now"))
    if view.next_up:
        yield fact(show, "Then", (f"when it runs out: {view.next_up}", "$quiet"))


def _received(view: ReferralView, show: Show) -> Iterator[Line]:
    """When and how it came here; of what was handed over also when and how its first hub got it."""
    came, at = view.arrived, full(view.received_at)
    if came is None:
        yield fact(show, "Received", f"{at}, {view.channel.label}")
        return
    # Loaded where there was a transfer: few records have one.
    from mashdesk.domain.arrival import first_received

    yield fact(show, "Received", f"{at}, handed over by {came.hub}")
    if there := first_received(came.histories, view.channel):
        yield fact(show, "", there)


def _need(view: ReferralView, now: datetime, show: Show) -> Iterator[Line]:
    """What the checklist points to, and why: every reason, so that it can be weighed."""
    need = view.need
    if need is None:
        return
    points = f"level {need.level}, {RATING_WORDS[need.rating]}"
    by = (f" by the checklist of {when(need.at, now)}, {need.by}", "$quiet")
    yield fact(show, "Need", points, by)
    for reason in need.reasons:
        yield fact(show, "", reason)
    if need.missing:
        yield fact(show, "Missing", ", ".join(written_day(day) for day in need.missing))
    if need.words:
        yield fact(show, "", need.words)


def _nobody(show: Show) -> Part:
    return show.line(
        ("nobody yet; ", "$quiet"), (ACT["claim"].shown_key, "bold $key"), (" takes it", "$quiet")
    )


def _consent(view: ReferralView, now: datetime, show: Show) -> Line:
    if view.consent is None:
        return fact(
            show,
            "Consent",
            ("not recorded; ", "bold $clock-now"),
            (ACT["consent"].shown_key, "bold $key"),
            (" records it", "$quiet"),
        )
    said = view.consent.label
    if view.consent_by:
        said += f" by {view.consent_by}"
    if view.consent_at is not None:
        said += f", {when(view.consent_at, now)}"
    elif view.consent.has_moment:
        said += ", when is not told"
    if view.consent_reason:
        said += f": {view.consent_reason}"
    return fact(show, "Consent", said)


def _rating(view: ReferralView, show: Show) -> Iterator[Part]:
    yield show.rating(view.stands_at)
    if view.final_rating is not None:
        yield " final"
        if view.rating is not None and view.rating is not view.final_rating:
            yield f", {RATING_WORDS[view.rating]} before"
    if view.initial_rating is not None and view.initial_rating is not view.rating:
        yield f", first {RATING_WORDS[view.initial_rating]}"
