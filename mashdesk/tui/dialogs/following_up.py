"""What follows a decision: taken up, reviewed; second rating, manager's oversight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.calendar import london_text
from mashdesk.domain.commands import (
    AcknowledgeAllocation,
    RateSecond,
    RecordEarlyHelpReview,
    RecordOversight,
)
from mashdesk.domain.commands.follow_up import ASK_WITHDRAWN_BY
from mashdesk.domain.contact import Channel
from mashdesk.domain.follow_up import REVIEW_RESULTS, ReviewResult
from mashdesk.domain.permissions import takes_up_alone
from mashdesk.domain.rating import Rag
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.dialogs.rating import rating_choices
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.moments import Lies
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.forms.time_fields import MomentField


class TakenUpDialog(ActDialog):
    """The allocated worker, or their manager, has it; recorded for them, or by themselves."""

    act = "taken_up"
    words = "Taken up"
    button = "Record it"

    def fields(self) -> Iterable[Widget]:
        given = self.view.follow_up.allocation
        if given is None:
            yield Said("It waits for no allocated worker.")
        else:
            yield Said(
                f"It was passed to {given.worker}, who has until {london_text(given.due_at)}. "
                "Then it is open for a decision again."
            )
        alone = given is not None and takes_up_alone(self.actor, given.person)
        hint = "the worker or their manager" + ("; empty: you yourself" if alone else "")
        ask = "" if alone else "say who told the hub: the worker, or their manager"
        yield LineField("person", "Who said so", hint=hint, ask=ask)
        yield ChoiceField("channel", "How they told", choices_of(Channel))
        yield WordsField("words", "What they said")

    def adapt(self) -> None:
        named = bool(self.typed("person").strip())
        self.reveal("channel", named)
        self.field("channel", ChoiceField).need("choose how they told the hub" if named else "")

    def steps(self) -> Sequence[Step]:
        person = self.typed("person")
        channel = self.field("channel", ChoiceField).chosen(Channel)
        command = AcknowledgeAllocation(
            referral=self.view.id,
            version=self.view.version,
            person=person,
            channel=channel if person.strip() else None,
            words=self.typed("words"),
        )
        return [Step("taken_up", command)]


class HelpReviewDialog(ActDialog):
    """How early help went; what did not go well is open for a decision again."""

    act = "help_review"
    words = "Early help review"
    button = "Record it"

    def fields(self) -> Iterable[Widget]:
        review = self.view.follow_up.review
        if review is not None:
            yield Said(f"It is due {london_text(review.due_at)}, as {review.set_by} set it.")
        results = [Choice(one.value, one.label, _FOLLOWS[one]) for one in REVIEW_RESULTS]
        yield ChoiceField("result", "Early help", results, ask="choose how it went")
        yield LineField("withdrawn_by", "Withdrawn by", hint="who took the consent back")
        yield WordsField("words", "How it went", ask="write how it went, and who said so")
        yield MomentField(
            "again_at", "Next review at", self.now, hint="empty: no further review",
            lies=Lies.AHEAD,
        )  # fmt: skip

    def adapt(self) -> None:
        result = self.field("result", ChoiceField).chosen(ReviewResult)
        withdrawn = result is ReviewResult.CONSENT_WITHDRAWN
        self.reveal("withdrawn_by", withdrawn)
        self.field("withdrawn_by", LineField).need(ASK_WITHDRAWN_BY if withdrawn else "")
        self.reveal("again_at", result is None or not result.reopens)

    def steps(self) -> Sequence[Step]:
        result = self.field("result", ChoiceField).needed(ReviewResult)
        again = None if result.reopens else self.field("again_at", MomentField).instant
        command = RecordEarlyHelpReview(
            referral=self.view.id,
            version=self.view.version,
            result=result,
            words=self.typed("words"),
            withdrawn_by=(
                self.typed("withdrawn_by") if result is ReviewResult.CONSENT_WITHDRAWN else ""
            ),
            again_at=again,
        )
        return [Step("help_review", command)]


_FOLLOWS = {
    ReviewResult.WENT_WELL: "it can be closed",
    ReviewResult.CONSENT_WITHDRAWN: "it is open for a decision again",
    ReviewResult.DRIFTED: "it is open for a decision again",
}


class SecondRatingDialog(ActDialog):
    """A rating after the meeting, beside the others; no clock moves."""

    act = "second_rating"
    words = "Rate after the meeting"
    button = "Rate"

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        now = self.view.rating.value if self.view.rating else "not rated"
        yield Said(f"It is {now}. This rating is kept beside it, and no clock moves.")
        ratings = rating_choices(self.hub.ratings, show_of(self))
        yield ChoiceField("rating", "Rating", ratings, ask="choose a rating")
        hint = "everybody there with their agency, and when they met"
        yield WordsField("took_part", "Took part", ask="say who took part", hint=hint)
        yield WordsField("reason", "Reason", ask="say why, in a sentence")

    def steps(self) -> Sequence[Step]:
        command = RateSecond(
            referral=self.view.id,
            version=self.view.version,
            rating=self.field("rating", ChoiceField).needed(Rag),
            took_part=self.typed("took_part"),
            reason=self.typed("reason"),
        )
        return [Step("second_rating", command)]


class OversightDialog(ActDialog):
    """A manager's entry on the record."""

    act = "oversight"
    words = "Manager's oversight"
    button = "Record it"

    def fields(self) -> Iterable[Widget]:
        yield Said("It stands on the record under your name; whoever has the work is told.")
        hint = "what you looked at, what you think, what is to happen and by when"
        yield WordsField("words", "Oversight", ask="write a few words", hint=hint)

    def steps(self) -> Sequence[Step]:
        return [
            Step("oversight", RecordOversight(referral=self.view.id, words=self.typed("words")))
        ]
