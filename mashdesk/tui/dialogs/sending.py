"""An agency's own answer: the checklist, what is held, who may read it, whether more follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import SendAnswer
from mashdesk.domain.problems import Problem
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import AnswerKind, Declined
from mashdesk.store.views import AgencyRequestView
from mashdesk.tui.dialogs.partner import PartnerDialog
from mashdesk.tui.dialogs.rating import rating_choices
from mashdesk.tui.forms.checklist import SearchBlock
from mashdesk.tui.forms.choice_fields import ChoiceField, TickField, choices_of
from mashdesk.tui.forms.fields import Field, WordsField
from mashdesk.tui.forms.passages import PassageBlock
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, section, show_of
from mashdesk.tui.forms.screen import Step

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

FIRST_PASSAGES, MOST_PASSAGES = 3, 50
UNNAMED_SYSTEM = "our records"
"""What an agency searches whose systems the roster does not name."""
_COUNT = "passages"


class SendAnswerDialog(PartnerDialog):
    """Ctrl+S sends it; Esc leaves and keeps the draft."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "add_passage", "Another passage", priority=True)
    ]
    heading = "Answer"
    button = "Send the answer"

    def __init__(self, desk: Desk, actor: Actor, view: AgencyRequestView) -> None:
        super().__init__(desk, actor, view, f"answer {view.row.request}")
        self._checks: list[SearchBlock] = []
        self._passages = Vertical(classes="passages")
        self._count = 0

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        yield Said(f"“{self.view.row.question}”")
        if self.view.answers:
            sent = "A part was sent before; write here what is new. The checklist starts from it."
            yield Said(sent)
        for child in self.view.children:
            yield section(f"Searched for {child.name or 'a child whose name is not known'}")
            for system in self.view.systems or (UNNAMED_SYSTEM,):
                block = SearchBlock(child.id, system)
                self._checks.append(block)
                yield block
        yield section("The answer")
        yield ChoiceField("answer", "Answer", choices_of(AnswerKind), ask="choose one")
        hint = "not commissioned fits this rating" if self.view.not_commissioned else ""
        yield ChoiceField("declined", "Why declined", choices_of(Declined), hint=hint)
        yield WordsField("reason", "In a sentence", hint="why; the hub reads it and may insist")
        views = [replace(c, note="") for c in rating_choices(self.hub.ratings, show_of(self))]
        yield ChoiceField("view", "Your view of risk", [*views, Choice("", "not given")])
        more = "this is a part: more follows, the request stays open"
        yield TickField("partial", "Not all yet?", more)
        yield self._passages
        yield Button(Content("Another passage  ctrl+n"), id="add-passage", compact=True)

    async def prefill(self) -> None:
        await self._set_passages(FIRST_PASSAGES)
        self.field("view", ChoiceField).put("")
        for answer in self.view.answers:
            for made in answer.searches:
                for block in self._checks:
                    if (block.child, block.system) == (made.child, made.system):
                        block.found.put(made.found.value)
                        block.why.put(made.why)

    # Passages.

    @property
    def passages(self) -> list[PassageBlock]:
        """The passages in order."""
        return [b for b in self._passages.children if isinstance(b, PassageBlock)]

    async def _set_passages(self, count: int) -> None:
        have = len(self.passages)
        new = range(have + 1, min(count, MOST_PASSAGES) + 1)
        await self._passages.mount_all([PassageBlock(number) for number in new])
        # Counted, not looked up: the draft of a form that is torn down is still kept whole.
        self._count = len(self.passages)
        self.standing = list(self.query(Field))

    async def action_add_passage(self) -> None:
        """One more passage, and the keys in it."""
        if not self._ready or not self._passages.display:
            return
        if len(self.passages) >= MOST_PASSAGES:
            self.say(f"An answer holds {MOST_PASSAGES} passages; join some.")
            return
        await self._set_passages(len(self.passages) + 1)
        self.passages[-1].words.focus_control()
        self.touched()

    @on(Button.Pressed, "#add-passage")
    async def _add(self, event: Button.Pressed) -> None:
        event.stop()
        await self.action_add_passage()

    def texts(self) -> dict[str, str]:
        return {**super().texts(), _COUNT: str(self._count)}

    async def restore(self, kept: dict[str, str]) -> None:
        count = kept.get(_COUNT, "")
        await self._set_passages(int(count) if count.isdigit() else FIRST_PASSAGES)
        await super().restore(kept)

    # What follows from what is filled in.

    @property
    def _kind(self) -> AnswerKind | None:
        return self.field("answer", ChoiceField).chosen(AnswerKind)

    @property
    def _is_part(self) -> bool:
        declines = self._kind is AnswerKind.DECLINED
        return self.field("partial", TickField).ticked and not declines

    def adapt(self) -> None:
        declines = self._kind is AnswerKind.DECLINED
        self.reveal("declined", declines)
        self.reveal("reason", declines)
        self.reveal("partial", not declines)
        for widget in (self._passages, self.query_one("#add-passage")):
            if widget.display == declines:
                widget.display = not declines
        for block in self._checks:
            block.adapt()

    def problems(self) -> list[Problem]:
        found = super().problems()
        whole = self._kind not in (None, AnswerKind.DECLINED) and not self._is_part
        checks = [block.problem(whole=whole) for block in self._checks]
        return [problem for problem in checks if problem is not None] + found

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """What is wrong with the passages as a whole stands beside the first of them."""
        first = "passages.1.words"
        super().show_problems(
            Problem(first, p.message) if p.field == "passages" else p for p in problems
        )

    def steps(self) -> Sequence[Step]:
        kind = self.field("answer", ChoiceField).needed(AnswerKind)
        declines = kind is AnswerKind.DECLINED
        searches = [search for block in self._checks if (search := block.search())]
        command = SendAnswer(
            request=self.view.row.request,
            version=self.view.row.version,
            answer=kind,
            declined=self.field("declined", ChoiceField).chosen(Declined) if declines else None,
            reason=self.typed("reason") if declines else "",
            view=self.field("view", ChoiceField).chosen(Rag),
            passages=() if declines else tuple(block.passage() for block in self.passages),
            searches=tuple(searches),
            partial=self._is_part,
        )
        return [Step("send", command)]
