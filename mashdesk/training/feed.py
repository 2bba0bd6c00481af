"""Colleagues at work: every few seconds one plausible act by somebody else at the training hub.

What the trainee holds is never touched, nor what is held by anybody else who sits at a desk of the
hub; and nothing is done in their names. A colleague may come too late, as anybody may: then the
desk refuses and nothing is done. The number of open referrals stays within bounds, as far as it is
not the trainee who holds them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.domain.errors import NotFound, NotNow, Stale, Trouble
from mashdesk.store.views import QueueRow
from mashdesk.training.colleagues import Colleagues
from mashdesk.training.draws import drawn
from mashdesk.training.people import TRAINEE, TrainingPerson, sitting, staff

log = logging.getLogger(__name__)

LEAST_OPEN = 35
MOST_OPEN = 50
"""Open referrals are kept between these, as far as others than the trainee hold them."""

_PAUSE = (6.0, 20.0)
"""Seconds between two acts, at least and at most."""

_Act = Callable[[Sequence[QueueRow]], str | None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many referrals may be open: at `least` and `most` the feed does nothing but mend it."""

    least: int = LEAST_OPEN
    most: int = MOST_OPEN


class Feed:
    """The live feed of one training desk. `step` performs one act; `start` does so until `stop`.

    Without a seed it goes on from where the store stands, so that a hub returned to does not repeat
    itself.
    """

    def __init__(
        self,
        desk: Desk,
        seed: int | None = None,
        bounds: Bounds = Bounds(),
        *,
        seat: TrainingPerson = TRAINEE,
    ) -> None:
        people = staff(desk)
        # At an agency's desk the queue is not read: there the duty worker's rows are left alone.
        trainee = TRAINEE if seat.agency else seat
        self._trainee = people[trainee.name]
        self._desk = desk
        self._bounds = bounds
        number = desk.news(self._trainee, -1).seq
        self._rng = Random(number if seed is None else seed)
        self._colleagues = Colleagues(
            desk, people, self._rng, first_number=1000 + number, seat=seat
        )
        # Whoever opens the desk sees at once that it is alive.
        self._first: list[_Act] = [self._colleagues.answer, self._colleagues.take_in]
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; a feed that runs already goes on running."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="training feed", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End, and wait for an act under way."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    def step(self) -> str | None:
        """One act: what was done, or None when a colleague came too late or found nothing."""
        sat_at = self._colleagues.leave(sitting(self._desk))
        held = sat_at | {self._trainee.user_id}
        view = self._desk.queue(self._trainee)
        # A manager's queue shows what is sealed; whoever acts may not see it.
        others = [row for row in view.rows if row.worker_id not in held and not row.sealed]
        try:
            if view.counts.open <= self._bounds.least:
                return self._colleagues.take_in(others)
            if view.counts.open >= self._bounds.most:
                return self._colleagues.wrap_up(others)
            return self._some_act(others)
        except (Stale, NotNow, NotFound):
            return None

    def _some_act(self, others: Sequence[QueueRow]) -> str | None:
        """An act by its usual share; where there is no occasion for it, another."""
        if self._first and (done := self._first.pop(0)(others)) is not None:
            return done
        shares: dict[_Act, float] = dict(self._colleagues.shares(others))
        while shares:
            act = drawn(shares, self._rng)
            done = act(others)
            if done is not None:
                return done
            del shares[act]
        return None

    def _run(self) -> None:
        while not self._stopping.wait(self._rng.uniform(*_PAUSE)):
            try:
                self.step()
            except Trouble as trouble:
                # Every desk shows a store in trouble; the feed only waits until it is over.
                log.warning("the training feed could not act: %s", trouble.message)
