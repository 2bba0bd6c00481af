"""Rating and rating again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress

from textual.widget import Widget

from mashdesk.domain.commands import Rate
from mashdesk.domain.entries import WORDS_FOR_RATING, reads_ratings
from mashdesk.domain.errors import OpenPrompt, Refused, Trouble
from mashdesk.domain.need import differing
from mashdesk.domain.prompts import Moment
from mashdesk.domain.rating import Rag, RatingChange, rating_change
from mashdesk.store.views import QuestionView, ReferralView
from mashdesk.store.views.unrecognised import likely_known
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.dialogs.consent import consent_step
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.consent import CONSENT_PATHS, adapt_consent, consent_fields
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.prompt_answers import to_consider
from mashdesk.tui.forms.said import Said, section, show_of
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.labels import RATING_WORDS
from mashdesk.tui.show import Show

_MEANS = {
    Rag.RED: "immediate or serious harm",
    Rag.AMBER: "risk of harm, not imminent",
    Rag.GREEN: "wellbeing; worse if left",
    Rag.BLUE: "information, universal",
}
LEVELS = (
    Choice("1", "1 universal"),
    Choice("2", "2 early help, one agency"),
    Choice("3", "3 early help, several"),
    Choice("4", "4 statutory"),
    Choice("", "not judged yet"),
)


def rating_choices(ratings: Iterable[Rag], show: Show) -> list[Choice]:
    """The hub's ratings with what each means: letter, shape and word, colour beside them."""
    return [
        Choice(
            r.value,
            f"{show.glyphs.rating(r)} {RATING_WORDS[r]}",
            _MEANS[r],
            style=f"bold $rag-{r.value}",
        )
        for r in ratings
    ]


def level_field(view: ReferralView) -> ChoiceField:
    """The level of need as somebody recorded it, or none yet: what the checklist points to stands
    beside it and is never put in.
    """
    hint = "" if view.need is None else f"the checklist points to {view.need.level}; you judge"
    return ChoiceField("level", "Level of need", LEVELS, hint=hint)


def differs_from_checklist(view: ReferralView, rating: Rag | None, level: str) -> str:
    """How a rating, and the level chosen with it, differ from what the checklist of need points to;
    empty for not at all, or while there is nothing to compare.
    """
    need = view.need
    if rating is None or need is None:
        return ""
    return differing((need.level, need.rating), rating, int(level) if level else None)


class RateDialog(ActDialog):
    """Rating, reason and level of need; consent first where there is none yet."""

    act = "rate"
    words = "Rate"
    button = "Rate"

    _with_consent = False
    _at_hand: tuple[OpenPrompt, ...] = ()
    _asked: tuple[QuestionView, ...] = ()

    def title_words(self) -> str:
        return "Rate" if self.view.rating is None else "Rate again"

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        self._with_consent = self.view.consent is None
        if self._with_consent:
            yield section("Consent is not recorded yet, and comes first")
            yield from consent_fields(self.now, needed=True)
            yield section("Rating")
        elif self.view.rating is not None:
            yield Said(
                f"It is {self.view.rating.value} now. A new rating re-times it from its receipt; "
                "raising it never gives more time."
            )
        if (need := self.view.need) is not None:
            told = "; ".join(need.reasons[:2])
            yield Said(
                f"The checklist of need points to level {need.level}, {need.rating.value}: {told}."
            )
        self._consider = Said("")
        yield self._consider
        yield ChoiceField(
            "rating",
            "Rating",
            rating_choices(self.hub.ratings, show_of(self)),
            ask="choose a rating",
        )
        hint = "why this rating; the hub alone reads this"
        yield WordsField("reason", "Reason", ask="say why, in a sentence", hint=hint)
        hint = "why not what the checklist points to"
        yield WordsField("differs_because", "Why it differs", hint=hint)
        hint = "what the agencies that were asked read of it, in place of your reason"
        yield WordsField("agency_words", "For agencies", hint=hint)
        yield level_field(self.view)
        yield from self.prompt_fields(Moment.LOWERING)

    async def prefill(self) -> None:
        self.field("level", ChoiceField).put(str(self.view.level or ""))
        with suppress(Refused, Trouble):
            await asyncio.to_thread(self.read_beside)
        self._tell_prompts(lowered=False)

    def read_beside(self) -> None:
        self._at_hand = self.desk.prompting.at_rating(self.actor, self.view.id)
        self._asked = self.desk.known.open_questions(self.actor, self.view.id)

    async def show_beside(self) -> None:
        self.adapt()

    def _tell_prompts(self, *, lowered: bool) -> None:
        """What to consider, but for what is to be answered below."""
        below = self.prompts.shown if lowered else {}
        left = [one for one in self._at_hand if one.number not in below]
        glyphs = show_of(self).glyphs
        alike = [f"{glyphs.prompt} {said}" for said in likely_known(self._asked)]
        words = "\n".join(filter(None, (*alike, to_consider(left, glyphs.prompt, glyphs.grave))))
        self._consider.tell(f"To consider:\n{words}" if words else "")
        self._consider.display = bool(words)

    def adapt(self) -> None:
        if self._with_consent:
            adapt_consent(self)
        rating = self.field("rating", ChoiceField).chosen(Rag)
        told = bool(self._told()) and rating not in (None, self.view.rating)
        lowered = (
            rating is not None
            and rating_change(self.view.rating, rating) is RatingChange.DE_ESCALATION
        )
        self.reveal("agency_words", told)
        self.field("agency_words", WordsField).need(WORDS_FOR_RATING if lowered else "")
        self.prompts.ask(lowered)
        self._tell_prompts(lowered=lowered)
        differs = self._differs()
        self.reveal("differs_because", bool(differs))
        ask = f"the checklist points to {differs}; say in a sentence why this differs"
        self.field("differs_because", WordsField).need(ask if differs else "")

    def _differs(self) -> str:
        """How what is chosen differs from what the checklist points to; empty for not at all."""
        rating = self.field("rating", ChoiceField).chosen(Rag)
        return differs_from_checklist(self.view, rating, self.typed("level"))

    def _told(self) -> list[str]:
        """Codes of the agencies that are told of a new rating."""
        newest = {request.agency: request for request in self.view.requests}
        return [code for code, one in newest.items() if reads_ratings(one.state, one.shared)]

    async def reread(self) -> None:
        if self._with_consent and self.view.consent is not None:
            self._with_consent = False
            for path in CONSENT_PATHS:
                self.reveal(path, False)
            self.note(
                f"Consent was recorded meanwhile: {self.view.consent.label}. Yours is not needed."
            )

    def steps(self) -> Sequence[Step]:
        level = self.typed("level")
        rate = Rate(
            referral=self.view.id,
            version=self.view.version,
            rating=self.field("rating", ChoiceField).needed(Rag),
            reason=self.typed("reason"),
            level=int(level) if level else None,
            agency_words=self.typed("agency_words") if self._told() else "",
            differs_because=self.typed("differs_because") if self._differs() else "",
            answers=self.prompts.answers(),
        )
        return [*([consent_step(self)] if self._with_consent else []), Step("rate", rate)]
