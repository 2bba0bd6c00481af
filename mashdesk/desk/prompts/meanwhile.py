"""Acts that take evidence from other records at once: what was read before one and not yet written
would put it back, with what a record says that is sealed by now.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, exists, func, select

from mashdesk.domain import commands as c
from mashdesk.store.names import AUDIT

_TAKE = tuple(
    command.label
    for command in (
        c.Seal,
        c.Unseal,
        c.Correct,
        c.EndRelationship,
        c.JudgeIdentity,
        c.UndoJudgement,
    )
)

# Made once: building a statement costs as much as running it.
_NEWEST = select(func.coalesce(func.max(AUDIT.c.seq), 0))
_TAKEN = select(exists().where(AUDIT.c.seq > bindparam("read_to"), AUDIT.c.act.in_(_TAKE)))


def newest_act(connection: Connection) -> int:
    """How far the audit has come: asked before anything else is read, what comes later shows."""
    return int(connection.execute(_NEWEST).scalar_one())


def evidence_taken_since(connection: Connection, read_to: int) -> bool:
    """Whether any record was sealed or unsealed, corrected, or people told apart or together or
    their tie ended, since the audit had come to `read_to`: asked in the writers' turn.
    """
    return bool(connection.execute(_TAKEN, {"read_to": read_to}).scalar_one())
