"""Judgement's figures: recall, and at a million people and referrals likenesses, search, history,
prompts.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import func, insert, select, update

from mashdesk.clock import FixedClock
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.store.names import REFERRALS, ROUNDS
from mashdesk.tui.pace import once_running
from mashdesk.wiring import Wired
from scripts.bench_tools.figures import Figure
from scripts.bench_tools.history_bench import fill_people as fill_histories
from scripts.bench_tools.history_bench import measure
from scripts.bench_tools.people_bench import candidate_figures, fill_people
from scripts.bench_tools.prompt_bench import (
    after_policy,
    all_open_raw,
    one_referral,
    one_referral_raw,
)
from scripts.bench_tools.recall_bench import measured, recall_figures
from scripts.bench_tools.stores import checkpoint, fill, new_hub

PEOPLE = 1_000_000
OPEN = 10_000
ASKED = 200


def judgement_figures(say: Callable[[str], None], people: int = PEOPLE) -> list[Figure]:
    """Measure on fresh stores in a temporary folder, each with this many people and referrals."""
    with tempfile.TemporaryDirectory(prefix="mashdesk-bench-") as name:
        folder = Path(name)
        say("who is found again, and who else is suggested")
        return [
            *recall_figures(measured()),
            *_candidates(folder / "people", say, people),
            *_histories(folder / "history", say, people),
        ]


def _candidates(folder: Path, say: Callable[[str], None], people: int) -> list[Figure]:
    say(f"{people:,} people are made known, and asked after")
    wired, actor, clock = new_hub(folder)
    fill(wired, actor, clock, people, closed=True)
    sample = fill_people(wired, 2, people)
    checkpoint(wired)
    found = candidate_figures(wired, actor, sample, people)
    wired.close()
    return found


def _histories(folder: Path, say: Callable[[str], None], people: int) -> list[Figure]:
    say(f"{people:,} referrals with their families and words are made")
    wired, actor, clock = new_hub(folder)
    fill_histories(wired, actor, clock, people)
    checkpoint(wired)
    say("search, chronology, family, links")
    found = measure(wired, actor, clock, people)
    say("prompts")
    once_running()  # the interpreter as a desk has it, which is who considers
    draw = random.Random(13)
    some = [draw.randrange(10, people) for _ in range(ASKED)]
    one_referral(wired.store, clock, some[:20])
    ours = median(one_referral(wired.store, clock, some))
    raw = median(one_referral_raw(wired.store, some))
    told = f"at most 10 ms; raw SQL {raw:.2f} ms"
    found.append(Figure(f"all prompts of one referral, {people:,}", ours, None, 10.0, told))
    _open_the_newest(wired, clock)
    done = after_policy(wired.store, clock)
    raw_seconds = all_open_raw(wired.store)
    told = f"at most 10 s; raw SQL {raw_seconds:.2f} s"
    name = f"{done.referrals:,} weighed anew after a new policy"
    found.append(Figure(name, done.seconds, None, 10.0, told, unit="s"))
    held = "a desk waits no longer"
    found.append(Figure("longest turn held meanwhile", done.held, None, 50.0, held))
    wired.close()
    return found


def _open_the_newest(wired: Wired, clock: FixedClock) -> None:
    """Have the newest of them open again, each with its child's and its family's contacts."""
    due = clock.now() + timedelta(hours=4)
    opened = {
        "state": ReferralState.RATED,
        "closed_at": None,
        "clock": ClockKind.DECISION,
        "start_at": clock.now(),
        "due_at": due,
        "sort_at": due,
        "nearest_at": due,
        "band": 1,
        "prompted": REFERRALS.c.changed,
    }
    with wired.store.begin(clock.now()) as work:
        first = work.connection.execute(select(func.max(REFERRALS.c.id))).scalar_one() - OPEN + 1
        work.connection.execute(update(REFERRALS).where(REFERRALS.c.id >= first).values(opened))
        rounds = [
            {
                "referral_id": first + n,
                "clock": ClockKind.DECISION,
                "number": 1,
                "span": "4 hours",
                "policy_version": 1,
                "started_at": clock.now(),
                "due_at": due,
                "first_due_at": due,
                "pauses": [],
            }
            for n in range(OPEN)
        ]
        work.connection.execute(insert(ROUNDS), rounds)
        work.commit()
