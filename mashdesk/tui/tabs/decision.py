"""Decision: what was decided and why, how the referrer was told, and every run of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.domain.request import RequestState
from mashdesk.store.views import DecisionView, FeedbackView, ReferralView, RoundView
from mashdesk.tui.keys import ACT
from mashdesk.tui.show import Show, counted, full, when
from mashdesk.tui.tabs.after import after_lines
from mashdesk.tui.tabs.challenges import challenge_lines
from mashdesk.tui.tabs.parts import BLANK, fact, heading, paragraphs
from mashdesk.tui.widgets.page import Line


def decision_title(view: ReferralView) -> str:
    """The tab's title."""
    return "Decision" if view.decision is None else "Decided"


def decision(view: ReferralView, now: datetime, show: Show) -> list[Line]:
    """The lines of the tab."""
    lines: list[Line] = []
    if view.decision is None:
        lines += _before(view, show)
    else:
        lines += [*_decision(view.decision, show), BLANK, *_feedback(view.feedback, show)]
        lines += [_reports(show)]
    lines += after_lines(view.follow_up, now, show)
    lines += challenge_lines(view.challenges, now, show)
    own = [known for known in view.rounds if known.request is None]
    if own:
        lines += [BLANK, heading(show, "Clocks of this referral")]
        lines += [_round(known, now, show) for known in own]
    return lines


def _before(view: ReferralView, show: Show) -> Iterator[Line]:
    waiting = sum(1 for request in view.requests if request.state is RequestState.OPEN)
    yield Line(
        show.line(
            ("Not decided yet; ", "$quiet"),
            (ACT["decide"].shown_key, "bold $key"),
            (" decides.", "$quiet"),
        )
    )
    if waiting:
        owing = counted(waiting, "agency", "agencies")
        said = f"{owing} still to answer: to decide without them needs a reason for each."
        yield Line(show.line((said, "$quiet")))


def _decision(made: DecisionView, show: Show) -> Iterator[Line]:
    yield Line(show.line((made.outcome.label, "bold"), "  ", show.rating(made.final_rating)))
    yield fact(show, "Decided", f"{full(made.decided_at)} by {made.decider}")
    if made.level is not None:
        yield fact(show, "Level", str(made.level))
    if made.receiver:
        yield fact(show, "Goes to", made.receiver)
    if made.expected_by is not None:
        yield fact(show, "Done by", full(made.expected_by))
    for title, words in (
        ("Why", made.rationale),
        ("What would change it", made.would_change),
        ("The child's voice", made.voice),
        ("Why the child's voice is missing", made.no_voice_because),
        ("Who was spoken to", made.spoken_to),
        ("What is expected of whoever takes it on", made.expected),
        ("For the referrer", made.referrer_words),
    ):
        if words:
            yield BLANK
            yield heading(show, title)
            yield from paragraphs(show, words)
    if made.agency_words or made.shaped_by:
        yield BLANK
        yield heading(show, "What the agencies read")
        if made.agency_words:
            yield from paragraphs(show, made.agency_words)
        if made.shaped_by:
            yield fact(show, "Shaped by", ", ".join(made.shaped_by))


def _reports(show: Show) -> Line:
    key = (ACT["report"].shown_key, "bold $key")
    return Line(show.line(key, (" writes a hand-off report, or the letter of outcome.", "$quiet")))


def _feedback(given: FeedbackView | None, show: Show) -> Iterator[Line]:
    yield heading(show, "Feedback to the referrer")
    if given is None:
        yield Line(
            show.line(
                ("Not told yet; ", "bold $clock-now"),
                (ACT["feedback"].shown_key, "bold $key"),
                (" records it.", "$quiet"),
            )
        )
        return
    if given.told:
        how = f" by {given.channel.label}" if given.channel else ""
        yield Line(
            show.line(f"{given.person} was told{how}, {full(given.given_at)}, by {given.by}.")
        )
        yield from paragraphs(show, given.words)
    else:
        yield Line(show.line(f"Not told, recorded {full(given.given_at)} by {given.by}."))
        yield from paragraphs(show, given.why_not)


def _round(known: RoundView, now: datetime, show: Show) -> Line:
    said = f"round {known.number} for {known.clock.waits_for}: due {when(known.due_at, now)}"
    if known.missed_at is not None:
        return Line(show.line(said, ("  missed", "bold $clock-over")), indent=1)
    if known.ended_at is not None:
        return Line(
            show.line((said, "$quiet"), (f"  {known.ended_because or 'ended'}", "$quiet")), indent=1
        )
    return Line(
        show.line(said, ("  running" if known.paused_at is None else "  paused", "$key")), indent=1
    )
