"""What the dialogs about challenges share, on the desk and at an agency: their fields and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from textual.widget import Widget

from mashdesk.domain.challenge import Against
from mashdesk.domain.commands import AcceptAnswer, Command, MoveUp, OnChallenge, RaiseChallenge
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.rating import Rag
from mashdesk.store.views import ChallengeView
from mashdesk.text import clip, plain
from mashdesk.tui.dialogs.rating import rating_choices
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.draft_screen import DraftScreen
from mashdesk.tui.forms.fields import LineField, WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import FormScreen, Step
from mashdesk.tui.show import Show, when

ACCEPT, MOVE_UP = "accept", "move_up"


def raising_fields(
    ratings: Iterable[Rag], standing: Rag | None, outcome: str, show: Show
) -> Iterator[Widget]:
    """What is challenged, what it should be, and why; only what there is can be chosen."""
    offered = []
    if standing is not None:
        offered.append(Choice(Against.RATING.value, "the rating", standing.value))
    if outcome:
        offered.append(Choice(Against.DECISION.value, "the decision", outcome))
    if not offered:
        yield Said("Nothing is rated or decided here that could be challenged.")
        return
    yield ChoiceField("against", "Against", offered, ask="choose what you challenge")
    others = [rating for rating in ratings if rating is not standing]
    yield ChoiceField("rating", "Should be", rating_choices(others, show))
    yield LineField("wants", "Should be", hint="what the decision should be")
    yield WordsField("why", "Why", ask="say why, in a sentence")


def adapt_raising(form: DraftScreen) -> None:
    """Show the field that what is challenged calls for."""
    if any(field.path == "against" for field in form.standing):
        against = form.field("against", ChoiceField).chosen(Against)
        form.reveal("rating", against is Against.RATING)
        form.reveal("wants", against is Against.DECISION)


def raising_step(form: DraftScreen, **about: Any) -> Step:
    """The challenge as it is filled in; raises Invalid where there is nothing to challenge."""
    if not any(field.path == "against" for field in form.standing):
        raise Invalid(Problem("", "There is nothing here that could be challenged."))
    against = form.field("against", ChoiceField).needed(Against)
    if against is Against.RATING:
        wants = form.field("rating", ChoiceField).needed(Rag).value
    else:
        wants = form.typed("wants")
    command = RaiseChallenge(against=against, wants=wants, why=form.typed("why"), **about)
    return Step("challenge", command)


def which_challenge(
    found: Sequence[ChallengeView], now: datetime, nothing: str
) -> Iterator[Widget]:
    """What opens a form about a challenge: it in words, or the choice between several."""
    if not found:
        yield Said(nothing)
        return
    if len(found) > 1:
        choices = [
            Choice(str(one.id), f"{one.id}. {one.against.label}, by {one.by}", one.state.label)
            for one in found
        ]
        yield ChoiceField("challenge", "Which", choices, ask="choose the challenge")
    for one in found:
        yield Said(in_words(one, now))


def in_words(one: ChallengeView, now: datetime) -> str:
    """A challenge in a few lines: who, what it should be, why, and the newest answer."""
    stage = one.now_at
    wants = clip(plain(one.wants), 200)
    lines = [
        f"{one.id}. {one.by} against the {one.against.label} ({stage.was}): it should be {wants}.",
        f"{stage.stage.label}, since {when(stage.raised_at, now)}: “{clip(plain(stage.why), 300)}”",
    ]
    if stage.reply is not None:
        said = clip(plain(stage.answer), 300)
        lines.append(f"Answered by {stage.answered_by}: {stage.reply.label}. “{said}”")
    elif one.is_over(now):
        lines.append(f"Its answer was due {when(stage.due_at, now)}.")
    else:
        lines.append(f"Answer due {when(stage.due_at, now)}.")
    return "\n".join(lines)


def chosen_challenge(
    form: DraftScreen, found: Sequence[ChallengeView], nothing: str
) -> ChallengeView:
    """The one this is about. Raises Invalid where there is none or none is chosen."""
    if len(found) == 1:
        return found[0]
    fields = [field for field in form.standing if field.path == "challenge"]
    wanted = fields[0].text if fields else ""
    for one in found:
        if str(one.id) == wanted:
            return one
    path, words = ("challenge", "choose the challenge") if found else ("", nothing)
    raise Invalid(Problem(path, words))


def at_version(command: Command, found: Iterable[ChallengeView]) -> Command:
    """A command on a challenge at the version that was read last."""
    if isinstance(command, OnChallenge):
        for one in found:
            if one.id == command.challenge:
                return replace(command, version=one.version)
    return command


NOTHING_TO_RESPOND = "No answer to a challenge of yours waits here."


def responding_fields(found: Sequence[ChallengeView], now: datetime) -> Iterator[Widget]:
    """Accept the answer, or move the challenge up with the reason."""
    yield from which_challenge(found, now, NOTHING_TO_RESPOND)
    if found:
        does = [Choice(MOVE_UP, "move it up a stage", "with the reason")]
        if any(one.can_be_accepted for one in found):
            does.insert(0, Choice(ACCEPT, "accept the answer", "it is resolved"))
        yield ChoiceField("does", "You", does, ask="choose one")
        yield WordsField("reason", "Reason")


def adapt_responding(form: DraftScreen) -> None:
    """A reason only where it moves up."""
    if any(field.path == "does" for field in form.standing):
        form.reveal("reason", form.field("does", ChoiceField).text == MOVE_UP)


def responding_step(form: DraftScreen, found: Sequence[ChallengeView]) -> Step:
    """What the challenger does; raises Invalid where there is nothing to do."""
    one = chosen_challenge(form, found, NOTHING_TO_RESPOND)
    if form.typed("does") == ACCEPT:
        return Step("accept", AcceptAnswer(challenge=one.id, version=one.version))
    reason = form.typed("reason")
    return Step("move_up", MoveUp(challenge=one.id, version=one.version, reason=reason))


class Responding(FormScreen):
    """Accepting the answer to a challenge, or moving it up, from whichever desk it was raised."""

    button = "Do it"
    view: Any

    def found(self) -> list[ChallengeView]:
        """Those that whoever is here can do something about now: an agency sees only its own."""
        return [one for one in self.view.challenges if one.can_respond(self.now())]

    def fields(self) -> Iterable[Widget]:
        yield from responding_fields(self.found(), self.now())

    def adapt(self) -> None:
        adapt_responding(self)

    def versioned(self, command: Command) -> Command:
        return at_version(super().versioned(command), self.view.challenges)

    def steps(self) -> Sequence[Step]:
        return [responding_step(self, self.found())]
