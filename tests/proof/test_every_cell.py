"""Every role, command, state and record: allowed exactly where the matrix and the walls say.

The commands are given at a version that is long past, so whoever may give one is told that it is
stale and the record stays for the next cell. What is asked is who is turned away, and how.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.challenge import Against, Reply
from mashdesk.domain.errors import NotFound, NotPermitted, Refused
from mashdesk.domain.problems import Invalid
from mashdesk.domain.referral import ReferralState
from tests.desk.partners import hal
from tests.desk.samples import SAMPLES
from tests.desk.test_every_command import MATRIX
from tests.hub import PEOPLE, Hub

OWN, OTHER, SEALED = "own", "other", "sealed"
NO_SUCH = 999_999
_SAID = "the bruise was explained"
ON_CHALLENGES: dict[type[c.Command], c.Command] = {
    c.AnswerChallenge: c.AnswerChallenge(challenge=1, version=1, reply=Reply.STANDS, answer=_SAID),
    c.SettleChallenge: c.SettleChallenge(challenge=1, version=1, reply=Reply.STANDS, answer=_SAID),
    c.AcceptAnswer: c.AcceptAnswer(challenge=1, version=1),
    c.MoveUp: c.MoveUp(challenge=1, version=1, reason="he has more of them"),
}


@dataclass(frozen=True)
class Cell:
    """A record in a state. The police are asked about what is `own` or `sealed`, health about the
    `other`; what is sealed is for the team manager alone.
    """

    state: ReferralState
    whose: str
    referral: int
    reference: str
    request: int | None
    challenge: int | None


def cells(hub: Hub, health: Actor) -> list[Cell]:
    """One record of every state, of each of the three kinds."""
    made = [_cell(hub, state, OTHER, "HLT", health) for state in ReferralState]
    police = hub.actor(Role.PRACTITIONER)
    made += [_cell(hub, state, whose, "POL", police) for state in ReferralState
             for whose in (OWN, SEALED)]  # fmt: skip
    sealer = hub.signed_in(Role.TEAM_MANAGER)
    for cell in made:
        if cell.whose is SEALED:
            version = hub.view(cell.referral, sealer).version
            named = (sealer.user_id,)
            seal = c.Seal(
                referral=cell.referral, version=version, people=named, reason="staff family"
            )
            hub.do(seal, sealer)
    return made


def _cell(hub: Hub, state: ReferralState, whose: str, agency: str, partner: Actor) -> Cell:
    referral = hub.take_in()
    request = challenge = None
    if state is not ReferralState.UNRATED:
        hub.rate(referral)
        (request,) = hub.ask(referral, agency)
        raised = c.RaiseChallenge(
            request=request, against=Against.RATING, wants="red", why="he was bruised"
        )
        hub.do(raised, partner)
        challenge = hub.view(referral).challenges[0].id
    if state is ReferralState.RETURNED:
        hub.give_back(referral)
    if state in (ReferralState.DECIDED, ReferralState.CLOSED):
        hub.answer(referral, agency)
        assert challenge is not None
        settle = c.SettleChallenge(challenge=challenge, version=1, reply=Reply.STANDS, answer=_SAID)
        hub.do(settle, hub.manager)
        hub.decide(referral)
    if state is ReferralState.CLOSED:
        hub.feedback(referral)
        hub.close_referral(referral)
    view = hub.view(referral)
    assert view.state is state
    return Cell(state, whose, referral, view.reference, request, challenge)


def about_records(hub: Hub) -> dict[type[c.Command], c.Command]:
    """A well-formed one of every command that is about a record."""
    alone = {c.ReviewOverride, *ON_CHALLENGES}
    made = {kind: SAMPLES[kind](hub) for kind in c.COMMANDS if kind not in alone} | ON_CHALLENGES
    return {
        kind: sample
        for kind, sample in made.items()
        if {"referral", "request", "challenge"} & {f.name for f in dataclasses.fields(kind)}
    }


def on(
    sample: c.Command, actor: Actor, referral: int, request: int | None, challenge: int | None
) -> c.Command | None:
    """The same command on another record, at a version long past; None where it has none such."""
    ids = {"referral": referral, "request": request, "challenge": challenge}
    if isinstance(sample, c.RaiseChallenge):
        mine = "request" if actor.role is Role.PRACTITIONER else "referral"
        ids = {"referral": None, "request": None, mine: ids[mine]}
        if ids[mine] is None:
            return None
    names = {field.name for field in dataclasses.fields(sample)}
    changes = {name: value for name, value in ids.items() if name in names}
    if None in changes.values() and not isinstance(sample, c.RaiseChallenge):
        return None
    return dataclasses.replace(sample, **changes, **({"version": 0} if "version" in names else {}))


def said(hub: Hub, command: c.Command, actor: Actor) -> tuple[str, str]:
    """What came of it: the kind of refusal and its words, or that it was done."""
    try:
        hub.do(command, actor)
    except Invalid as invalid:
        return "Invalid", str(invalid)
    except Refused as refused:
        return type(refused).__name__, str(refused)
    return "done", ""


def is_behind_a_wall(actor: Actor, cell: Cell) -> bool:
    """Written out a second time: who sees which of these records."""
    if cell.whose is SEALED:
        return actor.role is not Role.TEAM_MANAGER
    if actor.role is Role.PRACTITIONER:
        return (cell.whose is OWN) != (actor.agency == "POL")
    return False


def test_everybody_is_let_through_or_turned_away_as_matrix_and_walls_say(sqlite_hub: Hub) -> None:
    hub = sqlite_hub
    samples = about_records(hub)
    health = hal(hub)
    records = cells(hub, health)
    staff = [hub.signed_in(role) for role in PEOPLE if role is not Role.PRACTITIONER]
    people = [*staff, hub.actor(Role.PRACTITIONER), health]
    wrong = [fault for actor in people for fault in _wrong(hub, actor, samples, records)]
    assert wrong == [], "\n".join(wrong)


def _wrong(
    hub: Hub, actor: Actor, samples: dict[type[c.Command], c.Command], records: list[Cell]
) -> Iterator[str]:
    for kind, sample in samples.items():
        nowhere = on(sample, actor, NO_SUCH, NO_SUCH, NO_SUCH)
        assert nowhere is not None
        of_nothing = said(hub, nowhere, actor)
        may = actor.role.name in MATRIX[kind].split()
        for cell in records:
            command = on(sample, actor, cell.referral, cell.request, cell.challenge)
            if command is None:
                continue
            found = said(hub, command, actor)
            where = f"{actor.name} {kind.__name__} {cell.whose} {cell.state}: {found}"
            if not may:
                if found[0] != NotPermitted.__name__:
                    yield f"{where}, though the role may not"
            elif is_behind_a_wall(actor, cell):
                if found != of_nothing or found[0] != NotFound.__name__:
                    yield f"{where}, not as for none at all: {of_nothing}"
            elif found[0] in (NotPermitted.__name__, NotFound.__name__):
                yield f"{where}, though it is theirs to do"
