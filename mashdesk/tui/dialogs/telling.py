"""Telling the referrer what became of it, and closing in the same breath."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.commands import Close, GiveFeedback
from mashdesk.domain.contact import Channel
from mashdesk.domain.permissions import may
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import RequestState
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, TickField, choices_of
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step

_PATHS = ("told", "channel", "person", "words", "why_not")
_TOLD = (Choice("told", "told"), Choice("not_told", "not told"))


class FeedbackDialog(ActDialog):
    """Told, by whom and in which words; or not told, and why."""

    act = "feedback"
    words = "Feedback to the referrer"
    button = "Record feedback"

    def fields(self) -> Iterable[Widget]:
        view = self.view
        parts = [view.sender_name, view.sender_organisation, view.sender_contact]
        yield Said(
            f"Sent by {view.source.label}: {', '.join(filter(None, parts)) or 'no name given'}."
        )
        if view.decision is not None:
            yield Said(f"Decided: {view.decision.outcome.label}.")
        yield ChoiceField("told", "The referrer was", _TOLD, ask="choose one")
        yield ChoiceField("channel", "How", choices_of(Channel), ask="choose how")
        yield LineField("person", "Who was told", ask="say who was told")
        yield WordsField("words", "What they were told", ask="write what they were told")
        yield WordsField("why_not", "Why not", ask="say why the referrer was not told")
        if self._nothing_outstanding():
            yield TickField("close", "And close", "close it too: nothing is outstanding")

    def _nothing_outstanding(self) -> bool:
        view = self.view
        return (
            view.state is ReferralState.DECIDED
            and may(self.actor.role, Close)
            and view.clock is not ClockKind.ALLOCATED
            and view.follow_up.strategy_due is None
            and not view.follow_up.actions
            and not any(r.state is RequestState.OPEN for r in view.requests)
        )

    async def prefill(self) -> None:
        self.field("told", ChoiceField).put("told")
        self.field("channel", ChoiceField).put(Channel.PHONE.value)
        self.field("person", LineField).put(self.view.sender_name)
        if self.view.decision is not None:
            self.field("words", WordsField).put(self.view.decision.referrer_words)

    def adapt(self) -> None:
        told = self.typed("told") == "told"
        for path in ("channel", "person", "words"):
            self.reveal(path, told)
        self.reveal("why_not", not told)

    def _closes(self) -> bool:
        return any(isinstance(field, TickField) and field.ticked for field in self.standing)

    def steps(self) -> Sequence[Step]:
        told = self.typed("told") == "told"
        feedback = GiveFeedback(
            referral=self.view.id,
            version=self.view.version,
            told=told,
            channel=self.field("channel", ChoiceField).chosen(Channel) if told else None,
            person=self.typed("person") if told else "",
            words=self.typed("words") if told else "",
            why_not="" if told else self.typed("why_not"),
        )
        steps = [Step("feedback", feedback, "Feedback is recorded.", _PATHS)]
        if self._closes():
            close = Close(
                referral=self.view.id,
                version=self.view.version,
                answers=self.prompts.answers(),
            )
            steps.append(Step("close", close))
        return steps
