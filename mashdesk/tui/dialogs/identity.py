"""Two people side by side, and what a person says of them: the same, different, not sure."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget

from mashdesk.desk.outcome import Outcome
from mashdesk.domain.actor import Actor
from mashdesk.domain.commands import JudgeIdentity, UndoJudgement
from mashdesk.domain.errors import NotFound, Refused, Trouble
from mashdesk.domain.people import Verdict
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.store.views import IndividualView, JudgementView, QuestionView, ReferralView
from mashdesk.text import cell_width, clip
from mashdesk.tui.forms.choice_fields import ChoiceField
from mashdesk.tui.forms.draft import Draft
from mashdesk.tui.forms.fields import WordsField
from mashdesk.tui.forms.picker import Choice
from mashdesk.tui.forms.said import Said, show_of
from mashdesk.tui.forms.screen import FormScreen, Step
from mashdesk.tui.leaving import leave_at_once
from mashdesk.tui.show import when
from mashdesk.tui.tabs.individuals import particulars
from mashdesk.tui.work import start_only

if TYPE_CHECKING:
    from datetime import datetime

    from mashdesk.desk.desk import Desk

_VERDICTS = (
    Choice(Verdict.SAME.value, "same person"),
    Choice(Verdict.DIFFERENT.value, "different people"),
    Choice(Verdict.UNSURE.value, "unsure: it stays open"),
)
_LABEL = 11
_SIGN = 2
Rows = Sequence[tuple[str, Sequence[str], Sequence[str]]]


def side_by_side(one: IndividualView, other: IndividualView, now: datetime) -> Rows:
    """What is told of each, by label; several values of a label stand below one another."""
    first, second = (dict(_told(view, now)) for view in (one, other))
    labels = sorted({**first, **second}, key=_order)
    return [(label, first.get(label, ()), second.get(label, ())) for label in labels]


_ORDER = ("Number", "Name", "Also", "Born", "Expected", "Sex", "NHS", "UPN")


def _order(label: str) -> tuple[int, bool, bool]:
    """Who they are first, then what is theirs; ties and referrals, often many, at the end."""
    place = _ORDER.index(label) if label in _ORDER else len(_ORDER)
    return place, label in ("Ties", "Referrals"), label == "Referrals"


def _told(view: IndividualView, now: datetime) -> Iterator[tuple[str, Sequence[str]]]:
    yield "Number", (", ".join(map(str, view.members)),)
    for label, value in particulars(view):
        yield label, (value,)
    for label in dict.fromkeys(thing.kind.label.split()[0] for thing in view.things):
        values = (t.value for t in view.things if t.kind.label.split()[0] == label)
        yield label.capitalize(), tuple(dict.fromkeys(values))
    ties = (f"{tie.words} {tie.name}" for tie in view.ties if tie.ended_at is None)
    yield "Ties", tuple(dict.fromkeys(ties))
    referrals = (
        f"{one.reference} {one.state.label}, {when(one.received_at, now)}, {one.source}"
        for one in view.referrals
    )
    yield "Referrals", tuple(referrals)


class Pair(Widget):
    """Two columns under one another's labels; what both have alike is marked as such."""

    def __init__(self, rows: Rows) -> None:
        super().__init__()
        self._rows = rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return sum(1 for _ in self._lines(width))

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def render(self) -> Content:
        return Content("\n").join(self._lines(max(40, self.size.width)))

    def _lines(self, width: int) -> Iterator[Content]:
        show = show_of(self)
        column = max(10, (width - _LABEL - _SIGN) // 2)
        for label, first, second in self._rows:
            for at in range(max(len(first), len(second), 1)):
                left, right = (side[at] if at < len(side) else "" for side in (first, second))
                alike = bool(left) and left.casefold() == right.casefold()
                style = "$key" if alike else "$ink"
                cells = clip(show.text(left or ("" if at else "-")), column - 1)
                gap = " " * (column - cell_width(cells))
                end = clip(show.text(right or ("" if at else "-")), column)
                yield show.line(
                    (f"{label if not at else '':<{_LABEL}}", "$quiet"),
                    ("= " if alike else "  ", "bold $key"),
                    (cells + gap, style),
                    (end, style),
                )


class _PairDialog(FormScreen, ModalScreen[Outcome | None]):
    """Reads both before its fields stand."""

    def __init__(self, desk: Desk, actor: Actor, one: int, other: int, about: str) -> None:
        self.numbers = (min(one, other), max(one, other))
        self.pair: tuple[IndividualView, IndividualView] | None = None
        super().__init__(desk, actor, f"{about}:{self.numbers[0]}:{self.numbers[1]}")
        self.add_class("-dialog")

    def gather(self) -> None:
        one, other = (self.desk.known.individual(self.actor, n) for n in self.numbers)
        self.pair = (one, other)

    def two(self) -> Widget:
        """Both side by side."""
        assert self.pair is not None
        return Pair(side_by_side(*self.pair, self.now()))

    def after_stale(self) -> None:
        self.gather()

    def changed(self) -> None:
        """Something was committed: one of them may be out of sight now."""
        if self._ready and not self._busy:
            start_only(self, "changed", self._look_again)

    async def _look_again(self) -> None:
        try:
            await asyncio.to_thread(self.gather)
        except NotFound:
            await leave_at_once(self)
        except (Refused, Trouble):
            return  # doing it says so


class JudgeDialog(_PairDialog):
    """Whether two known people are one. Nothing is moved by it, and it can be undone."""

    heading = "The same person, or two?"
    button = "Say so"

    def __init__(self, desk: Desk, actor: Actor, one: int, other: int, because: str = "") -> None:
        """`because` is why they look alike."""
        self._because = because
        super().__init__(desk, actor, one, other, "judge")

    def subject(self) -> str:
        alike = f"Look alike: {self._because}. " if self._because else ""
        return f"{alike}Each keeps their own history and clocks, whatever is said here."

    def fields(self) -> Iterable[Widget]:
        yield self.two()
        assert self.pair is not None
        standing = self._standing()
        if standing is not None:
            yield Said(
                f"{standing.by} said {standing.verdict.label} ({when(standing.at, self.now())}): "
                f"{standing.reason}"
            )
        yield ChoiceField("verdict", "They are", _VERDICTS, ask="choose one")
        yield WordsField("reason", "Because", ask="say why, in a sentence")

    def _standing(self) -> JudgementView | None:
        assert self.pair is not None
        return next(
            (
                judged
                for judged in self.pair[0].judgements
                if judged.undone_at is None and {judged.one, judged.other} == set(self.numbers)
            ),
            None,
        )

    def steps(self) -> Sequence[Step]:
        verdict = self.field("verdict", ChoiceField).needed(Verdict)
        one, other = self.numbers
        command = JudgeIdentity(one=one, other=other, verdict=verdict, reason=self.typed("reason"))
        return [Step("judge", command)]


class UndoJudgementDialog(_PairDialog):
    """Takes back what was said of two people; each has again what was their own."""

    heading = "Undo who is the same person"
    button = "Undo it"

    def __init__(self, desk: Desk, actor: Actor, judged: JudgementView) -> None:
        self._judged = judged
        super().__init__(desk, actor, judged.one, judged.other, f"undo:{judged.id}")

    def subject(self) -> str:
        judged = self._judged
        return f"{judged.by} said {judged.verdict.label}: {judged.reason}"

    def fields(self) -> Iterable[Widget]:
        yield self.two()
        yield WordsField("reason", "Because", ask="say why, in a sentence")

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
            yield Said("Nobody on this record looks like anybody else known.")
            return
        found = self._question.candidate
        but = f"; but {', '.join(found.against)}" if found.against else ""
        yield Said(f"Look alike: {', '.join(found.reasons)}{but}\n{_more(self._further)}")
        yield from super().fields()

    def steps(self) -> Sequence[Step]:
        if self._question is None:
            raise Invalid(Problem("", "There is nothing to answer."))
        return super().steps()


def _more(left: int) -> str:
    return f"{left} more to answer on this record." if left else "The only question on this record."
