"""What came of an act that carried an idempotency key, so that a retry does nothing twice."""

from __future__ import annotations

import hashlib

from sqlalchemy import insert

from mashdesk.domain.errors import NotNow
from mashdesk.store.desk_tables import Done
from mashdesk.store.names import DONE
from mashdesk.store.work import Work


def outcome_of(work: Work, key: str, act: str) -> dict[str, object] | None:
    """The outcome of an act that whoever acts already carried out under this key.

    Raises NotNow when the key was another act's: answering with that one's outcome would say
    that something was done which was not.
    """
    row = work.session.get(Done, _own(work, key))
    if row is None:
        return None
    if row.outcome["act"] != act:
        raise NotNow("That idempotency key belongs to another act.", "Use a fresh one.")
    return {name: value for name, value in row.outcome.items() if name != "act"}


def keep(work: Work, key: str, act: str, outcome: dict[str, object]) -> None:
    """Keep an act's outcome under the key of whoever acts."""
    done = {"key": _own(work, key), "actor_id": work.actor.user_id, "at": work.now}
    work.connection.execute(insert(DONE), {**done, "outcome": {**outcome, "act": act}})


def _own(work: Work, key: str) -> str:
    """Keys are the actor's own: the same one from somebody else is another."""
    return hashlib.sha256(f"{work.actor.user_id} {key}".encode()).hexdigest()
