"""A dialog for one act on one referral, or on one agency's request."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.domain.actor import Actor
from mashdesk.domain.calendar import london_text
from mashdesk.domain.commands import Command, OnReferral, OnRequest
from mashdesk.domain.errors import NotFound, PromptsOpen, Refused, Stale, Trouble
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import Moment
from mashdesk.domain.request import RequestState
from mashdesk.store.views import ReferralView, RequestView
from mashdesk.text import clip, plain
from mashdesk.tui.dialogs.meanwhile import what_changed
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.prompt_answers import PromptFields, standing_at
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import FormScreen
from mashdesk.tui.leaving import leave_at_once
from mashdesk.tui.show import counted, when, with_ages
from mashdesk.tui.work import start, start_only

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk
    from mashdesk.desk.outcome import Outcome


def children_line(view: ReferralView) -> str:
    """The children of a record for a subject line."""
    return with_ages((child.name, child.age) for child in view.children)


class ActDialog(FormScreen, ModalScreen["Outcome | None"]):
    """Made from the record as it was read; `act` is its id, and names its draft."""

    act: ClassVar[str] = ""
    words: ClassVar[str] = ""
    begins_with_record: ClassVar[bool] = False
    """Whether its fields begin with words of the record, which its draft then holds too."""
    _kept_answers: Mapping[str, str] = MappingProxyType({})
    """Answers of a draft to prompts that stand in the way only once it is tried again."""

    def __init__(
        self, desk: Desk, actor: Actor, view: ReferralView, request: RequestView | None = None
    ) -> None:
        self.view = view
        self.given_request = request
        super().__init__(desk, actor, self._about())
        self.prompts = PromptFields(self)
        self.add_class("-dialog")
        self.heading = f"{self.title_words()}  {view.reference}"

    def _about(self) -> str:
        return f"{self.act}:{self.view.id}"

    def title_words(self) -> str:
        """The act's name at the head of the dialog."""
        return self.words

    def subject(self) -> str:
        """Whom and what this is about, so that nobody acts on the wrong record."""
        view = self.view
        parts = [
            children_line(view),
            view.source.label,
            view.stands_at.value if view.stands_at else "unrated",
        ]
        if view.clock is not None and view.due_at is not None:
            parts.append(f"{view.clock.waits_for} due {london_text(view.due_at)}")
        return " · ".join(filter(None, parts))

    def _read(self) -> tuple[dict[str, str], datetime] | None:
        # The screen follows a moment behind what was done last, here or on another desk; nobody is
        # asked for what is recorded already.
        self.view = self.desk.reread(self.actor, self.view.id)
        kept = super()._read()
        if kept is None or not self.begins_with_record:
            return kept
        return self.desk.worded(self.actor, kept[0]), kept[1]

    def versioned(self, command: Command) -> Command:
        if isinstance(command, OnReferral):
            return replace(command, version=self.view.version)
        return command

    def performed(self, outcome: Outcome) -> None:
        if outcome.version is not None:
            self.view = replace(self.view, version=outcome.version)

    def after_stale(self) -> None:
        self.view = self.desk.reread(self.actor, self.view.id)

    async def _account_for(self, stale: Stale) -> None:
        self.hint("")
        await super()._account_for(stale)

    # Prompts that stand in the way.

    def prompt_fields(self, moment: Moment) -> Iterable[Widget]:
        """An answer for each prompt that stands in the way at this moment, as the record reads."""
        return self.prompts.fields(standing_at(self.view, moment))

    def refused(self, refused: Refused) -> None:
        if isinstance(refused, PromptsOpen):
            start(self, "prompts", self._stand_prompts, refused)
        else:
            super().refused(refused)

    def named_path(self, path: str) -> str:
        kind, _, rest = path.partition(".")
        if kind != "answers":
            return super().named_path(path)
        number = rest.partition(".")[0]
        titles = [one.title for one in self.view.prompts if str(one.id) == number]
        return f"Your answer to “{titles[0]}”" if titles else "Your answer to a prompt"

    def texts(self) -> dict[str, str]:
        return {**self._kept_answers, **super().texts()}

    async def restore(self, kept: dict[str, str]) -> None:
        await super().restore(kept)
        standing = {field.path for field in self.standing}
        self._kept_answers = {
            path: words
            for path, words in kept.items()
            if path.startswith("answers.") and path not in standing
        }

    async def _stand_prompts(self, refused: PromptsOpen) -> None:
        """Ask for an answer to each, beside what was typed."""
        await self.prompts.more(refused.prompts)
        for field in self.standing:
            if field.path in self._kept_answers and not field.text:
                field.put(self._kept_answers[field.path])
        self.say("Prompts stand in the way. Answer each below, then press Ctrl+S again.")

    # What others do meanwhile.

    def changed(self) -> None:
        """Something was committed, here or on another desk: it may be this record that changed."""
        if self._ready and not self._busy:
            start_only(self, "changed", self._look_again)

    async def _look_again(self) -> None:
        try:
            fresh = await asyncio.to_thread(self.desk.reread, self.actor, self.view.id)
        except NotFound:
            await leave_at_once(self)  # it was sealed, or the emergency access to it has ended
            return
        except (Refused, Trouble):
            return  # doing it says so; until then nothing is wrong with what is typed
        if not self.is_attached or self._busy or self._left():
            return
        hint = what_changed(self.view, fresh, self.now())
        if not hint:
            # It says the same, but for what was sealed since. The prompts stay those asked about.
            self.view = replace(fresh, prompts=self.view.prompts)
        self.hint(hint)
        self.prompts.follow(fresh.prompts)
        await self._look_beside()
        await self.say_as_read()

    async def _look_beside(self) -> None:
        try:
            await asyncio.to_thread(self.read_beside)
        except (Refused, Trouble):
            return  # doing it says so
        if self.is_attached and not self._busy and not self._left():
            await self.show_beside()

    def read_beside(self) -> None:
        """Read what the form shows of other records. Called off the UI thread, whenever anything
        was committed: one of them may have been sealed.
        """

    async def show_beside(self) -> None:
        """Show that anew, and keep what was picked and typed."""


