"""What a person says of two known people: the same, different, not sure; and taking that back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import JudgeIdentity, UndoJudgement
from mashdesk.domain.errors import Refused, SpokenAgainst
from mashdesk.domain.people import Verdict
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views import JudgementView, QuestionView, ReferralView
from mashdesk.tui.dialogs.side_by_side import PairDialog
from mashdesk.tui.forms.choice_fields import ChoiceField, TickField
from mashdesk.tui.forms.draft import Draft
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said
from mashdesk.tui.forms.screen import Step
from mashdesk.tui.show import when

if TYPE_CHECKING:
    from mashdesk.desk.desk import Desk

_VERDICTS = (
    Choice(Verdict.SAME.value, "same person"),
    Choice(Verdict.DIFFERENT.value, "different people"),
    Choice(Verdict.UNSURE.value, "unsure: it stays open"),
)
_KEPT = "Each keeps their own history and clocks, whatever is said here."


class JudgeDialog(PairDialog):
    """Whether two known people are one. Nothing is moved by it, and it can be undone."""

    heading = "The same person, or two?"
    button = "Say so"

    def __init__(self, desk: Desk, actor: Actor, one: int, other: int, because: str = "") -> None:
        """`because` is why they look alike."""
        self._because = because
        super().__init__(desk, actor, one, other, "judge")

    def subject(self) -> str:
        alike = f"Look alike: {self._because}. " if self._because else ""
        return f"{super().subject()}{alike}{_KEPT}"

    def fields(self) -> Iterable[Widget]:
        yield self.who()
        standing = self._standing()
        if standing is not None:
            yield Said(
                f"{standing.by} said {standing.verdict.label} ({when(standing.at, self.now())}): "
                f"{standing.reason}"
            )
        yield ChoiceField("verdict", "They are", _VERDICTS, ask="choose one")
        yield WordsField("reason", "Because", ask="say why, in a sentence")
        yield TickField("despite", "Against it", "I read it; it is so all the same")
        yield from self.rest()

    async def prefill(self) -> None:
        self._spoken_against = False

    def adapt(self) -> None:
        super().adapt()
        if any(field.path == "despite" for field in self.standing):
            self.reveal("despite", self._spoken_against or bool(self.typed("despite")))

    def refused(self, refused: Refused) -> None:
        """Something speaks against it: say what, and how to say it all the same."""
        if not isinstance(refused, SpokenAgainst):
            super().refused(refused)
            return
        self._spoken_against = True
        self.adapt()
        despite = self.field("despite", TickField)
        despite.show_error(" ".join(refused.against))
        despite.focus_control()
        self.say(refused.way_out)

    def _standing(self) -> JudgementView | None:
        assert self.two is not None
        return next(
            (
                judged
                for judged in self.two.one.judgements
                if judged.undone_at is None and {judged.one, judged.other} == set(self.numbers)
            ),
            None,
        )

    def steps(self) -> Sequence[Step]:
        verdict = self.field("verdict", ChoiceField).needed(Verdict)
        one, other = self.numbers
        command = JudgeIdentity(
            one=one,
            other=other,
            verdict=verdict,
            reason=self.typed("reason"),
            despite=self.field("despite", TickField).ticked,
        )
        return [Step("judge", command)]


class UndoJudgementDialog(PairDialog):
    """Takes back what was said of two people; each has again what was their own."""

    heading = "Undo who is the same person"
    button = "Undo it"

    def __init__(self, desk: Desk, actor: Actor, judged: JudgementView) -> None:
        self._judged = judged
        super().__init__(desk, actor, judged.one, judged.other, f"undo:{judged.id}")

    def subject(self) -> str:
        judged = self._judged
        said = f"{judged.by} said {judged.verdict.label}: {judged.reason}"
        return f"{super().subject()}{said}"

    def fields(self) -> Iterable[Widget]:
        yield self.who()
        assert self.two is not None
        if self.two.joined and self._judged.verdict is Verdict.SAME:
            yield Said(
                "Other judgements join the two as well: undoing this one does not part them."
            )
        yield WordsField("reason", "Because", ask="say why, in a sentence")
        yield from self.rest()

    def steps(self) -> Sequence[Step]:
        if self._judged.undone_at is not None:
            raise Invalid(Problem("", "It was undone already."))
        command = UndoJudgement(judgement=self._judged.id, reason=self.typed("reason"))
        return [Step("undo", command)]


class QuestionDialog(JudgeDialog):
    """The next open question of a record's people: somebody who looks like somebody known."""

    button = "Say so"

    def __init__(self, desk: Desk, actor: Actor, view: ReferralView, chosen: int | None) -> None:
        """`chosen` is whom to ask about first."""
        self._referral = view.id
        self._chosen = chosen
        self._question: QuestionView | None = None
        self._further = 0
        super().__init__(desk, actor, 0, 0)
        self.heading = f"{self.heading}  {view.reference}"

    def gather(self) -> None:
        asked = self.desk.known.open_questions(self.actor, self._referral)
        # First whoever was chosen, and what nobody has said anything of yet.
        ordered = sorted(
            asked, key=lambda one: (one.individual != self._chosen, one.unsure is not None)
        )
        self._question = ordered[0] if ordered else None
        if self._question is None:
            self.keeps_draft = False
            return
        self._further = len(asked) - 1
        one, other = self._question.individual, self._question.candidate.individual
        self.numbers = (min(one, other), max(one, other))
        self.draft = Draft(self.desk, self.actor, f"judge:{self.numbers[0]}:{self.numbers[1]}")
        super().gather()

    def fields(self) -> Iterable[Widget]:
        if self._question is None:
            # There is nothing to say: the one way on is out.
            self.query_one("#submit").display = False
            yield Said(_NOBODY)
            return
        found = self._question.candidate
        but = f"; but {', '.join(found.against)}" if found.against else ""
        yield Said(f"Look alike: {', '.join(found.reasons)}{but}\n{_more(self._further)}")
        yield from super().fields()

    def steps(self) -> Sequence[Step]:
        if self._question is None:
            raise Invalid(Problem("", _NOBODY))
        return super().steps()


_NOBODY = (
    "Nobody on this record looks like anybody else known: there is nothing to answer. Whom somebody"
    " lives with or is tied to, and what was said before, stands on their own page (tab 2, Enter);"
    " there “u” says it of any of those."
)


def _more(left: int) -> str:
    return f"{left} more to answer on this record." if left else "The only question on this record."
