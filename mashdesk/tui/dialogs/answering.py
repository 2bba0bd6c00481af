"""Recording what an agency said, in its own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from textual.widget import Widget

from mashdesk.domain.commands import RecordAnswer
from mashdesk.domain.contact import Channel
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined, Sharing
from mashdesk.store.views import RequestView
from mashdesk.tui.dialogs.act import RequestDialog
from mashdesk.tui.dialogs.rating import rating_choices
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import show_of
from mashdesk.tui.forms.screen import Step


class AnswerDialog(RequestDialog):
    """On the agency's behalf: what it said, who said it and how, who may read it."""

    act = "answer"
    words = "Record an answer"
    button = "Record the answer"

    def fits(self, request: RequestView) -> bool:
        return request.state.takes_answer

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        views = [replace(c, note="") for c in rating_choices(self.hub.ratings, show_of(self))]
        yield from self.which()
        yield ChoiceField("answer", "Answer", choices_of(AnswerKind), ask="choose what it said")
        yield ChoiceField("declined", "Why declined", choices_of(Declined))
        yield WordsField("words", "Exact words", hint="as the agency said or wrote them")
        yield ChoiceField("channel", "How it came", choices_of(Channel))
        yield LineField("person", "Who answered", hint="name and role")
        yield LineField("searched", "Systems searched", hint="which, and for which child")
        yield ChoiceField("view", "Their view of risk", [*views, Choice("", "not given")])
        yield ChoiceField("sharing", "Who may read it", choices_of(Sharing), ask="choose one")

    async def prefill(self) -> None:
        self.field("sharing", ChoiceField).put(Sharing.HUB.value)
        self.field("view", ChoiceField).put("")

    def adapt(self) -> None:
        answer = self.field("answer", ChoiceField).chosen(AnswerKind)
        self.reveal("declined", answer is AnswerKind.DECLINED)

    def steps(self) -> Sequence[Step]:
        request = self.request()
        answer = self.field("answer", ChoiceField).needed(AnswerKind)
        declined = self.field("declined", ChoiceField).chosen(Declined)
        command = RecordAnswer(
            request=request.id,
            version=request.version,
            answer=answer,
            words=self.typed("words"),
            declined=declined if answer is AnswerKind.DECLINED else None,
            channel=self.field("channel", ChoiceField).chosen(Channel),
            person=self.typed("person"),
            sharing=self.field("sharing", ChoiceField).needed(Sharing),
            view=self.field("view", ChoiceField).chosen(Rag),
            searched=self.typed("searched"),
        )
        return [Step("answer", command)]
