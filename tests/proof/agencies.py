"""Practitioners in the machine: what they do with their agency's requests, and what they see."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from tests.hub import Hub
from tests.proof import acts
from tests.proof.picture import Picture, Row
from tests.proof.seeing import Onlooker

numbers = st.sampled_from(range(60))


class AgencyAtWork(Onlooker):
    """The part of the machine in which the police answer for themselves."""

    hub: Hub
    seen: Picture

    def act(self, command: c.Command, actor: Actor) -> None:
        """Perform it, and hold the laws against what came of it."""
        raise NotImplementedError

    @precondition(lambda self: self.of_the_police())
    @rule(which=numbers, n=numbers)
    def the_police_work_on_what_they_are_asked(self, which: int, n: int) -> None:
        requests = self.of_the_police()
        row = requests[which % len(requests)]
        actor = self.hub.actor(Role.PRACTITIONER)
        child = next(iter(self.children_of(row["referral_id"])), 0)
        self.act(acts.in_the_agency(row, n, child), actor)
        self.what_an_agency_sees_adds_up(actor)

    def of_the_police(self) -> list[Row]:
        """Requests put to the police, those still open first."""
        found = self.seen.put_to("POL")
        return sorted(found, key=lambda row: row["state"] != "open")

    def children_of(self, referral: int) -> list[int]:
        """The ids of a referral's children."""
        driver = self.hub.store.engine.raw_connection()
        try:
            cursor = driver.cursor()
            cursor.execute(f"SELECT id FROM child WHERE referral_id = {int(referral)}")
            return [row[0] for row in cursor.fetchall()]
        finally:
            driver.close()

    def what_an_agency_sees_adds_up(self, actor: Actor) -> None:
        """Its open requests, each once, and every entry that nobody in it has acknowledged."""
        assert actor.agency is not None
        view = self.hub.desk.agency.view(actor)
        own = self.seen.put_to(actor.agency)
        assert sorted(row.request for row in view.open) == [
            row["id"] for row in own if row["state"] == "open"
        ]
        assert len(view.settled) + view.settled_more == len(own) - len(view.open)
        assert view.overdue == len([row for row in view.open if row.is_over(self.hub.now())])
        told = sorted(entry.id for entry in view.entries)
        assert told == sorted(self.seen.waiting_for(actor)), "an entry does not show"
