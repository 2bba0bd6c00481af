"""How a rating came about, as whoever follows up what the hub decided reads it: each rating, each
challenge and how it was settled, in the order of time.

It tells the hub's own reasons. What an agency gave as the reason of its challenge was said to the
hub, and stays on the record; so does a reason that repeats what was for the decision maker only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mashdesk.desk.reports.searched import passages
from mashdesk.domain.calendar import london_text
from mashdesk.domain.challenge import Against, Ended
from mashdesk.domain.report import (
    NOT_FOR_FAMILY,
    SOCIAL_CARE,
    WORKER,
    Entry,
    Receiver,
    Section,
)
from mashdesk.domain.request import Sharing
from mashdesk.store.views import ChallengeStageView, ChallengeView, EventView, ReferralView
from mashdesk.text import sentence

_RATED = ("rated", "second_rating")
_KEPT_BACK = "The reason repeats what was given to the decision maker only: it is kept back."

Step = tuple[datetime, str, str]
"""When it was (UTC), what was done, and why."""


_STATUTORY = frozenset(one.code for one in (SOCIAL_CARE, WORKER))


def takes_statutory_work(receiver: Receiver) -> bool:
    """Whether a receiver is told of it: social care, and the worker who has the child already. What
    professionals disagreed on is not for a service that helps a family by its consent.
    """
    return receiver.code in _STATUTORY


def how_it_was_rated(view: ReferralView) -> Iterator[Section]:
    """The section; none where no rating is told of."""
    steps = [_rating(event) for event in view.events if event.kind in _RATED]
    for challenge in view.challenges:
        steps += _challenge(challenge)
    steps.sort(key=lambda step: step[0])
    entries = tuple(_entry(step, view) for step in steps)
    if entries:
        yield Section("How the rating came about", entries)


def _rating(event: EventView) -> Step:
    # By when it was due then is of no use to this reader: other deadlines hold now.
    what = sentence(f"{event.title.partition(';')[0].rstrip('.')}, by {event.by}")
    return event.at, what, event.text


def _challenge(one: ChallengeView) -> Iterator[Step]:
    ours = not one.agency
    # Against a rating it is the rating wanted; against a decision an agency's words to the hub.
    wants = f": it should be {one.wants}" if ours or one.against is Against.RATING else ""
    for number, stage in enumerate(one.stages):
        what = f"{one.by} challenged the {one.against.label}, then {stage.was}{wants}"
        if number:
            what = f"{one.by} took the challenge up to the {stage.stage.label}"
        yield stage.raised_at, sentence(what), stage.why if ours else ""
        yield from _answered(stage)
    if one.is_open:
        yield one.now_at.raised_at, f"That challenge stands: {one.state.label}.", ""


def _answered(stage: ChallengeStageView) -> Iterator[Step]:
    """What social care answered, and how that ended; of what was moved up the next stage tells."""
    if stage.answered_at is None or stage.reply is None:
        return
    ended = ""
    if stage.ended in (Ended.ACCEPTED, Ended.SETTLED) and stage.ended_at is not None:
        ended = f"; {stage.ended.label} {london_text(stage.ended_at)}"
    said = sentence(f"Challenge answered by {stage.answered_by}: {stage.reply.label}{ended}")
    yield stage.answered_at, said, stage.answer


def _entry(step: Step, view: ReferralView) -> Entry:
    """Marked where its reason repeats what must not reach the family."""
    at, what, why = step
    repeated = _repeated(why, view)
    if Sharing.DECISION_MAKER in repeated:
        why = _KEPT_BACK
    marked = NOT_FOR_FAMILY if Sharing.NOT_FAMILY in repeated else ""
    return Entry("\n".join(filter(None, (what, why))), london_text(at), marked)


def _repeated(words: str, view: ReferralView) -> set[Sharing]:
    """Under which markings agencies gave what these words repeat word for word."""
    said = _flat(words)
    return {
        one.sharing
        for one in passages(view)
        if one.words is not None and (given := _flat(one.words)) and given in said
    }


def _flat(words: str) -> str:
    return " ".join(words.casefold().split())
