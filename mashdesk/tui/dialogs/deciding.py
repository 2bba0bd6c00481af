"""Deciding and closing: both account for every request that was never answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.containers import VerticalScroll
from textual.widget import Widget

from mashdesk.domain.actor import Role
from mashdesk.domain.calendar import london_text
from mashdesk.domain.commands import Close, Decide, Without
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.permissions import may_decide
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.store.views import PersonView, RequestView
from mashdesk.tui.dialogs.act import ActDialog, children_line
from mashdesk.tui.dialogs.rating import rating_choices
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import Field, WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, section, show_of
from mashdesk.tui.forms.screen import Step

_MANAGERS = {Role.TEAM_MANAGER, Role.SERVICE_MANAGER}


class SettlingDialog(ActDialog):
    """What deciding and closing share: a reason for each request still unanswered."""

    def open_requests(self) -> list[RequestView]:
        """The requests nobody has answered."""
        return [r for r in self.view.requests if r.state is RequestState.OPEN]

    def without_fields(self) -> Iterable[Widget]:
        """One field for each unanswered request, under a heading that counts them."""
        waiting = self.open_requests()
        if not waiting:
            yield Said("Every request is answered or settled.", "form--said unanswered")
            return
        count = len(waiting)
        yield section(f"Not answered yet: {count}. Say for each why this goes ahead without it")
        yield from map(_without_field, waiting)

    def without(self) -> tuple[Without, ...]:
        """What the fields say about each request that is still open."""
        return tuple(
            Without(request=r.id, reason=self.typed(_path(r))) for r in self.open_requests()
        )

    async def reread(self) -> None:
        """Requests asked meanwhile get their field; those answered meanwhile need none."""
        waiting = self.open_requests()
        wanted = {_path(request) for request in waiting}
        standing = {field.path: field for field in self.query(Field)}
        for path, field in standing.items():
            if path.startswith("without."):
                field.display = path in wanted
        new = [_without_field(r) for r in waiting if _path(r) not in standing]
        if new:
            await self.query_one(".form--fields", VerticalScroll).mount_all(new)

    def named(self) -> str:
        """The item, so that nobody acts on the wrong one."""
        return f"{self.view.reference}: {children_line(self.view)}"


class DecideDialog(SettlingDialog):
    """Outcome, rationale, final rating, the child's voice, and what is decided without."""

    act = "decide"
    words = "Decide"
    button = "Decide"
    people: tuple[PersonView, ...] = ()

    def gather(self) -> None:
        if self.actor.role in _MANAGERS:
            self.people = self.desk.people()

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        yield Said(f"You decide on {self.named()}. Everybody who was asked will see it.")
        yield ChoiceField("outcome", "Outcome", self._outcomes(), ask="choose the outcome")
        yield WordsField("rationale", "Rationale", ask="write why this is the right decision")
        ratings = rating_choices(self.hub.ratings, show_of(self))
        yield ChoiceField("final_rating", "Final rating", ratings, ask="choose a rating")
        yield WordsField(
            "voice", "Child's voice", hint="what the child said or showed, or why it is missing"
        )
        if self.people:
            yield ChoiceField("decider", "Decided by", self._deciders())
        yield from self.without_fields()

    def _outcomes(self) -> list[Choice]:
        return [
            Choice(
                outcome.value,
                outcome.label,
                "" if may_decide(self.actor.role, outcome) else "a senior decides this",
                fixed=not may_decide(self.actor.role, outcome),
            )
            for outcome in DecisionOutcome
        ]

    def _deciders(self) -> list[Choice]:
        others = [p for p in self.people if p.id != self.actor.user_id]
        return [
            Choice("", "myself"),
            *(Choice(str(p.id), p.full_name, f"{p.role.replace('_', ' ')}") for p in others),
        ]

    async def prefill(self) -> None:
        if self.view.rating is not None:
            self.field("final_rating", ChoiceField).put(self.view.rating.value)
        if self.people:
            self.field("decider", ChoiceField).put("")

    def steps(self) -> Sequence[Step]:
        decider = self.typed("decider") if self.people else ""
        command = Decide(
            referral=self.view.id,
            version=self.view.version,
            outcome=self.field("outcome", ChoiceField).needed(DecisionOutcome),
            rationale=self.typed("rationale"),
            final_rating=self.field("final_rating", ChoiceField).needed(Rag),
            decider=int(decider) if decider else None,
            voice=self.typed("voice"),
            without=self.without(),
        )
        return [Step("decide", command)]


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
        return "\n".join(lines)

    def steps(self) -> Sequence[Step]:
        command = Close(
            referral=self.view.id,
            version=self.view.version,
            note=self.typed("note"),
            without=self.without(),
        )
        return [Step("close", command)]


def _path(request: RequestView) -> str:
    # The path under which the command tells what is wrong with this reason.
    return f"without.{request.id}.reason"


def _without_field(request: RequestView) -> WordsField:
    return WordsField(
        _path(request),
        request.agency_name,
        ask=f"say why this goes ahead without {request.agency_name}",
        hint="without it, because ...",
    )
