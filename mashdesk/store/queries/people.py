"""Somebody known to the hub, as one reader may know of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from mashdesk.domain.actor import Actor
from mashdesk.store.views import IndividualView
from mashdesk.store.work import no_such


def individual(
    connection: Connection, actor: Actor, individual_id: int, now: datetime
) -> IndividualView:
    """Somebody known; raises NotFound."""
    raise no_such("person")
