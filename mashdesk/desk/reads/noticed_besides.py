"""What the desk would notice of a record for whoever sees sealed ones too.

A prompt is read by everybody who sees its record, so that none counts a sealed one. Whoever is
named on a sealed record is told here, and nobody else is, what the rules find with it. It is no
prompt: it waits for no answer and stands in nobody's way, for others could not know why.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from mashdesk.desk.prompts.besides import found_with
from mashdesk.domain.actor import Actor
from mashdesk.domain.permissions import may_read_answer
from mashdesk.domain.prompts.family import FAMILY
from mashdesk.domain.request import Sharing
from mashdesk.store.names import POLICIES
from mashdesk.store.queries.sight import NOW, PERSON, SEALED, SEALED_IDS, hidden, sight_of
from mashdesk.store.store import Store
from mashdesk.store.views import BesidesView

# Made once: building a statement costs as much as running it.
_OPEN_TO_THEM = SEALED_IDS.where(
    SEALED.c.id.not_in(hidden(PERSON, NOW)), SEALED.c.id != bindparam("but")
)
_NEWEST_POLICY = select(func.max(POLICIES.c.version))


def noticed_besides(
    connection: Connection, store: Store, actor: Actor, referral: int, now: datetime
) -> tuple[BesidesView, ...]:
    """What the rules find in this record with the sealed ones that this reader sees at `now` (UTC),
    and not without them; the gravest first. Nearly nobody sees any: then nothing is weighed.
    """
    which = {"but": referral, **sight_of(actor.user_id, now)}
    sealed = frozenset(connection.execute(_OPEN_TO_THEM, which).scalars())
    if not sealed:
        return ()
    version = connection.execute(_NEWEST_POLICY).scalar_one()
    settings = store.policy(connection, version).prompts
    found = found_with(connection, referral, sealed, settings, now)
    decides = may_read_answer(actor.role, Sharing.DECISION_MAKER)
    return tuple(
        BesidesView(kind.title, one.text, kind.suggests, kind.grave)
        for kind, one in sorted(found, key=lambda each: not each[0].grave)
        if decides or kind not in FAMILY
    )
