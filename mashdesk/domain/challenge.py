"""A professional difference: a rating or decision challenged, stage by stage, until it is resolved.

Source: the escalation policies of published hubs: practitioner to practitioner, team manager,
service manager or head of safeguarding, board.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from mashdesk.domain.actor import Role
from mashdesk.domain.errors import NotNow


class Against(StrEnum):
    """What is challenged."""

    RATING = "rating"
    DECISION = "decision"

    @property
    def label(self) -> str:
        return self.value


class Stage(StrEnum):
    """Who answers it; each is one step up from the one before."""

    PRACTITIONER = "practitioner"
    TEAM = "team_manager"
    SERVICE = "service_manager"
    BOARD = "board"

    @property
    def label(self) -> str:
        return {
            "practitioner": "practitioner to practitioner",
            "team_manager": "team manager",
            "service_manager": "service manager or head of safeguarding",
        }.get(self.value, self.value)

    @property
    def number(self) -> int:
        """From 1, the lowest."""
        return _STAGES.index(self) + 1

    @property
    def above(self) -> Stage | None:
        """The next one up; None above the board."""
        return _STAGES[self.number] if self.number < len(_STAGES) else None


_STAGES = tuple(Stage)


class ChallengeState(StrEnum):
    """Where a challenge is. A resolved one is accepted by its challenger, or settled by a manager;
    a settled one can still be moved up, for only the board has the last word.
    """

    WAITING = "waiting"
    ANSWERED = "answered"
    RESOLVED = "resolved"

    @property
    def label(self) -> str:
        return {"waiting": "waits for an answer", "answered": "answered, not accepted yet"}.get(
            self.value, self.value
        )


class Reply(StrEnum):
    """What social care says of what is challenged."""

    STANDS = "stands"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        return {"stands": "it stands", "changed": "it was changed"}[self.value]


class Ended(StrEnum):
    """How a stage ended."""

    ACCEPTED = "accepted"
    SETTLED = "settled"
    MOVED_UP = "moved_up"

    @property
    def label(self) -> str:
        return {"moved_up": "moved up"}.get(self.value, self.value)


ANSWERED_BY: Mapping[Stage, frozenset[Role]] = MappingProxyType(
    {
        Stage.PRACTITIONER: frozenset(
            {Role.DUTY, Role.EARLY_HELP, Role.TEAM_MANAGER, Role.SERVICE_MANAGER}
        ),
        Stage.TEAM: frozenset({Role.TEAM_MANAGER}),
        Stage.SERVICE: frozenset({Role.SERVICE_MANAGER}),
        # The board meets elsewhere; a service manager records what it says.
        Stage.BOARD: frozenset({Role.SERVICE_MANAGER}),
    }
)
"""Whose answer each stage waits for; who is told of one that comes to it."""

_OWN_STAGE = {Role.TEAM_MANAGER: Stage.TEAM, Role.SERVICE_MANAGER: Stage.SERVICE}


def settled_at(role: Role, stage: Stage) -> Stage:
    """The stage at which a manager settles a challenge that is at `stage`: their own, to which it
    is taken up if it is below; the board's is recorded by a service manager.

    Raises NotNow where it is above them, or they settle none.
    """
    own = _OWN_STAGE.get(role)
    if own is not None and stage.number <= own.number:
        return own
    if stage is Stage.BOARD and role in ANSWERED_BY[stage]:
        return stage
    raise NotNow(
        f"It is at the stage “{stage.label}”, and not for a {role.label} to settle.",
        "Whoever's stage it is settles it.",
    )


def above(stage: Stage, state: ChallengeState, *, settled: bool, overdue: bool) -> Stage:
    """The stage to which its challenger may move a challenge up; raises NotNow while they may not.

    Time alone moves nothing: an overdue one is moved up by whoever raised it.
    """
    if state is ChallengeState.RESOLVED and not settled:
        raise NotNow("Its answer was accepted: it is resolved.", "Raise another challenge.")
    if state is ChallengeState.WAITING and not overdue:
        raise NotNow(
            "It still has time to be answered.",
            "Move it up when it is answered, or when its time has run out.",
        )
    if (up := stage.above) is None:
        raise NotNow("There is no stage above the board.", "Accept what the board says.")
    return up
