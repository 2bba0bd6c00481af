"""People of agencies at a hub under test, and what they do with what their agency is asked."""

from __future__ import annotations

from typing import Any

from mashdesk.desk.outcome import Outcome
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.request import AnswerKind
from mashdesk.domain.sharing import Passage
from mashdesk.store.views import AgencyDeskView, AgencyRequestView, AgencyRow
from tests.hub import CHEAP, PASSWORD, Hub


def practitioner(hub: Hub, name: str, full_name: str, agency: str) -> Actor:
    """Somebody new in an agency, at a workstation of their own."""
    made = c.AddUser(
        name=name,
        full_name=full_name,
        role=Role.PRACTITIONER,
        password_hash=CHEAP.hash(PASSWORD),
        agency=agency,
    )
    hub.do(made, hub.admin)
    known = hub.actor(name)
    return Actor(known.user_id, full_name, Role.PRACTITIONER, agency, f"desk-{name}")


def pip(hub: Hub) -> Actor:
    """The police's practitioner that every hub under test has."""
    return hub.actor(Role.PRACTITIONER)


def pam(hub: Hub) -> Actor:
    """A colleague of Pip's in the police."""
    return practitioner(hub, "pam", "Pam Field", "POL")


def hal(hub: Hub) -> Actor:
    """Somebody in community health."""
    return practitioner(hub, "hal", "Hal Nurse", "HLT")


def desk_of(hub: Hub, who: Actor) -> AgencyDeskView:
    return hub.desk.agency.view(who)


def opened(hub: Hub, who: Actor, request: int) -> AgencyRequestView:
    return hub.desk.agency.reread(who, request)


def row(hub: Hub, who: Actor, request: int) -> AgencyRow:
    view = desk_of(hub, who)
    return next(one for one in (*view.open, *view.settled) if one.request == request)


def asked(hub: Hub, *agencies: str, **words: Any) -> tuple[int, int]:
    """A referral rated amber on which agencies (the police) are asked; it and the first request."""
    referral = hub.rated()
    said = {"agencies": agencies or ("POL",), "question": "What is held?", **words}
    return referral, hub.on(c.AskAgencies, referral, **said).requests[0]


def take_on(hub: Hub, who: Actor, request: int) -> Outcome:
    return hub.do(c.TakeOn(request=request, version=row(hub, who, request).version), who)


def send(hub: Hub, who: Actor, request: int, words: str = "", **said: Any) -> Outcome:
    """An answer: nothing held, or what the words say."""
    kind = AnswerKind.RELEVANT if words or said.get("passages") else AnswerKind.NOTHING
    passages = (Passage(words),) if words else ()
    values: dict[str, Any] = {"answer": kind, "passages": passages, **said}
    version = row(hub, who, request).version
    return hub.do(c.SendAnswer(request=request, version=version, **values), who)


def entries(hub: Hub, who: Actor) -> list[str]:
    """The kinds of what the agency has to acknowledge, oldest first."""
    return [one.kind for one in reversed(desk_of(hub, who).entries) if one.agency]
