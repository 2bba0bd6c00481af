"""The decision on a record, and how the referrer was told, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mashdesk.cli import wording
from mashdesk.cli.layout import heading, named

if TYPE_CHECKING:
    from mashdesk.store.views import ReferralView


def record_lines(view: ReferralView) -> Iterator[str]:
    """Both sections, each where there is something to tell."""
    decision, feedback = view.decision, view.feedback
    if decision is not None:
        yield from heading("Decision")
        yield from named(
            [
                ("outcome", decision.outcome.label),
                ("final rating", decision.final_rating.value),
                ("level of need", str(decision.level or "")),
                ("rationale", decision.rationale),
                ("would change it", decision.would_change),
                ("child's voice", decision.voice),
                ("why no voice", decision.no_voice_because),
                ("spoken to", decision.spoken_to),
                ("goes to", decision.receiver),
                ("expected", decision.expected),
                ("expected by", wording.when(decision.expected_by)),
                ("for the agencies", decision.agency_words),
                ("for the referrer", decision.referrer_words),
                ("shaped by", ", ".join(decision.shaped_by)),
                ("decided", f"{wording.when(decision.decided_at)} by {decision.decider}"),
            ]
        )
    if feedback is not None:
        yield from heading("Feedback to the referrer")
        yield from named(
            [
                ("told", feedback.person if feedback.told else f"no: {feedback.why_not}"),
                ("how", feedback.channel.label if feedback.channel else ""),
                ("words", feedback.words),
                ("recorded", f"{wording.when(feedback.given_at)} by {feedback.by}"),
            ]
        )
