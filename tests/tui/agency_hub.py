"""A hub with people of the health agency at it, and one referral they are asked about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.contact import Child
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import RequestState
from mashdesk.store.views import ReferralView, RequestView
from tests.tui.hub_host import CHEAP, PASSWORD, Hub

SYSTEMS = ("Child health", "Health visiting")
KIDS = (
    Child(given_name="Kai", family_name="Brown", born=date(2019, 5, 4), school="Park Primary"),
    Child(given_name="Mia", family_name="Brown", born=date(2024, 2, 11)),
)


@dataclass
class Partners:
    """The hub, and who of health sits at its desk: Hana, and her colleague Hugo."""

    hub: Hub
    hana: Actor
    hugo: Actor

    def ask(self, *agencies: str, rating: Rag = Rag.RED, **changes: Any) -> ReferralView:
        """A referral rated and asked about; of health too, unless others are named."""
        view = self.hub.rated(rating, **{"children": KIDS, **changes})
        return self.hub.perform(
            c.AskAgencies(
                referral=view.id,
                version=view.version,
                agencies=agencies or ("HLT",),
                question="What do you hold on Kai and Mia?",
            )
        )

    def request(self, view: ReferralView, agency: str = "HLT") -> RequestView:
        """An agency's newest request on a referral, as it is now."""
        fresh = self.hub.desk.reread(self.hub.actors[Role.TEAM_MANAGER], view.id)
        return [known for known in fresh.requests if known.agency == agency][-1]

    def fresh(self, view: ReferralView) -> ReferralView:
        """The record as it is now."""
        return self.hub.desk.reread(self.hub.actors[Role.TEAM_MANAGER], view.id)

    def is_settled(self, view: ReferralView) -> bool:
        return self.request(view).state is not RequestState.OPEN


def partners(hub: Hub, systems: tuple[str, ...] = SYSTEMS) -> Partners:
    """Give health its systems and two people."""
    with hub.wired.store.begin(hub.clock.now()) as work:
        named = "UPDATE agency SET systems = :systems, next_contact = :next WHERE code = 'HLT'"
        given = {"systems": json.dumps(systems), "next": "Nadia Nott, named nurse"}
        work.connection.execute(text(named), given)
        work.commit()
    return Partners(hub, practitioner(hub, "Hana Hill"), practitioner(hub, "Hugo Hart"))


def practitioner(hub: Hub, full_name: str, agency: str | None = "HLT") -> Actor:
    """Somebody of an agency, signed in."""
    name = full_name.split(maxsplit=1)[0].lower()
    command = c.AddUser(
        name=name,
        full_name=full_name,
        role=Role.PRACTITIONER,
        password_hash=CHEAP.hash(PASSWORD),
        agency=agency or "HLT",
    )
    hub.desk.perform(command, hub.actors[Role.ADMINISTRATOR])
    if agency is None:  # as an older program's store may have it
        with hub.wired.store.begin(hub.clock.now()) as work:
            gone = text("UPDATE person SET agency = NULL WHERE name = :name")
            work.connection.execute(gone, {"name": name})
            work.commit()
    return hub.wired.sign_in.sign_in(name, PASSWORD, "TEST-1")
