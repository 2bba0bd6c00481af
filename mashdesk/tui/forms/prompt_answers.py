"""Prompts that stand in the way, each with its answer, on the form of the act they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textual.widget import Widget

from mashdesk.domain.commands import PromptAnswer
from mashdesk.domain.errors import OpenPrompt
from mashdesk.domain.prompts import PROMPTS, Moment
from mashdesk.domain.prompts.moments import in_the_way
from mashdesk.store.views import PromptView, ReferralView
from mashdesk.text import clip
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.fields_screen import FieldsScreen
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, section

NEWER = "New evidence. "
NOT_ANY_MORE = "it need not be answered any more."
ANSWERS = (Choice("acted", "acted on"), Choice("declined", "considered and declined"))


def standing_at(view: ReferralView, moment: Moment) -> list[OpenPrompt]:
    """The prompts of a record, as it was read, that stand in the way at this moment; grave ones
    first.
    """
    found = [
        one.to_answer
        for one in view.prompts
        if one.answered_at is None
        and not one.passes
        and in_the_way(kind := PROMPTS.get(one.code), moment)
        # What is only about a proposal is told when that is made; so is what finds fault with the
        # rating, for a lower one may put it right.
        and not (kind is not None and kind.proposed)
        and not (kind is not None and kind.of_rating and moment is Moment.LOWERING)
    ]
    return sorted(found, key=lambda one: not one.grave)


MOST_CONSIDERED = 4
LONGEST_EVIDENCE = 240


def to_consider(prompts: Sequence[OpenPrompt], mark: str, grave: str) -> str:
    """Prompts as lines to read before something is done, each with its evidence; of very many the
    first.
    """
    lines = [
        clip(f"{grave if one.grave else mark} {one.named}: {one.evidence}", LONGEST_EVIDENCE)
        for one in prompts[:MOST_CONSIDERED]
    ]
    if more := len(prompts) - len(lines):
        lines.append(f"and {more} more among its prompts.")
    return "\n".join(lines)


class PromptFields:
    """The answers on one form: `form` is where they stand. Whatever is typed stays when more come.

    Give `fields()` to the form where the answers belong, `more()` what a refusal named, and take
    `answers()` for the command.
    """

    def __init__(self, form: FieldsScreen) -> None:
        self.form = form
        self.shown: dict[int, OpenPrompt] = {}
        self.is_asked = True
        self.widgets: list[Widget] = []

    def fields(self, prompts: Iterable[OpenPrompt]) -> Iterator[Widget]:
        """A heading, and for each prompt its evidence and two fields; nothing for none."""
        fresh = [one for one in prompts if one.number not in self.shown]
        if not fresh:
            return
        made: list[Widget] = []
        if not self.shown:
            made.append(section("Prompts to be answered"))
        for one in fresh:
            self.shown[one.number] = one
            made += _widgets(one)
        self.widgets += made
        yield from made

    async def more(self, prompts: Sequence[OpenPrompt]) -> None:
        """Put what stands in the way below the fields; one that has new evidence says that."""
        known = [one for one in prompts if one.number in self.shown]
        for one in known:
            is_new = one.read != self.shown[one.number].read
            self.shown[one.number] = one
            for line in self.form.query(f"#prompt-{one.number}").results(Said):
                line.tell(f"{NEWER if is_new else ''}{_said(one)}")
        fresh = list(self.fields(prompts))
        if fresh:
            await self.form.stand(fresh)
        self.ask(True)
        if prompts:
            self.form.field(_path(prompts[0].number, "acted"), ChoiceField).focus_control()

    def follow(self, prompts: Iterable[PromptView]) -> None:
        """Say of each what the record says by now, for what it rested on may have been sealed. An
        answer counts all the same for the evidence it was written to: the desk asks again.
        """
        there = {one.id: one for one in prompts}
        for number, shown in self.shown.items():
            now = there.get(number)
            if now is not None and now.evidence == shown.evidence:
                continue
            words = f"{shown.title}: {NOT_ANY_MORE}" if now is None else _said(now.to_answer)
            for line in self.form.query(f"#prompt-{number}").results(Said):
                line.tell(words)

    def ask(self, asked: bool) -> None:
        """Show them and need their answers, or hide them while nothing is in their way."""
        self.is_asked = asked
        for widget in self.widgets:
            if widget.display != asked:
                widget.display = asked

    def answers(self) -> tuple[PromptAnswer, ...]:
        """What is answered, for the command; a prompt without an answer is left out."""
        if not self.is_asked:
            return ()
        said = [(one, self.form.typed(_path(one.number, "acted"))) for one in self.shown.values()]
        return tuple(
            PromptAnswer(
                prompt=one.number,
                acted=acted == "acted",
                reason=self.form.typed(_path(one.number, "reason")),
                read=one.read,
            )
            for one, acted in said
            if acted
        )


def _path(number: int, part: str) -> str:
    return f"answers.{number}.{part}"


def _said(one: OpenPrompt) -> str:
    return f"{one.named}: {one.evidence}\nSuggests: {one.suggests}"


def _widgets(one: OpenPrompt) -> list[Widget]:
    words = Said(_said(one))
    words.id = f"prompt-{one.number}"
    return [
        words,
        ChoiceField(_path(one.number, "acted"), "It was", ANSWERS, ask="choose one"),
        WordsField(_path(one.number, "reason"), "Reason", ask="say what was done, or why not"),
    ]
