"""Deciding: all that is known on one side, the decision on the other, nothing left unaccounted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.types import CSSPathType
from textual.widget import Widget

from mashdesk.domain.commands import Decide
from mashdesk.domain.entries import WORDS_FOR_DECISION
from mashdesk.domain.errors import PromptsOpen, Refused
from mashdesk.domain.follow_up import is_early_help, needs_receiver
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.permissions import may_decide, may_name_decider
from mashdesk.domain.prompts import Moment
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.store.views import PersonView
from mashdesk.store.views.history import FamilyView
from mashdesk.tui.dialogs.deciding import SettlingDialog
from mashdesk.tui.dialogs.rating import LEVELS, rating_choices
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField
from mashdesk.tui.forms.fields import Field, LineField, WordsField
from mashdesk.tui.forms.find_field import FindField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, section, show_of
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.forms.styles import FORMS_CSS
from mashdesk.tui.forms.time_fields import MomentField
from mashdesk.tui.tabs.known import known
from mashdesk.tui.widgets.page import Page

_SHAPED = "Space ticks. An agency learns whether its answer shaped the decision."
_NO_VOICE = "write what the child said or showed, or below why their voice is missing"


class DecideScreen(SettlingDialog):
    """Outcome, rationale, what would change it, rating and level; the child's voice; who takes it
    on and what they do by when; what the referrer and the agencies read; prompts answered.
    """

    CSS_PATH: ClassVar[CSSPathType | None] = [FORMS_CSS, Path(__file__).with_suffix(".tcss")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "flip", "What is known, or the form", priority=True)
    ]
    act = "decide"
    words = "Decide"
    button = "Decide"
    people: tuple[PersonView, ...] = ()
    family: FamilyView | None = None
    _kept_answers: Mapping[str, str] = MappingProxyType({})
    """Answers of a draft to prompts that are raised only once the decision is proposed again."""
    _had_keys: Widget | None = None
    """What had the keys before they went to what is known."""

    def gather(self) -> None:
        self.people = self.desk.people(self.actor)
        self._read_family()

    def _read_family(self) -> None:
        try:
            self.family = self.desk.history.family(self.actor, self.view.id)
        except Refused:
            self.family = None  # what is known without it is still shown

    # Drawing.

    def compose(self) -> ComposeResult:
        with Horizontal(classes="decide--panes"):
            yield Page(self.now(), show_of(self).glyphs.cursor, id="known")
            yield from super().compose()

    def on_mount(self) -> None:
        # The forms' own handler follows by itself.
        self.remove_class("-dialog")
        buttons = self.query_one(".form--buttons")
        buttons.mount(Said("F3 what is known", "decide--flip"))

    def opened(self) -> None:
        self._lay_out_known()

    def _lay_out_known(self) -> None:
        lines = known(self.view, self.family, self.now(), show_of(self))
        self.query_one("#known", Page).put(lines, keep_place=True)

    def action_flip(self) -> None:
        """To what is known, or back to the form; in a narrow terminal one stands for the other."""
        page = self.query_one("#known", Page)
        if self.focused is page:
            self.remove_class("-reading")
            self._return_keys()
            return
        self._had_keys = self.focused
        self.add_class("-reading")
        # Hidden in a narrow terminal until the class has taken effect.
        self.call_after_refresh(page.focus)

    def _return_keys(self) -> None:
        before = self._had_keys
        if before is not None and before.is_attached:
            self.call_after_refresh(self.set_focus, before)
        else:
            self.call_after_refresh(self.focus_first)

    async def action_leave(self) -> None:
        """From what is known back to the form; from the form back to the desk."""
        if self.focused is self.query_one("#known", Page):
            self.action_flip()
        else:
            await super().action_leave()

    # The fields.

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        yield Said(f"You decide on {self.named()}. Everybody who was asked will see it.")
        yield ChoiceField("outcome", "Outcome", self._outcomes(), ask="choose the outcome")
        yield WordsField("rationale", "Rationale", ask="write why this is the right decision")
        hint = "what would make you decide otherwise"
        yield WordsField("would_change", "Would change it", hint=hint)
        ratings = rating_choices(self.hub.ratings, show_of(self))
        yield ChoiceField("final_rating", "Final rating", ratings, ask="choose a rating")
        yield ChoiceField("level", "Level of need", LEVELS)
        yield WordsField(
            "voice",
            "Child's voice",
            hint="what the child said or showed, and a usual day of theirs",
        )
        yield WordsField("no_voice_because", "No voice, as", hint="why their voice is missing")
        yield WordsField("spoken_to", "Spoken to", hint="who was spoken to, and when")
        yield from self._receiver_fields()
        if self._names_decider:
            yield ChoiceField("decider", "Decided by", self._deciders())
        yield from self.without_fields()
        yield from self._for_agencies()
        hint = "what the referrer is to be told, in words you would send"
        yield WordsField("referrer_words", "For the referrer", hint=hint)
        yield from self.prompt_fields(Moment.DECIDING)

    def _receiver_fields(self) -> Iterable[Widget]:
        yield LineField("receiver", "Goes to", hint="the worker, team or service that takes it on")
        yield FindField("receiver_account", "Their account", self._accounts())
        yield WordsField("expected", "Expected", hint="what they are to do; plain words")
        yield MomentField("expected_by", "By", self.now, hint="by when; empty: not said")
        yield MomentField(
            "review_at", "Review at", self.now, hint="empty: when the hub's policy says"
        )

    def _accounts(self) -> list[Choice]:
        return [Choice(str(person.id), person.full_name) for person in self.people]

    @property
    def _names_decider(self) -> bool:
        return may_name_decider(self.actor.role)

    def _is_asked(self) -> bool:
        """Whether anybody was asked whose answer could shape it."""
        return any(r.state is not RequestState.WITHDRAWN for r in self.view.requests)

    def adapt(self) -> None:
        outcome = self.field("outcome", ChoiceField).chosen(DecisionOutcome)
        handed = outcome is not None and needs_receiver(outcome)
        allocated = outcome is DecisionOutcome.ALLOCATED
        for path in ("receiver", "expected", "expected_by"):
            self.reveal(path, handed)
        self.reveal("receiver_account", allocated)
        self.reveal("review_at", outcome is not None and is_early_help(outcome))
        ask = "say what whoever takes it on is expected to do"
        self.field("expected", WordsField).need(ask if handed else "")
        ask = "name the allocated worker or team"
        self.field("receiver", LineField).need(ask if allocated else "")
        silent = not self.typed("voice").strip()
        self.reveal("no_voice_because", silent)
        missing = silent and not self.typed("no_voice_because").strip()
        self.field("voice", WordsField).need(_NO_VOICE if missing else "")
        if words := self._standing("agency_words"):
            words.need(WORDS_FOR_DECISION if self.open_requests() else "")

    def _for_agencies(self) -> Iterable[Widget]:
        """What those who were asked, or sent it in, read of it, and whose answers shaped it; of
        these what does not stand there yet.
        """
        asked = self._is_asked()
        if (asked or self.view.sender_agency) and self._standing("agency_words") is None:
            yield section("What the agencies read")
            hint = "the outcome in your words; every agency that was asked or sent it in reads this"
            yield WordsField("agency_words", "For the agencies", hint=hint)
        if asked and self._standing("shaped_by") is None:
            yield ManyField("shaped_by", "Shaped by", self._answered(), hint=_SHAPED)

    def _answered(self) -> list[Choice]:
        """The agencies that said something, each once."""
        names = {r.agency: r.agency_name for r in self.view.requests if r.answers}
        return [Choice(code, name) for code, name in names.items()]

    async def reread(self) -> None:
        await super().reread()
        await self.stand(list(self._for_agencies()))
        if shaped := self._standing("shaped_by"):
            assert isinstance(shaped, ManyField)
            shaped.offer(self._answered())
        self._lay_out_known()

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
        await super()._stand_prompts(refused)
        for field in self.standing:
            if field.path in self._kept_answers and not field.text:
                field.put(self._kept_answers[field.path])

    def after_stale(self) -> None:
        super().after_stale()
        self._read_family()

    def _standing(self, path: str) -> Field | None:
        return next((field for field in self.standing if field.path == path), None)

    def _outcomes(self) -> list[Choice]:
        return [
            Choice(
                outcome.value,
                outcome.label,
                "" if may_decide(self.actor.role, outcome) else "a senior decides this",
                fixed=not may_decide(self.actor.role, outcome),
            )
            for outcome in DecisionOutcome
        ]

    def _deciders(self) -> list[Choice]:
        others = [p for p in self.people if p.id != self.actor.user_id]
        return [
            Choice("", "myself"),
            *(Choice(str(p.id), p.full_name, f"{p.role.replace('_', ' ')}") for p in others),
        ]

    async def prefill(self) -> None:
        view = self.view
        if view.rating is not None:
            self.field("final_rating", ChoiceField).put(view.rating.value)
        self.field("level", ChoiceField).put(str(view.level or ""))
        if self._names_decider:
            self.field("decider", ChoiceField).put("")

    def steps(self) -> Sequence[Step]:
        decider = self.typed("decider") if self._names_decider else ""
        words, shaped = self._standing("agency_words"), self._standing("shaped_by")
        outcome = self.field("outcome", ChoiceField).needed(DecisionOutcome)
        level, handed = self.typed("level"), needs_receiver(outcome)
        account = self.typed("receiver_account") if outcome is DecisionOutcome.ALLOCATED else ""
        command = Decide(
            referral=self.view.id,
            version=self.view.version,
            outcome=outcome,
            rationale=self.typed("rationale"),
            would_change=self.typed("would_change"),
            final_rating=self.field("final_rating", ChoiceField).needed(Rag),
            level=int(level) if level else None,
            decider=int(decider) if decider else None,
            voice=self.typed("voice"),
            no_voice_because="" if self.typed("voice").strip() else self.typed("no_voice_because"),
            spoken_to=self.typed("spoken_to"),
            receiver=self.typed("receiver") if handed else "",
            receiver_account=int(account) if account else None,
            expected=self.typed("expected") if handed else "",
            expected_by=self.field("expected_by", MomentField).instant if handed else None,
            review_at=(
                self.field("review_at", MomentField).instant if is_early_help(outcome) else None
            ),
            without=self.without(),
            agency_words=words.text if words else "",
            referrer_words=self.typed("referrer_words"),
            shaped_by=shaped.codes if isinstance(shaped, ManyField) else (),
            answers=self.prompts.answers(),
        )
        return [Step("decide", command)]
