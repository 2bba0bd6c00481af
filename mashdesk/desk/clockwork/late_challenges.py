"""Stages of challenges that nobody answered in time: noted once, and the next stage's people told.

Time alone closes nothing and moves nothing up. That one is overdue shows without this too.
"""

from __future__ import annotations

from datetime import datetime

from mashdesk import __version__
from mashdesk.desk.clockwork.one_by_one import one_by_one
from mashdesk.desk.partners.challenges_of import load_challenge, people_of, step
from mashdesk.domain.actor import SYSTEM
from mashdesk.store.queries.challenges import late_stages
from mashdesk.store.store import Store

ACT = "note an overdue challenge"


def note_late_challenges(store: Store, now: datetime) -> int:
    """Note every stage whose time is up at `now` (UTC); how many could not be noted. Idempotent;
    any process may.
    """
    with store.read() as connection:
        late = late_stages(connection, now)
    return one_by_one(late, lambda one: _note(store, one, now), "challenge")[1]


def _note(store: Store, challenge: int, now: datetime) -> None:
    """Its stage is overdue from now on, unless somebody was quicker."""
    with store.begin(now) as work:
        work.actor = SYSTEM
        taken = load_challenge(work, challenge)
        stage = taken.stage
        waits = stage.answered_at is None and stage.ended_at is None
        if stage.missed_at is not None or not waits or stage.due_at > now:
            return
        stage.missed_at = stage.due_at
        up = stage.stage.above or stage.stage
        said = f"Challenge {challenge} was not answered in time by the {stage.stage.label}."
        means = "You can move it up a stage." if up is not stage.stage else ""
        people = {*people_of(work, up), *people_of(work, stage.stage)}
        step(work, taken, "challenge_overdue", said, "time ran out", people, means)
        work.record(ACT, __version__)
        work.commit()
