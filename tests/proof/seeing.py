"""What people see of the desk, held against the store: queue, record, and what left the queue."""

from __future__ import annotations

from hypothesis.stateful import RuleBasedStateMachine

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor
from mashdesk.domain.permissions import Look, may_look
from mashdesk.store.views import QueueFilter
from tests.hub import PEOPLE, Hub
from tests.proof.picture import Picture, Row
from tests.proof.step import Step


class Onlooker(RuleBasedStateMachine):
    """The part of a state machine that looks; what there is to see is `seen`, read by plain SQL."""

    hub: Hub
    seen: Picture
    taken: dict[int, int]
    left: list[tuple[int, int, int]]
    acknowledged: dict[int, int]

    def step(self, step: Step) -> None:
        """Hold the laws against what was just done."""
        raise NotImplementedError

    def what_is_seen_adds_up(self, actor: Actor, wanted: QueueFilter, row: Row | None) -> None:
        """Shown and hidden are all that is open, each once; a record has all of its requests."""
        if not may_look(actor.role, Look.QUEUE):
            return
        view = self.hub.desk.queue(actor, wanted)
        shown = [row.id for row in view.rows]
        assert len(set(shown)) == len(shown), "an item stands in the queue twice"
        assert set(shown) <= set(self.seen.open), "a closed item stands in the queue"
        assert len(shown) + view.hidden == view.counts.open == len(self.seen.open)
        assert view.counts.mine == len(self.seen.mine(actor.user_id))
        assert view.counts.children == sum(self.taken[key] for key in self.seen.open)
        if row is not None:
            record = self.hub.desk.open(actor, row["id"])
            self.step(Step(self.hub.now(), c.View(referral=row["id"]), actor))
            asked = [k for k, r in self.seen.requests.items() if r["referral_id"] == row["id"]]
            assert [request.id for request in record.requests] == asked
            assert record.state == row["state"]
            assert len(record.children) == self.taken[row["id"]]
        self.what_left_is_told(actor)

    def what_is_overdue_shows(self, actor: Actor) -> None:
        """Overdue is a query that needs no sweep, and stands above what is calm."""
        if not may_look(actor.role, Look.QUEUE):
            return
        expected = self.seen.overdue(self.hub.now())
        view = self.hub.desk.queue(actor, QueueFilter(overdue=True))
        assert {row.id for row in view.rows} == expected, "what is overdue does not show"
        assert view.counts.overdue == len(expected)
        places = [row.id for row in self.hub.desk.queue(actor).rows]
        assert sorted(places) == sorted(self.seen.open)
        calm = [key for key in places if self.is_calm(key)]
        late = [key for key in places if key in expected]
        above = not calm or not late or places.index(late[-1]) < places.index(calm[0])
        assert above, f"calm {calm} stands above overdue {late} in {places}"

    def is_calm(self, key: int) -> bool:
        """Rated, nothing overdue, and nothing that waited in vain before."""
        row = self.seen.open[key]
        requests = [r for r in self.seen.requests.values() if r["referral_id"] == key]
        return (
            row["state"] != "unrated"
            and key not in self.seen.overdue(self.hub.now())
            and row["timeouts"] == sum(r["timeouts"] for r in requests) == 0
        )

    def what_left_is_told(self, actor: Actor) -> None:
        """Everything others closed since this person last acknowledged departures; nothing else."""
        if not may_look(actor.role, Look.QUEUE):
            return
        known = self.acknowledged.get(actor.user_id, 0)
        expected = [(k, s) for k, s, by in self.left if by != actor.user_id and s > known]
        told = [(one.referral, one.seq) for one in self.hub.desk.departures(actor)]
        assert sorted(told) == sorted(expected), "something left the queue without a word"

    def note_departures(self, before: Picture, after: Picture, step: Step) -> None:
        """Keep what this step closed and what it acknowledged; everybody is told the rest."""
        if step.refused is None and isinstance(step.command, c.AcknowledgeDepartures):
            person = step.actor.user_id
            up_to = min(step.command.up_to, before.seq)
            self.acknowledged[person] = max(up_to, self.acknowledged.get(person, 0))
        for gone in before.open.keys() - after.open.keys():
            closing = [e for e in step.events if e["referral_id"] == gone and e["kind"] == "closed"]
            self.left.append((gone, closing[-1]["seq"], step.actor.user_id))
            for role in PEOPLE:
                self.what_left_is_told(self.hub.actor(role))
