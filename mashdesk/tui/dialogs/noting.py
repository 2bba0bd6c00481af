"""Adding a note, and answering a prompt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.commands import AddNote, AnswerPrompt, Command
from mashdesk.domain.errors import NotNow, Refused
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views import PromptView
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

    def asked(self) -> list[PromptView]:
        """The prompts nobody has answered yet, grave ones first."""
        unanswered = [p for p in self.view.prompts if p.answered_at is None]
        return sorted(unanswered, key=lambda prompt: not prompt.grave)

    def fields(self) -> Iterable[Widget]:
        asked = self.asked()
        if not asked:
            yield Said("No prompt stands on this record.")
            return
        choices = [Choice(str(p.id), p.title, "grave" if p.grave else "") for p in asked]
        yield ChoiceField("prompt", "Which prompt", choices, ask="choose the prompt")
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
        command = AnswerPrompt(
            prompt=int(self.typed("prompt")),
            acted=self.typed("acted") == "acted",
            reason=self.typed("reason"),
        )
        return [Step("prompt", command)]

    def versioned(self, command: Command) -> Command:
        """Nobody answers evidence that came in while they were writing: it is read first."""
        if isinstance(command, AnswerPrompt):
            read = {one.id: one.evidence for one in self.view.prompts}
            self.view = self.desk.reread(self.actor, self.view.id)
            now = {one.id: one.evidence for one in self.asked()}
            evidence = now.get(command.prompt)
            if evidence is not None and evidence != read[command.prompt]:
                raise NotNow(f"{NEWER}{evidence}", "Read it, then press Ctrl+S again.")
        return super().versioned(command)

    def refused(self, refused: Refused) -> None:
        super().refused(refused)
        for prompt in self.asked():
            for line in self.query(f"#evidence-{prompt.id}").results(Said):
                line.tell(_said(prompt))


def _said(prompt: PromptView) -> str:
    return f"{prompt.evidence}\nSuggests: {prompt.suggests}"
