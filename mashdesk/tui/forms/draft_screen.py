"""A screen of fields whose every word is kept as a draft while it is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.types import CSSPathType
from textual.widget import Widget
from textual.widgets import Button

from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import Refused, Trouble
from mashdesk.store.views import HubView
from mashdesk.tui.forms.confirm import Confirm
from mashdesk.tui.forms.draft import Draft
from mashdesk.tui.forms.fields import Field, LineField
from mashdesk.tui.forms.moments import clock_or_day
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.labels import TRAINING

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome

FieldType = TypeVar("FieldType", bound=Field)


class DraftScreen(Screen["Outcome | None"]):
    """Heading, fields, a line for what stands in the way, buttons; leaving keeps the draft."""

    CSS_PATH: ClassVar[CSSPathType | None] = FORMS_CSS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave; what is typed is kept"),
        Binding("ctrl+d", "discard", "Discard what is typed", priority=True),
    ]
    AUTO_FOCUS: ClassVar[str | None] = ""
    DRAFT_AFTER = 0.7
    """Seconds without a key after which the draft is kept."""

    heading = ""
    button = "Do it"
    keeps_draft = True

    def __init__(self, desk: Desk, actor: Actor, about: str) -> None:
        super().__init__()
        self.desk = desk
        self.actor = actor
        self.draft = Draft(desk, actor, about)
        self.hub: HubView | None = None
        self.last_outcome: Outcome | None = None
        self._busy = False
        self._warned = False
        self._ready = False
        self._timer: Timer | None = None
        self._unkept = False
        self.standing: list[Field] = []
        """Every field in order; a query at every key would be felt in a long form."""

    # What a form says of itself.

    def gather(self) -> None:
        """Read from the desk what the fields need. Called off the UI thread."""

    def fields(self) -> Iterable[Widget]:
        """The fields and headings, in the order they are filled in."""
        return ()

    async def prefill(self) -> None:
        """Put known values in, once the fields stand."""

    def now(self) -> datetime:
        """The desk's present instant (UTC)."""
        return self.desk.clock.now()

    def opened(self) -> None:
        """The fields stand and have the keys."""

    def adapt(self) -> None:
        """Show and hide fields after what is filled in."""

    def subject(self) -> str:
        """What this is about, for the line under the heading."""
        return ""

    def action_submit(self) -> None:
        """Do what the form is for."""
        raise NotImplementedError

    # Drawing.

    def compose(self) -> ComposeResult:
        with Vertical(classes="form--box"):
            with Horizontal(classes="form--title"):
                yield Said(f" {TRAINING} ", "form--training")
                yield Said(self.heading, "form--heading")
            yield Said(self.subject(), "form--subject")
            yield Said("", "form--note")
            yield VerticalScroll(classes="form--fields", can_focus=False)
            yield Said("", "form--trouble")
            with Horizontal(classes="form--buttons"):
                yield Button(Content(f"{self.button}  ctrl+s"), id="submit", compact=True)
                yield Button(Content("Leave  esc"), id="leave", compact=True)
                yield Said("* is needed", "form--needed")

    def on_mount(self) -> None:
        self.set_class(show_of(self).ascii, "-ascii")
        self.query_one(".form--training").display = False
        self.query_one(".form--note").display = False
        self.query_one(".form--subject").display = bool(self.subject())
        self.say("")
        self.run_worker(self._open(), group="open")

    async def _open(self) -> None:
        try:
            kept = await asyncio.to_thread(self._read)
        except (Refused, Trouble) as problem:
            self.say(str(problem))
            return
        assert self.hub is not None
        self.query_one(".form--training").display = self.hub.training
        await self.stand(self.fields())
        await self.prefill()
        if kept:
            await self.restore(kept[0])
            at = clock_or_day(kept[1], self.desk.clock.now())
            self.note(f"Draft of {at} restored. Ctrl+D discards it.")
        self.adapt()
        self.query_one(".form--needed").display = any(field.ask for field in self.standing)
        self._ready = True
        self._fit()
        self.focus_first()
        self.opened()

    def _read(self) -> tuple[dict[str, str], datetime] | None:
        self.hub = self.desk.hub()
        self.gather()
        return self.draft.load() if self.keeps_draft else None

    def focus_first(self) -> None:
        """Put the keys into the first field in sight."""
        for field in self.shown_fields():
            field.focus_control()
            return
        self.query_one("#submit", Button).focus()

    async def stand(self, widgets: Iterable[Widget]) -> None:
        """Put fields and sentences below those that stand already."""
        await self.query_one(".form--fields", VerticalScroll).mount_all(widgets)
        self.standing = list(self.query(Field))

    def field(self, path: str, kind: type[FieldType]) -> FieldType:
        """The field of this path."""
        found = next(field for field in self.standing if field.path == path)
        assert isinstance(found, kind)
        return found

    def typed(self, path: str) -> str:
        """What stands in the field of this path, exactly as it stands."""
        return self.field(path, Field).text

    def reveal(self, path: str, shown: bool) -> None:
        """Show or hide the field of this path; hidden, it keeps what was typed."""
        field = self.field(path, Field)
        # Set only when it changes: it lays the whole form out anew, and is asked at every key.
        if field.display != shown:
            field.display = shown

    def shown_fields(self) -> list[Field]:
        """The fields a person can see, in order."""
        return [
            field
            for field in self.standing
            if all(node.display for node in field.ancestors_with_self if isinstance(node, Widget))
        ]

    def note(self, text: str) -> None:
        """The line above the fields."""
        self._show(".form--note", text)

    def say(self, text: str) -> None:
        """The sentence at the bottom: what stands in the way and what to do."""
        self._show(".form--trouble", text)

    def _show(self, line: str, text: str) -> None:
        said = self.query_one(line, Said)
        said.tell(text)
        said.display = bool(text)
        self.call_after_refresh(self._fit)

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Let the fields have the lines the rest of the box leaves; beyond that they scroll."""
        if not self.is_attached:
            return
        fields = self.query_one(".form--fields")
        box = self.query_one(".form--box")
        others = sum(
            widget.outer_size.height + widget.styles.margin.height
            for widget in box.children
            if widget is not fields and widget.display
        )
        chrome = box.styles.gutter.height + fields.styles.margin.height
        fields.styles.max_height = max(3, self.size.height - chrome - others)

    # Drafts.

    def texts(self) -> dict[str, str]:
        """Everything typed, by field path, as a draft keeps it; never a password."""
        return {
            field.path: field.text
            for field in self.standing
            if not (isinstance(field, LineField) and field.is_secret)
        }

    async def restore(self, kept: dict[str, str]) -> None:
        """Put a draft back into the fields."""
        for field in self.standing:
            if field.path in kept:
                field.put(kept[field.path])

    @on(Field.Changed)
    def _field_changed(self, event: Field.Changed) -> None:
        event.stop()
        self.touched()

    def touched(self) -> None:
        """Something was typed or picked: show what follows from it, keep it soon."""
        self._warned = False
        if not self._ready:
            return
        self.adapt()
        if self.keeps_draft:
            self._unkept = True
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(self.DRAFT_AFTER, self._keep_soon)

    def _keep_soon(self) -> None:
        self.run_worker(self._keep(), group="draft")

    async def _keep(self) -> bool:
        """Keep the draft now; False, and said, if that failed."""
        if self._timer is not None:
            self._timer.stop()
        if not self._unkept:
            return True
        self._unkept = False
        trouble = await asyncio.to_thread(self.draft.save, self.texts())
        if trouble:
            self._unkept = True
            self.say(trouble)
        return not trouble

    def on_unmount(self) -> None:
        # Locked or ended in the middle of a word: the last words are still kept.
        if self._unkept:
            asyncio.get_running_loop().run_in_executor(None, self.draft.save, self.texts())

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "submit":
            self.action_submit()
        elif event.button.id == "leave":
            await self.action_leave()

    # Leaving.

    async def action_leave(self) -> None:
        """Leave; the draft stays. What was already done is not hidden from the caller."""
        if self._busy:
            return
        if not await self._keep() and not self._warned:
            self._warned = True
            return
        self.dismiss(self.last_outcome)

    def action_discard(self) -> None:
        """Throw away what is typed, after asking."""
        if self._busy or not self.keeps_draft:
            return
        question = f"Discard what you typed here ({self.heading})? It cannot be brought back."
        self.app.push_screen(Confirm(question, "Yes, discard it", "No, keep it"), self._discard)

    def _discard(self, sure: bool | None) -> None:
        if sure:
            self._unkept = False
            self.run_worker(self._drop(), group="draft")

    async def _drop(self) -> None:
        await asyncio.to_thread(self.draft.drop)
        self.dismiss(self.last_outcome)
