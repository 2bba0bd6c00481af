"""The training hub as it is found: forty open referrals at every stage of their clocks.

Seeding performs real commands on a real desk with a clock moved through the days before, sweeping
at every deadline on the way, so that due times, time-outs, events and the audit are true.
"""

from __future__ import annotations

import heapq
from datetime import datetime
from random import Random

from mashdesk.clock import FixedClock
from mashdesk.desk.desk import Desk
from mashdesk.domain.policy import parse_policy
from mashdesk.training.behind_glass import sealed_story
from mashdesk.training.differences import raise_a_challenge
from mashdesk.training.people import ADMINISTRATOR, JOE, fill_in_roster, staff
from mashdesk.training.recognising import judge_some, mention_some
from mashdesk.training.stories import Storyteller

POLICY_TEXT = """\
# The training hub works day and night and counts plain hours, so that its clocks are as lively on a
# Sunday night or a bank holiday as on a Friday afternoon. Red, amber and green are as long as in
# Sandwell: 4, 24 and 72 hours.
name = "training: day and night, plain hours"
rounds = 3

[calendar]
nation = "ENG"
opens = "00:00"
closes = "24:00"
weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

[bands.red]
first = "4 hours"
later = "1 hour"
answer = "2 hours"

[bands.amber]
first = "24 hours"
later = "4 hours"
answer = "8 hours"

[bands.green]
first = "72 hours"
later = "24 hours"
answer = "24 hours"

[bands.blue]
first = "72 hours"
later = "24 hours"
answer = "24 hours"
asks = false

[unrated]
first = "1 hour"
later = "1 hour"

[feedback]
first = "24 hours"
later = "24 hours"

[returned]
first = "72 hours"
later = "24 hours"
longest = "240 hours"
"""


def seed(desk: Desk, clock: FixedClock, now: datetime, seed: int = 1) -> None:
    """Fill an empty training hub, so that it stands as described at `now` (UTC).

    `clock` is the desk's own; it is set back some days and left at `now`.
    """
    rng = Random(seed)
    people = staff(desk)
    fill_in_roster(desk, people[ADMINISTRATOR.name], rng)
    teller = Storyteller(desk, people, parse_policy(POLICY_TEXT, 1), now, rng)
    stories = [*teller.stories(), sealed_story(desk, people, now)]
    waiting = [(next(story), order, story) for order, story in enumerate(stories)]
    heapq.heapify(waiting)
    clock.set(min(waiting[0][0], now))
    while waiting and waiting[0][0] < now:
        at, order, story = heapq.heappop(waiting)
        _let_pass(desk, clock, at, teller)
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (following, order, story))
    _let_pass(desk, clock, now, teller)
    raise_a_challenge(desk, people[JOE.name])
    mention_some(desk, people)
    judge_some(desk, people, teller.unclear())


def _let_pass(desk: Desk, clock: FixedClock, until: datetime, teller: Storyteller) -> None:
    """Let time pass, with a sweep at every deadline as a desk that never sleeps would make it."""
    while (deadline := desk.next_deadline()) is not None and deadline <= until:
        clock.set(max(deadline, clock.now()))
        report = desk.sweep()
        if not report.found:
            break  # a row that cannot be reopened must not hold the rest up for ever
        teller.reopened(report.references)
    clock.set(max(until, clock.now()))
