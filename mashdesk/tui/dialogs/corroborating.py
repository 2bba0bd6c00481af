"""Stating that a source corroborates or contradicts an item of a record's history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from mashdesk.domain.calendar import london_date_text
from mashdesk.domain.commands import StateCorroboration
from mashdesk.domain.corroboration import ItemKind, Stance
from mashdesk.store.views import ReferralView, RequestView
from mashdesk.store.views.chronology import ChronologyEntry, Item
from mashdesk.text import clip, plain
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.find_field import FindField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.domain.actor import Actor

_TAKES_BACK = "Taken back: what was stated of the same source before stands no more."
LONGEST = 34
"""So many cells of an entry's words fit the line in which it is chosen."""


class CorroborateDialog(ActDialog):
    """Which item of this record's history, who says what of it, and how."""

    act = "corroborate"
    words = "What corroborates it"
    button = "State it"

    def __init__(
        self,
        desk: Desk,
        actor: Actor,
        view: ReferralView,
        request: RequestView | None = None,
        item: Item | None = None,
    ) -> None:
        self._item = item or Item(ItemKind.CONTACT)
        self._entries: tuple[ChronologyEntry, ...] = ()
        super().__init__(desk, actor, view, request)

    def _about(self) -> str:
        return f"{self.act}:{self.view.id}:{code_of(self._item)}"

    def gather(self) -> None:
        self.read_beside()

    def read_beside(self) -> None:
        told = self.desk.history.chronology(self.actor, referral=self.view.id)
        self._entries = told.entries

    def fields(self) -> Iterable[Widget]:
        yield FindField("item", "Of what", self._items(), ask="choose what is spoken of")
        yield FindField("answer", "By answer", self._answers(), hint="the answer that says so")
        yield LineField("source", "Or by whom", hint="who else told the hub, how and when")
        yield ChoiceField("stance", "It is", choices_of(Stance), ask="choose what they say")
        yield Said(_TAKES_BACK)
        yield WordsField("words", "How", ask="write what it rests on")

    def _items(self) -> list[Choice]:
        return [
            Choice(code_of(one.item), entry_words(one))
            for one in self._entries
            if one.item is not None and one.referral == self.view.id
        ]

    def _answers(self) -> list[Choice]:
        return [
            Choice(str(one.item.of), f"{entry_words(one)} {one.reference}")
            for one in reversed(self._entries)
            if one.item is not None and one.item.kind is ItemKind.ANSWER
        ]

    async def show_beside(self) -> None:
        self.field("item", FindField).offer_again(self._items())
        self.field("answer", FindField).offer_again(self._answers())

    async def prefill(self) -> None:
        self.field("item", FindField).put(code_of(self._item))
        given = self.given_request
        if given is not None and given.answers:
            self.field("answer", FindField).put(str(given.answers[-1].id))

    def steps(self) -> Sequence[Step]:
        kind, _, of = self.typed("item").partition(":")
        answer = self.typed("answer")
        command = StateCorroboration(
            referral=self.view.id,
            item=ItemKind(kind),
            of=int(of or 0),
            stance=self.field("stance", ChoiceField).needed(Stance),
            answer=int(answer) if answer else None,
            source=self.typed("source").strip(),
            words=self.typed("words"),
        )
        return [Step("corroborate", command)]


def code_of(item: Item) -> str:
    """An item as the code of a choice."""
    return f"{item.kind.value}:{item.of}"


def entry_words(entry: ChronologyEntry) -> str:
    """An entry of a chronology in a few words: its day, its title and how it begins."""
    begins = " ".join(plain(entry.words or "").split())
    said = plain(entry.title) + (f": {begins}" if begins else "")
    return f"{london_date_text(entry.at)} {clip(said, LONGEST)}"
