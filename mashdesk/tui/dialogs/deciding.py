"""Deciding and closing: both account for every request that was never answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.calendar import london_text
from mashdesk.domain.commands import Close, Command, Decide, Without
from mashdesk.domain.entries import WORDS_FOR_DECISION
from mashdesk.domain.errors import FieldChange, Stale
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.permissions import may_decide, may_name_decider
from mashdesk.domain.prompts import Moment
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.store.views import PersonView, ReferralView, RequestView
from mashdesk.tui.dialogs.act import ActDialog, children_line
from mashdesk.tui.dialogs.rating import rating_choices
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField
from mashdesk.tui.forms.fields import Field, WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, section, show_of
from mashdesk.tui.forms.screen import Step

_SHAPED = "Space ticks. An agency learns whether its answer shaped the decision."


class SettlingDialog(ActDialog):
    """What deciding and closing share: a reason for each request still unanswered."""

    must_account = True
    """Whether every unanswered request needs its reason here, or may stay open."""

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
        if self.must_account:
            yield Said("Say for each why this goes ahead without it.")
        else:
            yield Said("Say why it is decided without it; left empty, the request stays open.")
        yield from map(self._without_field, waiting)

    def _without_field(self, request: RequestView) -> WordsField:
        ask = f"say why this goes ahead without {request.agency_name}" if self.must_account else ""
        hint = "decided without, because ...; the agency reads this"
        return WordsField(_path(request), request.agency_name, ask=ask, hint=hint)

    def without(self) -> tuple[Without, ...]:
        """What the fields say about each request that is still open."""
        reasons = [(r.id, self.typed(_path(r))) for r in self.open_requests()]
        return tuple(
            Without(request=number, reason=reason)
            for number, reason in reasons
            if self.must_account or reason.strip()
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


class DecideDialog(SettlingDialog):
    """Outcome, rationale, final rating, the child's voice, and what is decided without."""

    act = "decide"
    words = "Decide"
    button = "Decide"
    must_account = False
    people: tuple[PersonView, ...] = ()

    def gather(self) -> None:
        if may_name_decider(self.actor.role):
            self.people = self.desk.people(self.actor)

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
        yield from self._for_agencies()

    def _is_asked(self) -> bool:
        """Whether anybody was asked whose answer could shape it."""
        return any(r.state is not RequestState.WITHDRAWN for r in self.view.requests)

    def adapt(self) -> None:
        if words := self._standing("agency_words"):
            words.need(WORDS_FOR_DECISION if self.open_requests() else "")

    def _for_agencies(self) -> Iterable[Widget]:
        """What those who were asked, or sent it in, read of it, and whose answers shaped it; of
        these what does not stand there yet.
        """
        asked = self._is_asked()
        if (asked or self.view.sender_agency) and self._standing("agency_words") is None:
            yield section("What the agencies read")
            hint = "the outcome in your words; every agency that was asked or sent it in reads this"
            yield WordsField("agency_words", "For the agencies", hint=hint)
        if asked and self._standing("shaped_by") is None:
            yield ManyField("shaped_by", "Shaped by", self._answered(), hint=_SHAPED)

    def _answered(self) -> list[Choice]:
        """The agencies that said something, each once."""
        names = {r.agency: r.agency_name for r in self.view.requests if r.answers}
        return [Choice(code, name) for code, name in names.items()]

    async def reread(self) -> None:
        await super().reread()
        await self.stand(list(self._for_agencies()))
        if shaped := self._standing("shaped_by"):
            assert isinstance(shaped, ManyField)
            shaped.offer(self._answered())

    def _standing(self, path: str) -> Field | None:
        return next((field for field in self.standing if field.path == path), None)

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
        words, shaped = self._standing("agency_words"), self._standing("shaped_by")
        command = Decide(
            referral=self.view.id,
            version=self.view.version,
            outcome=self.field("outcome", ChoiceField).needed(DecisionOutcome),
            rationale=self.typed("rationale"),
            final_rating=self.field("final_rating", ChoiceField).needed(Rag),
            decider=int(decider) if decider else None,
            voice=self.typed("voice"),
            without=self.without(),
            agency_words=words.text if words else "",
            shaped_by=shaped.codes if isinstance(shaped, ManyField) else (),
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
        return "\n".join(lines)

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
