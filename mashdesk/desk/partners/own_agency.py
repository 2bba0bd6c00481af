"""Whose agency it is: a practitioner's own as it stands now, and only requests that are its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select

from mashdesk.desk.loading import load_request
from mashdesk.domain.actor import Actor
from mashdesk.domain.errors import NotFound, NotPermitted
from mashdesk.store.names import PEOPLE, REQUESTS
from mashdesk.store.queries.agency import agency_called
from mashdesk.store.queries.sight import NOW, PERSON, in_sight, sight_of
from mashdesk.store.tables import Referral, Request
from mashdesk.store.work import Work

_PERSON = select(PEOPLE.c.agency).where(PEOPLE.c.id == bindparam("person"))
_OWN = select(REQUESTS.c.id).where(
    REQUESTS.c.id == bindparam("request"),
    REQUESTS.c.agency_id == bindparam("agency"),
    in_sight(PERSON, NOW, REQUESTS.c.referral_id),
)


def own_agency(connection: Connection, actor: Actor) -> Mapping[str, Any]:
    """The roster entry of this actor's agency; raises NotPermitted where they have none now."""
    if actor.agency is None:
        raise NotPermitted("Your account belongs to no agency.", "Ask an administrator for one.")
    now_in = connection.execute(_PERSON, {"person": actor.user_id}).scalar_one_or_none()
    if now_in is not None and now_in != actor.agency:
        raise NotPermitted("Your account belongs to another agency now.", "Sign in again.")
    agency = agency_called(connection, actor.agency)
    if agency is None:
        raise NotPermitted(
            f"Your agency ({actor.agency}) is not on this hub's roster any more.",
            "Ask an administrator.",
        )
    return agency


def no_such_request() -> NotFound:
    """One refusal for a request of another agency and for one that never was."""
    return NotFound("There is no such request.", "Look at your agency's list.")


def load_own_request(
    work: Work, request_id: int, version: int | None = None
) -> tuple[Request, Referral, Mapping[str, Any]]:
    """A request put to the actor's own agency, its referral, and the agency, with the clocks
    brought up to now; raises NotFound, NotPermitted or Stale.
    """
    agency = find_own_request(work, request_id)
    request, row = load_request(work, request_id, version)
    return request, row, agency


def find_own_request(work: Work, request_id: int) -> Mapping[str, Any]:
    """The actor's own agency, if it was put this request; raises NotFound or NotPermitted."""
    agency = own_agency(work.connection, work.actor)
    seen = sight_of(work.actor.user_id, work.now)
    which = {"request": request_id, "agency": agency["id"], **seen}
    if work.connection.execute(_OWN, which).scalar() is None:
        raise no_such_request()
    return agency
