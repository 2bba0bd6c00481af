"""Deciding and closing: both account for every request that was never answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textual.widget import Widget

from mashdesk.domain.calendar import london_text
from mashdesk.domain.commands import Close, Command, Without
from mashdesk.domain.errors import FieldChange, Stale
from mashdesk.domain.prompts import Moment
from mashdesk.domain.request import RequestState
from mashdesk.store.views import ReferralView, RequestView
from mashdesk.tui.dialogs.act import ActDialog, children_line
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.said import Said, section
from mashdesk.tui.forms.screen import Step

_SHAPED = "Space ticks. An agency learns whether its answer shaped the decision."


class SettlingDialog(ActDialog):
    """What deciding and closing share: a reason for each request still unanswered."""

    def open_requests(self) -> list[RequestView]:
        """The requests nobody has answered."""
        return [r for r in self.view.requests if r.state is RequestState.OPEN]

    def without_fields(self) -> Iterable[Widget]:
        """One field for each unanswered request, under a heading that counts them."""
        waiting = self.open_requests()
        if not waiting:
            yield Said("Every request is answered or settled.")
            return
        yield section(f"Not answered yet: {len(waiting)}")
        yield Said("Say for each why this goes ahead without it.")
        yield from map(self._without_field, waiting)

    def _without_field(self, request: RequestView) -> WordsField:
        ask = f"say why this goes ahead without {request.agency_name}"
        hint = "decided without, because ...; the agency reads this"
        return WordsField(_path(request), request.agency_name, ask=ask, hint=hint)

    def without(self) -> tuple[Without, ...]:
        """What the fields say about each request that is still open."""
        return tuple(
            Without(request=one.id, reason=self.typed(_path(one))) for one in self.open_requests()
        )

    def versioned(self, command: Command) -> Command:
        """Nobody decides past an answer that came in while they were writing.

        An answer does not make the referral's own version stale, so the requests are compared here.
        """
        fresh = self.desk.reread(self.actor, self.view.id)
        changes = request_changes(self.view, fresh)
        if changes:
            raise Stale(self.view.reference, changes)
        return super().versioned(command)

    async def reread(self) -> None:
        """Requests asked meanwhile get their field; those answered meanwhile need none."""
        waiting = self.open_requests()
        wanted = {_path(request) for request in waiting}
        standing = {field.path: field for field in self.standing}
        for path, field in standing.items():
            if path.startswith("without."):
                field.display = path in wanted
        new = [self._without_field(r) for r in waiting if _path(r) not in standing]
        if new:
            await self.stand(new)

    def named(self) -> str:
        """The item, so that nobody acts on the wrong one."""
        return f"{self.view.reference}: {children_line(self.view)}"


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
            yield "The strategy discussion is not recorded: record it first."
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


def _path(request: RequestView) -> str:
    # The path under which the command tells what is wrong with this reason.
    return f"without.{request.id}.reason"


def request_changes(before: ReferralView, after: ReferralView) -> tuple[FieldChange, ...]:
    """What became of a record's requests between two readings: asked, answered, settled."""
    known = {request.id: request for request in before.requests}
    changes = []
    for request in after.requests:
        was = known.get(request.id)
        if was is None:
            asked = request.asked_by, request.asked_at
            changes.append(FieldChange(request.agency_name, "", "asked", *asked))
        elif len(request.answers) > len(was.answers):
            answer = request.answers[-1]
            by, at = answer.recorded_by, answer.recorded_at
            changes.append(
                FieldChange(request.agency_name, was.state.label, answer.kind.label, by, at)
            )
        elif request.state is not was.state:
            at = request.settled_at or request.asked_at
            changes.append(
                FieldChange(
                    request.agency_name, was.state.label, request.state.label, "the desk", at
                )
            )
    return tuple(changes)
