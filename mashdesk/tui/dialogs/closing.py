"""Closing: names the item, what is still owed and what comes back by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textual.widget import Widget

from mashdesk.domain.calendar import london_text
from mashdesk.domain.commands import Close
from mashdesk.domain.prompts import Moment
from mashdesk.tui.dialogs.settling import SettlingDialog
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step


class CloseDialog(SettlingDialog):
    """Names the item and what is still owed before it leaves the queue."""

    act = "close"
    words = "Close"
    button = "Close it"

    def fields(self) -> Iterable[Widget]:
        yield Said(f"You close {self.named()}. It leaves the queue; anything new reopens it.")
        yield Said(self._standing())
        yield WordsField("note", "Note")
        yield from self.without_fields()
        yield from self.prompt_fields(Moment.CLOSING)

    def _standing(self) -> str:
        decision, feedback = self.view.decision, self.view.feedback
        if decision is None:
            return "It is not decided yet: decide it first."
        when = london_text(decision.decided_at)
        lines = [f"Decided {when} by {decision.decider}: {decision.outcome.label}."]
        if feedback is None:
            lines.append("The referrer has not been told yet: record feedback first, or why not.")
        elif feedback.told:
            how = f" by {feedback.channel.label}" if feedback.channel else ""
            lines.append(f"{feedback.person} was told{how}, {london_text(feedback.given_at)}.")
        else:
            lines.append(f"The referrer was not told: {feedback.why_not}")
        return "\n".join([*lines, *self._set_going()])

    def _set_going(self) -> Iterator[str]:
        """What the decision set going and is not done yet."""
        after = self.view.follow_up
        if after.strategy_due is not None:
            late = after.is_discussion_overdue(self.now())
            since = f"overdue since {london_text(after.strategy_due)}" if late else "not recorded"
            yield f"The strategy discussion is {since}: record it first."
        if after.actions:
            left = "; ".join(f"{one.owner}: {one.words}" for one in after.actions)
            yield f"Settle first, done or dropped with a reason: {left}"
        if after.allocation is not None:
            yield f"{after.allocation.worker} has not taken it up yet: record that first."
        if after.review is not None:
            due = london_text(after.review.due_at)
            yield f"It comes back by itself on {due}, for its early help review."

    def steps(self) -> Sequence[Step]:
        command = Close(
            referral=self.view.id,
            version=self.view.version,
            note=self.typed("note"),
            without=self.without(),
            answers=self.prompts.answers(),
        )
        return [Step("close", command)]
