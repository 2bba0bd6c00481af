"""Challenging a rating or decision from the desk: raise, answer or settle, accept or move up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from mashdesk.domain.challenge import ChallengeState, Reply, Stage
from mashdesk.domain.commands import AnswerChallenge, Command, SettleChallenge
from mashdesk.domain.permissions import may
from mashdesk.store.views import ChallengeView
from mashdesk.tui.dialogs.act import ActDialog
from mashdesk.tui.dialogs.challenge_fields import (
    Responding,
    adapt_raising,
    at_version,
    chosen_challenge,
    raising_fields,
    raising_step,
    which_challenge,
)
from mashdesk.tui.forms.choice_fields import ChoiceField, choices_of
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import show_of
from mashdesk.tui.forms.screen import Step

ANSWER, SETTLE = "answer", "settle"


class ChallengeDialog(ActDialog):
    """A worker of the desk disagrees: with what, what it should be, and why."""

    act = "challenge"
    words = "Challenge"
    button = "Raise the challenge"

    def fields(self) -> Iterable[Widget]:
        assert self.hub is not None
        view = self.view
        outcome = view.decision.outcome.label if view.decision else ""
        standing = view.final_rating or view.rating
        yield from raising_fields(self.hub.ratings, standing, outcome, show_of(self))

    def adapt(self) -> None:
        adapt_raising(self)

    def steps(self) -> Sequence[Step]:
        return [raising_step(self, referral=self.view.id)]


class AnswerChallengeDialog(ActDialog):
    """Social care answers; a manager may settle it at their stage at once."""

    act = "answer_challenge"
    words = "Answer a challenge"
    button = "Answer it"
    nothing = "No challenge here waits for your answer."

    @property
    def settles(self) -> bool:
        """Whether whoever is at the desk settles challenges."""
        return may(self.actor.role, SettleChallenge)

    def found(self) -> list[ChallengeView]:
        """Those that this person could answer or settle."""
        return [
            one
            for one in self.view.challenges
            if one.is_open and not one.own and (self.settles or _answerable(one))
        ]

    def fields(self) -> Iterable[Widget]:
        found = self.found()
        yield from which_challenge(found, self.now(), self.nothing)
        if found:
            if self.settles and any(map(_answerable, found)):
                does = (
                    Choice(SETTLE, "settle it at your stage", "it is resolved"),
                    Choice(ANSWER, "answer it", "the challenger accepts, or moves it up"),
                )
                yield ChoiceField("does", "You", does, ask="choose one")
            hint = "what was changed is changed by its own act first"
            yield ChoiceField("reply", "It", choices_of(Reply), ask="choose one", hint=hint)
            yield WordsField("answer", "The answer", ask="write the answer and why")

    def versioned(self, command: Command) -> Command:
        return at_version(super().versioned(command), self.view.challenges)

    def steps(self) -> Sequence[Step]:
        one = chosen_challenge(self, self.found(), self.nothing)
        asked = any(field.path == "does" for field in self.standing)
        settles = self.settles and (not asked or self.typed("does") == SETTLE)
        kind = SettleChallenge if settles else AnswerChallenge
        command = kind(
            challenge=one.id,
            version=one.version,
            reply=self.field("reply", ChoiceField).needed(Reply),
            answer=self.typed("answer"),
        )
        return [Step("answer", command)]


def _answerable(one: ChallengeView) -> bool:
    return one.state is ChallengeState.WAITING and one.stage is Stage.PRACTITIONER


class RespondDialog(Responding, ActDialog):
    """A worker who raised one accepts its answer, or moves it up."""

    act = "respond_challenge"
    words = "Accept an answer, or move the challenge up"

    def found(self) -> list[ChallengeView]:
        """Their own that they can do something about now."""
        return [one for one in self.view.challenges if one.own and one.can_respond(self.now())]
