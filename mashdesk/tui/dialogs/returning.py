"""Returning a contact to its referrer, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.commands import Resume, ReturnToReferrer
from mashdesk.domain.outcome import AskedFor
from mashdesk.domain.prompts import Moment
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.moments import Lies
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.forms.time_fields import MomentField

_ASKED_FOR = (
    Choice(AskedFor.INFORMATION.value, AskedFor.INFORMATION.label),
    Choice(AskedFor.CONSENT.value, AskedFor.CONSENT.label),
    Choice(AskedFor.BOTH.value, "both"),
)


class ReturnDialog(ActDialog):
    """The one pause there is: reasoned, bounded, and it wakes by itself."""

    act = "return"
    words = "Return to referrer"
    button = "Return it"

    def fields(self) -> Iterable[Widget]:
        yield Said(
            "The decision's clock pauses; how long the child has waited stays in sight. "
            "It wakes and comes back to the queue by itself."
        )
        ask = "choose what it is returned for"
        yield ChoiceField("asked_for", "Asked for", _ASKED_FOR, ask=ask)
        yield WordsField(
            "message",
            "In these words",
            ask="say what the referrer is asked for",
            hint="what is missing, in words you would send",
        )
        yield WordsField("reason", "Reason", ask="say why it cannot be decided without that")
        yield MomentField(
            "wake_at",
            "Comes back at",
            self.now,
            hint="empty: when the policy says; or sooner",
            lies=Lies.AHEAD,
        )
        yield from self.prompt_fields(Moment.RETURNING)

    def steps(self) -> Sequence[Step]:
        command = ReturnToReferrer(
            referral=self.view.id,
            version=self.view.version,
            asked_for=self.field("asked_for", ChoiceField).needed(AskedFor),
            message=self.typed("message"),
            reason=self.typed("reason"),
            wake_at=self.field("wake_at", MomentField).instant,
            answers=self.prompts.answers(),
        )
        return [Step("return", command)]


class ResumeDialog(ActDialog):
    """The referrer replied, or the desk goes on without."""

    act = "resume"
    words = "Take back from referrer"
    button = "Take it back"

    def fields(self) -> Iterable[Widget]:
        if self.view.returned_message:
            wanted = self.view.returned_for
            what = f" for {wanted.label}" if wanted else ""
            yield Said(f"The referrer was asked{what}: “{self.view.returned_message}”")
        yield WordsField(
            "reason",
            "Reason",
            ask="say what came back, or why it is taken back",
            hint="what the referrer replied, or why the desk goes on",
        )

    def steps(self) -> Sequence[Step]:
        command = Resume(
            referral=self.view.id, version=self.view.version, reason=self.typed("reason")
        )
        return [Step("resume", command)]
