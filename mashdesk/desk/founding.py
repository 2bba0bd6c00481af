"""Founding a hub: its row, its policy, its roster and its first people, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mashdesk import __version__
from mashdesk.clock import Clock
from mashdesk.desk.handlers import accounts
from mashdesk.desk.handlers import hub as handlers
from mashdesk.domain import commands as c
from mashdesk.domain.actor import Actor, Role
from mashdesk.domain.rating import Rag
from mashdesk.domain.request import STANDARD_ROSTER
from mashdesk.store import audit
from mashdesk.store.desk_tables import Hub
from mashdesk.store.keys import check_value
from mashdesk.store.store import Store
from mashdesk.store.work import audit_row
from mashdesk.text import plain


def found_hub(
    store: Store,
    clock: Clock,
    founder: Actor,
    *,
    store_id: str,
    hub: str,
    training: bool,
    policy_text: str,
    people: Sequence[tuple[str, str, Role, str]],
) -> None:
    """Found the hub; `people` are name, full name, role and password hash. Raises Invalid."""
    now = clock.now()
    with store.begin(now) as work:
        work.actor = replace(founder, workstation=founder.workstation or "set-up")
        work.add(
            Hub(
                id=1,
                store_id=store_id,
                key_check=check_value(store.key),
                name=plain(hub.strip())[:200],
                training=training,
                made_at=now,
            )
        )
        handlers.adopt_policy(c.AdoptPolicy(text=policy_text), work)
        for entry in STANDARD_ROSTER:
            asked_at = tuple(Rag(rating) for rating in entry.asked_at)
            command = c.AddAgency(
                code=entry.code, name=entry.name, asked_at=asked_at, in_room=entry.in_room
            )
            handlers.add_agency(command, work)
        for name, full_name, role, password_hash in people:
            command_ = c.AddUser(
                name=name, full_name=plain(full_name), role=role, password_hash=password_hash
            )
            accounts.add_user(command_, work)
        row = audit_row("found the hub", work.actor, now, __version__)
        audit.append(work.connection, store.audit_key, [row])
        work.commit()
