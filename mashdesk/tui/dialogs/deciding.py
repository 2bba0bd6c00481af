"""The decision's form: outcome, rationale, who takes it on, who is told; nothing unaccounted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.commands import Decide
from mashdesk.domain.entries import WORDS_FOR_DECISION
from mashdesk.domain.follow_up import (
    ask_why_without,
    goes_against_consent,
    is_early_help,
    needs_receiver,
)
from mashdesk.domain.outcome import DecisionOutcome
from mashdesk.domain.permissions import may_decide, may_name_decider
from mashdesk.domain.prompts import Moment
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.store.views import PersonView
from mashdesk.tui.dialogs.rating import differs_from_checklist, level_field, rating_choices
from mashdesk.tui.dialogs.settling import SettlingDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, ManyField
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.find_field import FindField
from mashdesk.tui.forms.moments import Lies
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, section, show_of
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.forms.time_fields import MomentField

_SHAPED = "Space ticks. An agency learns whether its answer shaped the decision."
_NO_VOICE = "write what the child said or showed, or below why their voice is missing"


class DecisionForm(SettlingDialog):
    """Outcome, rationale, what would change it, rating and level; the child's voice; who takes it
    on and what they do by when; what the referrer and the agencies read; prompts answered.
    """

    act = "decide"
    words = "Decide"
    button = "Decide"
    people: tuple[PersonView, ...] = ()

    def gather(self) -> None:
        self.people = self.desk.people(self.actor)

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
        yield level_field(self.view)
        hint = "why this is not what the checklist points to"
        yield WordsField("differs_because", "Why it differs", hint=hint)
        yield WordsField(
            "voice",
            "Child's voice",
            hint="what the child said or showed, and a usual day of theirs",
        )
        yield WordsField(
            "no_voice_because", "Why no voice", hint="why the child's voice is missing"
        )
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
        yield MomentField(
            "expected_by", "To be done by", self.now, hint="by when; empty: not said",
            lies=Lies.AHEAD,
        )  # fmt: skip
        yield MomentField(
            "review_at",
            "Review at",
            self.now,
            hint="empty: when the hub's policy says",
            lies=Lies.AHEAD,
        )
        hint = "why early help, though consent is not there"
        yield WordsField("consent_because", "Without consent", hint=hint)

    def _accounts(self) -> list[Choice]:
        return [Choice(str(person.id), person.full_name) for person in self.people]

    @property
    def _names_decider(self) -> bool:
        return may_name_decider(self.actor.role)

    def _is_asked(self) -> bool:
        """Whether anybody was asked whose answer could shape it."""
        return any(r.state is not RequestState.WITHDRAWN for r in self.view.requests)

    def adapt(self) -> None:
        super().adapt()
        outcome = self.field("outcome", ChoiceField).chosen(DecisionOutcome)
        handed = outcome is not None and needs_receiver(outcome)
        allocated = outcome is DecisionOutcome.ALLOCATED
        for path in ("receiver", "expected", "expected_by"):
            self.reveal(path, handed)
        self.reveal("receiver_account", allocated)
        self.reveal("review_at", outcome is not None and is_early_help(outcome))
        self._ask_of_consent(outcome)
        ask = "say what whoever takes it on is expected to do"
        self.field("expected", WordsField).need(ask if handed else "")
        ask = "name the allocated worker or team"
        self.field("receiver", LineField).need(ask if allocated else "")
        differs = self._differs()
        self.reveal("differs_because", bool(differs))
        ask = f"the checklist points to {differs}; say in a sentence why this differs"
        self.field("differs_because", WordsField).need(ask if differs else "")
        silent = not self.typed("voice").strip()
        self.reveal("no_voice_because", silent)
        missing = silent and not self.typed("no_voice_because").strip()
        self.field("voice", WordsField).need(_NO_VOICE if missing else "")
        if words := self.standing_field("agency_words"):
            words.need(WORDS_FOR_DECISION if self.open_requests() else "")

    def _ask_of_consent(self, outcome: DecisionOutcome | None) -> None:
        consent = self.view.consent
        against = outcome is not None and goes_against_consent(outcome, consent)
        self.reveal("consent_because", against)
        ask = ask_why_without(consent) if against else ""
        self.field("consent_because", WordsField).need(ask)

    def _differs(self) -> str:
        rating = self.field("final_rating", ChoiceField).chosen(Rag)
        return differs_from_checklist(self.view, rating, self.typed("level"))

    def _for_agencies(self) -> Iterable[Widget]:
        """What those who were asked, or sent it in, read of it, and whose answers shaped it; of
        these what does not stand there yet.
        """
        asked = self._is_asked()
        if (asked or self.view.sender_agency) and self.standing_field("agency_words") is None:
            yield section("What the agencies read")
            hint = "the outcome in your words; every agency that was asked or sent it in reads this"
            yield WordsField("agency_words", "For the agencies", hint=hint)
        if asked and self.standing_field("shaped_by") is None:
            yield ManyField("shaped_by", "Shaped by", self._answered(), hint=_SHAPED)

    def _answered(self) -> list[Choice]:
        """The agencies that said something, each once."""
        names = {r.agency: r.agency_name for r in self.view.requests if r.answers}
        return [Choice(code, name) for code, name in names.items()]

    async def reread(self) -> None:
        await super().reread()
        await self.stand(list(self._for_agencies()))
        if shaped := self.standing_field("shaped_by"):
            assert isinstance(shaped, ManyField)
            shaped.offer(self._answered())

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
        words, shaped = self.standing_field("agency_words"), self.standing_field("shaped_by")
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
            differs_because=self.typed("differs_because") if self._differs() else "",
            consent_because=self.typed("consent_because"),
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
