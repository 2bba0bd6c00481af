"""What changed in a challenge, as its referral's events carry it: replayed, they are the challenge.

A field's name in an event says which challenge it is of: `challenge 3 state`, and of one of its
stages `challenge 3 stage 2 answered_at`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from mashdesk.store.challenge_tables import Challenge, ChallengeStage
from mashdesk.store.names import id_of
from mashdesk.store.tracking import replay

OF_CHALLENGE = "challenge "
"""How the name of every such field begins."""

CHALLENGE_STATE = tuple(name for name in Challenge.model_fields if name != "id")
STAGE_STATE = tuple(
    name for name in ChallengeStage.model_fields if name not in ("id", "challenge_id")
)


def challenge_state(challenge: Challenge) -> dict[str, Any]:
    """A challenge's fields as JSON values, by their names in an event."""
    return _state(challenge, CHALLENGE_STATE, f"{OF_CHALLENGE}{id_of(challenge)} ")


def stage_state(stage: ChallengeStage) -> dict[str, Any]:
    """A stage's fields as JSON values, by their names in an event."""
    return _state(stage, STAGE_STATE, _prefix(stage.challenge_id, stage.stage.number))


def _prefix(challenge: int, stage: int) -> str:
    return f"{OF_CHALLENGE}{challenge} stage {stage} "


def _state(row: Challenge | ChallengeStage, names: tuple[str, ...], prefix: str) -> dict[str, Any]:
    return {f"{prefix}{name}": _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def replayed(
    changes: Iterable[Mapping[str, list[Any]]], row: Challenge | ChallengeStage
) -> dict[str, Any]:
    """What a referral's events, oldest first, say of this challenge or stage."""
    known = challenge_state(row) if isinstance(row, Challenge) else stage_state(row)
    found = replay(changes, known)
    # What began blank was never said to change from nothing.
    return {
        name: "" if value is None and known[name] == "" else value for name, value in found.items()
    }