class RequestDialog(ActDialog):
    """An act on one agency's request; when several are possible the person chooses."""

    nothing: ClassVar[str] = "No agency is being waited for here."

    def _about(self) -> str:
        # Words meant for one agency must not turn up in the dialog for another.
        request = self.only_request()
        return f"{self.act}:{self.view.id}" + (f":{request.id}" if request else "")

    def fits(self, request: RequestView) -> bool:
        """Whether this act is possible on that request."""
        return request.state is RequestState.OPEN

    def only_request(self) -> RequestView | None:
        """The request this is about, if there is no choice to make."""
        if self.given_request is not None:
            wanted = self.given_request.id
            return next((r for r in self.view.requests if r.id == wanted), self.given_request)
        possible = self._possible()
        return possible[0] if len(possible) == 1 else None

    def _possible(self) -> list[RequestView]:
        return [request for request in self.view.requests if self.fits(request)]

    def which(self) -> Iterable[Widget]:
        """What opens the form: the request in words, or the choice between several."""
        request = self.only_request()
        if request is not None:
            yield Said(self.request_words(request))
        elif self._possible():
            yield ChoiceField("request", "Which agency", self._choices(), ask="choose the agency")
        else:
            yield Said(self.nothing)

    def _choices(self) -> Sequence[Choice]:
        return [
            Choice(str(request.id), request.agency_name, self._state_words(request))
            for request in self._possible()
        ]

    def request(self) -> RequestView:
        """The request this is about, as read last. Raises Invalid when there is none."""
        only = self.only_request()
        if only is not None:
            return only
        fields = [field for field in self.standing if field.path == "request"]
        wanted = fields[0].text if fields else ""
        for request in self.view.requests:
            if str(request.id) == wanted:
                return request
        raise Invalid(
            Problem("request" if fields else "", "choose the agency" if fields else self.nothing)
        )

    def request_words(self, request: RequestView) -> str:
        """Who was asked what, and until when."""
        asked = clip(plain(request.question), 300)
        return (
            f"{request.agency_name}, asked {london_text(request.asked_at)} by {request.asked_by}: "
            f"“{asked}” ({self._state_words(request)})"
        )

    def _state_words(self, request: RequestView) -> str:
        if request.due_at is None:
            return request.state.label
        late = (
            "was due"
            if request.due_at <= self.view.reckoned(self.now(), request.id)
            else "answer due"
        )
        again = f", round {request.round}" if request.round > 1 else ""
        chased = f", chased {counted(request.chased, 'time')}" if request.chased else ""
        return f"{late} {when(request.due_at, self.now())}{again}{chased}"

    def versioned(self, command: Command) -> Command:
        if isinstance(command, OnRequest):
            for request in self.view.requests:
                if request.id == command.request:
                    return replace(command, version=request.version)
            return command
        return super().versioned(command)
