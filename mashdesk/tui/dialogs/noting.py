"""Adding a note, and answering a prompt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.commands import AddNote, AnswerPrompt
from mashdesk.domain.errors import NotRead, OpenPrompt, Refused
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views import PromptView, gravest_first
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.prompt_answers import ANSWERS, NEWER
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step


class NoteDialog(ActDialog):
    """A note is never edited afterwards; a wrong one is put right by another."""

    act = "note"
    words = "Add a note"
    button = "Add the note"

    def fields(self) -> Iterable[Widget]:
        yield WordsField("text", "Note", ask="write the note")

    def steps(self) -> Sequence[Step]:
        return [Step("note", AddNote(referral=self.view.id, text=self.typed("text")))]


class PromptDialog(ActDialog):
    """What the desk asks somebody to consider: acted on, or declined, each with its reason."""

    act = "prompt"
    words = "Answer a prompt"
    button = "Answer it"
    _read_as: dict[int, str]
    """The letters of the evidence that stands on the form, by the prompt's number."""

    def asked(self) -> list[PromptView]:
        """The prompts nobody has answered yet, grave ones first."""
        return [one for one in gravest_first(self.view.prompts) if one.stands]

    def fields(self) -> Iterable[Widget]:
        asked = self.asked()
        if not asked:
            yield Said("No prompt stands on this record.")
            return
        choices = [Choice(str(p.id), p.title, "grave" if p.grave else "") for p in asked]
        yield ChoiceField("prompt", "Which prompt", choices, ask="choose the prompt")
        self._read_as = {prompt.id: prompt.read for prompt in asked}
        for prompt in asked:
            line = Said(_said(prompt))
            line.id = f"evidence-{prompt.id}"
            yield line
        yield ChoiceField("acted", "It was", ANSWERS, ask="choose one")
        yield WordsField("reason", "Reason", ask="say what was done, or why not")

    async def prefill(self) -> None:
        asked = self.asked()
        if asked:
            self.field("prompt", ChoiceField).put(str(asked[0].id))

    def adapt(self) -> None:
        chosen = self.typed("prompt") if self.asked() else ""
        for prompt in self.asked():
            for line in self.query(f"#evidence-{prompt.id}"):
                line.display = str(prompt.id) == chosen

    def steps(self) -> Sequence[Step]:
        if not self.asked():
            raise Invalid(
                Problem("", "No prompt stands on this record: there is nothing to answer.")
            )
        number = int(self.typed("prompt"))
        command = AnswerPrompt(
            prompt=number,
            acted=self.typed("acted") == "acted",
            reason=self.typed("reason"),
            read=self._read_as.get(number, ""),
        )
        return [Step("prompt", command)]

    def refused(self, refused: Refused) -> None:
        if not isinstance(refused, NotRead):
            super().refused(refused)
            return
        # What came in while somebody was writing is read first; what they wrote stays.
        for one in refused.prompts:
            self._read_as[one.number] = one.read
            for line in self.query(f"#evidence-{one.number}").results(Said):
                line.tell(f"{NEWER}{_said(one)}")
        self.say("There is new evidence: read it above, then press Ctrl+S again.")


def _said(prompt: PromptView | OpenPrompt) -> str:
    return f"{prompt.evidence}\nSuggests: {prompt.suggests}"
