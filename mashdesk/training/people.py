"""Who works at the training hub: the trainee, and colleagues of every role that a shift needs.

All are invented; the hub they work at says TRAINING on every screen. Only whoever sits at one of
its desks signs in; the others act through the hub's seeding and its feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from mashdesk.desk.desk import Desk
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.store.queries.hub import accounts, signed_in
from mashdesk.store.queries.sight import NOBODY
from mashdesk.training import names, sayings

HUB_NAME = "Northbridge training hub"


@dataclass(frozen=True, slots=True)
class TrainingPerson:
    """An account of the training hub."""

    name: str
    full_name: str
    role: Role
    agency: str | None = None


ADMINISTRATOR = TrainingPerson("training.admin", "Ines Calder", Role.ADMINISTRATOR)
TRAINEE = TrainingPerson("asha.rao", "Asha Rao", Role.DUTY)
"""Whom the person at the keyboard is: a duty senior social worker."""

PRIYA = TrainingPerson("priya.menon", "Priya Menon", Role.DUTY)
TOM = TrainingPerson("tom.okafor", "Tom Okafor", Role.DUTY)
CALLUM = TrainingPerson("callum.fraser", "Callum Fraser", Role.EARLY_HELP)
GRACE = TrainingPerson("grace.adeyemi", "Grace Adeyemi", Role.TEAM_MANAGER)
HELEN = TrainingPerson("helen.whitlock", "Helen Whitlock", Role.SERVICE_MANAGER)
SAM = TrainingPerson("sam.doyle", "Sam Doyle", Role.BUSINESS)

NADIA = TrainingPerson("nadia.cole", "Nadia Cole", Role.PRACTITIONER, "HLT")
"""Whom the person at the keyboard is with `demo --as health`: a practitioner of community health.
"""

JOE = TrainingPerson("joe.amos", "Joe Amos", Role.PRACTITIONER, "HLT")
"""Nadia's colleague, who answers what she leaves."""

COLLEAGUES: tuple[TrainingPerson, ...] = (PRIYA, TOM, CALLUM, GRACE, HELEN, SAM, NADIA, JOE)
"""Two more duty workers, early help, the ladder's two managers, business support, and health."""

SEATS: Mapping[str, TrainingPerson] = {
    "duty": TRAINEE,
    "health": NADIA,
    "manager": GRACE,
    "early-help": CALLUM,
    "business": SAM,
}
"""At which desks of the training hub one can sit; `demo --as manager` is the team manager's."""

WORKERS: tuple[TrainingPerson, ...] = (PRIYA, TOM, CALLUM)
"""The colleagues who take cases of their own."""

NO_PASSWORD = "!"  # noqa: S105  not a password: a hash that no password has
"""So nobody signs in as a colleague."""


def staff(desk: Desk) -> dict[str, Actor]:
    """Everybody of the training hub by account name, its administrator too.

    Colleagues without an account are given one. KeyError where the administrator has none: then it
    is no training hub.
    """
    everybody = (ADMINISTRATOR, TRAINEE, *COLLEAGUES)
    known = _accounts(desk)
    administrator = _actor(ADMINISTRATOR, known)
    missing = [person for person in everybody if person.name not in known]
    for person in missing:
        command = c.AddUser(
            name=person.name,
            full_name=person.full_name,
            role=person.role,
            password_hash=NO_PASSWORD,
            agency=person.agency,
        )
        desk.perform(command, administrator)
    known = _accounts(desk) if missing else known
    return {person.name: _actor(person, known) for person in everybody}


def sitting(desk: Desk) -> frozenset[str]:
    """Whoever sits at a desk of the hub now, in this process or another, by account name: what
    they are said to have done, they did.
    """
    with desk.store.read() as connection:
        return signed_in(connection, desk.clock.now())


def _accounts(desk: Desk) -> dict[str, int]:
    # Read past the desk: there is nobody yet to ask it as.
    with desk.store.read() as connection:
        return {person.name: person.id for person in accounts(connection, NOBODY, desk.clock.now())}


def _actor(person: TrainingPerson, known: Mapping[str, int]) -> Actor:
    number = known[person.name]
    return Actor(number, person.full_name, person.role, person.agency, workstation="training")


def fill_in_roster(desk: Desk, administrator: Actor, rng: Random) -> None:
    """Give every agency the three invented people whom its requests climb."""
    for agency in desk.agencies():
        desk.perform(
            c.AddAgency(
                code=agency.code,
                name=agency.name,
                asked_at=agency.asked_at,
                in_room=agency.in_room,
                contact=names.adult(rng).name,
                next_contact=f"{names.adult(rng).name}, deputy",
                lead=f"{names.adult(rng).name}, safeguarding lead",
                systems=tuple(filter(None, sayings.SEARCHED.get(agency.code, "").split(", "))),
                replace=True,
            ),
            administrator,
        )
