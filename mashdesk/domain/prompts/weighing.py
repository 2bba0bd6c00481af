"""What is to happen to a referral's prompts: raised, brought up to date, or lapsed. Pure.

A prompt is raised for evidence that rests on something no answered prompt of its kind rested on;
one that stands takes new evidence up. Neither closing, merging nor sealing takes a grave one away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from mashdesk.domain.prompts import PROMPTS, USUAL, PromptSettings, noticed
from mashdesk.domain.prompts.kinds import (
    Evidence,
    PromptKind,
    Proposal,
    cited,
    once_done,
    rating_proposed,
    reading_of,
    supposed,
)
from mashdesk.domain.prompts.proposed import by_itself, was_given
from mashdesk.domain.prompts.snapshot import Snapshot
from mashdesk.domain.prompts.tying import LOOSENED, untied

NARROWED = "Look at the history and the links of this record."
"""What a standing prompt says when none of what it rested on may be named any more."""

POLICY_CHANGED = "The hub's policy no longer asks for it."

NOT_DONE = "It was not done after all."
"""Why a prompt about something proposed lapses when another way was taken, or none."""

WHO_IS_WHO = "By who is who now, it does not hold."
"""Why a prompt lapses whose evidence went as two people were joined or told apart."""

SEALED_SINCE = "What it rested on was sealed."
"""Why a prompt lapses of which nothing stands in the open any more. Told to those alone who see
what was sealed; to everybody else it was never raised.
"""

TAKEN_BACK = "What tied them was taken back."
"""Why a prompt lapses that named a record which nothing in the open ties to its own any more."""

GRAVE = frozenset(code for code, kind in PROMPTS.items() if kind.grave)
"""Of these none is lost by a sealing, or as a tie is taken back."""

BY_NO_ACT = frozenset({POLICY_CHANGED, NOT_DONE, WHO_IS_WHO, SEALED_SINCE, TAKEN_BACK})
"""Reasons for which a prompt lapses without anybody having done what it asks for."""

UNTIL_GIVEN_UP = timedelta(hours=4)
"""So long a prompt waits for an act that it stood in the way of: a form is left open over a visit
or a meal, and its answers still fit.
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A prompt in the store. One that lapsed was not answered by anybody; of one that is `given_up`
    something was proposed, and for so long not done that nobody is at it any more.
    """

    id: int
    code: str
    items: frozenset[str] = frozenset()
    stands: bool = True
    lapsed: bool = False
    evidence: str = ""
    given_up: bool = False

    @property
    def read(self) -> str:
        """By which an answer says that this is the evidence it answers."""
        return reading_of(self.items, self.evidence)


@dataclass(frozen=True, slots=True)
class Gone:
    """Facts, by the code of the prompts that rest on them, that are none any more, and why: by who
    is who, or because what told them was sealed or taken back.
    """

    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    because: str = WHO_IS_WHO


@dataclass(frozen=True, slots=True)
class Renewed:
    """A standing prompt with its evidence as it is now; `quietly` when nothing new is in it."""

    id: int
    kind: PromptKind
    evidence: Evidence
    quietly: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written; empty where nothing is new. `noticed` are the codes of all that has
    evidence, new or not.
    """

    fresh: tuple[tuple[PromptKind, Evidence], ...] = ()
    renewed: tuple[Renewed, ...] = ()
    lapsed: tuple[tuple[int, PromptKind, str], ...] = ()
    noticed: frozenset[str] = field(default=frozenset(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.fresh or self.renewed or self.lapsed)

    @property
    def raised(self) -> list[PromptKind]:
        """The kinds of what is new: raised, or taken up by one that stands."""
        renewed = [one.kind for one in self.renewed if not one.quietly]
        return [kind for kind, _ in self.fresh] + renewed


def weighed(
    seen: Snapshot,
    kept: Sequence[Kept],
    settings: PromptSettings = USUAL,
    proposal: Proposal | None = None,
    *,
    sealed: Collection[int] = (),
    before: PromptSettings | None = None,
    only: Collection[str] | None = None,
    gone: Gone | None = None,
) -> Plan:
    """What is to happen to the prompts `kept` of one referral. `sealed` are referrals that evidence
    may name no longer. After a change of policy, `before` are the settings until then: what they
    asked for and these do not lapses. With codes in `only`, all others stay as they are. `gone` are
    facts that just went; without, those of prompts whose ties were loosened that are none now.
    """
    gone = gone or _loosened(seen, kept, sealed)
    kept = [one for one in kept if only is None or one.code in only]
    found = {kind.code: (kind, new) for kind, new in noticed(seen, settings, proposal, only)}
    answered = _answered(kept)
    standing = {one.code: one for one in kept if one.stands}
    fresh = [
        (kind, new)
        for code, (kind, new) in found.items()
        if code not in standing and new.items - answered.get(code, _NOTHING)
    ]
    in_order = [code for code in found if code in standing]
    in_order += [code for code in standing if code not in found]
    renewed, lapsed, shut = [], [], _named(sealed)
    for one in (standing[code] for code in in_order):
        new, over = found.get(one.code), answered.get(one.code, _NOTHING)
        then = _Then(seen, new[1] if new else None, over, gone, proposal is not None)
        why, again = _becomes(one, new, then, shut, before)
        if why:
            lapsed.append((one.id, PROMPTS[one.code], why))
        if again is not None:
            renewed.append(again)
    return Plan(tuple(fresh), tuple(renewed), tuple(lapsed), frozenset(found))


_NOTHING: frozenset[str] = frozenset()


def _loosened(seen: Snapshot, kept: Iterable[Kept], sealed: Collection[int]) -> Gone:
    """What is none any more of the prompts that were to be looked at for it."""
    facts = {
        one.code: untied(PROMPTS.get(one.code), one.items, seen, sealed)
        for one in kept
        if one.stands and LOOSENED in one.items
    }
    return Gone(facts, TAKEN_BACK)


def _answered(kept: Iterable[Kept]) -> dict[str, frozenset[str]]:
    """What people have answered already, by code."""
    found: dict[str, frozenset[str]] = {}
    for one in kept:
        if not one.stands and not one.lapsed:
            found[one.code] = found.get(one.code, _NOTHING) | one.items | once_done(one.items)
    return found


def _named(sealed: Collection[int]) -> frozenset[str]:
    return frozenset(f"r{referral}" for referral in sealed)


def _becomes(
    one: Kept,
    new: tuple[PromptKind, Evidence] | None,
    then: _Then,
    shut: frozenset[str],
    before: PromptSettings | None,
) -> tuple[str, Renewed | None]:
    """Why a standing prompt stands no longer, if so, and what it says from now on, if another."""
    lost = then.gone.facts.get(one.code, _NOTHING)
    narrows = _narrows(one, then.gone.because)
    why = _lapse(one, replace(then, gone=Gone()) if narrows else then, before)
    if why == SEALED_SINCE:
        return why, None  # it keeps its evidence, for those who see what was sealed
    away = shut | lost if new is not None or narrows else shut
    again = _renewed(one, new, then.answered, away, proposing=then.proposing)
    if again is None and not why:
        again = _no_longer_proposed(one, then)
    return why, again


def _narrows(one: Kept, because: str) -> bool:
    """Whether one of which facts went says less and is not lost: a grave one, unless by who is who;
    and one that a clock raised besides, as what tied records was taken back.
    """
    if because == TAKEN_BACK and _by_clock(one):
        return True
    return because in (SEALED_SINCE, TAKEN_BACK) and one.code in GRAVE


def _renewed(
    one: Kept,
    new: tuple[PromptKind, Evidence] | None,
    answered: frozenset[str],
    away: frozenset[str],
    *,
    proposing: bool,
) -> Renewed | None:
    """A standing prompt with what is new; or the same without a word of what is `away`: sealed, or
    no fact any more.
    """
    kept = one.items - away
    if new is not None and new[1].items - answered - one.items:
        text = new[1].text
        if _by_clock(one) and text not in one.evidence:
            text = f"{one.evidence} {text}"  # what the clock said stays said
        elif not proposing and (own := by_itself(kept, "", new[1], by_clock=False)) is not None:
            kept = own.items  # and not what somebody had only been about to do
        return Renewed(one.id, new[0], Evidence(text, new[1].items | kept))
    if not one.items & away:
        return None
    if new is None:
        return Renewed(one.id, PROMPTS[one.code], Evidence(NARROWED, kept), quietly=True)
    return Renewed(one.id, new[0], Evidence(new[1].text, new[1].items | kept), quietly=True)


def _no_longer_proposed(one: Kept, then: _Then) -> Renewed | None:
    """A standing prompt without a word of what was proposed, once that was done or given up: from
    then on it says and rests on what is so.
    """
    over = one.given_up or was_given(one.items, then.seen.this.rating)
    if then.proposing or not over or not supposed(one.items):
        return None
    own = by_itself(one.items, one.evidence, then.evidence, by_clock=_by_clock(one))
    kind = PROMPTS.get(one.code)
    return None if own is None or kind is None else Renewed(one.id, kind, own, quietly=True)


def _by_clock(one: Kept) -> bool:
    """Whether a clock that ran out raised it, or raised it again."""
    return any(item.startswith("round ") for item in one.items)


@dataclass(frozen=True, slots=True)
class _Then:
    """What a standing prompt is weighed against: its evidence as it is now, what of it people have
    answered, what of it is `gone`, and whether something is proposed just now.
    """

    seen: Snapshot
    evidence: Evidence | None
    answered: frozenset[str]
    gone: Gone
    proposing: bool


def _lapse(one: Kept, then: _Then, before: PromptSettings | None) -> str:
    """Why a standing prompt stands no longer; empty where it does."""
    kind = PROMPTS.get(one.code)
    if kind is None or kind.rule is None:
        return ""
    if then.evidence is not None:
        return NOT_DONE if one.given_up and not then.evidence.items - then.answered else ""
    waits = rating_proposed(one.items) and not was_given(one.items, then.seen.this.rating)
    if waits and not then.proposing:
        # It never was rated so; until it is given up, somebody may be writing the answer.
        return NOT_DONE if one.given_up else ""
    if kind.lapse is not None and (why := kind.lapse(then.seen)):
        return why
    lost = one.items & then.gone.facts.get(one.code, _NOTHING)
    if lost and not (then.gone.because == SEALED_SINCE and _by_clock(one)):
        return then.gone.because
    if one.given_up and (kind.proposed or not one.items - supposed(one.items) - then.answered):
        return NOT_DONE
    # What went for another reason, such as a sealing, is not the policy's: it stands.
    if before is None or _by_clock(one):
        return ""
    return POLICY_CHANGED if any(noticed(then.seen, before, only=(one.code,))) else ""


def settles(one: Kept) -> bool:
    """Whether weighing it again would settle what was given up of it: it lapses, or stands from
    then on without that.
    """
    return one.stands and one.given_up and one.code in PROMPTS


def only_proposed(code: str, items: frozenset[str]) -> bool:
    """Whether a prompt that rests on these facts is, or is also, about what was only proposed."""
    kind = PROMPTS.get(code)
    return (kind is not None and kind.proposed) or bool(supposed(items))


def cited_by(kept: Iterable[Kept]) -> frozenset[int]:
    """The referrals that standing prompts name, to be asked whether they are sealed."""
    return frozenset().union(*(cited(one.items) for one in kept if one.stands))
