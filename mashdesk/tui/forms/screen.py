"""A screen on which something is filled in and done: drafts, problems, staleness, one way out.

Nothing typed is ever lost: it is kept as a draft while typing, stays in its fields whatever the
desk answers, and is dropped only when the desk has done what was asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on
from textual.binding import Binding, BindingType

from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import Command
from mashdesk.domain.errors import Refused, Stale, Trouble
from mashdesk.domain.field_words import in_words
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.tui.forms.draft_screen import DraftScreen
from mashdesk.tui.forms.fields import Field
from mashdesk.tui.forms.moments import clock_or_day
from mashdesk.tui.forms.said import Said
from mashdesk.tui.work import start

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a form.

    If a later step of the same form is refused, `done` is said and `fields` stay as they are. Of
    one done `aside` nothing is told to whoever opened the form.
    """

    name: str
    command: Command
    done: str = ""
    fields: tuple[str, ...] = ()
    aside: bool = False


class FormScreen(DraftScreen):
    """Fields, and one key that does it. Dismisses with the outcome, or None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "submit", "Do it", priority=True)]

    def __init__(self, desk: Desk, actor: Actor, about: str) -> None:
        super().__init__(desk, actor, about)
        self._steps_done: dict[str, tuple[Step, Outcome]] = {}
        self._sent: dict[str, tuple[Command, str]] = {}
        self._wrong: frozenset[str] = frozenset()
        """The fields that the last try found something wrong with, by path."""
        self._loose: tuple[str, ...] = ()
        """What it found wrong beside any field, in sentences."""

    # What a form says of itself.

    def steps(self) -> Sequence[Step]:
        """What to do, in order. Raises Invalid for what the fields cannot say."""
        raise NotImplementedError

    def versioned(self, command: Command) -> Command:
        """The command at the version that was read last; called off the UI thread."""
        return command

    def performed(self, outcome: Outcome) -> None:
        """A step was done; called off the UI thread, before the next is performed."""

    def after_stale(self) -> None:
        """Read the record anew; called off the UI thread."""

    async def reread(self) -> None:
        """The record was read anew: bring the fields up to date, keeping what was typed."""

    # Doing it.

    def action_submit(self) -> None:
        """Do what the form is for, or say beside each field what is missing."""
        if self._busy or not self._ready:
            return
        self.clear_errors()
        self.adapt()
        problems = self.problems()
        if problems:
            self.show_problems(problems)
            return
        try:
            steps = self.steps()
        except Invalid as invalid:
            self.show_problems(invalid.problems)
            return
        found = [problem for step in steps for problem in step.command.problems()]
        if found:
            self.show_problems(found)
            return
        self._busy = True
        self.say("Recording it ...")
        start(self, "perform", self._perform, steps)

    async def _perform(self, steps: Sequence[Step]) -> None:
        try:
            outcome = await asyncio.to_thread(self._do, steps)
        except Stale as stale:
            await self._account_for(stale)
        except Invalid as invalid:
            self.say("")
            self.show_problems(invalid.problems)
        except Refused as refused:
            self.refused(refused)
        except Trouble as trouble:
            self.say(str(trouble))
        else:
            self._unkept = False
            self.dismiss(outcome)
        finally:
            self._busy = False
            self._settle_done()

    def _do(self, steps: Sequence[Step]) -> Outcome:
        """Off the UI thread: each step once, whatever was refused before and pressed again."""
        outcome: Outcome | None = None
        for step in steps:
            if step.name not in self._steps_done:
                command = self.versioned(step.command)
                done = self.desk.perform(command, self.actor, self._key(step.name, command))
                self._steps_done[step.name] = step, done
                if not step.aside:
                    self.last_outcome = done
                self.performed(done)
            if not step.aside:
                outcome = self._steps_done[step.name][1]
        if self.keeps_draft:
            self.draft.drop()
        assert outcome is not None
        return outcome

    def _key(self, step: str, command: Command) -> str:
        """The idempotency key: pressing again after a lost reply is the same act, not a second.

        Words changed since make it another act, or the change would be lost in silence.
        """
        sent = self._sent.get(step)
        if sent is None or sent[0] != command:
            sent = self._sent[step] = (command, uuid4().hex)
        return sent[1]

    def refused(self, refused: Refused) -> None:
        """The desk said no: say why and what to do."""
        self.say(str(refused))

    def _settle_done(self) -> None:
        """What a step recorded stays recorded, though a later one was refused: say so."""
        if not self._steps_done or not self.is_attached:
            return
        steps = [step for step, _ in self._steps_done.values()]
        self.note(" ".join(step.done for step in steps))
        settled = {path for step in steps for path in step.fields}
        for field in self.standing:
            field.disabled = field.disabled or field.path in settled

    async def _account_for(self, stale: Stale) -> None:
        """Say field by field what changed; the next press is made on the record as it now is."""
        try:
            await asyncio.to_thread(self.after_stale)
        except (Refused, Trouble) as problem:
            self.say(f"{stale.message} {problem}")
            return
        now = self.desk.clock.now()
        lines = [
            f"  {change.told}, by {change.by} at {clock_or_day(change.at, now)}"
            for change in stale.changes
        ]
        await self.reread()
        self.adapt()
        self.query_one(".form--subject", Said).tell(self.subject())
        told = "It changed while you were working:" if lines else stale.message
        again = "Nothing you typed is lost. Look at it, then press Ctrl+S again."
        self.say("\n".join([told, *lines, again]))

    # Problems.

    def problems(self) -> list[Problem]:
        """What the fields in sight cannot accept as they stand."""
        return [found for field in self.shown_fields() if (found := field.problem())]

    def named_path(self, path: str) -> str:
        """What is at this path, as people know it: its label here, else the words of the path."""
        if (words := in_words(path)) != path:
            return words
        known = next((field for field in self.standing if field.path == path), None)
        return known.label if known is not None else path.replace("_", " ")

    def clear_errors(self) -> None:
        """Take every error away before the next try."""
        self._wrong, self._loose = frozenset(), ()
        super().clear_errors()

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Each beside its field, the rest at the bottom; the keys go to the first bad field."""
        fields = self.shown_fields()
        loose = []
        for problem in problems:
            path = problem.field.removeprefix("contact.")
            field = next((f for f in fields if f.path == path), None)
            if field is None:
                said = f"{self.named_path(path)}: {problem.message}" if path else problem.message
                loose.append(said)
            else:
                field.show_error("; ".join(filter(None, (field.error, problem.message))))
        wrong = [field for field in fields if field.error]
        self._wrong, self._loose = frozenset(field.path for field in wrong), tuple(loose)
        if wrong:
            wrong[0].focus_control()
        self.say(self._to_put_right(len(wrong)))

    def _to_put_right(self, count: int) -> str:
        """How many fields are still wrong, and what is wrong beside them."""
        fields = f"{count} field{'s' * (count > 1)} to put right; nothing is lost."
        return "\n".join(([fields] if count else []) + list(self._loose))

    def touched(self) -> None:
        super().touched()
        if self._wrong:
            self._count_down()

    def _count_down(self) -> None:
        """What the last try found wrong is mended field by field: say how much of it is left."""
        left = [
            field
            for field in self.shown_fields()
            if field.path in self._wrong and (field.error or field.problem() is not None)
        ]
        self.say(self._to_put_right(len(left)) or _ALL_RIGHT)

    @on(Field.Left)
    def _field_left(self, event: Field.Left) -> None:
        """What cannot be meant so is said as soon as a line is left, not at the very end."""
        event.stop()
        field = event.field
        if not self._ready or self._left() or field.error:
            return
        paths = ((found.field.removeprefix("contact."), found) for found in self.problems())
        said = next((found.message for path, found in paths if path == field.path), "")
        if said:
            field.show_error(said)
            if self.focused is not None:
                # The line that says it has moved what stands below.
                self.call_after_refresh(self.focused.scroll_visible, animate=False)


_ALL_RIGHT = "All of it is put right. Ctrl+S does it."
