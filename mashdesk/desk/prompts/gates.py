"""Prompts that stand in the way of an act: evaluated at that moment, answered with it or before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, update

from mashdesk.desk.prompts.lapsing import Lapsed, write_lapsed
from mashdesk.desk.prompts.raising import Weighed, rows_of, tell_managers, write
from mashdesk.desk.prompts.standing import kept_prompts, sealed_of
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import NotNow, NotRead, PromptsOpen
from mashdesk.domain.problems import Invalid, Problem
from mashdesk.domain.prompts import PROMPTS, PromptSettings, Proposal, Snapshot, noticed
from mashdesk.domain.prompts.clocks import UNTIL_SETTLED
from mashdesk.domain.prompts.kinds import supposed
from mashdesk.domain.prompts.moments import in_the_way, passes, said_to
from mashdesk.domain.prompts.weighing import (
    GRAVE,
    NOT_DONE,
    Kept,
    Plan,
    cited_by,
    only_proposed,
    weighed,
)
from mashdesk.store.names import PROMPTS as PROMPT
from mashdesk.store.names import id_of
from mashdesk.store.queries.lists import prompts
from mashdesk.store.queries.snapshot import snapshot
from mashdesk.store.store import Store
from mashdesk.store.tables import Referral
from mashdesk.store.work import Work


class InTheWay(PromptsOpen):
    """PromptsOpen before what it speaks of was kept: for the desk, which keeps it and tells it."""

    def __init__(
        self,
        referral: int,
        proposal: Proposal,
        answered: frozenset[int] = frozenset(),
        unread: frozenset[int] = frozenset(),
    ) -> None:
        super().__init__(())
        # Told only where something new came at every try.
        self.message = "Something to be answered first came up while you did this."
        self.way_out = "Look at the record's prompts, then do it again."
        self.args = (f"{self.message} {self.way_out}",)
        self.referral = referral
        self.proposal = proposal
        self.answered = answered
        self.unread = unread


@dataclass(frozen=True, slots=True)
class Standing:
    """The prompts of a referral at one moment: what was kept, and what is new."""

    kept: tuple[Kept, ...]
    found: Weighed
    cited: frozenset[str] = frozenset()
    """Codes of those all of which the words of what is proposed cite."""

    @property
    def plan(self) -> Plan:
        return self.found.plan

    def needed(self, proposal: Proposal) -> list[Kept]:
        """The standing ones that are in the way. One about something that is not proposed now, one
        that was answered by an act, and one that this very act answers, are not.
        """
        over = {number for number, _, _ in self.plan.lapsed} | set(self.not_proposed())
        over |= self._put_right(proposal)
        return [
            one
            for one in self.kept
            if one.stands
            and one.id not in over
            and in_the_way(PROMPTS.get(one.code), proposal.moment, one.items)
        ]

    def _put_right(self, proposal: Proposal) -> frozenset[int]:
        """Those that only find fault with the rating, and none with the one proposed."""
        if proposal.rating is None:
            return frozenset()
        checks = {code for code, kind in PROMPTS.items() if kind.of_rating}
        left = checks - self.found.noticed
        return frozenset(one.id for one in self.kept if one.stands and one.code in left)

    def let_pass(self, proposal: Proposal) -> dict[int, str]:
        """Standing prompts that would be in the way but for what they rest on, each with why."""
        return {
            one.id: why
            for one in self.kept
            if one.stands
            and in_the_way(PROMPTS.get(one.code), proposal.moment)
            and (why := passes(PROMPTS.get(one.code), one.items))
        }

    def not_proposed(self) -> list[int]:
        """Standing prompts about something that is not what is proposed now."""
        return [
            one.id
            for one in self.kept
            if one.stands
            and (kind := PROMPTS.get(one.code)) is not None
            and kind.proposed
            and one.id not in self.proposed
        ]

    @property
    def proposed(self) -> frozenset[int]:
        """Standing prompts that have evidence in what is proposed now."""
        return frozenset(one.id for one in self.kept if one.code in self.found.noticed)


def demand_answered(
    work: Work, row: Referral, proposal: Proposal, answers: Sequence[c.PromptAnswer]
) -> None:
    """Raise PromptsOpen unless every prompt that matters at `proposal.moment` is answered by now,
    or by `answers`, which are recorded; an answer counts for the evidence it was written to. Call
    it before the row is changed, after what else is wrong was refused.

    Raises Invalid for an answer to no prompt of this referral.
    """
    of = id_of(row)
    now = _standing(work, of, proposal)
    given = {one.prompt: one for one in answers}
    _demand_known(now.kept, given)
    given = _said_by(proposal, now) | given
    fresh = any(in_the_way(kind, proposal.moment, new.items) for kind, new in now.plan.fresh)
    renewed = {
        one.id
        for one in now.plan.renewed
        if not one.quietly and in_the_way(one.kind, proposal.moment, one.evidence.items)
    }
    unread = _unread(now.kept, given)
    answered = given.keys() - renewed - unread
    open_yet = [one for one in now.needed(proposal) if one.id not in answered]
    if fresh or renewed or open_yet or unread:
        raise InTheWay(of, proposal, frozenset(answered), unread)
    for one in now.kept:
        if one.id in given:
            _answer(work, row, one, given[one.id])
            if one.stands and one.code in GRAVE and supposed(one.items):
                tell_managers(work, row, one, given[one.id].reason)
    over = {one: Lapsed(of, one, NOT_DONE) for one in now.not_proposed()}
    over |= {one: Lapsed(of, one, why) for one, why in now.let_pass(proposal).items()}
    over |= {one: Lapsed(of, one, why, kind) for one, kind, why in now.plan.lapsed}
    write_lapsed(work, (each for one, each in over.items() if one not in given))


def _said_by(proposal: Proposal, now: Standing) -> dict[int, c.PromptAnswer]:
    """The answers that the act gives by its own words."""
    return {
        one.id: c.PromptAnswer(prompt=one.id, acted=True, reason=said, read=one.read)
        for one in now.needed(proposal)
        if (said := CITED if one.code in now.cited else said_to(PROMPTS.get(one.code), proposal))
    }


CITED = "What was written cites what it rests on."


def _cited(
    seen: Snapshot, settings: PromptSettings, proposal: Proposal, found: frozenset[str]
) -> frozenset[str]:
    """Codes of prompts with evidence but for what the words of the proposal cite."""
    codes = [code for code, kind in PROMPTS.items() if kind.by_words and code not in found]
    if not proposal.words or not codes:
        return frozenset()
    silent = noticed(seen, settings, replace(proposal, words=""), only=codes)
    return frozenset(kind.code for kind, _ in silent)


_SAID = ("answered_at", "answered_by", "acted", "reason")
_ANSWER = (
    update(PROMPT)
    .where(PROMPT.c.id == bindparam("b_id"), PROMPT.c.answered_at.is_(None))
    .values({name: bindparam(name) for name in _SAID})
)


def record_answer(
    work: Work, row: Referral, code: str, answer: c.PromptAnswer | c.AnswerPrompt
) -> str:
    """Keep an answer, and tell it; returns what was told in a few words. Raises NotNow for a prompt
    that only the act it asks for takes away.
    """
    if code in UNTIL_SETTLED:
        until, act = UNTIL_SETTLED[code]
        raise NotNow(f"No answer takes that prompt away: it stands until {until}.", act)
    said = {
        "answered_at": work.now,
        "answered_by": work.actor.user_id,
        "acted": answer.acted,
        "reason": answer.reason,
    }
    work.connection.execute(_ANSWER, {"b_id": answer.prompt, **said})
    verb = "acted on" if answer.acted else "declined"
    title = PROMPTS[code].title if code in PROMPTS else code
    words = f"prompt “{title}” {verb}."
    work.tell("prompt_answered", f"P{words[1:]}", row, text=answer.reason)
    return words


def answer_along(work: Work, row: Referral, answers: Sequence[c.PromptAnswer]) -> None:
    """Record answers that an act brings along of which none stands in its way."""
    kept = {one.id: one for one in kept_prompts(work.connection, [id_of(row)])[id_of(row)]}
    given = {one.prompt: one for one in answers}
    _demand_known(kept.values(), given)
    for number in sorted(_unread(kept.values(), given)):
        raise not_read(work, row, number)
    for number, answer in given.items():
        _answer(work, row, kept[number], answer)


def _answer(work: Work, row: Referral, one: Kept, answer: c.PromptAnswer) -> None:
    """Somebody may have been quicker: then what was written is kept beside their answer."""
    if one.stands:
        record_answer(work, row, one.code, answer)
    else:
        title = PROMPTS[one.code].title if one.code in PROMPTS else one.code
        said = f"Prompt “{title}” was answered already; this was said as well."
        work.tell("prompt_answered", said, row, text=answer.reason)


def _demand_known(kept: Iterable[Kept], given: dict[int, c.PromptAnswer]) -> None:
    if strange := given.keys() - {one.id for one in kept}:
        words = "is no prompt of this record"
        raise Invalid([Problem(f"answers.{number}", words) for number in sorted(strange)])


def _unread(kept: Iterable[Kept], given: dict[int, c.PromptAnswer]) -> frozenset[int]:
    """Answers to evidence that is not what the prompt rests on now. One that stands no longer takes
    whatever is said of it.
    """
    return frozenset(
        one.id for one in kept if one.stands and one.id in given and given[one.id].read != one.read
    )


def not_read(work: Work, row: Referral, number: int) -> NotRead:
    """The refusal of an answer to other evidence, with what the prompt says now."""
    told = prompts(work.connection, work.actor, id_of(row), work.now)
    return NotRead(next(one.to_answer for one in told if one.id == number))


def _standing(work: Work, referral: int, proposal: Proposal) -> Standing:
    seen = snapshot(work.connection, referral, work.now)
    kept = kept_prompts(work.connection, [referral])[referral]
    settings = work.policy.prompts
    sealed = sealed_of(work.connection, cited_by(kept))
    plan = weighed(seen, kept, settings, proposal, sealed=sealed)
    # What is raised though nothing were proposed is told to others: mostly that is nothing.
    raised = frozenset(kind.code for kind in plan.raised if not kind.proposed)
    own = weighed(seen, kept, settings, sealed=sealed, only=raised).raised if raised else ()
    stands = frozenset(kind.code for kind in own)
    weighs = Weighed(plan, kept, seen.related, 0, 0, plan.noticed, tells=stands)
    return Standing(tuple(kept), weighs, _cited(seen, settings, proposal, plan.noticed))


def _propose_again(work: Work, needed: Iterable[Kept]) -> None:
    """What stood already about what is proposed waits for it from now on: somebody is at it."""
    again = [one.id for one in needed if only_proposed(one.code, one.items)]
    if again:
        work.connection.execute(_AGAIN, {"ids": again, "at": work.now})


_AGAIN = (
    update(PROMPT)
    .where(PROMPT.c.id.in_(bindparam("ids", expanding=True)), PROMPT.c.raised_at < bindparam("at"))
    .values(renewed_at=bindparam("at"))
)


def keep_open(
    store: Store, now: datetime, refused: PromptsOpen, actor: Actor
) -> PromptsOpen | None:
    """Raise what stands in the way of this actor in a transaction of its own, so that it can be
    answered; the refusal that names each, or None where the act itself says what there is to say.
    """
    if not isinstance(refused, InTheWay):
        return refused
    with store.begin(now) as work:
        found = _standing(work, refused.referral, refused.proposal)
        rows = rows_of(work, [refused.referral])
        write(work, {refused.referral: found.found}, rows, knows=actor.user_id)
        kept = kept_prompts(work.connection, [refused.referral])[refused.referral]
        now_kept = replace(found, kept=tuple(kept))
        needed = now_kept.needed(refused.proposal)
        _propose_again(work, needed)
        renewed = {one.id for one in found.plan.renewed if not one.quietly}
        over = (refused.answered - renewed) | _said_by(refused.proposal, now_kept).keys()
        asked = {one.id for one in needed if one.id not in over}
        told = prompts(work.connection, actor, refused.referral, now)
        work.commit()
    left = tuple(one.to_answer for one in told if one.id in asked | refused.unread)
    return PromptsOpen(left) if left else None
