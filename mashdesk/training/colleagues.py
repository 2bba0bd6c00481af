"""What colleagues do when it is their turn: each act looks for an occasion and takes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from mashdesk.domain import commands as c
from mashdesk.domain.permissions import may_decide
from mashdesk.domain.rating import Rag
from mashdesk.domain.referral import ClockKind, ReferralState
from mashdesk.domain.request import AnswerKind
from mashdesk.store.views import QueueRow, ReferralView
from mashdesk.training import acts, aftercare, sayings
from mashdesk.training.working import (
    UNCLAIMED_LEFT,
    UNRATED_LEFT,
    Act,
    Rows,
    Working,
    still_open,
    unclaimed,
)

RATED_USUAL = 18
DECIDED_USUAL = 4
"""How many of each stand there when nothing has piled up."""

REOPENED_LEFT = 8


class Colleagues(Working):
    """Everybody but the trainee, acting one at a time on rows that are not the trainee's.

    Every act answers with what was done, or None when there was no occasion; Stale and NotNow are
    raised as to anybody.
    """

    def shares(self, rows: Rows) -> Mapping[Act, float]:
        """How likely each act is now: what has piled up is worked at, so that no stage runs dry.

        In the long run a referral costs some ten acts, one of which takes it in.
        """
        states = Counter(row.state for row in rows)
        unrated = states[ReferralState.UNRATED] - UNRATED_LEFT
        rated = states[ReferralState.RATED] - RATED_USUAL
        decided = states[ReferralState.DECIDED] - DECIDED_USUAL
        return {
            self.answer: 24,
            self.take_in: max(1, 12 - 3 * max(0, unrated)),
            self.rate: 8 + 6 * max(0, unrated),
            self.claim: 4 + 3 * max(0, len(unclaimed(rows)) - UNCLAIMED_LEFT),
            self.ask: 10,
            self.chase: 4,
            self.note: 3,
            self.take_back: 1,
            self.decide: 4 + 3 * max(0, rated),
            self.finish: 0.5 + 5 * max(0, decided),
        }

    def decide(self, rows: Rows) -> str | None:
        """A colleague decides what was answered most lately, or the oldest of too many reopened.

        The quick ones go first, so that some come back to the queue for the trainee to see. One
        that somebody challenges waits for an answer to that.
        """
        held = [row for row in self._held(rows) if not row.challenges]
        late = [row for row in held if row.timeouts]
        if len(late) > REOPENED_LEFT:
            return self._decide(min(late, key=lambda row: row.received_at))
        ready = [row for row in held if not row.timeouts and 0 < row.asked == row.answered]
        return self._decide(max(ready, key=lambda row: row.received_at, default=None))

    def finish(self, rows: Rows) -> str | None:
        """The oldest decided referral goes one step on: the sender is told, or it is closed.

        One that somebody challenges waits for people to settle that; it must not hold up the rest.
        """
        decided = [
            row
            for row in rows
            if row.state is ReferralState.DECIDED
            and not (row.challenges and row.clock is not ClockKind.FEEDBACK)
        ]
        if not decided:
            return None
        row = min(decided, key=lambda each: each.start_at)
        view, who = self._opened(row)
        return self._give(self._next(row, view), who).message

    def _next(self, row: QueueRow, view: ReferralView) -> c.Command:
        """What a decided referral wants next."""
        rng, version = self._rng, view.version
        if row.clock is ClockKind.FEEDBACK:
            return acts.give_feedback(rng, row.id, version, view.sender_name)
        if row.clock is ClockKind.ALLOCATED:
            return aftercare.acknowledge(rng, row.id, version)
        if row.clock is ClockKind.REVIEW:
            return aftercare.review(rng, row.id, version)
        if view.follow_up.strategy_due is not None:
            return aftercare.discuss(rng, row.id, version, self._desk.clock.now())
        if view.follow_up.actions:
            return aftercare.settle(row.id, version, view.follow_up.actions[0])
        left = acts.without(request.id for request in still_open(view))
        return c.Close(referral=row.id, version=version, note=sayings.CLOSED, without=left)

    def wrap_up(self, rows: Rows) -> str | None:
        """Too much is open: close what is decided, decide what is ripe, else take the oldest on."""
        rated = [row for row in rows if row.state is ReferralState.RATED and not row.challenges]
        oldest = min(rated, key=lambda row: row.received_at, default=None)
        unrated = [row for row in rows if row.state is ReferralState.UNRATED]
        return (
            self.finish(rows)
            or self.decide(rows)
            or self._decide(oldest)
            or self._rate_next(unrated)
            or self.take_back(rows)
        )

    def _decide(self, row: QueueRow | None) -> str | None:
        if row is None:
            return None
        view, who = self._opened(row)
        unanswered = [request.id for request in still_open(view)]
        rating = view.initial_rating or Rag.GREEN
        telling = [
            request.agency
            for request in view.requests
            if any(answer.kind is AnswerKind.RELEVANT for answer in request.answers)
        ]
        command = acts.decide(self._rng, row.id, view.version, rating, unanswered, telling)
        if not may_decide(who.role, command.outcome):
            who = self._staff[self._manages.name]
        return self._give(command, who).message
